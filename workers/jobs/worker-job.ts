/**
 * How workers do the jobs of one kind: what the prompt says, what an answer may choose, what the
 * scripted narrator says instead. Lane, payload and answer are declared in `schema/jobs/`, what the
 * world makes of the answer in `handlers/answers/`.
 */
import type { AnswerOf, AnswerSource, Job, JobKind, JobOf, ResultOf } from '../../schema/jobs.ts'
import type { Memory } from '../memory/memory.ts'
import type { MemoryStore } from '../memory/memory-store.ts'
import type { Picker } from '../narrator/pick.ts'
import type { KeptAnswer, ResponseCache } from '../talk/response-cache.ts'
import type { Route, RouteInput } from '../talk/route.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'
import type { TemplateSource } from '../text/template.ts'

export interface WorkerJob<K extends JobKind> {
  readonly template: TemplateSource
  /** What fills the template beside the scene, the persona and the options, which all kinds share. */
  readonly pieces: (job: JobOf<K>, tools: TextTools) => Pieces
  /** Plain prose can be shown while it is written; JSON is held to the answer's schema. */
  readonly form: 'prose' | 'json'
  /** Which models are preferred where the route of a line says nothing. */
  readonly size: 'short' | 'long'
  readonly answerTokensMax: number
  /** Why an answer of the right shape chooses what was not offered; null when it does not. */
  readonly check: (job: JobOf<K>, answer: AnswerOf<K>) => string | null
  /** The answer without a model. It depends on the job alone and passes the checks of a model's. */
  readonly scripted: (job: JobOf<K>, pick: Picker) => AnswerOf<K>
  /** Whether a job waits for a model that cannot be asked now, or takes the scripted answer. */
  readonly withoutModel: 'scripted' | 'wait'
  /** Who uses the result: the world, or only the worker that made it. */
  readonly resultFor: 'world' | 'worker'
  /** The property of a JSON answer that can be shown while it is written. */
  readonly liveField?: string
  /** Ranks of parts that this kind needs more than others do; see `Part`. */
  readonly ranks?: Readonly<Record<string, number>>
  /** Jobs with the same key are answered in the order of the events that they answer. */
  readonly turnKey?: (job: JobOf<K>) => string
  /** How an answer is found, where there are other ways than to ask a model. */
  readonly find?: (job: JobOf<K>, tools: FindTools<K>) => Promise<Found<K>>
  /** What the worker keeps of an answer; repeating it must change nothing. */
  readonly keep?: (job: JobOf<K>, thought: Thought<K>, tools: KeepTools) => Promise<void>
}

export type WorkerJobs<K extends JobKind> = { readonly [P in K]: WorkerJob<P> }

/** The usual limit of an answer: sixty to eighty words, and as much again for JSON. */
export const shortAnswerTokens = 320
export const longAnswerTokens = 700

/** Material of a prompt before any of it is dropped for want of room. */
export interface Pieces {
  /** Always in the prompt, each already cut to its own small size. */
  readonly fixed?: Readonly<Record<string, string>>
  readonly parts?: readonly Part[]
}

/** Material that may be shortened line by line; the part with the highest rank is cut first. */
export interface Part {
  /** Name in the template. */
  readonly variable: string
  readonly lines: readonly string[]
  /** Which end survives: the newest turns of a talk, but the best memories. */
  readonly keep: 'first' | 'last'
  /** Fence label for what people said or did; none for what builders wrote. */
  readonly label?: string
  readonly heading?: string
  /** What stands between lines behind a heading; a comma where nothing else is said. */
  readonly between?: string
}

/** Fields of a payload that have a token limit of their own. */
export type Field = 'name' | 'title' | 'description' | 'voice' | 'line' | 'persona' | 'option'

/** How texts of a payload are written into a prompt. */
export interface TextTools {
  /** Text of builders, cut to the limit of the field. */
  cut(text: string, field: Field): string
  /** Text of players, cleaned and cut. */
  data(text: string, field: Field): string
  /** One line of players' text between fences. */
  quote(label: string, text: string): string
}

/** An answer of the right shape, and where it came from. */
export interface Answered<K extends JobKind> {
  readonly by: AnswerSource
  readonly answer: AnswerOf<K>
  /** Why no model's answer was used, for operators. */
  readonly why?: string
  /** What was mended in a model's text, for operators. */
  readonly repairs?: readonly string[]
  /** The text holds a name that only the speaker has brought. */
  readonly taught?: boolean
  readonly model?: string
  readonly tokens?: number
  readonly firstChunkMs?: number
}

/** An answer with what came of finding it. */
export interface Found<K extends JobKind> {
  readonly answered: Answered<K>
  readonly route?: Route['class']
  /** The route was not chosen within its budget. */
  readonly overran?: boolean
  /** What the mobile should keep about the speaker. */
  readonly memory?: Memory
  /** Answers that may serve other visitors; the caller stores them for other workers. */
  readonly kept?: readonly KeptAnswer[]
}

export type Phase = 'route' | 'context' | 'prepare' | 'model'

/** What `find` has at hand. */
export interface FindTools<K extends JobKind> {
  readonly cache: ResponseCache
  readonly answers: SharedAnswers
  /** Questions that are being asked, by what makes two of them equal. */
  readonly underway: Map<string, Promise<unknown>>
  /** Prose about fewer characters than this is not worth a model. */
  readonly enrichMinChars: number
  /** Chooses how a line is answered, within the time there is for that. */
  route(input: RouteInput): Route
  /** Ends a phase of the job's time. */
  lap(phase: Phase): void
  /** Asks a model, with the scripted narrator as its last resort. */
  ask(route: Route | null): Promise<Answered<K>>
}

/** A job's result, and what a worker knows of how it came about. */
export interface Thought<K extends JobKind> {
  readonly result: ResultOf<K>
  readonly route: Route['class'] | 'none'
  readonly overran?: boolean
  readonly why?: string
  readonly repairs?: readonly string[]
  readonly memory?: Memory
  readonly kept?: readonly KeptAnswer[]
  /** Milliseconds per phase. */
  readonly phases: Readonly<Record<Phase, number>>
  readonly firstChunkMs?: number
}

/** What `keep` has at hand. */
export interface KeepTools {
  readonly memories: MemoryStore
  /** Puts a job of the workers' own into the stream. */
  readonly queue: (job: Job) => Promise<void>
}
