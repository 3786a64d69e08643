/** Loads what a tick needs and memory does not hold: ahead where that is known, otherwise on demand. */
import { type CommandStatus, statusOfNumber } from '../../../schema/envelope.ts'
import { parseRequestId } from '../../../schema/ids.ts'
import { NotLoaded } from '../../../schema/world.ts'
import { KeyNotLoaded, type PersonVault } from '../../persons/vault.ts'
import type { TickStore } from '../store/tick-store.ts'
import type { Arrived } from './commands/command-run.ts'
import { NumbersNotLoaded } from './commands/numbers.ts'
import type { Leadership } from './leadership.ts'

/** Loads, in one query, the characters and rooms that the commands at hand are known to need. */
export async function loadAhead(
  lead: Leadership,
  arrived: readonly Arrived[],
  store: TickStore,
): Promise<void> {
  const sessions = new Set<string>()
  const roots = new Set<string>()
  const { world } = lead.cache
  for (const { command } of arrived) {
    if (!lead.lastNumbers.has(command.session)) sessions.add(command.session)
    if (command.t === 'attach') sessions.add(command.conn)
    const person = command.t === 'attach' ? command.person : command.t === 'line' && command.actor
    if (person && !world.entities.has(person.character)) roots.add(person.character)
    const session = world.get(command.session)
    const place = session ? world.get(session.place)?.place : undefined
    if (place) lead.cache.has(place)
  }
  if (sessions.size > 0) await loadNumbers(lead, [...sessions], store)
  if (roots.size > 0) lead.cache.fill([...roots], await store.loadTrees(lead.shard, [...roots]))
}

async function loadNumbers(lead: Leadership, sessions: string[], store: TickStore): Promise<void> {
  for (const [session, n] of await store.lastNumbers(sessions)) lead.lastNumbers.set(session, n)
}

/** Loads what a step was missing. Throws the error again when it is not about something to load. */
export async function loadMissing(
  error: unknown,
  lead: Leadership,
  { store, vault }: { readonly store: TickStore; readonly vault?: PersonVault },
  outcomes: Map<string, CommandStatus>,
): Promise<void> {
  if (error instanceof KeyNotLoaded) return await vault?.load(error.id)
  if (error instanceof NotLoaded) {
    lead.cache.has(error.id)
    const around = [error.id, ...error.also, ...neighbours(lead, error.id)]
    lead.cache.fill(around, await store.loadTrees(lead.shard, around))
    return
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

/** Rooms next to one that is loaded; they are loaded with the same query. */
function neighbours(lead: Leadership, id: string): string[] {
  const room = lead.cache.world.entities.get(id)
  if (room?.kind !== 'room') return []
  return Object.values(room.exits)
    .map((exit) => exit.to)
    .filter((to) => !lead.cache.world.entities.has(to) && !lead.cache.world.absent.has(to))
}
