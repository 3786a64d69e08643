/**
 * One pass over all mobiles that are awake. What it costs is in proportion to how many are awake, never
 * to the size of the world; what is awake and not in memory is loaded first.
 */
import type { Mobile } from '../../../schema/entities.ts'
import { plannedActionTaken, planOf } from '../../../schema/events/scenes.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { charactersAt } from '../../../schema/world.ts'
import type { Behaviour } from '../../../schema/world-file.ts'
import { timeAt } from '../../clock.ts'
import type { Act, System, SystemContext } from '../../define-system.ts'
import { grudge } from './attack.ts'
import { awakeMobiles, awakeRooms } from './awake.ts'
import { behave } from './behaviours/index.ts'
import { overdue } from './behaviours/schedule.ts'
import { dayActs } from './day.ts'
import { hasFloor } from './floor.ts'
import { homeward, stepHome, strays } from './home.ts'
import type { Sight } from './sight.ts'
import { timersOf } from './timers.ts'

/** Once a second of world time. */
const passBeats = 4
const overdueEveryBeats = 40

export const mobilePass: System = {
  name: 'npcs',
  everyBeats: passBeats,
  run(context) {
    const { world, activeRooms, now } = context
    if (activeRooms.length === 0) return []
    const hour = timeAt(world, now.beat).hour
    const acts: Act[] = []
    for (const mobile of awakeMobiles(world, activeRooms)) {
      const sight = sightOf(context, mobile, hour)
      if (sight) acts.push(...actsOf(sight))
    }
    if (now.beat % overdueEveryBeats < passBeats) acts.push(...late(context, hour))
    return acts
  },
}

function sightOf(context: SystemContext, mobile: Mobile, hour: number): Sight | undefined {
  const { world, now, dice } = context
  const prototype = mobilePrototype(world, mobile.proto)
  const room = world.get(mobile.place)
  if (!prototype || room?.kind !== 'room') return undefined
  return { world, mobile, prototype, room, beat: now.beat, dice, hour, passBeats }
}

/** What a mobile does now: its timers first, and one other thing when it is free to act. */
export function actsOf(sight: Sight): readonly Act[] {
  const { mobile, beat } = sight
  const timed = timersOf(sight)
  if (timed.length > 0) return timed
  const lived = dayActs(sight)
  if (lived.length > 0) return lived
  if (mobile.position !== 'standing' || (mobile.busyUntil ?? 0) > beat) return []
  return firstActs(impulses, (impulse) => impulse(sight))
}

/** What may move a mobile, the most urgent first; the others have their turn later. */
const impulses: readonly ((sight: Sight) => readonly Act[])[] = [
  grudge,
  (sight) => firstActs(behavioursByFlag(sight), (behaviour) => behave(sight, behaviour)),
  plannedAct,
  homeward,
  (sight) => firstActs(sight.prototype.behaviours, (behaviour) => behave(sight, behaviour)),
]

function firstActs<T>(from: readonly T[], actsOfOne: (one: T) => readonly Act[]): readonly Act[] {
  for (const one of from) {
    const acts = actsOfOne(one)
    if (acts.length > 0) return acts
  }
  return []
}

/** Flags of mobiles that stand for a behaviour, with the fields that they stand for. */
const flagged: readonly (Behaviour<'aggressive'> | Behaviour<'helper'>)[] = [
  { kind: 'aggressive', chance: 100, levelsAbove: 200, hours: [0, 24], factions: [] },
  { kind: 'helper', of: 'kind' },
]

/** The behaviours of its flags, except those that it declares itself. */
function behavioursByFlag({ prototype: { flags, behaviours } }: Sight): readonly Behaviour[] {
  return flagged.filter(
    ({ kind }) => flags.includes(kind) && !behaviours.some((declared) => declared.kind === kind),
  )
}

/** The next action of the mobile's plan, where players can see it; without one rules go on. */
function plannedAct(sight: Sight): readonly Act[] {
  const { world, mobile, room, beat } = sight
  const plan = planOf(world, mobile.id, beat)
  const [next] = plan?.actions ?? []
  if (!plan || !next || charactersAt(world, room.id).length === 0) return []
  if (!hasFloor(sight)) return []
  const { option, text } = next
  const taken = plannedActionTaken({
    npc: mobile.id,
    room: room.id,
    option,
    text,
    narration: plan.narration,
  })
  return [{ kind: 'events', events: [taken] }]
}

/** Mobiles that are asleep elsewhere and are due in the part of the world that is awake. */
function late(context: SystemContext, hour: number): Act[] {
  const { world, activeRooms } = context
  const awake = new Set<RoomId>(awakeRooms(world, activeRooms))
  const acts: Act[] = []
  for (const mobile of overdue(world, awake, hour)) {
    const sight = sightOf(context, mobile, hour)
    const schedule = sight?.prototype.behaviours.find((one) => one.kind === 'schedule')
    if (sight && schedule) acts.push(...behave(sight, schedule))
  }
  for (const mobile of strays(world, awake)) {
    const sight = sightOf(context, mobile, hour)
    if (sight) acts.push(...stepHome(sight))
  }
  return acts
}
