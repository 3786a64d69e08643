/** Asks the model for a job, shows what it may while it comes, and checks what came. */
import type { AnswerOf, Job, JobKind, JobResult } from '../../schema/jobs.ts'
import type { ModelAnswer, ModelClient } from '../llm/model-client.ts'
import { scriptedAnswer, scriptedText } from '../narrator/scripted.ts'
import { acceptAnswer, proseKinds } from './accept.ts'
import { createLiveText, type LiveText } from './live-text.ts'
import type { Prompt } from './prompt.ts'
import type { Route } from './route.ts'
import type { Gathered } from './sections.ts'

/** Asks of one model answer: the first, and one more if the first failed the check. */
const asksMax = 2

export interface AskOptions {
  readonly signal?: AbortSignal
  /** Text that may be shown at once. A new `attempt` voids what was shown before. */
  readonly onLive?: (live: { attempt: number; text: string }) => void
  readonly correlation?: string
}

/** An answer of the right shape, and where it came from. */
export interface Outcome {
  readonly by: JobResult['by']
  readonly answer: AnswerOf<JobKind>
  readonly why?: string
  readonly model?: string
  readonly tokens?: number
  readonly firstChunkMs?: number
}

/** The model's checked answer, or the scripted one with the reason. Rejects only when the caller gives up. */
export async function askAndCheck(
  client: ModelClient,
  job: Job,
  route: Route | null,
  prompt: Prompt,
  gathered: Gathered,
  options: AskOptions,
): Promise<Outcome> {
  const known = [...gathered.personaFacts, ...gathered.canon.map((entry) => entry.text)]
  let why: string | undefined
  let earlier = 0
  for (let ask = 0; ask < asksMax; ask += 1) {
    const answer: ModelAnswer = await client.complete(
      {
        size: route?.class === 'long' || job.kind === 'canon' ? 'long' : 'short',
        messages: prompt.messages,
        promptTokens: prompt.tokens,
        answerTokensMax: prompt.answerTokensMax,
        ...(prompt.schema ? { schema: prompt.schema } : {}),
        ...(options.correlation ? { correlation: options.correlation } : {}),
        account: accountOf(job),
        lastRung: () => scriptedText(job),
      },
      {
        ...(options.signal ? { signal: options.signal } : {}),
        ...liveFor(job, known, earlier, options),
      },
    )
    earlier += answer.attempts
    if (answer.by === 'scripted')
      return { by: 'scripted', answer: scriptedAnswer(job), why: why ?? answer.why ?? 'no model' }
    const verdict = acceptAnswer(job, answer.text, known)
    if (verdict.ok) return outcomeOf(answer, verdict.value)
    why = `refused: ${verdict.why}`
  }
  return { by: 'scripted', answer: scriptedAnswer(job), ...(why ? { why } : {}) }
}

function outcomeOf(answer: ModelAnswer, value: AnswerOf<JobKind>): Outcome {
  return {
    by: 'model',
    answer: value,
    tokens: answer.promptTokens + answer.answerTokens,
    ...(answer.model ? { model: answer.model } : {}),
    ...(answer.firstChunkMs === undefined ? {} : { firstChunkMs: answer.firstChunkMs }),
  }
}

/** Chunks for the room, for the kinds whose answer is mainly text to read. */
function liveFor(job: Job, known: readonly string[], earlier: number, { onLive }: AskOptions) {
  if (!onLive || !(proseKinds.has(job.kind) || job.kind === 'npc-reply')) return {}
  const names = [...known, JSON.stringify('scene' in job.payload ? job.payload.scene : {})]
  const filters = new Map<number, LiveText>()
  return {
    onChunk: (chunk: { attempt: number; text: string }) => {
      const filter =
        filters.get(chunk.attempt) ??
        createLiveText(names, job.kind === 'npc-reply' ? 'say' : undefined)
      filters.set(chunk.attempt, filter)
      const text = filter.push(chunk.text)
      if (text) onLive({ attempt: earlier + chunk.attempt, text })
    },
  }
}

function accountOf(job: Job) {
  return {
    ...(job.kind === 'npc-reply' ? { player: job.payload.speaker.id } : {}),
    ...('npc' in job.payload ? { npc: job.payload.npc.id } : {}),
    ...('scene' in job.payload ? { room: job.payload.scene.room } : {}),
  }
}
