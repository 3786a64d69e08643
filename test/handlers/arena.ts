/** A yard to fight in beside the small inn, with the skills and effects that are shipped. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { NewEvent } from '../../schema/define-event.ts'
import { definitionSet, mobileLoaded, roomBuilt, worldLoaded } from '../../schema/events/world.ts'
import { readDefinition } from '../../schema/world-file.ts'
import { given, type Scene } from '../support/given.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'

type Json = Record<string, unknown>
type Section = Parameters<typeof readDefinition>[0]

const kinds = { mobiles: 'mobile', items: 'item', skills: 'skill', effects: 'effect' } as const

/** A definition as a world file would give it; a wrong one fails here, not in a test far away. */
export function define(section: keyof typeof kinds & Section, id: string, value: Json): NewEvent {
  const read = readDefinition(section, id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of: kinds[section], key: id, data: read.value as unknown as Json })
}

export function room(id: string, value: Json): NewEvent {
  const read = readDefinition('rooms', id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return roomBuilt({ room: id, zone: read.value.zone, data: read.value as unknown as Json })
}

const shipped = parse(readFileSync('deploy/world/skills.yaml', 'utf8')) as Record<string, Json>

const abilities = [
  ...Object.entries(shipped.effects ?? {}).map(([id, value]) =>
    define('effects', id, value as Json),
  ),
  ...Object.entries(shipped.skills ?? {}).map(([id, value]) => define('skills', id, value as Json)),
]

const rat = {
  name: 'a grey rat',
  description: 'Grey.',
  ground: 'A rat sits here.',
  health: 9,
  damage: '1d3',
  attack: 1,
  verb: 'bite',
  level: 1,
  experience: 120,
}

const things: readonly NewEvent[] = [
  define('mobiles', 'inn.rat', rat),
  define('mobiles', 'inn.ogre', {
    ...rat,
    name: 'an ogre',
    health: 400,
    damage: '30d1',
    attack: 90,
  }),
  define('mobiles', 'inn.dummy', {
    ...rat,
    name: 'a straw man',
    health: 900,
    damage: '1d1',
    attack: -50,
  }),
  define('mobiles', 'inn.saint', { ...rat, name: 'a saint', flags: ['immortal'] }),
  define('mobiles', 'inn.hen', {
    ...rat,
    name: 'a hen',
    flags: ['wimpy'],
    health: 40,
    attack: -50,
  }),
  define('mobiles', 'inn.master', {
    ...rat,
    name: 'the master',
    teaches: [{ skill: 'mend', price: 30 }, 'bash', 'spark'],
  }),
  define('items', 'inn.sword', {
    name: 'a sword',
    description: 'Long.',
    type: 'weapon',
    slot: 'wield',
    weapon: { damage: '50d1', verb: 'slash', attack: 90 },
  }),
  define('items', 'inn.crown', {
    name: 'a crown',
    description: 'Heavy.',
    type: 'armour',
    slot: 'head',
    armour: { protection: 4 },
    modifiers: { maxHealth: 20, attack: 3 },
    level: 5,
  }),
  define('items', 'inn.bun', {
    name: 'a bun',
    plural: 'buns',
    description: 'Sweet.',
    type: 'food',
    stackable: true,
    consumable: { restores: { health: 5, stamina: 7 }, effects: ['well-fed'] },
  }),
  define('items', 'inn.ale', {
    name: 'a pint of ale',
    description: 'Brown.',
    type: 'drink',
    consumable: { uses: 2, effects: ['drunkenness'], leaves: 'inn.mug' },
  }),
  define('items', 'inn.mug', { name: 'an empty mug', description: 'Wet.', type: 'other' }),
  define('items', 'inn.scroll', {
    name: 'a scroll of sparks',
    description: 'Hot.',
    type: 'scroll',
    consumable: { casts: 'spark' },
  }),
  define('items', 'inn.candle', {
    name: 'a candle',
    description: 'White.',
    type: 'light',
    slot: 'held',
    light: { fuelBeats: 80 },
  }),
  define('items', 'inn.lamp', {
    name: 'an oil lamp',
    description: 'Round.',
    type: 'light',
    slot: 'held',
    light: { fuelBeats: 160, refuel: 'inn.oil' },
  }),
  define('items', 'inn.oil', { name: 'a flask of oil', description: 'Oil.', type: 'tool' }),
  room('inn.pit', {
    title: 'The Pit',
    description: 'Sand.',
    exits: { up: { to: 'inn.yard', oneWay: true }, down: { to: 'inn.den', oneWay: true } },
  }),
  room('inn.den', {
    title: 'The Den',
    description: 'Bones.',
    flags: ['dark'],
    exits: { up: { to: 'inn.pit', oneWay: true } },
  }),
  room('inn.shrine', { title: 'The Shrine', description: 'Peace.', flags: ['safe'] }),
  room('inn.ring', { title: 'The Ring', description: 'Ropes.', flags: ['pvp'] }),
  worldLoaded({
    name: 'arena',
    start: 'inn.hall',
    digest: 'test',
    settings: { respawn: 'inn.shrine', recall: 'inn.hall', beatsPerMinute: 8 },
  }),
]

/** A copy of one of the arena's mobiles. */
export function creature(id: string, proto: string, at: string, fields: Json = {}): NewEvent {
  const health = proto === 'inn.ogre' ? 400 : proto === 'inn.dummy' ? 900 : 9
  const state = {
    name:
      {
        'inn.ogre': 'an ogre',
        'inn.dummy': 'a straw man',
        'inn.saint': 'a saint',
        'inn.hen': 'a hen',
        'inn.master': 'the master',
      }[proto] ?? 'a grey rat',
    level: 1,
    health: [health, health],
    stamina: [10, 10],
    lucidity: [100, 100],
    gold: 5,
    position: 'standing',
    effects: [],
    ...fields,
  }
  return mobileLoaded({ mobile: id, proto, room: at, state })
}

/** Ann, Bob and Cid, the inn, the arena, and whatever else is given. */
export function arena(...events: readonly NewEvent[]): Scene {
  return given(...abilities, ...things, ...events)
}

/** A play in the arena with everybody in the pit. */
export function fightIn(...events: readonly NewEvent[]): Play {
  return playIn(oneLayer(arena(...inPit('ann', 'bob'), ...events).world))
}

function inPit(...who: readonly string[]): NewEvent[] {
  return who.map((actor) => ({
    type: 'being-transported',
    data: { actor, from: 'inn.hall', to: 'inn.pit' },
  }))
}

/** Waits beat by beat until `done`, at most `most` beats; returns how many passed. */
export function waitUntil(play: Play, done: () => boolean, most = 800): number {
  for (let passed = 0; passed < most; passed += 1) {
    if (done()) return passed
    play.wait(1)
  }
  throw new Error(`not within ${most} beats`)
}
