/**
 * One command, applied to the tick's work: whose it is, whether its number is due, what the rules
 * say, and what its author is told. Pure over its inputs; `NotLoaded` leaves it without a trace, so
 * that it can be asked again once the missing room is in memory.
 */
import { decideLine } from '../../handlers/decide.ts'
import { type Decision, refusalView } from '../../handlers/decision.ts'
import { registry } from '../../handlers/registry.ts'
import { lookAround } from '../../handlers/scene.ts'
import { attach, bringIn, detach } from '../../handlers/systems/presence.ts'
import { systemCommands } from '../../handlers/systems/commands.ts'
import { refused } from '../../schema/answers/refused.ts'
import type { Session } from '../../schema/entities.ts'
import type {
  AttachCommand,
  Command,
  CommandStatus,
  LineCommand,
  SystemCommand,
} from '../../schema/envelope.ts'
import { commandQuarantined } from '../../schema/events/commands.ts'
import { sessionLost } from '../../schema/events/presence.ts'
import { requestId } from '../../schema/ids.ts'
import { NotLoaded } from '../../schema/world.ts'
import { diceFor } from './dice.ts'
import { type ReactionParts, settleReactions } from './reactions.ts'
import { showChangedState, showFullState, showOwnState } from './show-state.ts'
import {
  beginDraft,
  type Draft,
  keepDraft,
  pushOutput,
  recordEvent,
  recordJob,
  showView,
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

const statusCode: Readonly<Record<CommandStatus, number>> = { completed: 1, refused: 2, failed: 3 }
export const statusNames: readonly CommandStatus[] = ['completed', 'refused', 'failed']

/** Applies one command. Throws `NotLoaded` or `NumbersNotLoaded`, in which case nothing has happened. */
export function applyCommand(work: TickWork, arrived: Arrived, parts: ApplyParts): void {
  const { command } = arrived
  switch (command.t) {
    case 'line':
      return applyLine(work, command, arrived, parts)
    case 'system':
      return applySystem(work, command, arrived, parts)
    case 'attach':
      return applyAttach(work, command, arrived, parts)
    case 'detach': {
      const session = sessionOf(work, command.session)
      if (!session || session.gateway !== arrived.origin) return
      const draft = beginDraft(work, '', session.place)
      const { conn, reason } = command
      const events = detach(draft.world, session, conn, reason, work.moment.beat)
      for (const event of events) recordEvent(draft, event)
      return keepDraft(draft)
    }
    case 'sync': {
      const session = sessionOf(work, command.session)
      if (!session || session.gateway !== arrived.origin || session.conn !== command.conn) return
      const draft = beginDraft(work, '', session.place)
      showFullState(draft, session.place, [{ session: session.id, gateway: session.gateway }])
      return keepDraft(draft)
    }
  }
}

function sessionOf(work: TickWork, id: string): Session | undefined {
  const session = work.overlay.get(id)
  return session?.kind === 'session' ? session : undefined
}

/** Answers go where the session is played now, which need not be where its line came from. */
function authorOf(work: TickWork, command: { session: string }, arrived: Arrived): Target {
  const { session } = command
  return { session, gateway: sessionOf(work, session)?.gateway ?? arrived.origin }
}

/** The last number of a session; throws when only the store knows it. */
function lastNumberOf(work: TickWork, session: string, parts: ApplyParts): number {
  const last = work.lastNumbers.get(session) ?? parts.lastNumber(session)
  if (last === undefined) throw new NumbersNotLoaded(session)
  return last
}

function applyLine(
  work: TickWork,
  command: LineCommand,
  arrived: Arrived,
  parts: ApplyParts,
): void {
  const session = sessionOf(work, command.session)
  const actor = session?.place ?? command.actor?.character
  const target = authorOf(work, command, arrived)
  if (!numberIsDue(work, command, target, parts)) return
  const request = requestId(command.session, command.n)
  const author = session ? undefined : target
  const draft = beginDraft(work, request, actor ?? '', author)
  if (actor === undefined) {
    return finish(draft, command, arrived, 'refused', 'no-session', target)
  }
  if (command.actor && !session) {
    for (const event of bringInQuietly(draft, command)) recordEvent(draft, event)
  }
  const outcome = decideSafely(draft, command, parts)
  if (outcome.kind === 'broken') return quarantine(work, command, arrived, outcome, author)
  finish(draft, command, arrived, outcome.status, outcome.code, target)
}

/** Requests without a socket bring their character in as if its link had just been lost. */
function bringInQuietly(draft: Draft, command: LineCommand) {
  if (!command.actor) return []
  const events = bringIn(draft.world, command.actor, draft.work.newId)
  if (events.length === 0) return events
  const beat = draft.work.moment.beat
  return [
    ...events,
    sessionLost({ session: command.session, character: command.actor.character, beat }),
  ]
}

/** Exactly once: only the next number is applied. Earlier ones get their outcome again, later ones wait. */
function numberIsDue(
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
    const status = inThisTick ? statusNames[inThisTick.status - 1] : parts.knownOutcome(request)
    if (!status) throw new NumbersNotLoaded(command.session, request)
    pushOutput(draft, { f: 'done', request, n: command.n, status, targets })
  }
  keepDraft(draft)
  return false
}

type Outcome =
  | { kind: 'decided'; status: CommandStatus; code: string }
  | { kind: 'broken'; error: unknown }

/** Asks the rules and performs what they say. A rule that throws costs its own command only. */
function decideSafely(draft: Draft, command: LineCommand, parts: ApplyParts): Outcome {
  const { work } = draft
  try {
    const decision = decideLine(
      {
        world: draft.world,
        actor: draft.actor,
        line: command.line,
        now: work.moment,
        dice: diceFor(work.shard, work.moment.tick, draft.cause),
        newId: work.newId,
        request: draft.cause,
      },
      registry,
    )
    if (decision.kind === 'accept') {
      for (const event of decision.events) recordEvent(draft, event)
      settleReactions(draft, parts)
    }
    // What the author is shown comes from the rules as well, and may break like they do.
    return { kind: 'decided', ...perform(draft, decision) }
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    parts.onQuarantine(draft.cause, error)
    return { kind: 'broken', error }
  }
}

/** What the author sees of the decision, after its events. */
function perform(draft: Draft, decision: Decision): { status: CommandStatus; code: string } {
  if (decision.kind === 'reject') {
    showView(draft, refusalView(decision))
    return { status: 'refused', code: decision.code }
  }
  const views = decision.kind === 'answer' ? decision.views : (decision.answer?.(draft.world) ?? [])
  for (const view of views) showView(draft, view)
  for (const job of decision.jobs ?? []) recordJob(draft, job)
  showChangedState(draft)
  return { status: 'completed', code: '' }
}

/** The ledger row, and `done` as the last frame; a session that quit is closed after it. */
function finish(
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
    status: statusCode[status],
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

/** The command is kept in the log with its cause; its author reads an apology in the world's words. */
function quarantine(
  work: TickWork,
  command: LineCommand,
  arrived: Arrived,
  broken: { error: unknown },
  author: Target | undefined,
): void {
  const request = requestId(command.session, command.n)
  const session = sessionOf(work, command.session)
  const actor = session?.place ?? command.actor?.character ?? ''
  const draft = beginDraft(work, request, actor, author)
  const why = broken.error instanceof Error ? broken.error.message : String(broken.error)
  recordEvent(
    draft,
    commandQuarantined({
      request,
      session: command.session,
      ...(actor ? { actor } : {}),
      line: command.line.slice(0, 512),
      why: why.slice(0, 500),
    }),
  )
  showView(
    draft,
    refused({
      code: 'quarantined',
      text: 'The world stumbles for a heartbeat, and what you were about to do slips away.',
    }),
  )
  const gateway = session?.gateway ?? arrived.origin
  finish(draft, command, arrived, 'failed', 'quarantined', { session: command.session, gateway })
}

/** Records a command as failed without asking any rule: the last step of the poison ladder. */
export function refusePoison(
  work: TickWork,
  arrived: Arrived,
  parts: ApplyParts,
  why: string,
): void {
  const { command } = arrived
  if (command.t === 'attach') return turnAway(work, command, arrived)
  if (command.t !== 'line') return
  const target = authorOf(work, command, arrived)
  if (!numberIsDue(work, command, target, parts)) return
  const harmless = { ...command, line: JSON.stringify(command.line).slice(0, 256) }
  quarantine(work, harmless, arrived, { error: new Error(why) }, target)
}

function applySystem(
  work: TickWork,
  command: SystemCommand,
  arrived: Arrived,
  parts: ApplyParts,
): void {
  if (command.n <= lastNumberOf(work, command.session, parts)) return
  const handler = systemCommands.get(command.name)
  const request = requestId(command.session, command.n)
  const draft = beginDraft(work, request, '')
  const target = { session: command.session, gateway: arrived.origin }
  let status: CommandStatus = 'refused'
  let code = 'unknown-system-command'
  try {
    const decision = handler?.decide({
      world: draft.world,
      data: command.data,
      now: work.moment,
      dice: diceFor(work.shard, work.moment.tick, request),
      newId: work.newId,
      request,
      origin: arrived.origin,
    })
    if (decision?.kind === 'accept') {
      for (const event of decision.events) recordEvent(draft, event)
      for (const job of decision.jobs ?? []) recordJob(draft, job)
      settleReactions(draft, parts)
      showChangedState(draft)
      status = 'completed'
      code = ''
    } else if (decision?.kind === 'reject') code = decision.code
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    parts.onQuarantine(request, error)
    const failed = beginDraft(work, request, '')
    return finish(failed, command, arrived, 'failed', 'quarantined', target)
  }
  finish(draft, command, arrived, status, code, target)
}

function applyAttach(
  work: TickWork,
  command: AttachCommand,
  arrived: Arrived,
  parts: ApplyParts,
): void {
  const lastN = lastNumberOf(work, command.session, parts)
  // An attachment has no number, so its connection stands for it: stored twice, applied once.
  if (lastNumberOf(work, command.conn, parts) > 0) return
  if (isOvertaken(work, command)) return turnAway(work, command, arrived)
  const draft = beginDraft(work, '', command.person.character)
  const target: Target = { session: command.session, gateway: arrived.origin }
  const attachment = attach(draft.world, command, arrived.origin, work.newId)
  const { conn } = command
  if (!attachment.alive) {
    const reason = 'That session is over.'
    pushOutput(draft, { f: 'closed', conn, code: 'gone', reason, targets: [target] })
    return keepDraft(draft)
  }
  const before = sessionOf(work, command.session)
  for (const event of attachment.events) recordEvent(draft, event)
  announceClosedSessions(draft)
  if (before && before.conn !== conn) {
    const targets = [{ session: command.session, gateway: before.gateway }]
    const reason = 'This character is being played from somewhere else now.'
    pushOutput(draft, { f: 'closed', conn: before.conn, code: 'replaced', reason, targets })
  }
  const character = draft.world.get(command.person.character)
  if (character?.kind !== 'character') throw new Error('attached character does not exist')
  const { id, name, role } = character
  const { resumed } = attachment
  recordAttachment(work, command, arrived)
  pushOutput(draft, {
    f: 'attached',
    conn,
    resumed,
    lastN,
    character: { id, name, role },
    targets: [target],
  })
  settleReactions(draft, parts)
  if (!resumed) {
    showView(draft, lookAround(draft.world, character), [target])
    showOwnState(draft, id, [target])
  }
  keepDraft(draft)
}

/** An attachment that is later than this was not late: two gateways' clocks differ. */
const overtakenMsMax = 30_000

/**
 * A socket that was given up may reach the stream after the one that replaced it; it must not take
 * the character back. Wall clocks decide, as far as they can be believed: one that is wrong must not
 * keep a client out until the right one has caught up.
 */
function isOvertaken(work: TickWork, command: AttachCommand): boolean {
  const character = work.overlay.get(command.person.character)
  const current = character?.kind === 'character' && character.session
  const session = current ? sessionOf(work, current) : undefined
  if (session === undefined || session.conn === command.conn) return false
  const lateMs = (session.at ?? 0) - command.at
  return lateMs > 0 && lateMs < overtakenMsMax
}

/** Nothing is attached; whoever still waits at the other end may knock again. */
function turnAway(work: TickWork, command: AttachCommand, arrived: Arrived): void {
  const targets = [{ session: command.session, gateway: arrived.origin }]
  const { conn } = command
  const draft = beginDraft(work, '', command.person.character)
  pushOutput(draft, { f: 'closed', conn, code: 'later', reason: 'Please knock again.', targets })
  keepDraft(draft)
}

function recordAttachment(work: TickWork, command: AttachCommand, arrived: Arrived): void {
  work.commands.push({
    session: command.conn,
    n: 1,
    status: statusCode.completed,
    code: 'attached',
    actor: command.person.character,
    enqueuedMs: arrived.storedMs,
  })
  work.lastNumbers.set(command.conn, 1)
}
