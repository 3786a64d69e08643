/** A command nobody typed: the result of a worker, or what an admin asked for. */
import { diceFor } from '../../../../handlers/dice.ts'
import { systemCommands } from '../../../../handlers/system-commands.ts'
import type { SystemCommand } from '../../../../schema/envelope.ts'
import { requestId } from '../../../../schema/ids.ts'
import { NotLoaded } from '../../../../schema/world.ts'
import { settleReactions } from '../reactions.ts'
import { showNewPlaces } from '../show-state.ts'
import { beginDraft, type Draft, recordEvent, recordJob } from '../tick-work.ts'
import {
  type CommandRun,
  type CommandType,
  isTooLate,
  type Outcome,
  quarantined,
  tooLate,
} from './command-run.ts'
import { finish, lastNumberOf } from './numbers.ts'

/** One that broke the tick is passed over: nobody waits for an answer. */
export const systemCommand: CommandType<SystemCommand> = {
  apply: applySystem,
  refuse: () => undefined,
}

function applySystem(run: CommandRun<SystemCommand>): void {
  const { work, command, parts } = run
  const { session, n } = command
  if (n <= lastNumberOf(run, session)) return
  const cause = requestId(session, n)
  const draft = beginDraft(work, { cause })
  if (isTooLate(run)) return finish(run, draft, tooLate)
  let outcome: Outcome
  try {
    outcome = decide(run, draft)
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    // A rule that breaks costs its own command only.
    parts.onQuarantine(cause, error)
    return finish(run, beginDraft(work, { cause }), quarantined)
  }
  finish(run, draft, outcome)
}

function decide({ command, parts, origin }: CommandRun<SystemCommand>, draft: Draft): Outcome {
  const type = systemCommands.get(command.name)
  if (!type) return { status: 'refused', code: 'unknown-system-command' }
  const { work, cause } = draft
  const decision = type.decide({
    world: draft.world,
    data: command.data,
    now: work.moment,
    dice: diceFor(work.shard, work.moment.tick, cause),
    newId: work.newId,
    request: cause,
    origin,
  })
  switch (decision.kind) {
    case 'reject':
      return { status: 'refused', code: decision.code }
    case 'answer':
      // Nobody is there to read an answer.
      return { status: 'refused', code: 'no-reader' }
    case 'accept':
      for (const event of decision.events) recordEvent(draft, event)
      for (const job of decision.jobs ?? []) recordJob(draft, job)
      settleReactions(draft, parts)
      showNewPlaces(draft)
      return { status: 'completed', code: '' }
    default: {
      const unreachable: never = decision
      return unreachable
    }
  }
}
