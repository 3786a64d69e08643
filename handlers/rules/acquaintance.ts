/** What kinds of mobiles remember of a character. */
import { acquaintance } from '../../schema/events/npc.ts'
import type { EntityId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

/** The world beat at which something was noted between a character and a kind of mobile. */
export function lastMet(world: WorldReader, character: EntityId, memo: string): number | undefined {
  const record = world.get(acquaintance(character))
  return record?.kind === 'record' ? (record.data as Record<string, number>)[memo] : undefined
}
