/** What each field of `common.ts` is, with an example and its unit: forms, guide and checks read it. */

export const vitals = {
  health: ['Health that is added or taken.', -2, 'points'],
  stamina: ['Stamina that is added or taken.', 10, 'points'],
  lucidity: ['Lucidity that is added or taken.', 5, 'points'],
} as const

export const appliedEffect = {
  effect: ['Which effect.', 'poison'],
  beats: ['How long, if not as long as the effect says.', 80, 'beats'],
  chance: ['How often it takes hold.', 50, 'percent'],
} as const
