/**
 * The command at hand: what came from the bus, the session it names, and what applying it needs. It is
 * made for one command of one tick, and everything that deals with that command is handed this value.
 */
import type { Session } from '../../../../schema/entities.ts'
import type { Command, CommandStatus } from '../../../../schema/envelope.ts'
import type { SessionId } from '../../../../schema/ids.ts'
import type { SystemParts } from '../run-system.ts'
import { sessionIn } from '../sessions.ts'
import type { Target, TickWork } from '../tick-work.ts'

/** A command with what the bus knows of it. */
export interface Arrived {
  readonly command: Command
  /** The gateway, worker or tick that published it, from the subject. */
  readonly origin: string
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
}

export interface ApplyParts extends SystemParts {
  /** Highest number recorded for a session before this tick; undefined when it has to be looked up. */
  readonly lastNumber: (session: SessionId) => number | undefined
  /** The outcome of an earlier command, if it was looked up for this tick. */
  /**
   * A command that waited for longer is refused: the ledger may have forgotten that it was applied
   * (RELIABILITY 6).
   */
  readonly waitMaxMs: number
  readonly knownOutcome: (request: string) => CommandStatus | undefined
}

export interface CommandRun<Of extends Command = Command> extends Arrived {
  readonly command: Of
  readonly work: TickWork
  readonly parts: ApplyParts
  /** The session that the command names, as this tick has it; undefined when nobody plays it. */
  readonly session: Session | undefined
}

/** What the tick does with one kind of command. */
export interface CommandType<Of extends Command> {
  /** Throws `NotLoaded` or `NumbersNotLoaded`, in which case nothing has happened. */
  apply(run: CommandRun<Of>): void
  /** Records the command as failed without asking any rule, where its kind is recorded at all. */
  refuse(run: CommandRun<Of>): void
}

/** What becomes of a command, for its ledger row; the code is for programs, empty when there is none. */
export interface Outcome {
  readonly status: CommandStatus
  readonly code: string
}

/** For a command that waited for so long that nobody can tell any more whether it was applied. */
export const tooLate: Outcome = { status: 'refused', code: 'too-late' }

export function isTooLate({ storedMs, work, parts }: CommandRun): boolean {
  return work.moment.atMs - storedMs > parts.waitMaxMs
}

export const quarantined: Outcome = { status: 'failed', code: 'quarantined' }

export function runOf(work: TickWork, arrived: Arrived, parts: ApplyParts): CommandRun {
  const { command, origin, storedMs } = arrived
  const session = sessionIn(work.overlay, command.session)
  return { command, origin, storedMs, work, parts, session }
}

/** Answers go where the session is played now, which need not be where its command came from. */
export function authorOf({ command, session, origin }: CommandRun): Target {
  return { session: command.session, gateway: session?.gateway ?? origin }
}
