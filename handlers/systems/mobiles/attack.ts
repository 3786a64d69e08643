/** How mobiles come to blows, and whom they leave alone. */
import type { Character, Mobile } from '../../../schema/entities.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { charactersAt, type WorldReader } from '../../../schema/world.ts'
import type { Faction } from '../../../schema/world-file.ts'
import { type Act, eventActs } from '../../define-system.ts'
import { startFight } from '../../rules/fight.ts'
import { opinionOf } from '../../rules/reputation.ts'
import type { Sight } from './sight.ts'

/** A player whose connection is lost is left alone, and so are the dead. */
export function isAttackable(character: Character): boolean {
  return character.linkLostBeat === undefined && character.health[0] > 0
}

export function attack(world: WorldReader, mobile: Mobile, target: BeingId): Act[] {
  return eventActs(...startFight(world, mobile, target))
}

/** The mobile turns on the opponent of a friend, unless it fights already. */
export function assist(
  { world, mobile }: Sight,
  friend: Mobile | Character | undefined,
): readonly Act[] {
  if (!friend?.fighting || mobile.fighting || friend.fighting === mobile.id) return []
  return attack(world, mobile, friend.fighting)
}

/** A mobile attacks a character of whom its faction thinks too little. */
export function grudge({ world, mobile, prototype, room }: Sight): readonly Act[] {
  if (!prototype.faction || mobile.fighting) return []
  const faction = world.definitions.get<Faction>('faction', prototype.faction)
  if (!faction || faction.attacksBelow <= -1000) return []
  const hated = charactersAt(world, room.id).find(
    (character) => isAttackable(character) && opinionOf(character, faction) < faction.attacksBelow,
  )
  return hated ? attack(world, mobile, hated.id) : []
}
