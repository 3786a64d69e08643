/** A connection takes charge of its session: the one command that has no number of its own. */

import { attach } from '../../../handlers/presence.ts'
import { lookAround } from '../../../handlers/scene.ts'
import { type AttachCommand, numberOfStatus } from '../../../schema/envelope.ts'
import {
  type ApplyParts,
  type Arrived,
  announceClosedSessions,
  lastNumberOf,
  sessionOf,
} from './command-ledger.ts'
import { settleReactions } from './reactions.ts'
import { showOwnState } from './show-state.ts'
import {
  beginDraft,
  keepDraft,
  pushOutput,
  recordEvent,
  showView,
  type Target,
  type TickWork,
} from './tick-work.ts'

/** Attaches, resumes, or turns away a connection that another has overtaken. */
export function applyAttach(
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
  recordAttachment(work, command, arrived, 'completed')
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

/** An attachment that broke the tick: turned away and recorded, so that it is not taken up again. */
export function refuseAttach(
  work: TickWork,
  command: AttachCommand,
  arrived: Arrived,
  parts: ApplyParts,
): void {
  if (lastNumberOf(work, command.conn, parts) > 0) return
  turnAway(work, command, arrived)
  recordAttachment(work, command, arrived, 'failed')
}

/** Nothing is attached; whoever still waits at the other end may knock again. */
function turnAway(work: TickWork, command: AttachCommand, arrived: Arrived): void {
  const targets = [{ session: command.session, gateway: arrived.origin }]
  const { conn } = command
  const draft = beginDraft(work, '', command.person.character)
  pushOutput(draft, { f: 'closed', conn, code: 'later', reason: 'Please knock again.', targets })
  keepDraft(draft)
}

function recordAttachment(
  work: TickWork,
  command: AttachCommand,
  arrived: Arrived,
  status: 'completed' | 'failed',
): void {
  work.commands.push({
    session: command.conn,
    n: 1,
    status: numberOfStatus(status),
    code: status === 'completed' ? 'attached' : 'quarantined',
    actor: command.person.character,
    enqueuedMs: arrived.storedMs,
  })
  work.lastNumbers.set(command.conn, 1)
}
