/** What each field of `behaviours.ts` is, with an example and its unit: forms, guide and checks read it. */

export const guardUnless = {
  item: ['Whoever carries this may pass.', 'saltmere.pass'],
  faction: ['Whoever is liked by this faction may pass.', 'harbour-watch'],
  quest: ['Whoever has done this quest may pass.', 'saltmere.rats'],
} as const

export const scheduleStop = {
  from: ['The hour from which it is there.', 20, 'hour of the day'],
  room: ['Where it is.', 'saltmere.inn'],
  line: ['What it says on arriving.', 'Evening, all.'],
} as const
