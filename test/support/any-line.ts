/**
 * Lines that somebody might type, made of what there is to see: most of them do something. Drawn by a
 * seed, so that a run that fails can be run again.
 */

/** What the typist knows of the world around it; nouns as players type them. */
export interface Surroundings {
  readonly exits: readonly string[]
  readonly things: readonly string[]
  readonly carried: readonly string[]
  readonly people: readonly string[]
  /** Other players by name, wherever they are. */
  readonly players: readonly string[]
  /** May change the world by typing. */
  readonly builds?: boolean
}

/** A generator of numbers from 0 up to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Draw = (list: readonly string[]) => string

const lines: readonly ((at: Surroundings, draw: Draw) => string)[] = [
  ({ exits }, draw) => draw(exits),
  ({ things }, draw) => `take ${draw(things)}`,
  ({ things }, draw) => `take ${draw(things)}`,
  () => 'take all',
  () => 'take all from corpse',
  () => 'drop all',
  ({ carried }, draw) => `drop ${draw(carried)}`,
  ({ carried }, draw) => `drop ${draw(carried)}`,
  ({ carried, players }, draw) => `give ${draw(carried)} to ${draw(players)}`,
  ({ carried, people }, draw) => `give ${draw(carried)} to ${draw(people)}`,
  ({ carried, things }, draw) => `put ${draw(carried)} in ${draw([...things, ...carried])}`,
  ({ things, carried }, draw) => `take all from ${draw([...things, ...carried])}`,
  ({ carried }, draw) => `wear ${draw(carried)}`,
  ({ carried }, draw) => `hold ${draw(carried)}`,
  ({ carried }, draw) => `wield ${draw(carried)}`,
  ({ carried }, draw) => `remove ${draw(carried)}`,
  ({ carried }, draw) => `light ${draw(carried)}`,
  ({ carried }, draw) => `extinguish ${draw(carried)}`,
  ({ carried }, draw) => `${draw(['eat', 'drink', 'quaff', 'use'])} ${draw(carried)}`,
  ({ exits, things }, draw) => `${draw(['open', 'close'])} ${draw([...exits, ...things])}`,
  ({ people }, draw) => `kill ${draw(people)}`,
  ({ people }, draw) => `kill ${draw(people)}`,
  () => 'flee',
  (_at, draw) => draw(['recall', 'recall', 'look']),
  (_at, draw) => draw(['rest', 'sleep', 'stand', 'wake', 'stand']),
  ({ players }, draw) => `follow ${draw(players)}`,
  ({ players }, draw) => `group invite ${draw(players)}`,
  () => 'group accept',
  () => 'group leave',
  (_at, draw) => `drop ${draw(['1', '2', '7'])} gold`,
  () => 'take gold',
  ({ players }, draw) => `give 1 gold to ${draw(players)}`,
  ({ people }, draw) => `ask ${draw(people)} about work`,
  (_at, draw) => `buy ${draw(['1', '2', '3'])}`,
  ({ carried }, draw) => `sell ${draw(carried)}`,
  (_at, draw) => `${draw(['say', 'shout', 'emote'])} hums`,
  (_at, draw) => draw(['look', 'inventory', 'score', 'quests', 'group', 'who']),
  (_at, draw) => `title the ${draw(['Bold', 'Slow', 'Damp'])}`,
]

/** Of the shipped world; another world knows none of them. */
const spawned = [
  'item saltmere.brass-lantern',
  'item saltmere.oatcake',
  'item saltmere.red-draught',
  'item saltmere.owl-drops',
  'item saltmere.wool-shirt',
  'item saltmere.satchel',
  'mobile saltmere.cellar-rat',
  'mobile saltmere.gull',
]

const builderLines: typeof lines = [
  (_at, draw) => `retitle The ${draw(['Red', 'Blue', 'Green'])} Place`,
  (_at, draw) => `roomflag ${draw(['dark', 'indoors', 'quiet'])}`,
  () => 'undo',
  () => 'undo',
  (_at, draw) => `spawn ${draw(spawned)}`,
  (_at, draw) => `spawn ${draw(spawned)}`,
  (_at, draw) => `spawn ${draw(spawned)}`,
  ({ things }, draw) => `purge ${draw(things)}`,
]

/** The next line that somebody types. */
export function anyLine(at: Surroundings, random: () => number): string {
  const draw: Draw = (list) => list[Math.floor(random() * list.length)] ?? 'nothing'
  const kinds = at.builds && random() < 0.2 ? builderLines : lines
  const kind = kinds[Math.floor(random() * kinds.length)] ?? kinds[0]
  return kind?.(at, draw) ?? 'look'
}

/** A name as a noun: its last word, which is a keyword of most things. */
export function noun(name: string): string {
  return name.split(/[^\p{L}'-]+/u).findLast((word) => word.length > 2) ?? name
}
