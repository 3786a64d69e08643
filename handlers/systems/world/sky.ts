/** Time passes: the sky changes, and rooms stir now and then. Nothing happens where nobody is. */

import { roomStirred } from '../../../schema/answers/guidance.ts'
import type { Room } from '../../../schema/entities.ts'
import { skyChanged } from '../../../schema/events/time.ts'
import { ownOf } from '../../../schema/own.ts'
import { climateOver, skyOf } from '../../../schema/sky.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Act, System } from '../../define-system.ts'
import { skyAt, skyLines } from '../../weather.ts'

/**
 * Notes the sky whenever it differs from the clock's, while somebody is in the world. Beats that
 * were skipped make it late, never wrong.
 */
export const skyTurns: System = {
  name: 'sky-turns',
  everyBeats: 4,
  run({ world, now, dice }) {
    const [anybody] = world.charactersPresent()
    if (!anybody) return []
    const before = skyOf(world)
    const after = skyAt(world, now.beat)
    if (before && sameSky(before, after)) return []
    const lines = before ? skyLines(world, before, after, (from) => dice.pick(from)) : []
    return [{ kind: 'events', events: [skyChanged({ ...after, lines })] }]
  },
}

type SkyLike = ReturnType<typeof skyAt>

function sameSky(one: SkyLike, other: SkyLike): boolean {
  const climates = new Set([...Object.keys(one.weather), ...Object.keys(other.weather)])
  return (
    one.part === other.part &&
    [...climates].every((climate) => ownOf(one.weather, climate) === ownOf(other.weather, climate))
  )
}

/** How likely a room with ambience stirs when it is asked, in percent: about every three minutes. */
const stirChance = 20

export const roomsStir: System = {
  name: 'rooms-stir',
  everyBeats: 150,
  run({ world, activeRooms, dice }) {
    return activeRooms.flatMap((id): Act[] => {
      const room = world.get(id)
      if (room?.kind !== 'room' || !room.ambience || !dice.chance(stirChance)) return []
      const line = dice.pick(fittingLines(world, room, room.ambience))
      if (!line) return []
      return [{ kind: 'view', to: { room: id }, view: roomStirred({ room: id, text: line }) }]
    })
  },
}

/** The lines for the time of day, for the weather where there is any, and for always. */
function fittingLines(
  world: WorldReader,
  room: Room,
  ambience: NonNullable<Room['ambience']>,
): string[] {
  const sky = skyOf(world)
  const climate = climateOver(world, room)?.id
  const weather = climate ? ownOf(sky?.weather, climate) : undefined
  return ['any', sky?.part ?? 'day', weather ?? ''].flatMap((key) => ownOf(ambience, key) ?? [])
}
