/**
 * Makes room for the log, and takes away what ends, beside the game and while this process leads: rows of the ledger, tokens,
 * sessions, guests, jobs. Which rows go is decided by functions of the database, a small batch at a
 * time; the rule is in RELIABILITY 6.
 */
import { sql } from 'kysely'
import { type Command, encodeCommands } from '../../../schema/envelope.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { type Clock, randomId } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { type Db, openDatabase } from '../../platform/database.ts'
import { forgetInThread } from '../start-forget.ts'

export interface KeeperParts {
  readonly databaseUrl: string
  readonly bus: Bus
  readonly subjects: Subjects
  /** Name of this process on the bus. */
  readonly instance: string
  readonly clock: Clock
  /** How long the ledger keeps rows, and sessions that are over. */
  readonly ledgerKeepMs: number
  /** Ticks in a new part of the log. */
  readonly eventsPartTicks: number
  /** Told when a round failed; it is tried again. */
  readonly onTrouble: (error: unknown) => void
}

/** Blocks of the ledger in one statement: some thousand rows, a few milliseconds. */
const blocksAtOnce = 64
const rowsAtOnce = 500
/** Guests in one command: each is an event of the tick that applies it. */
const guestsAtOnce = 50
const hourMs = 3_600_000
/** Of four thousand ticks each, at a hundred ticks a second: six minutes. */
const partsAhead = 8
const partsEveryMs = 20_000
/** Rest after each statement: the game needs the disk, too. */
const breathMs = 200
/** As workers do it: done for an hour, and handed out by the stream for a day at most. */
const jobsDoneForMs = hourMs
const jobsGoneAfterMs = 25 * hourMs

/** Does something in one statement; true when there is more of it to do. */
type Duty = (parts: KeeperParts, db: Db) => Promise<boolean>

export class Keeper {
  readonly #parts: KeeperParts
  #stopping: AbortController | undefined
  #stopped: Promise<void> = Promise.resolve()

  constructor(parts: KeeperParts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#stopping) return
    const stopping = new AbortController()
    this.#stopping = stopping
    this.#stopped = this.#stopped.then(() => keepHouse(this.#parts, stopping.signal))
  }

  /** Resolves once nothing is under way any more. */
  stop(): Promise<void> {
    this.#stopping?.abort()
    this.#stopping = undefined
    return this.#stopped
  }
}

async function keepHouse(parts: KeeperParts, stop: AbortSignal): Promise<void> {
  const { databaseUrl, ledgerKeepMs } = parts
  const db = openDatabase(databaseUrl, 'mudstream-keeper', 1)
  const everyMs = Math.min(hourMs, Math.max(1_000, ledgerKeepMs / 60))
  const duties: readonly Duty[] = [ledgerWalk(), endPeople, endJobs, forgetGuests, sample]
  // A tick that finds no part has nowhere to write, so nothing else may hold up the making of parts.
  await Promise.all([
    keepDoing([makeParts], { ...parts, db, everyMs: Math.min(everyMs, partsEveryMs) }, stop),
    keepDoing(duties, { ...parts, db, everyMs }, stop),
    keepDoing([forgetThose], { ...parts, db, everyMs: Math.min(everyMs, forgetEveryMs) }, stop),
  ])
  await db.destroy()
}

async function keepDoing(
  duties: readonly Duty[],
  parts: KeeperParts & { readonly db: Db; readonly everyMs: number },
  stop: AbortSignal,
): Promise<void> {
  const { clock, db, everyMs, onTrouble } = parts
  while (!stop.aborted) {
    try {
      for (const duty of duties) {
        while (!stop.aborted && (await duty(parts, db))) await clock.sleep(breathMs, stop)
      }
    } catch (error) {
      if (!stop.aborted) onTrouble(error)
    }
    await clock.sleep(everyMs, stop)
  }
}

/** Who has asked to be forgotten waits about as long, and for a fold of the log. */
const forgetEveryMs = 5_000

const forgetThose: Duty = async ({ databaseUrl }, db) => {
  const { rows } = await sql`select from accounts_leaving() limit 1`.execute(db)
  if (rows.length > 0) await forgetInThread(databaseUrl)
  return false
}

/** The next parts of the log are made minutes before the fastest game needs them. */
const makeParts: Duty = async ({ eventsPartTicks }, db) => {
  await sql`
    select make_event_parts((select coalesce(max(tick), 0) from shards) + ${partsAhead * eventsPartTicks}::bigint,
                            ${eventsPartTicks}::bigint)`.execute(db)
  return false
}

/** Goes through the whole ledger once, and begins again at the next round. */
function ledgerWalk(): Duty {
  let block = 0
  return async ({ clock, ledgerKeepMs }, db) => {
    const { rows } = await sql<{ next: number }>`
      select next_block::float8 as next
      from prune_ledger(${block}, ${blocksAtOnce}, ${clock.now() - ledgerKeepMs}::bigint)`.execute(
      db,
    )
    block = rows[0]?.next ?? 0
    return block > 0
  }
}

const endPeople: Duty = async ({ clock, ledgerKeepMs }, db) => {
  const before = new Date(clock.now() - ledgerKeepMs)
  const { rows } = await sql<{ gone: number }>`
    select prune_people(${before}, ${rowsAtOnce}) as gone`.execute(db)
  return (rows[0]?.gone ?? 0) >= rowsAtOnce
}

const endJobs: Duty = async ({ clock }, db) => {
  const nowMs = clock.now()
  const { rows } = await sql<{ gone: number }>`
    select sweep_jobs(${nowMs - jobsDoneForMs}::bigint, ${nowMs - jobsGoneAfterMs}::bigint,
                      ${rowsAtOnce}) as gone`.execute(db)
  return (rows[0]?.gone ?? 0) >= rowsAtOnce
}

/** One sample a day and kind is kept, the last one. */
const sample: Duty = async (_parts, db) => {
  await sql`select sample_storage()`.execute(db)
  return false
}

/** Only the tick changes the world, so it is asked to. Asked twice, it finds nothing to do. */
const forgetGuests: Duty = async ({ bus, subjects, instance, clock }, db) => {
  const { rows } = await sql<{ id: string }>`
    select guests_gone(${guestsAtOnce}) as id`.execute(db)
  if (rows.length === 0) return false
  const command: Command = {
    t: 'system',
    session: `k${randomId(11)}`,
    n: 1,
    name: 'forget-guests',
    data: { characters: rows.map(({ id }) => id) },
    at: clock.now(),
  }
  const subject = subjects.commands(FIRST_SHARD, instance)
  await bus.store(subject, encodeCommands([command]), { id: command.session })
  // Those of this command are found until it is applied; the next round sees what is left.
  return false
}
