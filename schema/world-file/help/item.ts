/** What each field of `item.ts` is, with an example and its unit: forms, guide and checks read it. */

export const weapon = {
  damage: ['Dice of one blow.', '1d6+1', 'points'],
  verb: ['How a blow is named, one word in small letters.', 'slash'],
  skill: ['The skill that makes it hit better.', 'swords'],
  attack: ['What it adds to the roll to hit.', 5, 'points'],
} as const

export const container = {
  capacity: ['How much it holds.', 50, 'pounds'],
  closeable: ['Whether it can be opened and closed.', true],
  closed: ['Whether it is closed at first.', true],
  locked: ['Whether it is locked at first.', false],
  key: ['The thing that unlocks it.', 'saltmere.chest-key'],
  pickproof: ['Whether no pick opens it.', false],
} as const

export const light = {
  fuelBeats: ['How long it burns; 0 for ever.', 4800, 'beats'],
  strength: ['How far it shines.', 2, 'steps of light'],
  refuel: ['The thing that fills it again.', 'saltmere.oil'],
} as const

export const consumable = {
  uses: ['How often it can be used.', 3, 'times'],
  restores: ['What one use gives back.', { stamina: 20 }, 'points'],
  effects: ['Effects that one use brings.', ['drunk']],
  cures: ['Effects that one use ends.', ['poison']],
  casts: ['The spell that one use casts.', 'blink'],
  teaches: ['The skill that one use teaches.', 'bandage'],
  leaves: ['What is left after the last use.', 'saltmere.empty-bottle'],
  messages: ['What is read when it is used.', { self: 'You drink. It is bitter.' }],
} as const

export const consumableMessages = {
  self: ['Read by who uses it.', 'You drink. It is bitter.'],
  others: ['Read by everybody else.', '{actor} drinks and pulls a face.'],
} as const

export const item = {
  name: ['What it is called, with its article.', 'a brass lantern'],
  plural: ['What several are called.', 'brass lanterns'],
  keywords: [
    'Words by which players mean it; made of its name unless given.',
    ['lantern', 'brass'],
  ],
  description: ['What one sees on looking at it.', 'Dents tell of many falls.'],
  ground: ['The line in a room where it lies.', 'A brass lantern lies here.'],
  type: [
    'What sort of thing it is; weapons, lights and others have a block of their own.',
    'other',
  ],
  slot: ['Where it is worn.', 'head'],
  weapon: ['Of a weapon: how it strikes.', { damage: '1d6+1' }],
  armour: ['Of armour: how it protects.', { protection: 4 }],
  container: ['Of a container: what it holds and how it closes.', { capacity: 30 }],
  light: ['Of a light: how long and far it shines.', { fuelBeats: 4800 }],
  consumable: [
    'Of food, drink, potions and scrolls: what a use does.',
    { uses: 2, restores: { stamina: 20 } },
  ],
  text: ['What one reads on it.', 'To whom it may concern: the tide is late.'],
  details: [
    'What one sees on looking at parts of it, by word.',
    { handle: 'Worn thin by one hand.' },
  ],
  seats: ['How many may sit on it.', 2, 'people'],
  modifiers: ['What it adds to numbers while it is worn.', { armour: 2 }],
  effects: ['Effects that last while it is worn.', ['night-eyes']],
  weight: ['How heavy it is.', 3, 'pounds'],
  value: ['What it is worth; shops reckon from it.', 40, 'coppers'],
  flags: ['What is special about it.', ['no-drop']],
  stackable: ['Whether several are one pile.', true],
  level: ['The least level of who may use it.', 5, 'levels'],
  vnum: ['Its number in the classic area it came from.', 3012],
  notes: ['What the importer could not translate.', ['Was a trap.']],
} as const

export const armour = {
  protection: ['How much of each blow it stops.', 4, 'points'],
} as const
