/** What factions think of somebody. */

import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { reputationChanged } from '../../schema/events/conflict.ts'
import { ownOf } from '../../schema/own.ts'
import type { Faction } from '../../schema/world-file.ts'

/** What a faction thinks of a character, -1000 to 1000; its usual opinion when nothing was noted. */
export function opinionOf(character: Character, faction: Faction): number {
  return ownOf(character.reputation, faction.id) ?? faction.reputation
}

/** The event that moves a faction's opinion, bounded to -1000..1000; none when it stays as it is. */
export function changeReputation(
  character: Character,
  faction: Faction,
  change: number,
  reason: string,
): NewEvent[] {
  const before = opinionOf(character, faction)
  const now = Math.max(-1000, Math.min(1000, before + change))
  if (now === before) return []
  return [reputationChanged({ character: character.id, faction: faction.id, now, reason })]
}
