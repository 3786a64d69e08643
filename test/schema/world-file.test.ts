import { describe, expect, test } from 'vitest'
import { sharedSections } from '../../schema/world-file/document.ts'
import {
  checkWorld,
  findClashes,
  mergeWorld,
  problemsOf,
  readDefinition,
  type WorldDocument,
  worldFileSchema,
  zoneSections,
} from '../../schema/world-file.ts'
import { reachableRooms } from '../support/reachable-rooms.ts'

// Computed, because linters fear that an object with `then` might be awaited.
const then = 'then'
const room = { title: 'A place', description: 'There is a place here.' }

function read(content: unknown): WorldDocument {
  return worldFileSchema.parse(content)
}

function faults(content: unknown): string[] {
  const result = worldFileSchema.safeParse(content)
  if (result.success) return []
  return problemsOf(result.error, 'f').map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const zone = { id: 'harbour', name: 'The Harbour' }

describe('a world file', () => {
  test('turns local names into complete ids and short forms into long ones', () => {
    const document = read({
      zone,
      rooms: { quay: { ...room, exits: { n: 'inn', sw: { to: 'fen.path', oneWay: true } } } },
    })
    expect(document.rooms['harbour.quay']).toMatchObject({
      id: 'harbour.quay',
      zone: 'harbour',
      exits: {
        north: { to: 'harbour.inn', hidden: false, oneWay: false },
        southwest: { to: 'fen.path', oneWay: true },
      },
    })
  })

  test('derives keywords and ground lines from names', () => {
    const lamp = { name: 'a brass lamp', description: 'Bright.', type: 'light', light: {} }
    const document = read({ zone, items: { lamp } })
    expect(document.items['harbour.lamp']).toMatchObject({
      keywords: ['brass', 'lamp'],
      ground: 'A brass lamp lies here.',
      light: { fuelBeats: 0, strength: 1 },
    })
  })

  test('reads dice, ranges, behaviours and actions in their short forms', () => {
    const guard = {
      name: 'a guard',
      description: 'Stern.',
      ground: 'A guard is here.',
      health: 10,
      damage: '2d6-1',
      gold: 5,
      behaviours: ['helper'],
      reactions: [{ on: 'enters', do: [{ say: 'Halt.' }, 'attack', { give: 'lamp' }] }],
    }
    expect(read({ zone, mobiles: { guard } }).mobiles['harbour.guard']).toMatchObject({
      damage: [2, 6, -1],
      gold: [5, 5],
      behaviours: [{ kind: 'helper', of: 'faction' }],
      reactions: [
        {
          do: [
            { act: 'say', text: 'Halt.' },
            { act: 'attack' },
            { act: 'give', item: 'harbour.lamp' },
          ],
        },
      ],
    })
  })

  test('reads reset programs in order and with their nested steps', () => {
    const document = read({
      zone,
      resets: [
        { mobile: 'guard', room: 'quay', [then]: [{ equip: 'cap', slot: 'head' }] },
        { load: 'chest', room: 'quay', [then]: [{ put: 'lamp', max: 3 }] },
        { door: 'quay', dir: 'n', state: 'locked' },
      ],
    })
    expect(document.resets).toMatchObject([
      { do: 'mobile', mobile: 'harbour.guard', max: 1, [then]: [{ do: 'equip', slot: 'head' }] },
      { do: 'load', [then]: [{ do: 'put', item: 'harbour.lamp', in: 'previous', max: 3 }] },
      { do: 'door', direction: 'north', state: 'locked' },
    ])
  })

  test('comes out as plain JSON', () => {
    const document = read({ zone, rooms: { quay: room } })
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })

  test.each([
    [
      'an unknown key',
      { rooms: { quay: { ...room, colour: 'red' } } },
      /rooms\.quay\.colour: unknown key "colour"; expected one of: title/,
    ],
    [
      'a missing description',
      { rooms: { quay: { title: 'A' } } },
      /rooms\.quay\.description: expected text/,
    ],
    [
      'a fraction',
      { rooms: { quay: { ...room, light: 1.5 } } },
      /light: expected a whole number from -10 to 10/,
    ],
    [
      'an unknown direction',
      { rooms: { quay: { ...room, exits: { sideways: 'x' } } } },
      /"sideways": expected a direction: north/,
    ],
    ['a bad id', { rooms: { Quay: room } }, /"Quay": expected a name of lower-case/],
    [
      'a bad reference',
      { rooms: { quay: { ...room, exits: { n: 'a.b.c' } } } },
      /exits\.north\.to: expected a local name/,
    ],
    [
      'a weapon without its block',
      { items: { axe: { name: 'an axe', description: 'Sharp.', type: 'weapon' } } },
      /items\.axe\.type: expected a block "weapon"/,
    ],
    [
      'a control character',
      { rooms: { quay: { ...room, title: 'A\u001b[31m' } } },
      /title: expected text without control characters/,
    ],
    [
      'an unknown reset',
      { resets: [{ summon: 'x' }] },
      /resets\.0.*expected one of: load, mobile, put, door, remove/,
    ],
    [
      'an unknown behaviour',
      {
        mobiles: {
          a: {
            ...room,
            title: undefined,
            name: 'a',
            ground: 'b',
            health: 1,
            behaviours: ['dance'],
          },
        },
      },
      /behaviours\.0.*expected a behaviour: wander/,
    ],
  ])('refuses %s and says what was expected', (_name, content, expected) => {
    expect(faults({ zone, ...content }).join('\n')).toMatch(expected)
  })

  test('refuses rooms in a file without a zone', () => {
    expect(faults({ rooms: { quay: room } })).toEqual([
      'rooms: expected a block "zone" in this file, because it defines rooms',
    ])
  })

  test('is unimpressed by nonsense of any type', () => {
    for (const nonsense of [null, 3, 'text', [], [[]], { rooms: 5 }, { zone: [] }]) {
      expect(faults(nonsense).length).toBeGreaterThan(0)
    }
  })
})

describe('a definition read on its own', () => {
  test('is the same as within its file', () => {
    const document = read({
      zone,
      rooms: { quay: { ...room, exits: { n: { to: 'inn', door: { name: 'an oak door' } } } } },
      items: { lamp: { name: 'a lamp', description: 'Bright.', type: 'tool' } },
      socials: { nod: { noTarget: { self: 'You nod.', others: '{actor} nods.' } } },
    })
    for (const section of [...zoneSections, ...sharedSections]) {
      for (const [id, value] of Object.entries(document[section])) {
        expect(readDefinition(section, id, value)).toEqual({ ok: true, value })
      }
    }
  })

  test('names what is wrong with it', () => {
    const answer = readDefinition('rooms', 'harbour.quay', { ...room, light: 'much' })
    expect(answer).toMatchObject({
      ok: false,
      issues: [{ field: 'light' }],
      problems: ['light: expected a whole number from -10 to 10'],
    })
  })
})

describe('a whole world', () => {
  const file = (name: string, content: object) => ({ file: name, document: read(content) })

  test('keeps the first of two equal ids and reports the second', () => {
    const files = [
      file('a.yaml', { zone, rooms: { quay: room } }),
      file('b.yaml', { zone, rooms: { quay: { ...room, title: 'Another' } } }),
    ]
    expect(mergeWorld(files).rooms['harbour.quay']?.title).toBe('A place')
    expect(findClashes(files).map(({ file: name, path }) => [name, path.join('.')])).toEqual([
      ['b.yaml', 'zone.id'],
      ['b.yaml', 'rooms.quay'],
    ])
  })

  test('finds the rooms one can walk to', () => {
    const world = mergeWorld([
      file('a.yaml', {
        zone,
        rooms: { quay: { ...room, exits: { n: 'inn' } }, inn: room, moon: room },
      }),
    ])
    expect([...reachableRooms(world, 'harbour.quay')]).toEqual(['harbour.quay', 'harbour.inn'])
  })

  test('without settings says that it needs a start room', () => {
    const [first] = checkWorld(mergeWorld([]))
    expect(first?.message).toContain('expected one file with a block "world"')
  })
})
