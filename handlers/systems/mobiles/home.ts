/** Sentinels, and those whose day leads them away, come back to their place. */
import type { Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { mobilesAt, roomsOf, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype, Reset } from '../../../schema/world-file.ts'
import type { Act } from '../../define-system.ts'
import { placesAround } from '../../minds/way.ts'
import { leavesHome } from './day.ts'
import { walkTowards } from './paths.ts'
import { isTurn, type Sight } from './sight.ts'

/** Such a mobile takes ten seconds of world time for each step of the way back. */
const stepEveryBeats = 40

/** One step home for somebody that is elsewhere; nothing for those who have no place of their own. */
export function homeward(sight: Sight): readonly Act[] {
  return isTurn(sight, stepEveryBeats) ? stepHome(sight) : []
}

export function stepHome(sight: Sight): readonly Act[] {
  const { world, mobile, prototype, room } = sight
  if (!prototype.flags.includes('sentinel') && !leavesHome(prototype)) return []
  if (mobile.fighting || mobile.following) return []
  const home = homeOf(world, mobile)
  if (home === undefined || home === room.id) return []
  return walkTowards(sight, home) ?? []
}

/** Those whose place is awake, and who have fallen asleep elsewhere when players left them there. */
export function strays(world: WorldReader, awake: ReadonlySet<RoomId>): Mobile[] {
  return world.definitions.all<MobilePrototype>('mobile').flatMap(({ key: proto, data }) => {
    const home = leavesHome(data) ? homeOf(world, { origin: `${data.zone}#`, proto }) : undefined
    if (home === undefined || !awake.has(home)) return []
    const goals = data.persona?.day?.flatMap(({ room }) => room ?? []) ?? []
    const isOne = (one: Mobile) => one.proto === proto
    if (
      [home, ...goals.filter((id) => awake.has(id))].some((id) => mobilesAt(world, id).some(isOne))
    ) {
      return []
    }
    return roomsOf(world, onTheWay(world, home, goals))
      .filter(({ id }) => !awake.has(id))
      .flatMap(({ id }) => mobilesAt(world, id).filter(isOne))
  })
}

/** The rooms between a place and where somebody goes from there. */
function onTheWay(world: WorldReader, home: RoomId, goals: readonly RoomId[]): Set<RoomId> {
  const found = new Set<RoomId>(goals)
  const start = world.room(home)
  if (!start) return found
  for (const place of placesAround(world, start)) {
    if (!goals.includes(place.room.id)) continue
    for (let at = place.from; at; at = at.from) found.add(at.room.id)
  }
  return found
}

/** The room in which its zone's reset program puts a mobile; undefined for one that nobody placed. */
function homeOf(
  world: WorldReader,
  { origin = '', proto }: Pick<Mobile, 'proto' | 'origin'>,
): RoomId | undefined {
  const [zone = '', index] = origin.split('#')
  const program = world.definitions.get<{ program: Reset[] }>('resets', zone)?.program
  const step = program?.[Number(index)]
  if (step?.do === 'mobile' && step.mobile === proto) return step.room
  // The program was edited since: any line that loads the same prototype will do.
  const same = program?.find((one) => one.do === 'mobile' && one.mobile === proto)
  return same?.do === 'mobile' ? same.room : undefined
}
