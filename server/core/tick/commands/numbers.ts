/**
 * Applies commands exactly once: checks whether a number is due, and records it when it is done.
 */
import {
  type LineCommand,
  numberOfStatus,
  type SystemCommand,
  statusOfNumber,
} from '../../../../schema/envelope.ts'
import { requestId, type SessionId } from '../../../../schema/ids.ts'
import type { JobOf } from '../../../../schema/jobs.ts'
import { announceClaims, announceClosedSessions } from '../sessions.ts'
import { showAuthor } from '../show-views.ts'
import { beginDraft, type Draft, keepDraft, pushOutput } from '../tick-work.ts'
import { authorOf, type CommandRun, type Outcome } from './command-run.ts'

/** Thrown when a session's numbers or an earlier outcome have to be read from the store first. */
export class NumbersNotLoaded extends Error {
  readonly session: SessionId
  readonly request: string | undefined
  constructor(session: SessionId, request?: string) {
    super(`numbers of ${session} are not in memory`)
    this.session = session
    this.request = request
  }
}

/** The last number of a session or a connection. Throws `NumbersNotLoaded` if only the store knows it. */
export function lastNumberOf({ work, parts }: CommandRun, session: SessionId): number {
  const last = work.lastNumbers.get(session) ?? parts.lastNumber(session)
  if (last === undefined) throw new NumbersNotLoaded(session)
  return last
}

/**
 * True when the command carries the next number. An earlier one is told its outcome again, a later one
 * which number is expected; neither is applied. Throws `NumbersNotLoaded`.
 */
export function numberIsDue(run: CommandRun<LineCommand>): boolean {
  const { n, session } = run.command
  const expected = lastNumberOf(run, session) + 1
  if (n === expected) return true
  const draft = beginDraft(run.work)
  const targets = [authorOf(run)]
  if (n > expected) pushOutput(draft, { f: 'gap', n, expected, targets })
  else {
    const request = requestId(session, n)
    pushOutput(draft, { f: 'done', request, n, status: recordedStatus(run, request), targets })
  }
  keepDraft(draft)
  return false
}

/** The outcome of this number, recorded in this tick or earlier. Throws `NumbersNotLoaded`. */
function recordedStatus({ work, parts, command }: CommandRun<LineCommand>, request: string) {
  const { session, n } = command
  const inThisTick = work.commands.find((row) => row.session === session && row.n === n)
  const status = inThisTick ? statusOfNumber(inThisTick.status) : parts.knownOutcome(request)
  if (!status) throw new NumbersNotLoaded(session, request)
  return status
}

/**
 * Records the outcome in the ledger, sends `done` as the last frame, closes the sessions that ended
 * with the command, and keeps the draft. Throws `NotLoaded`; nothing has happened then.
 */
export function finish(
  run: CommandRun<LineCommand | SystemCommand>,
  draft: Draft,
  outcome: Outcome,
): void {
  const { work, command, storedMs } = run
  const { session, n } = command
  const { status, code } = outcome
  // Before anything is recorded: what a view needs may have to be loaded, and then all is decided again.
  showAuthor(draft, run.parts.onQuarantine)
  work.commands.push({
    session,
    n,
    status: numberOfStatus(status),
    code,
    actor: draft.actor,
    enqueuedMs: storedMs,
  })
  work.lastNumbers.set(session, n)
  const targets = [authorOf(run)]
  const request = draft.cause
  const pending = answerUnderWay(draft)
  if (pending) pushOutput(draft, { f: 'pending', ...pending, request, targets })
  const answer = pending ? ({ answer: 'pending' } as const) : {}
  pushOutput(draft, { f: 'done', request, n, status, ...answer, targets })
  announceClaims(draft)
  announceClosedSessions(draft)
  keepDraft(draft)
}

/** The job and the mobile that the author of the command now waits for, when it spoke to somebody. */
function answerUnderWay({
  jobs,
}: Draft): { narration: string; npc: string; name: string } | undefined {
  const job = jobs.find(({ kind }) => kind === 'npc-reply')
  if (!job) return undefined
  const { npc } = (JSON.parse(job.body) as JobOf<'npc-reply'>).payload
  const name = npc.name.charAt(0).toUpperCase() + npc.name.slice(1)
  return { narration: job.id, npc: npc.id, name }
}
