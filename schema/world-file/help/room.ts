/** What each field of `room.ts` is, with an example and its unit: forms, guide and checks read it. */

export const door = {
  name: ['What it is called, with its article.', 'an iron door'],
  keywords: ['Words by which players mean it; made of its name unless given.', ['door', 'iron']],
  state: ['How it is now: open, closed or locked.', 'closed'],
  key: ['The thing that unlocks it.', 'saltmere.iron-key'],
  pickproof: ['Whether no pick opens it.', false],
} as const

export const exit = {
  to: ['The room to which it leads.', 'saltmere.quay'],
  door: ['The door in it; it is hung on both sides.', { name: 'an iron door' }],
  hidden: ['Whether it has to be found first.', true],
  oneWay: ['Whether there is no way back.', true],
  description: ['What one sees on looking that way.', 'Steps lead into the dark.'],
} as const

export const room = {
  title: ['The heading of the room, without a full stop.', 'The Old Kiln'],
  description: [
    'What one reads on coming in, in whole sentences.',
    'Warm bricks, and nobody to warm.',
  ],
  exits: ['Ways out by direction: a room, or more about the way.', { north: 'saltmere.quay' }],
  flags: ['What is special about it.', ['indoors']],
  terrain: ['What the ground is like; the map is drawn by it.', 'cave'],
  light: ['What it adds to the light of sun and lamps.', -2, 'steps of light'],
  details: [
    'What one sees on looking at something in it, by word.',
    { bricks: 'Scorched on one side.' },
  ],
  coords: ['Where it is on the map: east, north, up.', [3, -2, 0], 'rooms'],
  ambience: [
    'Lines that are read now and then, by time of day or weather.',
    { night: ['An owl calls.'] },
  ],
  lucidity: ['How minds fare in it.', -5, 'tenths of a point a minute'],
  regen: ['How fast one recovers in it.', 150, 'percent'],
  vnum: ['Its number in the classic area it came from.', 3012],
  notes: ['What the importer could not translate.', ['Had a special procedure.']],
} as const

export const zone = {
  id: ['The name of the zone in ids; it never changes.', 'saltmere'],
  name: ['What players read.', 'Saltmere Harbour'],
  description: ['What it is like, in a few sentences.', 'A harbour that the sea is leaving.'],
  levels: ['For which levels it is meant: from, to.', [1, 10], 'levels'],
  pvp: ['Whether players may fight each other everywhere in it.', false],
  climate: ['Its weather.', 'temperate'],
  voice: ['How prose about it should sound, for those who write it.', 'Salt, rope, dry humour.'],
  resetMinutes: ['How often it is put in order.', 15, 'minutes'],
  resetMode: ['When it is put in order: never, when nobody is there, or always.', 'empty'],
  dangers: ['What its scripts may do to players.', ['damage']],
  allowance: ['What its scripts may pay to a character in a day.', 100, 'coppers'],
  builders: ['Who may build in it; every builder when nobody is named.', ['Ann']],
  vnum: ['Its number in the classic area it came from.', 30],
  notes: ['What the importer could not translate.', ['Had flags nobody knows.']],
} as const
