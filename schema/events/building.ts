/**
 * What builders do in the game. Other events change rooms and definitions; these say which change they
 * belong to, and how to take it back.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { beingId } from '../id-fields.ts'
import { type BeingId, DEFINITIONS_PLACE, type EntityId, type RecordId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import { beingIn, recordData, type WorldReader, type WorldWriter } from '../world.ts'

const json = z.record(z.string(), z.unknown())
const step = z.strictObject({ type: z.string(), data: json })

/** One change as its builder can take it back. */
export interface BuilderChange {
  readonly change: string
  readonly about: EntityId
  readonly summary: string
  /** Events that restore what was there, in order. */
  readonly undo: readonly {
    readonly type: string
    readonly data: Readonly<Record<string, unknown>>
  }[]
  /** Entity → digest after the change, to find out whether somebody has changed it since. */
  readonly after: Readonly<Record<string, string>>
}

/** One line of the short history that is shown in the game. */
export interface HistoryLine {
  readonly tick: number
  readonly beat: number
  readonly by: string
  readonly summary: string
}

const changesKept = 20
/** More steps than this are kept in a record of their own, so that the list of changes stays small. */
const stepsInList = 40
const stepsMost = 4_000
const linesKept = 12

export function changesId(builder: BeingId): RecordId {
  return `builds:${builder}`
}

/** Where the steps of a large change are kept. */
function stepsId(change: string): RecordId {
  return `change:${change}`
}

type Steps = Pick<BuilderChange, 'undo' | 'after'>

/** What takes a change back, wherever it is kept. */
export function stepsOf(world: WorldReader, { change, undo, after }: BuilderChange): Steps {
  return recordData<Steps>(world, stepsId(change)) ?? { undo, after }
}

export function historyId(about: EntityId): RecordId {
  return `history:${about}`
}

export function changesOf(world: WorldReader, builder: BeingId): readonly BuilderChange[] {
  return recordData<readonly BuilderChange[]>(world, changesId(builder)) ?? []
}

export function historyOf(world: WorldReader, about: EntityId): readonly HistoryLine[] {
  return recordData<readonly HistoryLine[]>(world, historyId(about)) ?? []
}

/** The changes of a builder are kept in the builder's character; the oldest ones are forgotten. */
function putChanges(world: WorldWriter, builder: BeingId, changes: readonly BuilderChange[]): void {
  if (world.get(builder)?.kind !== 'character') return
  for (const { change } of changes.slice(0, -changesKept)) world.remove(stepsId(change))
  const data = changes.slice(-changesKept)
  world.put({ id: changesId(builder), kind: 'record', of: 'builds', place: builder, data })
}

/** The change as its list holds it: the steps of a large one are put into a record beside the list. */
function withSteps(world: WorldWriter, place: BeingId, change: BuilderChange): BuilderChange {
  const { undo, after } = change
  if (undo.length <= stepsInList || world.get(place)?.kind !== 'character') return change
  const id = stepsId(change.change)
  world.put({ id, kind: 'record', of: 'change', place, data: { undo, after } })
  return { ...change, undo: [], after: {} }
}

/** The history of a room is kept in the room; that of a definition among the definitions. */
function addLine(world: WorldWriter, about: EntityId, line: HistoryLine): void {
  const place = world.get(about)?.kind === 'room' ? about : DEFINITIONS_PLACE
  const lines = [...historyOf(world, about), line].slice(-linesKept)
  world.put({ id: historyId(about), kind: 'record', of: 'history', place, data: lines })
}

export const builderChanged = defineEvent({
  type: 'builder-changed',
  about: 'A builder changed the world; the events before this one say how.',
  data: z.strictObject({
    builder: beingId,
    change: z.string(),
    about: z.string(),
    summary: z.string().max(400),
    undo: z.array(step).max(stepsMost),
    after: z.record(z.string(), z.string()),
  }),
  subject: (data) => data.about,
  views: nobody,
  evolve(world, data, meta) {
    const { builder, ...change } = data
    putChanges(world, builder, [...changesOf(world, builder), withSteps(world, builder, change)])
    const by = named(world, builder).name
    addLine(world, data.about, { tick: meta.tick, beat: meta.beat, by, summary: data.summary })
  },
  perceive(world, data) {
    const view = { actor: named(world, data.builder), summary: data.summary, about: data.about }
    const room = beingIn(world, data.builder)?.place ?? ''
    const actor = { to: { character: data.builder }, role: 'actor', data: view } as const
    // Who changes things elsewhere, as from the studio, does not bother whoever is around.
    if (room !== data.about) return [actor]
    return [actor, { to: { room, except: [data.builder] }, role: 'others', data: view }]
  },
  text: {
    actor: (view: { summary: string }) =>
      `{good}Done:{/} ${escapeMarkup(view.summary)}. {dim}(“undo” takes it back){/}`,
    others: (view: { actor: Named }) =>
      `${markFirst(view.actor)} sketches something in the air, and the world follows.`,
  },
})

export const builderUndid = defineEvent({
  type: 'builder-undid',
  about: 'A builder took a change back; the events before this one say how.',
  data: z.strictObject({
    builder: beingId,
    change: z.string(),
    about: z.string(),
    summary: z.string().max(400),
  }),
  subject: (data) => data.about,
  views: nobody,
  evolve(world, data, meta) {
    const kept = changesOf(world, data.builder).filter((one) => one.change !== data.change)
    putChanges(world, data.builder, kept)
    world.remove(stepsId(data.change))
    const by = named(world, data.builder).name
    const summary = `took back: ${data.summary}`.slice(0, 400)
    if (world.get(data.about))
      addLine(world, data.about, { tick: meta.tick, beat: meta.beat, by, summary })
  },
  perceive(world, data) {
    const view = { actor: named(world, data.builder), summary: data.summary, about: data.about }
    const room = beingIn(world, data.builder)?.place ?? ''
    return [
      { to: { character: data.builder }, role: 'actor', data: view },
      { to: { room, except: [data.builder] }, role: 'others', data: view },
    ]
  },
  text: {
    actor: (view: { summary: string }) => `{good}Taken back:{/} ${escapeMarkup(view.summary)}.`,
    others: (view: { actor: Named }) => `${markFirst(view.actor)} wipes something out of the air.`,
  },
})
