/**
 * One command, applied to the tick's work: whose it is, whether its number is due, what the rules
 * say, and what its author is told. Pure over its inputs; `NotLoaded` leaves it without a trace, so
 * that it can be asked again once the missing room is in memory.
 */
import { decideLine } from '../../../handlers/decide.ts'
import { type Decision, refusalView } from '../../../handlers/decision.ts'
import { diceFor } from '../../../handlers/dice.ts'
import { bringIn, detach } from '../../../handlers/presence.ts'
import { registry } from '../../../handlers/registry.ts'
import { systemCommands } from '../../../handlers/system-commands.ts'
import { refused } from '../../../schema/answers/refused.ts'
import type { CommandStatus, LineCommand, SystemCommand } from '../../../schema/envelope.ts'
import { commandQuarantined } from '../../../schema/events/commands.ts'
import { sessionLost } from '../../../schema/events/presence.ts'
import { requestId } from '../../../schema/ids.ts'
import { NotLoaded } from '../../../schema/world.ts'
import { applyAttach, refuseAttach } from './apply-attach.ts'
import {
  type ApplyParts,
  type Arrived,
  authorOf,
  finish,
  lastNumberOf,
  numberIsDue,
  sessionOf,
} from './command-ledger.ts'
import { settleReactions } from './reactions.ts'
import { showChangedState, showFullState } from './show-state.ts'
import {
  beginDraft,
  type Draft,
  keepDraft,
  recordEvent,
  recordJob,
  showView,
  type Target,
  type TickWork,
} from './tick-work.ts'

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
  if (command.t === 'attach') return refuseAttach(work, command, arrived, parts)
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
