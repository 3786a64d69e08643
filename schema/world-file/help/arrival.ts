/** What each field of `arrival.ts` is, with an example and its unit: forms, guide and checks read it. */

export const lesson = {
  id: ['A name of its own.', 'look'],
  hint: [
    'The line that a newcomer reads; {weapon} is the weapon of the origin.',
    'Type “look” to see where you are.',
  ],
  by: ['Verbs that end the lesson when one of them succeeds.', ['look']],
  room: ['The room in which it ends.', 'saltmere.quay'],
  origin: ['Set when choosing an origin ends it.', true],
  kill: ['Set when killing something ends it.', true],
  lays: ['A thing that lies in the room from then on.', 'saltmere.lamp'],
} as const

export const origin = {
  name: ['What newcomers choose.', 'fisher'],
  text: ['What they read about it.', 'You grew up among nets.'],
  kit: ['Things that they begin with.', ['saltmere.knife']],
  weapon: ['The word by which the weapon of the kit is wielded.', 'knife'],
  skill: ['A skill that they know.', 'bandage'],
  proficiency: ['How well they know it.', 20, 'of 100'],
} as const

export const arrival = {
  origins: [
    'Where newcomers may come from.',
    { fisher: { name: 'fisher', text: 'You grew up among nets.', weapon: 'knife' } },
  ],
  lessons: ['What they are taught, one after another.', [{ id: 'look', hint: 'Type “look”.' }]],
  done: ['Read when the last lesson is over.', 'You know your way now.'],
  skipped: ['Read by who skips the rest.', 'As you like.'],
} as const
