import { z } from 'zod'
import { action } from './action.ts'
import { behaviour } from './behaviours.ts'
import {
  asList,
  beats,
  blowVerb,
  coins,
  dice,
  hour,
  hours,
  importedFrom,
  keywords,
  level,
  line,
  lines,
  percent,
  plainId,
  prose,
  range,
  reference,
  strict,
  whole,
} from './common.ts'
import * as help from './help/mobile.ts'
import { itemTypes } from './item.ts'
import { persona, tempers } from './persona.ts'
import { wordsOf } from './room.ts'

export const mobileFlags = [
  'aggressive',
  'helper',
  'sentinel',
  'wimpy',
  'stay-zone',
  'undead',
  'animal',
  'invisible',
  'immortal',
  'no-corpse',
  'no-charm',
  'swims',
  'flies',
] as const

/** Occasions, beside the tempers, for which a mobile may have lines ready. */
export const lineOccasions = ['idle', 'unsure', 'attacked', 'hurt', 'farewell', 'thanks'] as const

const reaction = strict(
  {
    on: z.enum([
      'enters',
      'leaves',
      'gives',
      'says',
      'attacked',
      'hurt',
      'kills',
      'dies',
      'emotes',
      'hour',
    ]),
    item: reference.optional(),
    words: keywords.optional(),
    social: plainId.optional(),
    hour: hour.optional(),
    chance: percent.default(100),
    cooldownBeats: beats.default(0),
    once: z.boolean().default(false),
    do: z.preprocess(asList, z.array(action).min(1, 'expected at least one action')),
  },
  help.reaction,
)

const shop = strict(
  {
    sells: z
      .array(
        z.preprocess(
          (value) => (typeof value === 'string' ? { item: value } : value),
          strict(
            { item: reference, stock: whole(1, 1000).default(5), price: coins.optional() },
            help.ware,
          ),
        ),
      )
      .default([]),
    buys: z.array(z.enum(itemTypes)).default([]),
    markup: whole(100, 10_000).default(120),
    markdown: whole(0, 100).default(50),
    hours: hours.default([0, 24]),
    gold: coins.default(500),
    messages: strict(
      {
        closed: prose.optional(),
        noMoney: prose.optional(),
        noSuch: prose.optional(),
        noWish: prose.optional(),
        bought: prose.optional(),
        sold: prose.optional(),
      },
      help.shopMessages,
    ).prefault({}),
  },
  help.shop,
)

const talk = strict(
  {
    keywords,
    reply: prose,
    emote: prose.optional(),
    do: z.preprocess(asList, z.array(action)).default([]),
  },
  help.talk,
)

export const mobileBody = strict(
  {
    name: line,
    keywords: keywords.default([]),
    description: prose,
    ground: prose,
    pronouns: z.enum(['he', 'she', 'they', 'it']).default('it'),
    level: level.default(1),
    health: whole(1, 1_000_000),
    stamina: whole(0, 1_000_000).default(100),
    attack: whole(-1000, 1000).default(0),
    damage: dice.default([1, 3, 0]),
    verb: blowVerb.default('hit'),
    armour: whole(-1000, 1000).default(0),
    speed: whole(-100, 100).default(0),
    gold: range.default([0, 0]),
    experience: whole(0, 10_000_000).default(0),
    faction: plainId.optional(),
    flags: z.array(z.enum(mobileFlags)).default([]),
    behaviours: z.array(behaviour).default([]),
    persona: persona.optional(),
    lines: z.partialRecord(z.enum([...lineOccasions, ...tempers]), lines).default({}),
    talk: z.array(talk).default([]),
    greets: lines.default([]),
    /** Greetings for those who come from somewhere, by origin. */
    greetsFrom: z.record(plainId, lines).optional(),
    reactions: z.array(reaction).default([]),
    shop: shop.optional(),
    teaches: z
      .array(
        z.preprocess(
          (value) => (typeof value === 'string' ? { skill: value } : value),
          strict({ skill: plainId, price: coins.default(0) }, help.lessonForSale),
        ),
      )
      .default([]),
    ...importedFrom,
  },
  help.mobile,
).transform((mobile) => ({
  ...mobile,
  keywords: mobile.keywords.length > 0 ? mobile.keywords : wordsOf(mobile.name),
}))

/**
 * What every copy of a mobile has in common. `attack` is added to the roll to hit, `damage` are
 * bare-handed dice, `gold` is what a fresh copy carries in coppers, `experience` what its end is
 * worth. In `lines` and `greets` a text that begins with `:` is an emote, any other is spoken.
 */
export type MobilePrototype = z.infer<typeof mobileBody> & { id: string; zone: string }
export type MobileFlag = (typeof mobileFlags)[number]
export type Reaction = z.infer<typeof reaction>
export type Shop = z.infer<typeof shop>
export type Talk = z.infer<typeof talk>
