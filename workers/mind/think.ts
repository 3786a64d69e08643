/**
 * One job from payload to result: route → cache → context → prompt → model → check → remember.
 *
 *   trivial and cached lines never reach a model; equal questions asked at once share one call;
 *   an answer that fails the check is asked for once more, then the scripted narrator speaks.
 *
 * Invariant: `think` gives every job an answer of its kind's shape, whatever models do. It writes
 * nothing: the result travels as a command, and the tick has the last word.
 */
import type { Job, JobResult } from '../../schema/jobs.ts'
import type { ModelClient } from '../llm/model-client.ts'
import { type AskOptions, askAndCheck, type Outcome } from './ask.ts'
import { selectCanon } from './lore.ts'
import type { Memory } from './memory.ts'
import type { PersonaSections } from './persona.ts'
import { buildPrompt, type PromptBudgets } from './prompt.ts'
import type { MindReads } from './reads.ts'
import { recallMemories } from './recall.ts'
import {
  keepPrepared,
  keepReply,
  memoryFrom,
  othersReply,
  readyReply,
  routeOf,
  sharedKey,
} from './replies.ts'
import type { KeptAnswer, ResponseCache } from './response-cache.ts'
import type { Route } from './route.ts'
import type { Gathered } from './sections.ts'
import { noOthers, type SharedAnswers } from './shared-answers.ts'
import type { TemplateCache } from './template.ts'
import type { TokenCounter } from './tokens.ts'

export interface MindParts {
  readonly client: ModelClient
  readonly reads: MindReads
  readonly cache: ResponseCache
  /** What other workers keep; without it this one is alone. */
  readonly answers?: SharedAnswers
  readonly templates: TemplateCache
  readonly personas: PersonaSections
  readonly counter: TokenCounter
  readonly budgets?: PromptBudgets
  readonly now?: () => number
}

export interface Thought {
  readonly result: JobResult
  readonly route: Route['class'] | 'none'
  /** Why no model's answer was used, for operators. */
  readonly why?: string
  /** Something this NPC should keep about the speaker; the caller stores it. */
  readonly memory?: Memory
  /** Answers that may serve other visitors; the caller stores them for other workers. */
  readonly kept?: readonly KeptAnswer[]
  readonly phases: Readonly<Record<'route' | 'context' | 'prepare' | 'model', number>>
  readonly firstChunkMs?: number
}

export interface Mind {
  think(job: Job, options?: AskOptions): Promise<Thought>
}

const memoryTokens = { private: 220, room: 320 }
const canonTokens = 160

export function createMind(parts: MindParts): Mind {
  const now = parts.now ?? (() => performance.now())
  const underway = new Map<string, Promise<unknown>>()

  const withModel = async (job: Job, route: Route | null, timer: Timer, options: AskOptions) => {
    const gathered = await gather(parts, job, route)
    timer.lap('context')
    const prompt = buildPrompt(job, gathered, {
      counter: parts.counter,
      cache: parts.templates,
      ...(parts.budgets ? { budgets: parts.budgets } : {}),
    })
    timer.lap('prepare')
    const outcome = await askAndCheck(parts.client, job, route, prompt, gathered, options)
    timer.lap('model')
    return outcome
  }

  return {
    async think(job, options = {}) {
      const timer = startTimer(now)
      const route = job.kind === 'npc-reply' ? routeOf(job, parts.cache) : null
      timer.lap('route')
      const ready = job.kind === 'npc-reply' && route ? readyReply(job, route) : null
      if (ready) return thoughtOf(job, ready, route, timer)
      const key = job.kind === 'npc-reply' && route ? sharedKey(job, route, parts.cache) : null
      if (key !== null && job.kind === 'npc-reply' && route) {
        const others = await othersReply(job, route, parts.cache, parts.answers ?? noOthers)
        timer.lap('context')
        if (others) return thoughtOf(job, others, { ...route, class: 'cached' }, timer)
      }
      const other = key === null ? undefined : underway.get(key)
      if (other && job.kind === 'npc-reply') {
        // Somebody else is asking the same: their answer will be in the cache, if it may be shared.
        await other.catch(ignoreOthersFailure)
        const again = routeOf(job, parts.cache)
        const shared = again.class === 'cached' ? readyReply(job, again) : null
        if (shared) return thoughtOf(job, shared, again, timer)
      }
      let kept: readonly KeptAnswer[] = []
      const asking = withModel(job, route, timer, options).then((outcome) => {
        if (job.kind === 'npc-reply' && route) kept = keepReply(parts.cache, job, route, outcome)
        if (job.kind === 'pregenerate') kept = keepPrepared(parts.cache, job, outcome)
        return outcome
      })
      if (key !== null && !underway.has(key)) {
        underway.set(key, asking)
        const done = () => underway.delete(key)
        asking.then(done, done)
      }
      const thought = thoughtOf(job, await asking, route, timer)
      return kept.length > 0 ? { ...thought, kept } : thought
    },
  }
}

function ignoreOthersFailure(): void {
  // Weather of another job: this one simply asks for itself.
}

/** What a job needs to know, in one read, and nothing that its route or its flags spare. */
async function gather(parts: MindParts, job: Job, route: Route | null): Promise<Gathered> {
  const { reads, counter, personas } = parts
  const skip = new Set([...job.skip, ...(route?.skip ?? [])])
  const npc = 'npc' in job.payload ? job.payload.npc : undefined
  const zone = 'scene' in job.payload ? job.payload.scene.zone : undefined
  const speaker = job.kind === 'npc-reply' ? job.payload.speaker.id : null
  const wantsMemory = job.kind === 'npc-reply' && npc !== undefined && !skip.has('memory')
  const { persona, memories, canon } = await reads.context({
    ...(npc ? { persona: npc.persona } : {}),
    ...(wantsMemory ? { memories: { npc: npc.id, speaker } } : {}),
    ...(zone !== undefined && !skip.has('canon') ? { canon: zone } : {}),
  })
  const query = job.kind === 'npc-reply' ? job.payload.line : ''
  const present = 'scene' in job.payload ? job.payload.scene.people.map((person) => person.id) : []
  const tokensMax =
    job.kind === 'npc-reply' && job.payload.private ? memoryTokens.private : memoryTokens.room
  return {
    personaText: npc ? personas.section(npc, persona) : '',
    memories: npc
      ? recallMemories(
          memories,
          { npc: npc.id, speaker, query, nowBeat: job.madeAtBeat, tokensMax },
          counter,
        )
      : [],
    canon: selectCanon(
      canon,
      { query, zone: zone ?? '', present, tokensMax: canonTokens },
      counter,
    ),
    personaFacts: persona?.facts ?? [],
  }
}

function thoughtOf(job: Job, outcome: Outcome, route: Route | null, timer: Timer): Thought {
  const result = {
    kind: job.kind,
    job: job.job,
    event: job.event,
    ...(job.request === undefined ? {} : { request: job.request }),
    expiresAtBeat: job.expiresAtBeat,
    by: outcome.by,
    ...(outcome.model ? { model: outcome.model } : {}),
    ...(outcome.tokens === undefined ? {} : { tokens: outcome.tokens }),
    answer: outcome.answer,
  } as JobResult
  const memory = job.kind === 'npc-reply' ? memoryFrom(job, outcome) : null
  return {
    result,
    route: route?.class ?? 'none',
    phases: timer.phases,
    ...(outcome.why ? { why: outcome.why } : {}),
    ...(memory ? { memory } : {}),
    ...(outcome.firstChunkMs === undefined ? {} : { firstChunkMs: outcome.firstChunkMs }),
  }
}

interface Timer {
  readonly phases: Record<'route' | 'context' | 'prepare' | 'model', number>
  lap(phase: 'route' | 'context' | 'prepare' | 'model'): void
}

function startTimer(now: () => number): Timer {
  const phases = { route: 0, context: 0, prepare: 0, model: 0 }
  let since = now()
  return {
    phases,
    lap(phase) {
      const at = now()
      phases[phase] += at - since
      since = at
    },
  }
}
