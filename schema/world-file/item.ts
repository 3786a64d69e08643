import { z } from 'zod'
import {
  appliedEffect,
  asList,
  beats,
  blowVerb,
  coins,
  dice,
  importedFrom,
  keywords,
  level,
  line,
  modifiers,
  plainId,
  prose,
  reference,
  strict,
  vitals,
  wearSlot,
  whole,
} from './common.ts'
import * as help from './help/item.ts'
import { wordsOf } from './room.ts'

export const itemTypes = [
  'weapon',
  'armour',
  'clothing',
  'jewellery',
  'container',
  'key',
  'light',
  'food',
  'drink',
  'potion',
  'scroll',
  'treasure',
  'book',
  'note',
  'furniture',
  'boat',
  'tool',
  'trash',
  'other',
] as const
export type ItemType = (typeof itemTypes)[number]

export const itemFlags = [
  'fixed',
  'board',
  'no-drop',
  'no-sell',
  'quest',
  'unique',
  'glow',
  'hum',
  'hidden',
  'magic',
  'buoyant',
  'two-handed',
] as const

const weapon = strict(
  {
    damage: dice,
    verb: blowVerb.default('strike'),
    skill: plainId.optional(),
    attack: whole(-100, 100).default(0),
  },
  help.weapon,
)

const container = strict(
  {
    capacity: whole(0, 1_000_000).default(50),
    closeable: z.boolean().default(false),
    closed: z.boolean().default(false),
    locked: z.boolean().default(false),
    key: reference.optional(),
    pickproof: z.boolean().default(false),
  },
  help.container,
)

const light = strict(
  {
    fuelBeats: beats.default(0),
    strength: whole(1, 10).default(1),
    refuel: reference.optional(),
  },
  help.light,
)

const consumable = strict(
  {
    uses: whole(1, 1000).default(1),
    restores: vitals.prefault({}),
    effects: z.array(appliedEffect).default([]),
    cures: z.array(plainId).default([]),
    casts: plainId.optional(),
    teaches: plainId.optional(),
    leaves: reference.optional(),
    messages: strict({ self: prose, others: prose.optional() }, help.consumableMessages).optional(),
  },
  help.consumable,
)

const blockOfType: Partial<
  Record<ItemType, 'weapon' | 'armour' | 'container' | 'light' | 'consumable'>
> = {
  weapon: 'weapon',
  armour: 'armour',
  container: 'container',
  light: 'light',
  food: 'consumable',
  drink: 'consumable',
  potion: 'consumable',
  scroll: 'consumable',
}

const body = strict(
  {
    name: line,
    plural: line.optional(),
    keywords: keywords.default([]),
    description: prose,
    ground: prose.default(''),
    type: z.enum(itemTypes, { error: `expected one of: ${itemTypes.join(', ')}` }),
    slot: wearSlot.optional(),
    weapon: weapon.optional(),
    armour: strict({ protection: whole(0, 1000) }, help.armour).optional(),
    container: container.optional(),
    light: light.optional(),
    consumable: consumable.optional(),
    text: prose.optional(),
    details: z.record(line, prose).default({}),
    seats: whole(0, 100).default(0),
    modifiers: modifiers.default({}),
    effects: z.preprocess(asList, z.array(appliedEffect)).default([]),
    weight: whole(0, 100_000).default(1),
    value: coins.default(0),
    flags: z.array(z.enum(itemFlags)).default([]),
    stackable: z.boolean().default(false),
    level: level.default(0),
    ...importedFrom,
  },
  help.item,
)

export const itemBody = body
  .superRefine((item, ctx) => {
    const block = blockOfType[item.type]
    if (block !== undefined && item[block] === undefined) {
      ctx.addIssue({
        code: 'custom',
        path: ['type'],
        message: `expected a block "${block}" beside type ${item.type}`,
      })
    }
    if (item.stackable && (item.container !== undefined || item.light !== undefined)) {
      ctx.addIssue({
        code: 'custom',
        path: ['stackable'],
        message:
          'expected false: containers and lights differ from piece to piece and cannot stack',
      })
    }
  })
  .transform((item) => ({
    ...item,
    keywords: item.keywords.length > 0 ? item.keywords : wordsOf(item.name),
    ground: item.ground || `${item.name.slice(0, 1).toUpperCase()}${item.name.slice(1)} lies here.`,
  }))

/**
 * What every copy of an item has in common. `name` carries its article ("a brass lantern"),
 * `ground` is the line shown when it lies in a room, `weight` is in pounds, `value` in coppers,
 * `effects` work while it is worn, `light.fuelBeats` 0 means it never burns down, `leaves` is what
 * remains after the last use.
 */
export type ItemPrototype = z.infer<typeof itemBody> & { id: string; zone: string }
export type ItemFlag = (typeof itemFlags)[number]
export type Consumable = z.infer<typeof consumable>
