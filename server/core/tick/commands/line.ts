/** A typed line or a build order: the rules decide, the world reacts, and its author is told what came of it. */
import { learned } from '../../../../handlers/arrival.ts'
import { verbIn } from '../../../../handlers/decide.ts'
import { type Decision, refusalView } from '../../../../handlers/decision.ts'
import { bringIn } from '../../../../handlers/presence.ts'
import { registry } from '../../../../handlers/registry.ts'
import { refused } from '../../../../schema/answers/refused.ts'
import type { LineCommand } from '../../../../schema/envelope.ts'
import { commandQuarantined } from '../../../../schema/events/commands.ts'
import { sessionLost } from '../../../../schema/events/presence.ts'
import { requestId } from '../../../../schema/ids.ts'
import { lesserRole } from '../../../../schema/roles.ts'
import { NotLoaded } from '../../../../schema/world.ts'
import { decideInDraft, decideOrderInDraft, performAct, settleReactions } from '../reactions.ts'
import { showView } from '../show.ts'
import { showNewPlaces } from '../show-state.ts'
import { beginDraft, type Draft, recordEvent, recordJob } from '../tick-work.ts'
import {
  authorOf,
  type CommandRun,
  type CommandType,
  isTooLate,
  type Outcome,
  quarantined,
  tooLate,
} from './command-run.ts'
import { finish, numberIsDue } from './numbers.ts'

export const lineCommand: CommandType<LineCommand> = { apply: applyLine, refuse: refuseLine }

function applyLine(run: CommandRun<LineCommand>): void {
  if (!numberIsDue(run)) return
  const draft = draftOf(run)
  if (isTooLate(run)) {
    const text = 'You meant to do something long ago, but the moment has passed.'
    showView(draft, refused({ code: tooLate.code, text }))
    return finish(run, draft, tooLate)
  }
  if (draft.actor === '') return finish(run, draft, { status: 'refused', code: 'no-session' })
  bringInQuietly(run, draft)
  let outcome: Outcome
  try {
    outcome = decide(run, draft)
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    // A rule that breaks costs its own command only.
    run.parts.onQuarantine(draft.cause, error)
    return quarantine(run, run.command.line, error)
  }
  finish(run, draft, outcome)
}

/** Begins the draft of the character that is played. A request without a socket reads its frames, too. */
function draftOf(run: CommandRun<LineCommand>): Draft {
  const { work, command, session } = run
  return beginDraft(work, {
    cause: requestId(command.session, command.n),
    actor: session?.place ?? command.actor?.character ?? '',
    ...(session ? {} : { author: authorOf(run) }),
  })
}

/** Brings the character of a request without a socket in, as if its link had just been lost. */
function bringInQuietly({ command, session }: CommandRun<LineCommand>, draft: Draft): void {
  if (session || !command.actor) return
  const { work } = draft
  const known = draft.world.need(command.actor.character)
  // The line may have waited while the role was taken away.
  const role =
    known?.kind === 'character' ? lesserRole(known.role, command.actor.role) : command.actor.role
  const events = bringIn(draft.world, { ...command.actor, role }, work.newId)
  for (const event of events) recordEvent(draft, event)
  if (events.length === 0) return
  const { character } = command.actor
  recordEvent(draft, sessionLost({ session: command.session, character, beat: work.moment.beat }))
}

function decisionOn({ line, order }: LineCommand, draft: Draft): Decision {
  return order
    ? decideOrderInDraft(draft, order, draft.cause)
    : decideInDraft(draft, line, draft.cause)
}

function verbOf({ line, order }: LineCommand): string {
  return order ? 'build' : verbIn(line, registry)
}

/** Asks the rules and performs what they say; what the author sees comes after its events. */
function decide({ command, parts }: CommandRun<LineCommand>, draft: Draft): Outcome {
  const decision = decisionOn(command, draft)
  if (decision.kind === 'reject') {
    showView(draft, refusalView(decision))
    for (const act of decision.acts ?? []) performAct(draft, act)
    settleReactions(draft, parts)
    return { status: 'refused', code: decision.code }
  }
  if (decision.kind === 'accept') {
    for (const event of decision.events) recordEvent(draft, event)
    for (const act of decision.acts ?? []) performAct(draft, act)
    settleReactions(draft, parts)
  }
  const views = decision.kind === 'answer' ? decision.views : (decision.answer?.(draft.world) ?? [])
  for (const view of views) showView(draft, view)
  for (const job of decision.jobs ?? []) recordJob(draft, job)
  const verb = verbOf(command)
  const maker = { world: draft.world, newId: draft.work.newId }
  for (const event of learned(maker, draft.actor, { verb })) recordEvent(draft, event)
  showNewPlaces(draft)
  return { status: 'completed', code: '' }
}

/** The last step of the poison ladder: the log keeps the line as text that no database refuses. */
function refuseLine(run: CommandRun<LineCommand>): void {
  if (!numberIsDue(run)) return
  const harmless = JSON.stringify(run.command.line).slice(0, 256)
  quarantine(run, harmless, new Error('this command kept the world from going on'))
}

/** Keeps the line and the error in the log; the author reads an apology in the world's words. */
function quarantine(run: CommandRun<LineCommand>, line: string, error: unknown): void {
  const draft = draftOf(run)
  const { actor, cause } = draft
  const why = error instanceof Error ? error.message : String(error)
  recordEvent(
    draft,
    commandQuarantined({
      request: cause,
      session: run.command.session,
      ...(actor ? { actor } : {}),
      line: line.slice(0, 512),
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
  finish(run, draft, quarantined)
}
