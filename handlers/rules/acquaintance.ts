/** What kinds of mobiles remember of a character. */

import { acquaintance } from '../../schema/events/npc.ts'
import type { BeingId } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'
import { recordData, type WorldReader } from '../../schema/world.ts'

/** The world beat at which something was noted between a character and a kind of mobile. */
export function lastMet(world: WorldReader, character: BeingId, memo: string): number | undefined {
  return ownOf(allMet(world, character), memo)
}

/** Everything that is noted of a character, with the world beat at which it was noted last. */
export function allMet(world: WorldReader, character: BeingId): Readonly<Record<string, number>> {
  return recordData<Record<string, number>>(world, acquaintance(character)) ?? {}
}
