/** What each field of `script.ts` is, with an example and its unit: forms, guide and checks read it. */

export const step = {
  as: ['Who types; the first person unless given.', 'Bran'],
  type: ['What is typed.', 'pull lever'],
  wait: ['How long nothing is typed.', 20, 'seconds'],
  reads: ['Words that are read then.', ['Stone grates.']],
  hides: ['Words that are not read then.', ['Stone grates.']],
  event: ['An event that happens then.', 'door-opened'],
} as const

export const test = {
  name: ['What is tried.', 'the lever opens the door'],
  hour: ['The hour of the world at which it begins.', 21, 'hour of the day'],
  room: ['Where it begins.', 'saltmere.quay'],
  carries: ['Things that are carried.', ['saltmere.lamp']],
  skills: ['Skills that are known, and how well.', { search: 50 }, 'percent'],
  gold: ['Coins that are carried.', 10, 'coppers'],
  steps: ['What is done and read, in this order.', [{ type: 'pull lever' }]],
} as const

export const script = {
  lang: ['The version of the language.', 1],
  about: ['What it is for, for other builders.', 'The lever opens the stone door.'],
  room: ['The room it hangs on; the whole zone if it hangs on nothing.', 'saltmere.quay'],
  item: ['The thing it hangs on.', 'saltmere.lamp'],
  mobile: ['The mobile it hangs on.', 'saltmere.garth'],
  on: ['What begins it.', 'enters'],
  before: ['Whether it is asked before the deed and may forbid it.', true],
  by: ['Whose deeds it listens to.', 'players'],
  with: ['Only with this thing.', 'saltmere.lamp'],
  words: ['With says: one of these words.', ['password']],
  social: ['With emotes: which gesture.', 'bow'],
  way: ['Only in this direction.', 'north'],
  percent: ['With below: the part of health that is left.', 25, 'percent'],
  every: ['With every: how often.', 120, 'seconds of the world'],
  hours: ['With hour: at which.', [21], 'hours of the day'],
  verb: ['With verb: the word that is typed.', 'pull'],
  what: ['With verb: one of the words that follow.', ['lever']],
  quest: ['Only with this quest.', 'saltmere.rats'],
  secret: ['Whether help does not tell of the verb.', true],
  chance: ['How often it runs when it could.', 50, 'percent'],
  cooldownBeats: ['How long it waits before it runs again.', 80, 'beats'],
  once: ['Whether it runs only once for each person.', true],
  many: ['Whether it may wait more than once at a time.', true],
  ifBroken: ['Asked before a deed: what holds when it is broken.', 'allow'],
  off: ['Whether it is switched off.', false],
  do: ['Its source, or a list of actions.', "echo('Stone grates.')"],
  tests: ['What has to hold, as a player would try it.', []],
  vnum: ['Its number in the classic area it came from.', 3012],
  notes: ['What the importer could not translate.', ['Cast a spell.']],
} as const
