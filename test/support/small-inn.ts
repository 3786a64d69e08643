/** A world of six rooms for tests of rules: an inn with doors, keys, things and people. */
import type { NewEvent } from '../../schema/define-event.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import { characterCreated, characterEntered, sessionOpened } from '../../schema/events/presence.ts'
import { definitionSet, mobileLoaded, roomBuilt, worldLoaded } from '../../schema/events/world.ts'
import type { Role } from '../../schema/roles.ts'
import { readDefinition } from '../../schema/world-file.ts'

type Json = Record<string, unknown>

/** A room as a world file would give it; a wrong one fails here, not in a test far away. */
export function room(id: string, value: Json): NewEvent {
  const read = readDefinition('rooms', id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const { zone } = read.value
  return roomBuilt({ room: id, zone, data: read.value as unknown as Json })
}

export function prototype(id: string, value: Json): NewEvent {
  const read = readDefinition('items', id, {
    description: `You see ${String(value.name)}.`,
    ...value,
  })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of: 'item', key: id, data: read.value as unknown as Json })
}

export function mobilePrototype(id: string, value: Json): NewEvent {
  const read = readDefinition('mobiles', id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of: 'mobile', key: id, data: read.value as unknown as Json })
}

function social(id: string, value: Json): NewEvent {
  const read = readDefinition('socials', id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of: 'social', key: id, data: read.value as unknown as Json })
}

/** A player in the world with a session; the id is the name in lower case. */
export function player(name: string, at: string, role: Role = 'player') {
  const character = name.toLowerCase()
  return [
    characterCreated({ character, name, role, home: 'inn.hall', gold: 50 }),
    characterEntered({ character, room: at }),
    sessionOpened({
      session: `s${character}`,
      character,
      gateway: 'g1',
      conn: 'c1',
      via: 'ws',
      resumed: false,
    }),
  ]
}

/** A thing of a prototype at a place, under an id of its own. */
export function thing(item: string, proto: string, place: string, state: Json = {}): NewEvent {
  const { count, worn, ...rest } = state
  return itemLoaded({
    item,
    proto,
    place,
    reason: 'test',
    ...(typeof count === 'number' ? { count } : {}),
    ...(typeof worn === 'string' ? { worn } : {}),
    ...(Object.keys(rest).length > 0 ? { state: rest } : {}),
  })
}

export function mobile(id: string, proto: string, at: string, name: string): NewEvent {
  const state = {
    name,
    level: 3,
    health: [30, 30],
    stamina: [10, 10],
    lucidity: [100, 100],
    gold: 5,
    position: 'standing',
    effects: [],
  }
  return mobileLoaded({ mobile: id, proto, room: at, state })
}

const rooms: readonly NewEvent[] = [
  room('inn.hall', {
    title: 'The Hall',
    description: 'Benches around a hearth.',
    details: { 'hearth|fire': 'A fire that never quite goes out.' },
    exits: {
      north: { to: 'kitchen', door: { name: 'an oak door', key: 'brass-key' } },
      east: 'yard',
      west: { to: 'closet', door: { name: 'a panel', state: 'closed' }, hidden: true },
    },
  }),
  room('inn.kitchen', {
    title: 'The Kitchen',
    description: 'Copper pans.',
    exits: {
      south: { to: 'hall', door: { name: 'an oak door', key: 'brass-key' } },
      down: { to: 'cellar', door: { name: 'a cellar door', state: 'locked', key: 'iron-key' } },
    },
  }),
  room('inn.cellar', { title: 'The Cellar', description: 'Barrels.', exits: { up: 'kitchen' } }),
  room('inn.closet', { title: 'The Closet', description: 'Brooms.', exits: { east: 'hall' } }),
  room('inn.yard', {
    title: 'The Yard',
    description: 'Cobbles and rain.',
    exits: {
      west: 'hall',
      north: { to: 'chapel.nave', door: { name: 'a church door', state: 'open' } },
      south: { to: 'kitchen', door: { name: 'a garden gate' } },
    },
  }),
  room('chapel.nave', {
    title: 'The Nave',
    description: 'Silence.',
    flags: ['quiet'],
    exits: { south: 'inn.yard' },
  }),
]

const prototypes: readonly NewEvent[] = [
  prototype('inn.lantern', { name: 'a brass lantern', type: 'light', light: {}, slot: 'held' }),
  prototype('inn.brass-key', { name: 'a brass key', type: 'key' }),
  prototype('inn.iron-key', { name: 'an iron key', type: 'key' }),
  prototype('inn.coin', { name: 'an old coin', type: 'treasure', keywords: 'coin' }),
  prototype('inn.apple', { name: 'a red apple', type: 'other', weight: 1 }),
  prototype('inn.arrow', {
    name: 'an arrow',
    plural: 'arrows',
    type: 'other',
    stackable: true,
    weight: 1,
  }),
  prototype('inn.chest', {
    name: 'an iron chest',
    type: 'container',
    container: { capacity: 10, closeable: true, closed: true, key: 'iron-key' },
    flags: ['fixed'],
  }),
  prototype('inn.sack', { name: 'a linen sack', type: 'container', container: { capacity: 20 } }),
  prototype('inn.hat', { name: 'a felt hat', type: 'clothing', slot: 'head' }),
  prototype('inn.cap', { name: 'a leather cap', type: 'clothing', slot: 'head' }),
  prototype('inn.ring', { name: 'a silver ring', type: 'jewellery', slot: 'finger' }),
  prototype('inn.knife', {
    name: 'a bread knife',
    type: 'weapon',
    slot: 'wield',
    weapon: { damage: '1d4' },
  }),
  prototype('inn.halberd', {
    name: 'a long halberd',
    type: 'weapon',
    slot: 'wield',
    weapon: { damage: '1d10' },
    flags: ['two-handed'],
  }),
  prototype('inn.anvil', { name: 'an anvil', type: 'other', weight: 100 }),
  prototype('inn.charm', { name: 'a cursed charm', type: 'jewellery', flags: ['no-drop'] }),
  prototype('inn.needle', { name: 'a tiny needle', type: 'tool', flags: ['hidden'] }),
  prototype('inn.notice', { name: 'a notice', type: 'note', text: 'Beware of the goose.' }),
]

/** The rooms, the prototypes, one social and one innkeeper; no players and no things yet. */
export const smallInn: readonly NewEvent[] = [
  worldLoaded({ name: 'small inn', start: 'inn.hall', digest: 'test' }),
  ...rooms,
  ...prototypes,
  social('bow', {
    noTarget: { self: 'You bow.', others: '{actor} bows.' },
    target: {
      self: 'You bow to {target}.',
      target: '{actor} bows to you.',
      others: '{actor} bows to {target}.',
    },
    onSelf: { self: 'You fold in the middle.', others: '{actor} bows to {their} own feet.' },
  }),
  mobilePrototype('inn.maren', {
    name: 'old Maren',
    keywords: ['maren', 'old', 'innkeeper'],
    description: 'She has run the inn for forty years.',
    ground: 'Old Maren polishes a mug.',
    health: 30,
  }),
  mobile('m1', 'inn.maren', 'inn.hall', 'old Maren'),
]
