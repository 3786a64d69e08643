/** Mobiles that keep hours: where they are to be, and how they get there, seen or unseen. */
import type { Mobile } from '../../../../schema/entities.ts'
import { npcMinded } from '../../../../schema/events/npc.ts'
import { roomNarrated } from '../../../../schema/events/scenes.ts'
import type { PrototypeId, RoomId } from '../../../../schema/ids.ts'
import { mobilesAt, roomsOf, type WorldReader } from '../../../../schema/world.ts'
import type { Behaviour, MobilePrototype } from '../../../../schema/world-file.ts'
import { type Act, eventActs } from '../../../define-system.ts'
import { walkTowards } from '../paths.ts'
import { isTurn } from '../sight.ts'
import type { BehaviourRule } from './rule.ts'

type Schedule = Behaviour<'schedule'>
type Entry = Schedule['plan'][number]

/** Where somebody with this plan is to be at an hour; before the first entry the last one of yesterday holds. */
function dueAt(plan: readonly Entry[], hour: number): Entry | undefined {
  const sorted = plan.toSorted((a, b) => a.from - b.from)
  return sorted.findLast((entry) => entry.from <= hour) ?? sorted.at(-1)
}

const stepEveryBeats = 8

/** One step towards where the hour demands; the line of an entry is told once on arrival. */
export const schedule: BehaviourRule<'schedule'> = {
  turn(sight, { plan }) {
    const { mobile, room, hour } = sight
    const entry = dueAt(plan, hour)
    if (!entry) return []
    if (room.id === entry.room) return arrival(mobile, entry)
    if (!isTurn(sight, stepEveryBeats)) return []
    return walkTowards(sight, entry.room) ?? []
  },
}

function arrival(mobile: Mobile, { from, room, line: text }: Entry): Act[] {
  if (mobile.mind?.['hour'] === from) return []
  const minded = npcMinded({ mobile: mobile.id, mind: { hour: from } })
  const told = text ? [roomNarrated({ room, text, occasion: 'scripted', by: 'rules' })] : []
  return eventActs(minded, ...told)
}

/** Mobiles that should be in the awake part of the world by now and are still asleep elsewhere. */
export function overdue(world: WorldReader, awake: ReadonlySet<RoomId>, hour: number): Mobile[] {
  const sought = new Map<PrototypeId, Set<RoomId>>()
  for (const { key, data } of world.definitions.all<MobilePrototype>('mobile')) {
    const schedule = data.behaviours.find((one) => one.kind === 'schedule')
    const due = schedule ? dueAt(schedule.plan, hour) : undefined
    if (!schedule || !due || !awake.has(due.room)) continue
    sought.set(key, new Set(schedule.plan.map(({ room }) => room).filter((id) => !awake.has(id))))
  }
  const rooms = roomsOf(world, new Set([...sought.values()].flatMap((places) => [...places])))
  return [...sought].flatMap(([proto, places]) =>
    rooms
      .filter(({ id }) => places.has(id))
      .flatMap(({ id }) => mobilesAt(world, id).filter((mobile) => mobile.proto === proto)),
  )
}
