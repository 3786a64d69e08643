/** Asks the model for a job, shows what it may while it comes, and checks what came. */
import type { AnswerOf, Job, JobKind, JobOf } from '../../schema/jobs.ts'
import { scriptedAnswer, scriptedText, workerJobs } from '../jobs/index.ts'
import type { Answered } from '../jobs/worker-job.ts'
import type { ModelAnswer, ModelClient } from '../llm/model-client.ts'
import type { Route } from '../talk/route.ts'
import { createLiveText, type LiveText } from '../text/live-text.ts'
import { acceptAnswer, type Knowledge } from './accept.ts'
import type { Prompt } from './prompt.ts'

/** Asks of one model answer: the first, and one more if nothing could be read in that. */
const asksMax = 2
/** Later than this a second answer would come when nobody waits any more. */
const askAgainWithinMs = 4_000

export interface AskOptions {
  readonly signal?: AbortSignal
  /** Text that may be shown at once. A new `attempt` voids what was shown before. */
  readonly onLive?: (live: { attempt: number; text: string }) => void
  readonly correlation?: string
}

export interface Question<K extends JobKind> {
  readonly job: JobOf<K>
  readonly route: Route | null
  readonly prompt: Prompt
  /** What is known outside the job: names that an answer may use. */
  readonly knowledge: Knowledge
  /** Monotonic milliseconds. */
  readonly now: () => number
}

/** The model's checked answer, or the scripted one with the reason. Rejects only when the caller gives up. */
export async function askAndCheck<K extends JobKind>(
  client: ModelClient,
  question: Question<K>,
  options: AskOptions,
): Promise<Answered<K>> {
  const { job, knowledge, now } = question
  const scripted = (why: string): Answered<K> => ({
    by: 'scripted',
    answer: scriptedAnswer(job),
    why,
  })
  const began = now()
  let why: string | undefined
  let earlier = 0
  for (let ask = 0; ask < asksMax; ask += 1) {
    const answer: ModelAnswer = await client.complete(requestOf(question, options), {
      ...(options.signal ? { signal: options.signal } : {}),
      ...liveFor(question, earlier, options),
    })
    earlier += answer.attempts
    if (answer.by === 'scripted') return scripted(why ?? answer.why ?? 'no model')
    const verdict = acceptAnswer(job, answer.text, knowledge)
    if (verdict.ok) return answeredBy(answer, verdict)
    why = `refused: ${verdict.why}`
    if (!verdict.unreadable || now() - began > askAgainWithinMs) break
  }
  return scripted(why ?? 'no model')
}

function requestOf<K extends JobKind>(
  { job, route, prompt }: Question<K>,
  { correlation }: AskOptions,
) {
  return {
    size: route?.class === 'long' ? 'long' : workerJobs[job.kind].size,
    messages: prompt.messages,
    promptTokens: prompt.tokens,
    answerTokensMax: prompt.answerTokensMax,
    ...(prompt.schema ? { schema: prompt.schema } : {}),
    ...(correlation ? { correlation } : {}),
    charged: chargedFor(job.payload),
    lastRung: () => scriptedText(job),
  } as const
}

function answeredBy<K extends JobKind>(
  answer: ModelAnswer,
  { value, repairs, taught }: { value: AnswerOf<K>; repairs: readonly string[]; taught: boolean },
): Answered<K> {
  return {
    by: 'model',
    answer: value,
    repairs,
    taught,
    tokens: answer.promptTokens + answer.answerTokens,
    ...(answer.model ? { model: answer.model } : {}),
    ...(answer.firstChunkMs === undefined ? {} : { firstChunkMs: answer.firstChunkMs }),
  }
}

/** Chunks for the room, for the kinds whose answer is mainly text to read. */
function liveFor<K extends JobKind>(
  { job, knowledge }: Question<K>,
  earlier: number,
  { onLive }: AskOptions,
) {
  const { form, liveField } = workerJobs[job.kind]
  if (!onLive || !(form === 'prose' || liveField)) return {}
  const wholeSoFar = (words: string) => {
    const text = form === 'prose' ? words : JSON.stringify({ [liveField ?? '']: words })
    const verdict = acceptAnswer(job, text, knowledge)
    return verdict.ok ? textOf(verdict.value, liveField) : undefined
  }
  const filters = new Map<number, LiveText>()
  return {
    onChunk: (chunk: { attempt: number; text: string }) => {
      const filter = filters.get(chunk.attempt) ?? createLiveText(wholeSoFar, liveField)
      filters.set(chunk.attempt, filter)
      const text = filter.push(chunk.text)
      if (text) onLive({ attempt: earlier + chunk.attempt, text })
    },
  }
}

/** The text of an answer that is shown while it is written. */
export function textOf(answer: object, liveField = 'text'): string | undefined {
  const text: unknown = Reflect.get(answer, liveField)
  return typeof text === 'string' ? text : undefined
}

/** Who is charged for the call: everybody whom the payload names. */
function chargedFor(payload: Job['payload']) {
  return {
    ...('speaker' in payload ? { player: payload.speaker.id } : {}),
    ...('npc' in payload ? { npc: payload.npc.id } : {}),
    ...('scene' in payload ? { room: payload.scene.room } : {}),
  }
}
