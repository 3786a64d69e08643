/**
 * One pass over everybody awake who is not a player. It reads memory, asks the store for nothing,
 * and costs in proportion to who is awake, never to the size of the world.
 */
import type { Mobile } from '../../../schema/entities.ts'
import { plannedActionTaken, planOf } from '../../../schema/events/scenes.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { charactersAt } from '../../../schema/world.ts'
import { timeAt } from '../../clock.ts'
import type { Act, System, SystemContext } from '../../define-system.ts'
import { awakeMobiles, awakeRooms } from './awake.ts'
import { behave, grudge } from './behaviours.ts'
import { hasFloor } from './floor.ts'
import { homeward } from './home.ts'
import { overdue } from './schedule.ts'
import type { Sight } from './sight.ts'
import { timersOf } from './timers.ts'

/** Once a second of world time. */
const passBeats = 4
const overdueEveryBeats = 40

export const npcPass: System = {
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

/** The first behaviour that wants to do something does it; the others have their turn later. */
export function actsOf(sight: Sight): readonly Act[] {
  const { mobile, prototype } = sight
  const timed = timersOf(sight)
  if (timed.length > 0) return timed
  if (mobile.position !== 'standing' || (mobile.busyUntil ?? 0) > sight.beat) return []
  const grudging = grudge(sight)
  if (grudging.length > 0) return grudging
  if (prototype.flags.includes('aggressive') && !hasKind(prototype.behaviours, 'aggressive')) {
    const acts = behave(sight, alwaysAggressive)
    if (acts.length > 0) return acts
  }
  if (prototype.flags.includes('helper') && !hasKind(prototype.behaviours, 'helper')) {
    const acts = behave(sight, { kind: 'helper', of: 'kind' })
    if (acts.length > 0) return acts
  }
  const planned = plannedAct(sight)
  if (planned.length > 0) return planned
  const returning = homeward(sight)
  if (returning.length > 0) return returning
  for (const behaviour of prototype.behaviours) {
    const acts = behave(sight, behaviour)
    if (acts.length > 0) return acts
  }
  return []
}

const alwaysAggressive = {
  kind: 'aggressive',
  chance: 100,
  levelsAbove: 200,
  hours: [0, 24],
  factions: [],
} satisfies Parameters<typeof behave>[1]

function hasKind(behaviours: Sight['prototype']['behaviours'], kind: string): boolean {
  return behaviours.some((behaviour) => behaviour.kind === kind)
}

/** What a writer has prepared for the mobile is done where players can see it; else rules go on. */
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

/** Those who sleep far away but are due where somebody is awake. */
function late(context: SystemContext, hour: number): Act[] {
  const { world, activeRooms } = context
  const awake = new Set<EntityId>(awakeRooms(world, activeRooms))
  const acts: Act[] = []
  for (const mobile of overdue(world, awake, hour)) {
    const sight = sightOf(context, mobile, hour)
    const schedule = sight?.prototype.behaviours.find((one) => one.kind === 'schedule')
    if (sight && schedule) acts.push(...behave(sight, schedule))
  }
  return acts
}
