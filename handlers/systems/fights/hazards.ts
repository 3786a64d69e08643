/** Places that kill slowly: deadly rooms, and rooms under water for those who breathe air. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Room } from '../../../schema/entities.ts'
import { charactersAt, type WorldReader } from '../../../schema/world.ts'
import type { System } from '../../define-system.ts'
import { changeOf } from '../../rules/gauges.ts'
import { effectiveStats } from '../../rules/stats.ts'

const stepBeats = 8

interface Hazard {
  readonly why: string
  /** Each step takes one part of so many of the full health. */
  readonly parts: number
}

export const hazards: System = {
  name: 'hazards',
  everyBeats: stepBeats,
  run({ world, activeRooms }) {
    const events = activeRooms.flatMap((id) => {
      const room = world.get(id)
      return room?.kind === 'room' && isHazardous(room) ? harmIn(world, room) : []
    })
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}

function isHazardous({ flags, terrain }: Room): boolean {
  return flags.includes('deadly') || flags.includes('underwater') || terrain === 'underwater'
}

/** Only players are harmed: mobiles live in such places, and builders have to work anywhere. */
function harmIn(world: WorldReader, room: Room): NewEvent[] {
  return charactersAt(world, room.id).flatMap((character) => {
    if (character.health[0] <= 0 || !['guest', 'player'].includes(character.role)) return []
    const hazard = hazardFor(world, room, character)
    if (!hazard) return []
    const loss = Math.ceil(character.health[1] / hazard.parts)
    const gauges = { health: -loss, stamina: 0, lucidity: 0 }
    const changed = changeOf(world, character, gauges, hazard)
    return changed ? [changed] : []
  })
}

function hazardFor(world: WorldReader, room: Room, character: Character): Hazard | undefined {
  if (room.flags.includes('deadly')) return { why: 'nobody lives long here', parts: 6 }
  const breathes = effectiveStats(world, character).flags.has('water-breath')
  return breathes ? undefined : { why: 'there is no air', parts: 10 }
}
