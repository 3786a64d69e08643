/**
 * Asks scripts before something is done: after the rules have accepted a line and before its events
 * are recorded. Leaving the game, recalling, and everything of builders is never asked about.
 */

import type { NewEvent } from '../../schema/define-event.ts'
import { characterMoved } from '../../schema/events/movement.ts'
import { memoOf, scriptRemembered } from '../../schema/events/scripts.ts'
import { mayUse } from '../../schema/roles.ts'
import { capital } from '../../schema/words.ts'
import { deeds } from '../../schema/world-file/script.ts'
import { type Act, type Context, type Decision, roleOf } from '../decision.ts'
import { callScript } from './call.ts'
import { type Happening, happeningsOf } from './happenings.ts'
import { isOff } from './health.ts'
import { scriptIndex } from './index.ts'
import { type Call, callsFor } from './listeners.ts'
import { seesOf } from './reaction.ts'

const asked: ReadonlySet<string> = new Set(deeds)

/** Whoever was held back in a fight so often gets away. */
const heldMax = 3
const heldKey = '~held'

/** The decision as scripts leave it: what it was, with their acts, or a refusal in their words. */
export function askedBefore(context: Context, decision: Decision): Decision {
  if (decision.kind !== 'accept' || decision.events.length === 0) return decision
  const { zone } = context.room
  const { listens } = scriptIndex(context.world)
  if (listens.size === 0 || mayUse(roleOf(context), 'builder')) return decision
  const acts: Act[] = []
  for (const happening of happeningsBefore(context, decision.events)) {
    if (!listens.has(`before ${zone} ${happening.on}`) && happening.room === context.room.id)
      continue
    for (const call of callsFor(context.world, happening, 'before')) {
      const called = callScript(context, { ...call, sees: seesOf(context, call, happening) })
      acts.push(...called.acts)
      const words = wordsAgainst(context, call, called)
      if (words === undefined) continue
      const held = heldBack(context, happening, decision.events)
      if (held === 'free') continue
      return { kind: 'reject', code: 'denied', text: capital(words), acts: [...acts, ...held] }
    }
  }
  return acts.length > 0 ? { ...decision, acts: [...acts, ...(decision.acts ?? [])] } : decision
}

/** What the actor itself is about to do: what else follows from it is not its choice. */
function happeningsBefore({ world, actor }: Context, events: readonly NewEvent[]): Happening[] {
  return events
    .flatMap((event) => happeningsOf(world, event))
    .filter(({ on, by }) => by === actor.id && asked.has(on))
}

/** Why it is denied, if it is: in the script's words, or because the script can no longer answer. */
function wordsAgainst(
  { world }: Context,
  { script }: Call,
  { ended, words }: ReturnType<typeof callScript>,
): string | undefined {
  if (ended === 'denied') return words || 'Something holds you back.'
  if (ended === 'resting') {
    const leaves = script.on === 'leaves'
    return leaves ? undefined : 'Too much is going on here; try again.'
  }
  const broken = ended === 'broken' || (ended === 'asleep' && isOff(world, script) && !script.off)
  return broken && script.header.ifBroken === 'deny' ? 'Something holds you back.' : undefined
}

/** Counts how often somebody is kept from fleeing; at the third time nothing holds him. */
function heldBack(
  { world, actor, now, room }: Context,
  { on }: Happening,
  events: readonly NewEvent[],
): readonly Act[] | 'free' {
  const flees = events.some((event) => characterMoved.is(event) && event.data.manner === 'fled')
  if (on !== 'leaves' || !flees || actor.kind !== 'character') return []
  const { zone } = room
  const held = Number(memoOf(world, actor.id, { zone, key: heldKey, beat: now.beat }) ?? 0)
  if (held >= heldMax - 1) return 'free'
  const until = now.beat + 240
  const data = { script: heldKey, character: actor.id, zone, key: heldKey, value: held + 1, until }
  return [{ kind: 'events', events: [scriptRemembered(data)] }]
}
