/** Loads what a tick needs and memory does not hold: ahead where that is known, otherwise on demand. */
import { type Command, type CommandStatus, statusOfNumber } from '../../../schema/envelope.ts'
import { type EntityId, parseRequestId } from '../../../schema/ids.ts'
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
    for (const id of namedBy(command)) {
      if (!world.entities.has(id) && !world.absent.has(id)) roots.add(id)
    }
    const session = world.peek(command.session)
    const place = session ? world.peek(session.place)?.place : undefined
    if (place) lead.cache.has(place)
  }
  if (sessions.size > 0) await loadNumbers(lead, [...sessions], store)
  if (roots.size > 0) await load(lead, [...roots], store)
}

/** The session and the character that a command names. */
function namedBy(command: Command): EntityId[] {
  const person = command.t === 'attach' ? command.person : command.t === 'line' && command.actor
  return person ? [command.session, person.character] : [command.session]
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
