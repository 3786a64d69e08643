/**
 * Makes a replay file from the log, the ledger and the command stream.
 *
 * The input of a tick is recorded almost completely: the ledger says which commands it applied, the
 * stream has their words, the events have its time and beat. Only the number of its heartbeats is not
 * written anywhere, so every possible number is tried until the tick makes exactly the events that were
 * recorded. A file that is written has therefore been played once already.
 */
import { sql } from 'kysely'
import type { Command } from '../../../../schema/envelope.ts'
import { decodeCommands } from '../../../../schema/envelope.ts'
import { sessionClosed, sessionLost } from '../../../../schema/events/presence.ts'
import type { SessionId } from '../../../../schema/ids.ts'
import type { CommandMessage } from '../../../core/tick/bus.ts'
import type { Arrived } from '../../../core/tick/commands/command-run.ts'
import { openWords } from '../../../persons/person-keys.ts'
import type { Db } from '../../../platform/database.ts'
import { foldLog } from '../../verify/fold-log.ts'
import { rowsOf } from '../../verify/pairs.ts'
import type { RecordedEvent, RecordedTick, Replay, ReplayHead } from './replay-file.ts'
import { openReplayWorld, type ReplayWorld } from './replay-world.ts'

export interface RecordOptions {
  readonly shard: number
  /** First and last tick of the stretch. */
  readonly fromTick: number
  readonly toTick: number
  readonly heartbeatMs: number
  readonly linkGraceBeats: number
  readonly world: string
  readonly onProgress?: (tick: number) => void
}

/** Most heartbeats one tick runs (`lead.ts` skips the rest). */
const beatsMax = 4
/** Causes of events that no rule decided. */
const factCauses = new Set(['world-files', 'import', 'forget'])

/**
 * Records a stretch. `messages` are those of the command stream, in its order, from before the
 * stretch on. Throws when a tick cannot be played again, which is a bug worth reporting.
 */
export async function recordReplay(
  db: Db,
  messages: readonly CommandMessage[],
  options: RecordOptions,
): Promise<Replay> {
  const ledger = await readLedger(db, options)
  const logged = await readTicks(db, options)
  const head = await headOf(db, options)
  const before = await foldLog(db, { shard: options.shard, upToTick: head.tick })
  const entities = rowsOf(before.world).map((one) => ({ ...one }))
  const arrivals = await assign(db, messages, ledger, options)
  const world = await openReplayWorld(head, entities)
  const ticks: RecordedTick[] = []
  const numbers = new Set([...logged.keys(), ...ledger.times.keys()])
  let beat = head.beat
  for (const tick of [...numbers].sort((one, other) => one - other)) {
    const facts = logged.get(tick)
    const wanted: RecordedTick = {
      tick,
      beat: facts?.beat ?? beat,
      beats: 0,
      atMs: facts?.atMs ?? ledger.times.get(tick) ?? head.atMs,
      arrived: arrivals.get(tick) ?? [],
      facts: facts?.events.every((event) => factCauses.has(event.cause)) ?? false,
      events: facts?.events ?? [],
    }
    const found = await bringAbout(world, wanted)
    ticks.push(found)
    beat = found.beat
    options.onProgress?.(tick)
  }
  return { head, entities, ticks }
}

/** Tries every number of heartbeats the tick can have had. */
async function bringAbout(world: ReplayWorld, wanted: RecordedTick): Promise<RecordedTick> {
  const arrived = wanted.facts ? [] : [...lostLinks(world, wanted), ...wanted.arrived]
  const most = wanted.facts || wanted.events.length === 0 ? 0 : beatsMax
  for (let beats = 0; beats <= most; beats += 1) {
    const tick = { ...wanted, arrived, beats }
    if ((await world.run(tick)).same) return tick
  }
  throw new Error(
    `Tick ${wanted.tick} cannot be played again from what the log, the ledger and the ` +
      'command stream hold. Choose a stretch that begins after it.',
  )
}

/** A gateway that fell silent sent no command, so its lost sessions are only in the log. */
function lostLinks(world: ReplayWorld, wanted: RecordedTick): Arrived[] {
  const told = new Set(
    wanted.arrived
      .filter(({ command }) => command.t === 'detach')
      .map(({ command }) => command.session),
  )
  return wanted.events.flatMap((event) => {
    if (!sessionLost.is(event) || event.cause !== '') return []
    const { session: id } = event.data
    const session = world.runner.lead.cache.world.peek(id)
    if (told.has(id) || session?.kind !== 'session') return []
    const command: Command = { t: 'detach', session: id, conn: session.conn, reason: 'lost', at: 0 }
    return [{ command, origin: session.gateway, storedMs: wanted.atMs }]
  })
}

interface Ledger {
  readonly ticks: ReadonlyMap<string, number>
  /** Wall time of every tick that applied commands. */
  readonly times: ReadonlyMap<number, number>
}

async function readLedger(db: Db, { shard, fromTick, toTick }: RecordOptions): Promise<Ledger> {
  const { rows } = await sql<{ session: SessionId; n: number; tick: number; at: number }>`
    select session, n, tick::float8 as tick, done_ms::float8 as at from commands
    where shard = ${shard} and tick between ${fromTick}::bigint and ${toTick}::bigint`.execute(db)
  return {
    ticks: new Map(rows.map(({ session, n, tick }) => [`${session}/${n}`, tick])),
    times: new Map(rows.map(({ tick, at }) => [tick, at])),
  }
}

interface LoggedTick {
  readonly beat: number
  readonly atMs: number
  readonly events: RecordedEvent[]
}

async function readTicks(
  db: Db,
  { shard, fromTick, toTick }: RecordOptions,
): Promise<Map<number, LoggedTick>> {
  const { rows } = await sql<
    Omit<RecordedEvent, 'data'> & { tick: number; beat: number; atMs: number; body: string }
  >`
    select tick::float8 as tick, beat::float8 as beat, at_ms::float8 as "atMs", type, version, subject, actor,
      cause, convert_from(body, 'UTF8') as body
    from events_between(${shard}, ${fromTick}::bigint, ${toTick}::bigint)
    order by tick, ordinal`.execute(db)
  const ticks = new Map<number, LoggedTick>()
  for (const { tick, beat, atMs, body, ...event } of rows) {
    const known = ticks.get(tick) ?? { beat, atMs, events: [] }
    known.events.push({ ...event, data: JSON.parse(await openWords(db, body)) })
    ticks.set(tick, known)
  }
  return ticks
}

async function headOf(db: Db, options: RecordOptions): Promise<ReplayHead> {
  const { shard, fromTick, heartbeatMs, linkGraceBeats, world } = options
  const { rows } = await sql<{ beat: number; atMs: number }>`
    select beat::float8 as beat, at_ms::float8 as "atMs"
    from event_before(${shard}, ${fromTick}::bigint)`.execute(db)
  const { rows: last } = await sql<{ session: SessionId; n: number }>`
    select session, max(n) as n from commands
    where shard = ${shard} and tick < ${fromTick}::bigint group by session`.execute(db)
  return {
    mudstream: 'replay',
    v: 1,
    shard,
    tick: fromTick - 1,
    beat: rows[0]?.beat ?? 0,
    atMs: rows[0]?.atMs ?? 0,
    heartbeatMs,
    linkGraceBeats,
    world,
    numbers: Object.fromEntries(last.map(({ session, n }) => [session, n])),
  }
}

/** Which tick applied which message of the stream; ticks take messages in the stream's order. */
async function assign(
  db: Db,
  messages: readonly CommandMessage[],
  ledger: Ledger,
  options: RecordOptions,
): Promise<Map<number, Arrived[]>> {
  const arrivals = new Map<number, Arrived[]>()
  let reached = 0
  for (const { origin, storedMs, text } of messages) {
    for (const command of decodeCommands(text)) {
      if (command.t === 'bad' || command.t === 'sync') continue
      const tick =
        command.t === 'detach'
          ? await tickOfDetach(db, command.session, reached, options)
          : ledger.ticks.get(
              command.t === 'attach' ? `${command.conn}/1` : `${command.session}/${command.n}`,
            )
      if (tick === undefined) continue
      reached = Math.max(reached, tick)
      const list = arrivals.get(tick) ?? []
      list.push({ command, origin, storedMs })
      arrivals.set(tick, list)
    }
  }
  return arrivals
}

/** Detaching has no number; the first event about the session from here on is its effect. */
async function tickOfDetach(
  db: Db,
  session: SessionId,
  reached: number,
  { shard, fromTick, toTick }: RecordOptions,
): Promise<number | undefined> {
  const { rows } = await sql<{ tick: number }>`
    select tick::float8 as tick
    from events_between(${shard}, ${Math.max(reached, fromTick)}::bigint, ${toTick}::bigint)
    where type in (${sessionLost.type}, ${sessionClosed.type}) and cause = ''
      and position(convert_to(${`"session":"${session}"`}, 'UTF8') in body) > 0
    order by tick limit 1`.execute(db)
  return rows[0]?.tick
}
