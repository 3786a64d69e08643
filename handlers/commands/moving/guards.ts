/** Mobiles that guard a way: whom they let pass, and what they say to others. */

import type { Direction } from '../../../schema/directions.ts'
import type { Character, Mobile, Room } from '../../../schema/entities.ts'
import { ownOf } from '../../../schema/own.ts'
import { capital, mobilePrototype } from '../../../schema/words.ts'
import { itemsAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Behaviour, Faction } from '../../../schema/world-file.ts'

type Guard = Behaviour<'guard'>

/** The least reputation with a faction, of 1000, with which its guards let somebody pass. */
const friendlyFrom = 100

/** Why the way is barred for somebody, in the guard's words, or null when nobody does. */
export function barredBy(
  world: WorldReader,
  actor: Character | Mobile,
  room: Room,
  direction: Direction,
): string | null {
  if (actor.kind !== 'character') return null
  for (const mobile of mobilesAt(world, room.id)) {
    if (mobile.id === actor.id || mobile.position === 'sleeping' || mobile.fighting) continue
    for (const behaviour of mobilePrototype(world, mobile.proto)?.behaviours ?? []) {
      if (behaviour.kind !== 'guard' || behaviour.direction !== direction) continue
      if (mayPass(world, actor, behaviour)) continue
      const says = behaviour.says ?? 'Nobody passes here.'
      return `${capital(mobile.name)} bars the way: “${says}”`
    }
  }
  return null
}

function mayPass(world: WorldReader, actor: Character, { unless }: Guard): boolean {
  if (unless.item && itemsAt(world, actor.id).some((item) => item.proto === unless.item))
    return true
  if (unless.quest && (ownOf(actor.quests, unless.quest)?.done ?? 0) > 0) return true
  if (!unless.faction) return false
  const faction = world.definitions.get<Faction>('faction', unless.faction)
  const opinion = ownOf(actor.reputation, unless.faction) ?? faction?.reputation ?? 0
  return opinion >= friendlyFrom
}
