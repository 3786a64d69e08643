/**
 * Commands under way and past. The input is read from the command stream, which keeps it for a while after
 * it is applied; what came of it stands in the ledger.
 */
import type { CommandRow, CommandsAnswer } from '../../../../schema/admin-desk.ts'
import { decodeCommands, type LineCommand, statusOfNumber } from '../../../../schema/envelope.ts'
import { requestId } from '../../../../schema/ids.ts'
import { canonicalName } from '../../../../schema/names.ts'
import type { BusStreams } from '../../../platform/bus/bus.ts'
import type { Db } from '../../../platform/database.ts'

export interface CommandQuery {
  readonly player?: string | undefined
  readonly verb?: string | undefined
  readonly status?: CommandRow['status'] | undefined
  /** Only those that took at least so long. */
  readonly minMs?: number | undefined
  /** Only those that came within these moments, milliseconds since the epoch. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  /** Only those stored before this position. */
  readonly before?: number | undefined
}

export interface CommandParts {
  readonly db: Db
  readonly streams: Pick<BusStreams, 'state' | 'message' | 'storedMs'>
  /** Name of the command stream. */
  readonly stream: string
  readonly now: () => number
}

const rowsMax = 100
const readsAtOnce = 64
/** So many messages are looked through for one answer; the next one goes on from there. */
const messagesMax = 2_048
/** And no longer than this. */
const answerMs = 700

interface Stored extends Pick<LineCommand, 'session' | 'n' | 'line' | 'at' | 'actor'> {
  readonly seq: number
}

/** The newest first; `more` says where the next answer goes on. */
export async function commandsOf(
  parts: CommandParts,
  query: CommandQuery,
): Promise<CommandsAnswer> {
  const { lastSeq, ...state } = await parts.streams.state(parts.stream)
  // Positions count from 1; a stream that never held anything says 0.
  const firstSeq = Math.max(1, state.firstSeq)
  const beganMs = parts.now()
  const kept =
    lastSeq >= firstSeq ? await parts.streams.storedMs(parts.stream, firstSeq) : undefined
  const found: CommandRow[] = []
  let end = Math.min(lastSeq, (query.before ?? Number.MAX_SAFE_INTEGER) - 1)
  const stopAt = Math.max(firstSeq, end - messagesMax + 1)
  let isOver = false
  const isTime = () => parts.now() - beganMs < answerMs
  while (end >= stopAt && found.length < rowsMax && !isOver && isTime()) {
    const begin = Math.max(stopAt, end - readsAtOnce + 1)
    const stored = await read(parts, begin, end)
    isOver = stored.some(({ at }) => at < (query.fromMs ?? 0))
    const rows = await withOutcome(parts, stored)
    found.push(...rows.filter((row) => isWanted(row, query)))
    end = begin - 1
  }
  const more = isOver || end < firstSeq ? null : end + 1
  return { commands: found, more, kept: kept === undefined ? null : new Date(kept).toISOString() }
}

async function read(
  { streams, stream }: CommandParts,
  begin: number,
  end: number,
): Promise<Stored[]> {
  const seqs = Array.from({ length: end - begin + 1 }, (_, index) => end - index)
  const messages = await Promise.all(seqs.map((seq) => streams.message(stream, seq)))
  return messages.flatMap((message) =>
    message
      ? decodeCommands(message.text)
          .flatMap((one) => (one.t === 'line' ? { ...one, seq: message.seq } : []))
          .reverse()
      : [],
  )
}

async function withOutcome({ db, now }: CommandParts, stored: Stored[]): Promise<CommandRow[]> {
  if (stored.length === 0) return []
  const sessions = [...new Set(stored.map(({ session }) => session))]
  const [outcomes, people] = await Promise.all([
    db
      .selectFrom('commands')
      .select(['session', 'n', 'status', 'code', 'done_ms'])
      .where('session', 'in', sessions)
      .where('n', '>=', Math.min(...stored.map(({ n }) => n)))
      .execute(),
    db
      .selectFrom('sessions')
      .select(['id', 'name', 'character'])
      .where('id', 'in', sessions)
      .execute(),
  ])
  const outcomeOf = new Map(outcomes.map((row) => [`${row.session} ${row.n}`, row]))
  const playerOf = new Map(people.map((row) => [row.id, row]))
  return stored.map(({ session, n, seq, at, line, actor }): CommandRow => {
    const outcome = outcomeOf.get(`${session} ${n}`)
    const player = playerOf.get(session)
    return {
      request: requestId(session, n),
      seq,
      atMs: at,
      actor: actor?.character ?? player?.character ?? '',
      name: actor?.name ?? player?.name ?? '',
      verb: verbOf(line),
      input: line,
      status: outcome ? statusOfNumber(outcome.status) : 'waiting',
      code: outcome?.code ?? '',
      tookMs: Math.max(0, (outcome ? Number(outcome.done_ms) : now()) - at),
    }
  })
}

const verbOf = (line: string) => line.trim().split(/\s+/)[0]?.toLowerCase() ?? ''

function isWanted(row: CommandRow, query: CommandQuery): boolean {
  const { player, verb, status, minMs = 0, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = query
  if (player !== undefined && canonicalName(row.name) !== canonicalName(player)) return false
  if (verb !== undefined && row.verb !== verb.toLowerCase()) return false
  if (status !== undefined && row.status !== status) return false
  return row.tookMs >= minMs && row.atMs >= fromMs && row.atMs <= toMs
}
