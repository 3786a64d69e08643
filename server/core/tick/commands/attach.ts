/** A connection takes charge of its session: the one command that has no number of its own. */

import { lessonAtEntry } from '../../../../handlers/arrival.ts'
import { type Attachment, attach } from '../../../../handlers/presence.ts'
import { lookAround } from '../../../../handlers/scene.ts'
import { type AttachCommand, numberOfStatus } from '../../../../schema/envelope.ts'
import { settleReactions } from '../reactions.ts'
import { announceClosedSessions, farewells, sessionIn } from '../sessions.ts'
import { showView } from '../show.ts'
import { showFullState, showOwnState } from '../show-state.ts'
import {
  beginDraft,
  type Draft,
  keepDraft,
  pushOutput,
  recordEvent,
  type Target,
} from '../tick-work.ts'
import {
  type CommandRun,
  type CommandType,
  isTooLate,
  type Outcome,
  quarantined,
} from './command-run.ts'
import { lastNumberOf } from './numbers.ts'

export const attachCommand: CommandType<AttachCommand> = {
  apply: applyAttach,
  refuse: refuseAttach,
}

/** Attaches, resumes, or turns away a connection that another has overtaken. */
function applyAttach(run: CommandRun<AttachCommand>): void {
  const lastN = lastNumberOf(run, run.command.session)
  if (isRecorded(run)) return
  if (isOvertaken(run) || isTooLate(run)) return turnAway(run)
  const { work, command, origin } = run
  const draft = beginDraft(work, { actor: command.person.character })
  const attachment = attach(draft.world, command, origin, work.newId)
  if (attachment.alive) {
    for (const event of attachment.events) recordEvent(draft, event)
    announceClosedSessions(draft)
    closeReplaced(run, draft)
    welcome(run, draft, { ...attachment, lastN })
    record(run, { status: 'completed', code: 'attached' })
  } else {
    const { conn } = command
    const reason = 'That session is over.'
    pushOutput(draft, { f: 'closed', conn, code: 'gone', reason, targets: [newcomer(run)] })
  }
  keepDraft(draft)
}

/** An attachment has no number, so its connection stands for it: stored twice, applied once. */
function isRecorded(run: CommandRun<AttachCommand>): boolean {
  return lastNumberOf(run, run.command.conn) > 0
}

/** An attachment that seems to be later than this is not late: the clocks of two gateways differ. */
const overtakenMsMax = 30_000

/**
 * True when a later connection plays the character already. The attachment of a socket that its client
 * gave up may reach the stream after that of the new socket, and must not take the character back. Wall
 * clocks decide that within limits: a clock that is wrong must not keep a client out until the right
 * one has caught up.
 */
function isOvertaken({ work, command }: CommandRun<AttachCommand>): boolean {
  const character = work.overlay.get(command.person.character)
  const current = character?.kind === 'character' && character.session
  const session = current ? sessionIn(work.overlay, current) : undefined
  if (session === undefined || session.conn === command.conn) return false
  const lateMs = (session.at ?? 0) - command.at
  return lateMs > 0 && lateMs < overtakenMsMax
}

/** The session at the gateway that serves the connection which wants to attach. */
function newcomer({ command, origin }: CommandRun<AttachCommand>): Target {
  return { session: command.session, gateway: origin }
}

/** The connection that had charge of the same session until now learns that it has lost it. */
function closeReplaced({ session, command }: CommandRun<AttachCommand>, draft: Draft): void {
  if (!session || session.conn === command.conn) return
  const targets = [{ session: session.id, gateway: session.gateway }]
  const reason = farewells.replaced
  pushOutput(draft, { f: 'closed', conn: session.conn, code: 'replaced', reason, targets })
}

/** Sends the connection its first frames: the character and, unless it resumes, what is around it. */
function welcome(
  run: CommandRun<AttachCommand>,
  draft: Draft,
  { resumed, lastN }: Pick<Attachment, 'resumed'> & { readonly lastN: number },
): void {
  const { conn, person } = run.command
  const character = draft.world.get(person.character)
  if (character?.kind !== 'character') throw new Error('attached character does not exist')
  const { id, name, role } = character
  const targets = [newcomer(run)]
  pushOutput(draft, {
    f: 'attached',
    conn,
    resumed,
    lastN,
    character: { id, name, role },
    targets,
  })
  settleReactions(draft, run.parts)
  // Whoever comes back may have missed what changed while nobody looked.
  if (resumed) return showFullState(draft, id, targets)
  showView(draft, lookAround(draft.world, character), targets)
  showOwnState(draft, id, targets)
  // After the look: a hint is about what has been shown.
  const maker = { world: draft.world, newId: run.work.newId }
  for (const event of lessonAtEntry(maker, id)) recordEvent(draft, event)
}

/** Turns an attachment away that broke the tick, and records it so that it is not taken up again. */
function refuseAttach(run: CommandRun<AttachCommand>): void {
  if (isRecorded(run)) return
  turnAway(run)
  record(run, quarantined)
}

/** Attaches nothing; a client that still waits may try again. */
function turnAway(run: CommandRun<AttachCommand>): void {
  const { conn, person } = run.command
  const draft = beginDraft(run.work, { actor: person.character })
  const reason = 'Please knock again.'
  pushOutput(draft, { f: 'closed', conn, code: 'later', reason, targets: [newcomer(run)] })
  keepDraft(draft)
}

function record({ work, command, storedMs }: CommandRun<AttachCommand>, outcome: Outcome): void {
  work.commands.push({
    session: command.conn,
    n: 1,
    status: numberOfStatus(outcome.status),
    code: outcome.code,
    actor: command.person.character,
    enqueuedMs: storedMs,
  })
  work.lastNumbers.set(command.conn, 1)
}
