/** Experience and levels. Pure. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { experienceGained, levelGained } from '../../schema/events/growth.ts'

export const levelMax = 50

/**
 * Experience at which a level begins: 50·n·(n−1), the triangular progression of the d20 System
 * Reference Document on a smaller scale. Level 2 begins at 100, level 5 at 1,000, 10 at 4,500.
 */
export function experienceFor(level: number): number {
  return 50 * level * (level - 1)
}

/** What a level adds to the gauges. */
export const gainsPerLevel = { health: 8, stamina: 4, lucidity: 3 } as const

/** Experience for a character, and the levels it reaches by it. */
export function gainExperience(character: Character, amount: number, reason: string): NewEvent[] {
  if (amount <= 0) return []
  const events: NewEvent[] = [experienceGained({ character: character.id, amount, reason })]
  const after = character.experience + amount
  for (let level = character.level + 1; level <= levelMax; level += 1) {
    if (after < experienceFor(level)) break
    events.push(levelGained({ character: character.id, level, ...gainsPerLevel }))
  }
  return events
}

/**
 * How much of a mobile's experience is worth having: all of it up to two levels below oneself, then
 * 15 percent less for each further level, never less than a tenth. So the strong gain little from
 * weak mobiles. The numbers are Mudstream's own.
 */
export function worthOf(experience: number, mobileLevel: number, ownLevel: number): number {
  const above = Math.max(0, ownLevel - mobileLevel - 2)
  return Math.floor((experience * Math.max(10, 100 - 15 * above)) / 100)
}

/** What dying costs: a tenth of what was gained on this level, never the level itself. */
export function experienceLostBy(character: Pick<Character, 'level' | 'experience'>): number {
  const onThisLevel = character.experience - experienceFor(character.level)
  return Math.max(0, Math.floor(onThisLevel / 10))
}
