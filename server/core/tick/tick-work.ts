/**
 * The work of one tick while it decides: the overlay, the rows of the flush, the outputs. Nothing in
 * here is true before the flush has committed, and all of it is dropped when the flush fails.
 */

import type { Moment, ScriptSpending } from '../../../handlers/decision.ts'
import { newSpending, spentBy } from '../../../handlers/scripts/spending.ts'
import type { Audience, EventMeta, NewEvent } from '../../../schema/define-event.ts'
import type { Character } from '../../../schema/entities.ts'
import type { Output } from '../../../schema/envelope.ts'
import { eventType } from '../../../schema/events/index.ts'
import { sessionClosed } from '../../../schema/events/presence.ts'
import type { BeingId, GatewayId, SessionId } from '../../../schema/ids.ts'
import type { NewJob } from '../../../schema/jobs.ts'
import { ownOf } from '../../../schema/own.ts'
import { type EventRow, recordEvents } from '../../../schema/record-events.ts'
import type { Touched } from '../../../schema/views.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { PersonVault } from '../../persons/vault.ts'
import type { CommandRow, JobRow } from '../store/tick-store.ts'
import { jobRow } from './job-row.ts'
import {
  beginViews,
  createViewMemory,
  type ShownParts,
  type ViewMemory,
  type ViewWork,
} from './view-memory.ts'

/** Where a frame has to go: the session, and the gateway that serves it. */
export interface Target {
  readonly session: SessionId
  readonly gateway: GatewayId
}

type Distributed<T> = T extends unknown ? Omit<T, 'to'> : never
/** An output before it is split by gateway. */
export type Addressed = Distributed<Output> & { readonly targets: readonly Target[] }

export interface TickWork {
  readonly shard: number
  /** Name of the world, for the jobs that leave the tick. */
  readonly worldName: string
  readonly moment: Moment
  readonly overlay: WorldMap
  readonly events: EventRow[]
  readonly commands: CommandRow[]
  readonly jobs: JobRow[]
  readonly outputs: Addressed[]
  /** Last command numbers of the sessions that this tick has changed. */
  readonly lastNumbers: Map<SessionId, number>
  readonly newId: (prefix: string) => string
  /** Seals words of persons for the log; without it the log keeps them as they are. */
  readonly vault?: PersonVault
  /** Next frame number within the tick. */
  nextK: number
  readonly views: ViewWork
  /** What scripts have used in this tick. */
  scripts: ScriptSpending
}

/** Begins the work of a tick over what is in memory; `views` is what was shown before it. */
export function beginWork(
  world: WorldMap,
  at: Pick<TickWork, 'shard' | 'worldName' | 'moment' | 'newId' | 'vault'>,
  views: ViewMemory = createViewMemory(),
): TickWork {
  return {
    ...at,
    views: beginViews(views),
    overlay: new WorldMap(world),
    events: [],
    commands: [],
    jobs: [],
    outputs: [],
    lastNumbers: new Map(),
    nextK: 1,
    scripts: newSpending(),
  }
}

/** A part of the work (one command, one run of a system) that is kept whole or dropped whole. */
export interface Draft {
  readonly work: TickWork
  readonly world: WorldMap
  readonly events: EventRow[]
  readonly applied: NewEvent[]
  readonly jobs: JobRow[]
  readonly outputs: Addressed[]
  /** The request that caused it; empty when nobody asked. */
  readonly cause: string
  /** Who acts; empty when it is the world. */
  readonly actor: BeingId
  /** Where the author's frames go besides the actor's own session (requests without a socket). */
  readonly author?: Target
  /** What its events have touched of anybody's view. */
  readonly touched: Map<string, Touched>
  readonly shown: Map<SessionId, ShownParts | null>
  /** What scripts have used, this part of the work included. */
  readonly scripts: ScriptSpending
  nextK: number
}

/** Begins a draft over the tick's overlay; without a cause or an actor it is the world's own. */
export function beginDraft(
  work: TickWork,
  by: Partial<Pick<Draft, 'cause' | 'actor' | 'author'>> = {},
): Draft {
  return {
    work,
    world: new WorldMap(work.overlay),
    events: [],
    applied: [],
    jobs: [],
    outputs: [],
    cause: '',
    actor: '',
    touched: new Map(),
    shown: new Map(),
    scripts: spentBy(work.scripts),
    ...by,
    nextK: work.nextK,
  }
}

/** Makes the draft part of the tick. */
export function keepDraft(draft: Draft): void {
  const { work } = draft
  draft.world.mergeDown()
  for (const event of draft.events) work.events.push(event)
  for (const job of draft.jobs) work.jobs.push(job)
  for (const output of draft.outputs) work.outputs.push(output)
  for (const [key, touched] of draft.touched) work.views.touched.set(key, touched)
  for (const [session, parts] of draft.shown) work.views.shown.set(session, parts)
  for (const event of draft.applied) {
    if (sessionClosed.is(event)) work.views.shown.set(event.data.session, null)
  }
  work.nextK = draft.nextK
  work.scripts = draft.scripts
}

/** Records an event. Perceptions are asked for first, because they show the world before the event. */
export function recordEvent(draft: Draft, event: NewEvent): void {
  const declared = eventType(event.type)
  const { data } = event
  const speaker = declared.speaker?.(data)
  for (const seen of declared.perceive?.(draft.world, data) ?? []) {
    const targets = targetsOf(draft, seen.to, speaker)
    if (targets.length === 0) continue
    pushOutput(draft, {
      f: 'event',
      kind: event.type,
      role: seen.role,
      ...causeOf(draft),
      data: seen.data,
      targets,
    })
  }
  const { work } = draft
  const { tick, beat, atMs } = work.moment
  const ordinal = work.events.length + draft.events.length + 1
  touch(draft, declared.views(draft.world, data))
  const rows = recordEvents(draft.world, [event], {
    meta: { shard: work.shard, tick, ordinal, beat, atMs },
    actor: draft.actor,
    cause: draft.cause,
    seal: (one, meta) => sealPersonal(draft, one, meta),
  })
  touch(draft, declared.views(draft.world, data))
  draft.applied.push(event)
  draft.events.push(...rows)
}

/** Notes parts of views that may show something else from now on. */
export function touch(draft: Draft, touched: readonly Touched[]): void {
  for (const one of touched) draft.touched.set(`${one.part} ${one.of}`, one)
}

/** The data of an event for the log: words of a person are sealed with that person's key. */
function sealPersonal(draft: Draft, event: NewEvent, meta: EventMeta): NewEvent['data'] {
  const { vault } = draft.work
  const declared = eventType(event.type)
  if (!vault || !declared.personal) return event.data
  const author = declared.speaker?.(event.data) ?? draft.actor
  if (author === '' || draft.world.get(author)?.kind === 'mobile') return event.data
  const sealed: Record<string, unknown> = { ...event.data }
  for (const field of declared.personal) {
    const words = ownOf(sealed, field)
    if (typeof words !== 'string' || words === '') continue
    sealed[field] = vault.seal(author, words, `${meta.shard}.${meta.tick}.${meta.ordinal}.${field}`)
  }
  return sealed
}

type Unnumbered = Addressed extends infer A ? (A extends unknown ? Omit<A, 'k'> : never) : never

/** Adds an output under the next frame number. */
export function pushOutput(draft: Draft, output: Unnumbered): void {
  draft.outputs.push({ ...output, k: draft.nextK } as Addressed)
  draft.nextK += 1
}

export function causeOf(draft: Draft): { cause?: string } {
  return draft.cause ? { cause: draft.cause } : {}
}

/** Adds a job. Its id is made from the latest event and its position, so it cannot be written twice. */
export function recordJob(draft: Draft, job: NewJob): void {
  const { work } = draft
  const event = {
    shard: work.shard,
    tick: work.moment.tick,
    ordinal: work.events.length + draft.events.length,
  }
  const position = work.jobs.length + draft.jobs.length
  const { worldName, moment } = work
  draft.jobs.push(jobRow(job, { world: worldName, event, position, moment, cause: draft.cause }))
}

/**
 * The sessions of an audience, also those that lost their link, because they read it when they resume.
 * Characters that ignore the `speaker` are left out.
 */
export function targetsOf(draft: Draft, audience: Audience, speaker?: BeingId): Target[] {
  if ('character' in audience) return ofCharacter(draft, audience.character, speaker)
  if ('characters' in audience) {
    return audience.characters.flatMap((id) => ofCharacter(draft, id, speaker))
  }
  const { world } = draft
  const except = audience.except ?? []
  const targets: Target[] = []
  if ('everyone' in audience) {
    for (const character of world.charactersPresent()) {
      if (!except.includes(character.id)) addSession(world, character, targets, speaker)
    }
    return targets
  }
  for (const id of world.idsAt(audience.room)) {
    const entity = world.get(id)
    if (entity?.kind === 'character' && !except.includes(entity.id)) {
      addSession(world, entity, targets, speaker)
    }
  }
  return targets
}

function ofCharacter(draft: Draft, id: BeingId, speaker?: BeingId): Target[] {
  const targets: Target[] = []
  const character = draft.world.get(id)
  if (character?.kind === 'character') addSession(draft.world, character, targets, speaker)
  if (id === draft.actor && draft.author) targets.push(draft.author)
  return targets
}

function addSession(
  world: WorldMap,
  character: Character,
  targets: Target[],
  speaker: BeingId | undefined,
): void {
  if (!character.session || (speaker && character.ignores?.includes(speaker))) return
  const session = world.get(character.session)
  if (session?.kind === 'session') {
    targets.push({ session: session.id, gateway: session.gateway })
  }
}
