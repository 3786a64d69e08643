/**
 * Every word of the language of scripts: what a script may read, compute and do. Compiler, machine,
 * help and the studio's completion derive from these tables; nothing that is not in them exists.
 */
import { directions } from '../directions.ts'

/** One word, as the guide tells it. */
export interface Word {
  readonly about: string
  readonly example: string
}

/** A word that is called: between how many arguments, both included. */
export interface Callable extends Word {
  readonly least: number
  readonly most: number
}

function called(least: number, most: number, example: string, about: string): Callable {
  return { least, most, example, about }
}

function read(example: string, about: string): Word {
  return { example, about }
}

/** What a script sees of the moment. */
export const roots = {
  actor: read('actor.name', 'Whoever did what the script answers; null where nobody did.'),
  self: read('self.name', 'The mobile, item or room that has the script.'),
  room: read('room.title', 'The room where it happens.'),
  target: read('target.name', 'The being to whom it was done, if any.'),
  item: read('item.proto', 'The thing with which it was done, if any.'),
  way: read("way === 'east'", 'The direction in which somebody goes, or of a door.'),
  words: read("has(words, 'echo')", 'What was said, or what was typed after an own verb.'),
  arg: read('word(arg, 1)', 'The same as words.'),
  what: read('what', 'The words of an own verb that stand before the number.'),
  number: read('number * 2', 'The first number that was typed after an own verb, otherwise 0.'),
  amount: read('amount >= 10', 'Coins that were given, or health that was lost.'),
  time: read('time.hour === 21', 'The hour, minute and day of the world.'),
  state: read('state.down = true', 'What the holder of the script keeps: read and set by name.'),
} as const satisfies Record<string, Word>
export type Root = keyof typeof roots

/** What may be read of a being, a thing, a room, or the time. */
export const fields = {
  name: read('actor.name', 'The name.'),
  id: read('actor.id', 'The id of this one copy.'),
  proto: read("item.proto === 'fen.key'", 'The id of its prototype, or of the room.'),
  kind: read("actor.kind === 'player'", 'player, mobile, item or room.'),
  player: read('actor.player', 'True for players.'),
  level: read('actor.level', 'The level.'),
  health: read('self.health', 'Points of health now.'),
  maxHealth: read('self.maxHealth', 'Points of full health.'),
  stamina: read('actor.stamina', 'Points of stamina now.'),
  gold: read('actor.gold', 'Coins in the purse.'),
  position: read("actor.position === 'sleeping'", 'standing, resting, sleeping, fighting or dead.'),
  fighting: read('self.fighting', 'The being that it fights, or null.'),
  room: read('actor.room', 'The room where it is.'),
  zone: read('room.zone', 'The name of the zone.'),
  title: read('room.title', 'The title of a room.'),
  dark: read('room.dark', 'True for a room without light of its own.'),
  players: read('room.players', 'The players in a room.'),
  npcs: read('room.npcs', 'The mobiles in a room.'),
  items: read('room.items', 'What lies in a room.'),
  exits: read('room.exits.north.door', 'The open ways out of a room, by direction.'),
  door: read("room.exits.up.door === 'locked'", 'open, closed or locked; null without a door.'),
  to: read('room.exits.east.to', 'The id of the room where a way leads.'),
  count: read('item.count', 'How many pieces a stack has.'),
  worn: read('item.worn', 'The place where it is worn, or null.'),
  closed: read('item.closed', 'True for a closed container.'),
  lit: read('item.lit', 'True for a burning light.'),
  hour: read('time.hour', '0 to 23.'),
  minute: read('time.minute', '0 to 59.'),
  day: read('time.day', 'Whole days since the world began.'),
} as const satisfies Record<string, Word>
export type Field = keyof typeof fields

/** Fields that a dot may read: those of things, and the directions of `exits`. */
export const dotted: ReadonlySet<string> = new Set([...Object.keys(fields), ...directions])

/** What only computes. Each costs a step, and one more for every 16 characters or entries it reads. */
export const functions = {
  roll: called(2, 3, 'roll(2, 6)', 'The sum of dice: how many, of how many sides, and plus what.'),
  chance: called(1, 1, 'chance(20)', 'True in so many of a hundred cases.'),
  pick: called(1, 1, "pick(['red', 'blue'])", 'One entry of a list.'),
  has: called(2, 2, "has(words, 'echo')", 'True when a text or list holds something.'),
  word: called(2, 2, 'word(arg, 1)', 'A word of a text, counted from 1; empty when there is none.'),
  words_after: called(2, 2, 'words_after(arg, 2)', 'What stands after so many words of a text.'),
  len: called(1, 1, 'len(state.heard)', 'Characters of a text, or entries of a list or map.'),
  min: called(2, 2, 'min(30, number)', 'The smaller number.'),
  max: called(2, 2, 'max(0, number)', 'The larger number.'),
  abs: called(1, 1, 'abs(number)', 'The number without its sign.'),
  lower: called(1, 1, 'lower(words)', 'The text in small letters.'),
  text: called(1, 1, 'text(number)', 'The value as text.'),
  number_of: called(1, 1, "number_of('12')", 'The number that a text says, otherwise 0.'),
  split: called(2, 2, "split(words, ' ')", 'The parts of a text.'),
  join: called(2, 2, "join(state.names, ', ')", 'The entries of a list as one text.'),
  add: called(2, 2, 'state.seen = add(state.seen, actor.id)', 'A list with one more entry.'),
  without: called(2, 2, 'without(state.seen, actor.id)', 'A list or map without an entry or key.'),
  put: called(3, 3, "put(state.votes, actor.id, 'yes')", 'A map with a key set.'),
  keys: called(1, 1, 'keys(state.votes)', 'The keys of a map.'),
  count: called(2, 2, "count(room, 'moor.ghost')", 'How many copies of a prototype are there.'),
  carries: called(2, 2, "carries(actor, 'fen.key')", 'True when somebody carries a copy.'),
  quest: called(2, 2, "quest(actor, 'fen.escort')", 'none, taken or done.'),
  level_of: called(2, 2, "level_of(actor, 'search')", 'How well somebody knows a skill, 0 to 100.'),
  memo: called(2, 2, "memo(actor, 'riddle')", 'What was remembered of somebody in this zone.'),
  player: called(
    1,
    1,
    'player(word(arg, 2))',
    'The player of that name who is in the world, or null.',
  ),
  price_of: called(1, 1, 'price_of(what)', 'The price of a ware of the shop here, otherwise 0.'),
} as const satisfies Record<string, Callable>
export type FunctionName = keyof typeof functions

/** What a script says is to be done. Each goes through the rules and the rights of the script's zone. */
export const acts = {
  echo: called(1, 1, "echo('Stone grates.')", 'Everybody in the room reads it.'),
  send: called(2, 2, "send(actor, 'A cold hand.')", 'One being reads it.'),
  others: called(
    2,
    2,
    "others(actor, 'Somebody shivers.')",
    'Everybody else in the room reads it.',
  ),
  near_echo: called(
    1,
    1,
    "near_echo('Chains rattle.')",
    'The room and the rooms next to it read it.',
  ),
  zone_echo: called(1, 1, "zone_echo('The walls move.')", 'Everybody in the zone reads it.'),
  say: called(1, 1, "say('Who goes there?')", 'The mobile says it.'),
  emote: called(1, 1, "emote('frowns.')", 'The mobile does it.'),
  tell: called(2, 2, "tell(actor, 'Not here.')", 'The mobile whispers it.'),
  act: called(1, 1, "act('north')", 'The mobile does what a player would type.'),
  open: called(1, 1, "open('north')", 'A door opens.'),
  close: called(1, 1, "close('north')", 'A door closes.'),
  lock: called(1, 1, "lock('north')", 'A door is locked.'),
  unlock: called(1, 1, "unlock('north')", 'A door is unlocked.'),
  link: called(2, 3, "link('east', 'fen.far-bank')", 'A way appears, until the next reset.'),
  unlink: called(1, 2, "unlink('east')", 'A way that a script made goes again.'),
  relink: called(3, 3, "relink('maze.a', 'north', 'maze.b')", 'A way of a room leads elsewhere.'),
  load: called(1, 2, "load('strand.key', room)", 'A new copy of an item appears.'),
  give: called(2, 2, "give('strand.key', actor)", 'Somebody gets a copy of an item.'),
  purge: called(1, 1, 'purge(item)', 'A thing or mobile of the zone is gone.'),
  use_up: called(1, 1, "use_up('fen.coin')", 'A copy that the mobile carries is gone.'),
  spawn: called(1, 2, "spawn('moor.ghost', room)", 'A mobile appears.'),
  move: called(2, 2, "move(actor, 'fen.cell')", 'Somebody is elsewhere in the zone.'),
  follow: called(1, 1, 'follow(actor)', 'The mobile follows somebody.'),
  stop_following: called(0, 0, 'stop_following()', 'The mobile follows nobody.'),
  attack: called(1, 1, 'attack(actor)', 'The mobile attacks.'),
  calm: called(1, 1, 'calm(actor)', 'Somebody stops fighting.'),
  damage: called(2, 3, "damage(actor, roll(2, 6), 'A dart hits you!')", 'Somebody is hurt.'),
  heal: called(2, 2, 'heal(actor, 10)', 'Somebody gets health back.'),
  effect: called(2, 3, "effect(actor, 'rage', 60)", 'An effect begins, for so many seconds.'),
  force: called(2, 2, "force(actor, 'stand')", 'Somebody walks, sits, stands or makes a gesture.'),
  offer: called(2, 2, "offer(actor, 'fen.escort')", 'The mobile speaks of a quest.'),
  advance: called(3, 3, "advance(actor, 'fen.escort', 'arrived')", 'A step of a quest is done.'),
  reputation: called(
    3,
    3,
    "reputation(actor, 'masons', 5)",
    'A faction thinks better of somebody.',
  ),
  reward: called(
    2,
    2,
    'reward(actor, 25)',
    'Somebody gets coins out of the allowance of the zone.',
  ),
  sell: called(3, 3, 'sell(what, actor, number)', 'The keeper sells a ware for a price.'),
  letter: called(3, 3, 'letter(to, actor, words)', 'A letter of one player comes to another.'),
  sky: called(2, 2, "sky('rain', 10)", 'The weather of the zone changes, for so many minutes.'),
  remember: called(3, 4, "remember(actor, 'riddle', true)", 'The zone remembers it of somebody.'),
  disable: called(1, 1, "disable('fen.trap')", 'A script of the zone is switched off.'),
  enable: called(1, 1, "enable('fen.trap')", 'A script of the zone is switched on.'),
} as const satisfies Record<string, Callable>
export type ActName = keyof typeof acts

/** What ends a run, or stops it for a while. */
export const endings = {
  deny: called(
    1,
    1,
    "deny('The rope holds you.')",
    'What somebody was about to do does not happen.',
  ),
  pass: called(0, 0, 'pass()', 'The typed line means what it always means.'),
  wait: called(1, 1, 'wait(20)', 'The script goes on after so many seconds.'),
} as const satisfies Record<string, Callable>
export type EndingName = keyof typeof endings
