/** What each field of `document.ts` is, with an example and its unit: forms, guide and checks read it. */

export const world = {
  name: ['The name of the world.', 'Saltmere'],
  start: ['Where new characters begin.', 'saltmere.quay'],
  recall: ['Where “recall” leads.', 'saltmere.square'],
  guestStart: ['Where guests begin.', 'saltmere.quay'],
  respawn: ['Where the dead come back.', 'saltmere.shrine'],
  startingItems: ['Things that new characters carry.', ['saltmere.lamp']],
  startingGold: ['Coins that new characters have.', 50, 'coppers'],
  beatsPerMinute: ['How many heartbeats make a minute of the world.', 8, 'beats'],
  startHour: ['The hour at which a new world begins.', 8, 'hour of the day'],
  arrival: [
    'How newcomers begin.',
    {
      origins: {},
      lessons: [{ id: 'look', hint: 'Type “look”.' }],
      done: 'Well done.',
      skipped: 'As you like.',
    },
  ],
} as const

export const file = {
  world: ['The world as a whole; in one file only.', { name: 'Saltmere', start: 'quay' }],
  zone: ['The zone that this file is about.', { id: 'saltmere', name: 'Saltmere' }],
  rooms: [
    'Rooms of the zone by name.',
    { quay: { title: 'The Quay', description: 'Wet planks.' } },
  ],
  items: [
    'Things of the zone by name.',
    { lamp: { name: 'a lamp', description: 'A brass lamp.', type: 'other' } },
  ],
  mobiles: [
    'People and beasts of the zone by name.',
    { garth: { name: 'Garth', description: 'A tall man.', ground: 'Garth is here.', health: 30 } },
  ],
  quests: [
    'Quests of the zone by name.',
    {
      rats: {
        name: 'Rats',
        brief: 'Kill rats.',
        steps: [{ id: 'kill', text: 'Kill one.', on: { event: 'mobile-killed' } }],
      },
    },
  ],
  conflicts: ['Conflicts of the zone by name.', {}],
  scripts: ['Scripts of the zone by name.', {}],
  resets: ['What the zone puts in place.', [{ load: 'lamp', room: 'quay' }]],
  effects: ['Effects of the whole world by name.', {}],
  skills: ['Skills and spells of the whole world by name.', {}],
  socials: ['Gestures of the whole world by verb.', {}],
  factions: ['Factions of the whole world by name.', {}],
  climates: ['Climates of the whole world by name.', {}],
  articles: ['Pages of help by the word that asks for them.', {}],
} as const
