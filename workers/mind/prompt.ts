/**
 * A job's prompt: fixed system text, then who speaks, then what is at hand, within a token budget.
 *
 * Invariant: the messages together never exceed the budget, whatever players, builders or memories
 * hold; what must go goes by the order of `sections.ts`, whole lines at a time.
 */
import type { Job } from '../../schema/jobs.ts'
import type { ChatMessage } from '../llm/model-client.ts'
import { answerJsonSchema } from './answer-schema.ts'
import { type Fence, fenceFor } from './fence.ts'
import { type Gathered, type Part, piecesOf } from './sections.ts'
import type { TemplateCache } from './template.ts'
import { templates } from './templates.ts'
import type { TokenCounter } from './tokens.ts'

export interface PromptBudgets {
  readonly privateTokens: number
  readonly roomTokens: number
}

export const defaultPromptBudgets: PromptBudgets = { privateTokens: 800, roomTokens: 1_200 }

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
  readonly budgets?: PromptBudgets
  readonly fence?: Fence
}

/** Role and separators of one message, as chat models count them. */
const tokensPerMessage = 4
const tokensPerReply = 3
/** Sixty to eighty words, and as much again for JSON and second thoughts. */
const answerTokensMax = 320
const longAnswerTokensMax = 700
const longKinds: ReadonlySet<Job['kind']> = new Set(['pregenerate', 'npc-plan', 'canon'])

/** Builds the prompt of a job. Throws only when the budget could not even hold the fixed parts. */
export function buildPrompt(job: Job, gathered: Gathered, parts: PromptParts): Prompt {
  const { counter, cache, budgets = defaultPromptBudgets, fence = fenceFor(job.job) } = parts
  const template = cache.get(templates[job.kind])
  const budget = isPrivate(job) ? budgets.privateTokens : budgets.roomTokens
  const pieces = piecesOf(job, gathered, fence, counter)
  const chosen = pieces.parts.map((part) => ({ part, lines: [] as string[] }))
  const messagesNow = (): ChatMessage[] => [
    { role: 'system', content: template.system },
    { role: 'user', content: template.render(valuesOf(pieces.fixed, chosen, fence)) },
  ]
  const bare = tokensOf(messagesNow(), counter)
  if (bare > budget)
    throw new Error(`the fixed parts of ${job.kind} need ${bare} of ${budget} tokens`)
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
    answerTokensMax: longKinds.has(job.kind) ? longAnswerTokensMax : answerTokensMax,
    schema: answerJsonSchema(job),
    kept: Object.fromEntries(chosen.map(({ part, lines }) => [part.variable, lines.length])),
  }
}

/** Tokens of messages as a chat endpoint counts them, rounded up where its format is its own secret. */
export function tokensOf(messages: readonly ChatMessage[], counter: TokenCounter): number {
  return messages.reduce(
    (sum, message) => sum + counter.count(message.content) + tokensPerMessage,
    tokensPerReply,
  )
}

function isPrivate(job: Job): boolean {
  return job.kind === 'npc-reply' && job.payload.private
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
      : `${part.heading ?? ''} ${lines.join(', ')}`.trim()
    const before = values[part.variable]
    values[part.variable] = before ? `${before}\n${body}` : body
  }
  return values
}
