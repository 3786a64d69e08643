/** Loads what a tick needs and memory does not hold: ahead where that is known, otherwise on demand. */
import { awakeRooms, stepsAround } from '../../../handlers/systems/mobiles/awake.ts'
import { type Command, type CommandStatus, statusOfNumber } from '../../../schema/envelope.ts'
import {
  type BeingId,
  type EntityId,
  parseRequestId,
  type RoomId,
  type SessionId,
} from '../../../schema/ids.ts'
import { NotLoaded } from '../../../schema/world.ts'
import { KeyNotLoaded, type PersonVault } from '../../persons/vault.ts'
import type { TickStore } from '../store/tick-store.ts'
import type { Arrived } from './commands/command-run.ts'
import { NumbersNotLoaded } from './commands/numbers.ts'
import type { Leadership } from './leadership.ts'
import type { TickWork } from './tick-work.ts'

interface Sources {
  readonly store: TickStore
  readonly vault?: PersonVault
}

/**
 * Loads what the commands at hand are known to need: numbers, characters with their rooms, and keys, each
 * with one query, all at once.
 */
export async function loadAhead(
  lead: Leadership,
  arrived: readonly Arrived[],
  { store, vault }: Sources,
): Promise<void> {
  const { sessions, roots, speakers } = neededBy(lead, arrived)
  const unknown = vault ? [...speakers].filter((person) => !vault.knows(person)) : []
  await Promise.all([
    sessions.size > 0 && loadNumbers(lead, [...sessions], store),
    roots.size > 0 && load(lead, [...roots], store),
    unknown.length > 0 && vault?.load(unknown),
  ])
}

/** Sessions without a number in memory, what else is not in memory, and everybody who may speak. */
function neededBy(lead: Leadership, arrived: readonly Arrived[]) {
  const sessions = new Set<SessionId>()
  const roots = new Set<EntityId>()
  const speakers = new Set<BeingId>()
  const { world } = lead.cache
  for (const { command } of arrived) {
    if (!lead.lastNumbers.has(command.session)) sessions.add(command.session)
    if (command.t === 'attach') sessions.add(command.conn)
    for (const id of namedBy(command)) {
      if (!world.entities.has(id) && !world.absent.has(id)) roots.add(id)
    }
    const session = world.peek(command.session)
    const played = session?.kind === 'session' ? session.place : undefined
    const speaker = personOf(command)?.character ?? played
    if (speaker) speakers.add(speaker)
    const place = played ? world.peek(played)?.place : undefined
    if (place) lead.cache.has(place)
  }
  return { sessions, roots, speakers }
}

/** The session and the character that a command names. */
function namedBy(command: Command): EntityId[] {
  const person = personOf(command)
  return person ? [command.session, person.character] : [command.session]
}

function personOf(command: Command) {
  if (command.t === 'attach') return command.person
  return command.t === 'line' ? command.actor : undefined
}

async function loadNumbers(lead: Leadership, sessions: string[], store: TickStore): Promise<void> {
  for (const [session, n] of await store.lastNumbers(sessions)) lead.lastNumbers.set(session, n)
}

/** Loads what a step was missing. Throws the error again when it is not about something to load. */
export async function loadMissing(
  error: unknown,
  lead: Leadership,
  { store, vault }: Sources,
  outcomes: Map<string, CommandStatus>,
): Promise<void> {
  if (error instanceof KeyNotLoaded) return await vault?.load([error.id])
  if (error instanceof NotLoaded) {
    lead.cache.has(error.id)
    return await load(lead, [error.id, ...error.also], store)
  }
  if (error instanceof NumbersNotLoaded) {
    await loadNumbers(lead, [error.session], store)
    const key = error.request ? parseRequestId(error.request) : null
    if (!key || !error.request) return
    const outcome = await store.outcome(key.session, key.n)
    // A number below the last without a row is so old that the ledger has deleted its row.
    outcomes.set(error.request, outcome ? statusOfNumber(outcome.status) : 'completed')
    return
  }
  throw error
}

/**
 * Loads what lies around rooms that somebody has come to, once the tick that told so is over: the next
 * one is asked for it, and need not wait.
 */
export async function loadAround(
  lead: Leadership,
  rooms: readonly RoomId[],
  { store }: Sources,
): Promise<void> {
  const { around, cache } = lead
  if (around.evictions !== cache.evictions) around.rooms.clear()
  around.evictions = cache.evictions
  const fresh = rooms.filter((room) => !around.rooms.has(room))
  if (fresh.length === 0) return
  try {
    for (let step = 0; step < stepsAround; step += 1) {
      const missing = missingAround(lead, fresh)
      if (missing.length === 0) {
        for (const room of fresh) around.rooms.add(room)
        return
      }
      await load(lead, missing, store)
    }
  } catch {
    // The tick is committed. Whatever could not be read is read when somebody needs it.
  }
}

function missingAround(lead: Leadership, rooms: readonly RoomId[]): readonly EntityId[] {
  try {
    awakeRooms(lead.cache.world, rooms)
    return []
  } catch (error) {
    if (error instanceof NotLoaded) return [error.id, ...error.also]
    throw error
  }
}

/** The rooms to which characters come with this work, before it is promoted. */
export function arrivalsOf({ cache }: Leadership, { overlay }: TickWork): RoomId[] {
  const rooms = new Set<RoomId>()
  for (const [id, entity] of overlay.entities) {
    if (entity?.kind !== 'character' || entity.place === '') continue
    if (cache.world.entities.get(id)?.place !== entity.place) rooms.add(entity.place)
  }
  return [...rooms]
}

/** Containers nest a few deep; the bound keeps a damaged table from being asked for ever. */
const holdersMax = 16

/** Loads things with all that is in them, and with what they are in up to the room: a place is known as a whole. */
async function load(lead: Leadership, ids: readonly EntityId[], store: TickStore): Promise<void> {
  const { entities, absent } = lead.cache.world
  let asked = ids
  for (let depth = 0; asked.length > 0 && depth <= holdersMax; depth += 1) {
    const found = await store.loadTrees(lead.shard, asked)
    lead.cache.fill(asked, found)
    const holders = new Set(found.map(({ place }) => place))
    asked = [...holders].filter((id) => id !== '' && !entities.has(id) && !absent.has(id))
  }
}
