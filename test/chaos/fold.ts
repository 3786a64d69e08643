/**
 * The world rebuilt from nothing but the log, in a way of its own: with it the checker knows who
 * could hear what, whether anything was made or lost on the way, and whether the tables agree.
 */
import { canonical } from '../../schema/canonical.ts'
import type { Entity } from '../../schema/entities.ts'
import { applyStored, type StoredEvent } from '../../schema/fold.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { marksIn } from './record.ts'

/** An event with the columns of the log that are not part of its data. */
export interface LoggedEvent extends StoredEvent {
  readonly cause: string
}

/** One speech in the log: a player's, or what a mobile repeats of it to whoever said it. */
export interface Speech {
  readonly mark: string
  /** Who said the words, or to whom they are repeated. */
  readonly speaker: string
  /** Everybody in the room could make out the words. */
  readonly isOpen: boolean
  /** Position in the log, from 0. */
  readonly at: number
  readonly tick: number
  readonly cause: string
  /** Sessions of everybody who could make out the words, the speaker included. */
  readonly hearers: ReadonlySet<string>
}

export interface Folded {
  readonly world: WorldMap
  readonly speeches: readonly Speech[]
  /** Words of players in the answers of mobiles. */
  readonly echoes: readonly Speech[]
  /** Events that moved gold or things and did not keep their sum. */
  readonly unbalanced: readonly string[]
}

/** Events that only move gold and things about: whatever they do, every sum stays as it was. */
const moving = new Set([
  'item-taken',
  'item-dropped',
  'item-put',
  'item-given',
  'item-worn',
  'item-removed',
  'item-split',
  'container-changed',
  'gold-taken',
  'gold-dropped',
  'gold-put',
  'gold-given',
  'character-moved',
  'character-entered',
  'character-left',
  'session-opened',
  'session-lost',
  'session-closed',
  'speech-uttered',
  'social-performed',
  'door-changed',
])

const pileProto = 'gold'

/** Applies every event in order to an empty world. */
export function foldLog(events: readonly LoggedEvent[]): Folded {
  const world = new WorldMap()
  const speeches: Speech[] = []
  const echoes: Speech[] = []
  const unbalanced: string[] = []
  for (const [at, event] of events.entries()) {
    if (event.type === 'speech-uttered') speeches.push(...speechesOf(world, event, at))
    if (event.type === echoType) echoes.push(...echoesOf(world, event, at))
    const step = new WorldMap(world)
    applyStored(step, event)
    if (moving.has(event.type)) {
      const change = changeOfSums(world, step)
      if (change) unbalanced.push(`${event.tick}.${event.ordinal} ${event.type}: ${change}`)
    }
    step.mergeDown()
  }
  return { world, speeches, echoes, unbalanced }
}

/** Who could make out the words, by this file's own reading of the rules of speech. */
function speechesOf(world: WorldMap, event: LoggedEvent, at: number): Speech[] {
  const data = event.data as {
    actor: string
    room: string
    how: string
    words: string
    target?: string
  }
  const { actor, target } = data
  const isOpen = data.how === 'say' || data.how === 'ask' || data.how === 'emote'
  const near = isOpen ? world.idsAt(data.room) : []
  const hearers = sessionsOf(world, [actor, ...(target ? [target] : []), ...near])
  const { tick, cause } = event
  return marksIn(data.words).map((mark) => {
    return { mark, speaker: actor, isOpen, at, tick, cause, hearers }
  })
}

/** The event by which mobiles answer. */
export const echoType = 'npc-spoke'

function echoesOf(world: WorldMap, event: LoggedEvent, at: number): Speech[] {
  const data = event.data as { to?: string; room: string; say: string; private: boolean }
  const { to: speaker = '' } = data
  const isOpen = !data.private
  const hearers = sessionsOf(world, [speaker, ...(isOpen ? world.idsAt(data.room) : [])])
  const { tick, cause } = event
  return marksIn(data.say).map((mark) => ({ mark, speaker, isOpen, at, tick, cause, hearers }))
}

function sessionsOf(world: WorldMap, ids: Iterable<string>): ReadonlySet<string> {
  const sessions = new Set<string>()
  for (const id of ids) {
    const being = world.get(id)
    if (being?.kind === 'character' && being.session) sessions.add(being.session)
  }
  return sessions
}

type Sums = Map<string, number>

function addTo(sums: Sums, entity: Entity | undefined, sign: 1 | -1): void {
  const add = (what: string, amount: number) => {
    if (amount !== 0) sums.set(what, (sums.get(what) ?? 0) + sign * amount)
  }
  if (entity?.kind === 'character') add('gold', entity.gold + entity.bank)
  else if (entity?.kind === 'mobile') add('gold', entity.gold)
  else if (entity?.kind === 'item') {
    add('gold', entity.gold ?? 0)
    if (entity.proto !== pileProto) add(entity.proto, entity.count)
  }
}

/** What a step changed in the sums of the world; empty when they balance. */
function changeOfSums(before: WorldMap, step: WorldMap): string {
  const sums: Sums = new Map()
  for (const [id, after] of step.entities) {
    addTo(sums, before.get(id), -1)
    addTo(sums, after ?? undefined, 1)
    if (after?.kind === 'character' && after.gold < 0) return `gold of ${id} is ${after.gold}`
  }
  const changed = [...sums].filter(([, amount]) => amount !== 0)
  return changed.map(([what, amount]) => `${what} ${amount > 0 ? '+' : ''}${amount}`).join(', ')
}

/** The sums of a whole world, by prototype, and of all gold. */
export function sumsOf(world: WorldMap): ReadonlyMap<string, number> {
  const sums: Sums = new Map()
  for (const entity of world.entities.values()) addTo(sums, entity ?? undefined, 1)
  return sums
}

/** Compares the rebuilt world with the rows of the entities table; one line per difference. */
export function differences(world: WorldMap, rows: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [id, entity] of world.entities) {
    if (!entity) continue
    const row = rows.get(id)
    const rebuilt = canonical(entity)
    if (row === undefined) found.push(`${id} is in the log only`)
    else if (row !== rebuilt) found.push(`${id} differs: log ${rebuilt} table ${row}`)
  }
  for (const id of rows.keys())
    if (!world.entities.get(id)) found.push(`${id} is in the table only`)
  return found
}
