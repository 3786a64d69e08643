/**
 * A job's prompt: fixed system text, then who speaks, then what is at hand, within a token budget.
 *
 * Invariant: the messages together never exceed the budget, whatever players, builders or memories
 * hold; what does not fit is dropped by the ranks of `sections.ts`, whole lines at a time. The fixed
 * parts are small and stay, also where a budget could not hold them.
 */

import type { Job, JobKind, JobOf } from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { workerJobs } from '../jobs/index.ts'
import type { Part } from '../jobs/worker-job.ts'
import type { ChatMessage } from '../llm/model-client.ts'
import { type Fence, fenceFor } from '../text/fence.ts'
import type { TemplateCache } from '../text/template.ts'
import type { TokenCounter } from '../text/tokens.ts'
import { answerJsonSchema } from './answer-schema.ts'
import { type Gathered, sectionsOf } from './sections.ts'

export interface PromptBudgets {
  readonly privateTokens: number
  readonly roomTokens: number
}

export interface Prompt {
  readonly messages: readonly ChatMessage[]
  readonly tokens: number
  readonly answerTokensMax: number
  readonly schema: { name: string; schema: Record<string, unknown> } | undefined
  /** Lines kept per part, for logs. */
  readonly kept: Readonly<Record<string, number>>
}

export interface PromptParts {
  readonly counter: TokenCounter
  readonly cache: TemplateCache
  readonly budgets: PromptBudgets
}

/** Role and separators of one message, as chat models count them. */
const tokensPerMessage = 4
const tokensPerReply = 3

/** Builds the prompt of a job. */
export function buildPrompt<K extends JobKind>(
  job: JobOf<K>,
  gathered: Gathered,
  parts: PromptParts,
): Prompt {
  const { counter, cache, budgets } = parts
  const fence = fenceFor(job.job)
  const { template: source, answerTokensMax } = workerJobs[job.kind]
  const template = cache.get(source)
  const budget = isPrivate(job.payload) ? budgets.privateTokens : budgets.roomTokens
  const sections = sectionsOf(job, gathered, fence, counter)
  const chosen = sections.parts.map((part) => ({ part, lines: [] as string[] }))
  const messagesNow = (): ChatMessage[] => [
    { role: 'system', content: template.system },
    { role: 'user', content: template.render(valuesOf(sections.fixed, chosen, fence)) },
  ]
  const bare = tokensOf(messagesNow(), counter)
  fill(chosen, budget - bare, counter)
  let messages = messagesNow()
  let tokens = tokensOf(messages, counter)
  // Counts of pieces do not add up exactly; the whole is what counts, so the least important lines go.
  while (tokens > budget && dropOne(chosen)) {
    messages = messagesNow()
    tokens = tokensOf(messages, counter)
  }
  return {
    messages,
    tokens,
    answerTokensMax,
    schema: answerJsonSchema(job),
    kept: Object.fromEntries(chosen.map(({ part, lines }) => [part.variable, lines.length])),
  }
}

/** Tokens of messages as a chat endpoint counts them, rounded up, because its format is not public. */
export function tokensOf(messages: readonly ChatMessage[], counter: TokenCounter): number {
  return messages.reduce(
    (sum, message) => sum + counter.count(message.content) + tokensPerMessage,
    tokensPerReply,
  )
}

/** Whether only one player will read the answer. */
export function isPrivate(payload: Job['payload']): boolean {
  return 'private' in payload && payload.private
}

interface Chosen {
  readonly part: Part
  lines: string[]
}

/** Around a part stand its heading or its fence marks, and a line break after each line. */
const tokensAroundPart = 26
const tokensPerLine = 2

function fill(chosen: readonly Chosen[], room: number, counter: TokenCounter): void {
  let left = room
  for (const entry of chosen) {
    const { lines, keep } = entry.part
    left -= tokensAroundPart
    const ordered = keep === 'last' ? lines.toReversed() : lines
    const taken: string[] = []
    for (const line of ordered) {
      const tokens = counter.count(line) + tokensPerLine
      if (tokens > left) break
      left -= tokens
      taken.push(line)
    }
    if (taken.length === 0) left += tokensAroundPart
    entry.lines = keep === 'last' ? taken.toReversed() : taken
  }
}

function dropOne(chosen: readonly Chosen[]): boolean {
  const last = chosen.findLast((entry) => entry.lines.length > 0)
  if (!last) return false
  last.lines = last.part.keep === 'last' ? last.lines.slice(1) : last.lines.slice(0, -1)
  return true
}

function valuesOf(
  fixed: Readonly<Record<string, string>>,
  chosen: readonly Chosen[],
  fence: Fence,
): Record<string, string> {
  const values: Record<string, string> = { ...fixed }
  for (const { part, lines } of chosen) {
    if (lines.length === 0) continue
    const body = part.label
      ? fence.around(part.label, lines)
      : `${part.heading ?? ''} ${lines.join(part.between ?? ', ')}`.trim()
    const before = ownOf(values, part.variable)
    values[part.variable] = before ? `${before}\n${body}` : body
  }
  return values
}
