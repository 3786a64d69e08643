/**
 * Whose a command is, whether its number is due, and what is recorded when it is done: the part of
 * applying that makes it happen exactly once.
 */
import type { Session } from '../../../schema/entities.ts'
import {
  type Command,
  type CommandStatus,
  numberOfStatus,
  statusOfNumber,
} from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import type { ReactionParts } from './reactions.ts'
import {
  beginDraft,
  type Draft,
  keepDraft,
  pushOutput,
  type Target,
  type TickWork,
} from './tick-work.ts'

/** A command with what the bus knows of it. */
export interface Arrived {
  readonly command: Command
  /** The gateway, worker or tick that published it, from the subject. */
  readonly origin: string
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
}

export interface ApplyParts extends ReactionParts {
  /** Highest number recorded for a session before this tick; undefined when it has to be looked up. */
  readonly lastNumber: (session: string) => number | undefined
  /** The outcome of an earlier command, if it was looked up for this tick. */
  readonly knownOutcome: (request: string) => CommandStatus | undefined
  readonly onQuarantine: (request: string, error: unknown) => void
}

/** Thrown when a session's numbers or an earlier outcome have to be read from the store first. */
export class NumbersNotLoaded extends Error {
  readonly session: string
  readonly request: string | undefined
  constructor(session: string, request?: string) {
    super(`numbers of ${session} are not in memory`)
    this.session = session
    this.request = request
  }
}

export function sessionOf(work: TickWork, id: string): Session | undefined {
  const session = work.overlay.get(id)
  return session?.kind === 'session' ? session : undefined
}

/** Answers go where the session is played now, which need not be where its line came from. */
export function authorOf(work: TickWork, command: { session: string }, arrived: Arrived): Target {
  const { session } = command
  return { session, gateway: sessionOf(work, session)?.gateway ?? arrived.origin }
}

/** The last number of a session; throws when only the store knows it. */
export function lastNumberOf(work: TickWork, session: string, parts: ApplyParts): number {
  const last = work.lastNumbers.get(session) ?? parts.lastNumber(session)
  if (last === undefined) throw new NumbersNotLoaded(session)
  return last
}

/** Exactly once: only the next number is applied. Earlier ones get their outcome again, later ones wait. */
export function numberIsDue(
  work: TickWork,
  command: { session: string; n: number },
  target: Target,
  parts: ApplyParts,
): boolean {
  const last = lastNumberOf(work, command.session, parts)
  if (command.n === last + 1) return true
  const draft = beginDraft(work, '', '')
  const targets = [target]
  if (command.n > last + 1) {
    pushOutput(draft, { f: 'gap', n: command.n, expected: last + 1, targets })
  } else {
    const request = requestId(command.session, command.n)
    const inThisTick = work.commands.find(
      (row) => row.session === command.session && row.n === command.n,
    )
    const status = inThisTick ? statusOfNumber(inThisTick.status) : parts.knownOutcome(request)
    if (!status) throw new NumbersNotLoaded(command.session, request)
    pushOutput(draft, { f: 'done', request, n: command.n, status, targets })
  }
  keepDraft(draft)
  return false
}

/** The ledger row, and `done` as the last frame; a session that quit is closed after it. */
export function finish(
  draft: Draft,
  command: { session: string; n: number },
  arrived: Arrived,
  status: CommandStatus,
  code: string,
  target: Target,
): void {
  const { work } = draft
  work.commands.push({
    session: command.session,
    n: command.n,
    status: numberOfStatus(status),
    code,
    actor: draft.actor,
    enqueuedMs: arrived.storedMs,
  })
  work.lastNumbers.set(command.session, command.n)
  if (draft.cause) {
    const { n } = command
    pushOutput(draft, { f: 'done', request: draft.cause, n, status, targets: [target] })
  }
  announceClosedSessions(draft)
  keepDraft(draft)
}

/** Sessions that ended in this draft: their sockets are told once their last frame is out. */
export function announceClosedSessions(draft: Draft): void {
  for (const event of draft.applied) {
    if (event.type !== 'session-closed') continue
    const { session, reason } = event.data as { session: string; reason: string }
    const before = draft.work.overlay.get(session)
    if (before?.kind !== 'session') continue
    pushOutput(draft, {
      f: 'closed',
      conn: before.conn,
      code: reason as 'quit',
      reason,
      targets: [{ session, gateway: before.gateway }],
    })
  }
}
