/** Sentinels come back to their place when a fight has driven them off. */
import type { Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Reset } from '../../../schema/world-file.ts'
import type { Act } from '../../define-system.ts'
import { stepTowards } from './paths.ts'
import { isTurn, type Sight, walkThrough } from './sight.ts'

/** Such a mobile takes ten seconds of world time for each step of the way back. */
const stepEveryBeats = 40

/** One step home for a sentinel that is elsewhere; nothing for everybody else. */
export function homeward(sight: Sight): readonly Act[] {
  const { world, mobile, prototype, room } = sight
  if (!prototype.flags.includes('sentinel') || mobile.fighting || mobile.following) return []
  if (!isTurn(sight, stepEveryBeats)) return []
  const home = homeOf(world, mobile)
  if (home === undefined || home === room.id) return []
  const step = stepTowards(sight, home)
  return step ? walkThrough(sight, step) : []
}

/** The room in which its zone's reset program puts a mobile; undefined for one that nobody placed. */
function homeOf(world: WorldReader, { origin = '', proto }: Mobile): RoomId | undefined {
  const [zone = '', index] = origin.split('#')
  const program = world.definitions.get<{ program: Reset[] }>('resets', zone)?.program
  const step = program?.[Number(index)]
  if (step?.do === 'mobile' && step.mobile === proto) return step.room
  // The program was edited since: any line that loads the same prototype will do.
  const same = program?.find((one) => one.do === 'mobile' && one.mobile === proto)
  return same?.do === 'mobile' ? same.room : undefined
}
