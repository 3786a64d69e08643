/** A market in the yard of the small inn: a grocer with a shop, and a banker who takes a fee. */
import type { NewEvent } from '../../schema/define-event.ts'
import { definitionSet, mobileLoaded } from '../../schema/events/world.ts'
import { readDefinition } from '../../schema/world-file.ts'

type Json = Record<string, unknown>
type Section = Parameters<typeof readDefinition>[0]

const kinds = { mobiles: 'mobile', items: 'item', quests: 'quest', climates: 'climate' } as const

/** A definition as a world file would give it; a wrong one fails here, not in a test far away. */
export function definition(section: keyof typeof kinds & Section, id: string, value: Json) {
  const read = readDefinition(section, id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of: kinds[section], key: id, data: read.value as unknown as Json })
}

/** A copy of a mobile prototype, standing in a room. */
export function mobile(id: string, proto: string, room: string, name: string, gold = 0): NewEvent {
  const state = {
    name,
    level: 3,
    health: [30, 30],
    stamina: [10, 10],
    lucidity: [100, 100],
    gold,
    position: 'standing',
    effects: [],
  }
  return mobileLoaded({ mobile: id, proto, room, state })
}

export const market: readonly NewEvent[] = [
  definition('items', 'inn.pear', {
    name: 'a ripe pear',
    description: 'Yellow.',
    type: 'food',
    value: 4,
    consumable: { uses: 2 },
  }),
  definition('items', 'inn.nail', {
    name: 'a nail',
    plural: 'nails',
    description: 'Iron.',
    type: 'tool',
    value: 2,
    stackable: true,
  }),
  definition('items', 'inn.pan', { name: 'a pan', description: 'Iron.', type: 'tool', value: 30 }),
  definition('mobiles', 'inn.grocer', {
    name: 'Gus the grocer',
    keywords: ['gus', 'grocer'],
    description: 'Round.',
    ground: 'Gus stands here.',
    health: 30,
    behaviours: ['shopkeeper'],
    shop: {
      sells: [
        { item: 'pear', stock: 3 },
        { item: 'nail', stock: 100, price: 3 },
      ],
      buys: ['tool', 'food'],
      markup: 150,
      markdown: 50,
      hours: [6, 20],
      gold: 40,
      messages: { closed: 'Go home!', noMoney: 'Pay first!', bought: 'Thank you!' },
    },
  }),
  definition('mobiles', 'inn.banker', {
    name: 'Bella the banker',
    keywords: ['bella', 'banker'],
    description: 'Tall.',
    ground: 'Bella stands here.',
    health: 30,
    behaviours: [{ kind: 'banker', feePercent: 10 }],
  }),
  mobile('m2', 'inn.grocer', 'inn.yard', 'Gus the grocer', 7),
  mobile('m3', 'inn.banker', 'inn.yard', 'Bella the banker'),
]
