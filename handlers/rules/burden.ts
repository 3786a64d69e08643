/** How much somebody can carry. */
import type { Being } from '../../schema/entities.ts'
import { itemsAt, type WorldReader } from '../../schema/world.ts'
import { type Portion, portionWeight, weightOf } from '../portions.ts'

/** Pounds that a being can carry at most: 60, and 10 more for every level. */
export function carryMax({ level }: Pick<Being, 'level'>): number {
  return 60 + 10 * level
}

/** Pounds a being carries and wears, with everything in it. */
export function burdenOf(world: WorldReader, being: Pick<Being, 'id'>): number {
  return itemsAt(world, being.id).reduce((sum, item) => sum + weightOf(world, item), 0)
}

/** Those of the portions, in their order, that the being can carry beside what it has. */
export function bearable(
  world: WorldReader,
  being: Pick<Being, 'id' | 'level'>,
  portions: readonly Portion[],
): Portion[] {
  let left = carryMax(being) - burdenOf(world, being)
  return portions.filter((portion) => {
    const weight = portionWeight(world, portion)
    if (weight > left && weight > 0) return false
    left -= weight
    return true
  })
}
