import { ownOf } from '../../../schema/own.ts'
import type { ClassicMobile, MobileFlag } from '../../../schema/world-file.ts'
import { behaviours } from '../../../schema/world-file.ts'
import type { AreaMobile, AreaShop } from './area-model.ts'
import {
  actFlags,
  affectFlags,
  flagName,
  offenceFlags,
  offenceNames,
  readBits,
} from './classic-flags.ts'
import { blowVerbOf } from './classic-text.ts'
import { tableOf } from './dialects.ts'
import { itemTypeOf } from './item-types.ts'
import { translateScripts } from './translate-scripts.ts'
import type { Translation } from './translation.ts'

/** The armour class of somebody naked; what lies below it is armour. */
const nakedArmourClass = 10

/** Experience for a mobile whose format has none (ROM works it out when somebody kills it). */
const experiencePerLevel = 50

/** Lines that a mobile can have for one occasion. */
const idleMax = 60

const pronouns = { male: 'he', female: 'she', none: 'it', either: 'they' } as const

/** A mobile, as a builder would write it in a world file, with its shop if it keeps one. */
export function translateMobile(
  translation: Translation,
  mobile: AreaMobile,
  shop: AreaShop | undefined,
) {
  const { reporter, counts, texts } = translation
  const { at } = mobile
  const marks = marksOf(translation, mobile)
  const name = texts.line(mobile.short, at) || 'someone'
  const ground = texts.prose(mobile.long, at)
  const description = texts.prose(mobile.description, at)
  const scripts = translateScripts(translation, mobile)
  const special = specialOf(translation, mobile)
  counts.mobiles += 1
  reporter.mapped('mobile', mobile.at)
  return {
    name,
    keywords: texts.keywords(mobile.keywords, at),
    description: description || `You see nothing special about ${name.replaceAll('{', '{{')}.`,
    ground: ground || `${name.charAt(0).toUpperCase()}${name.slice(1)} is here.`,
    pronouns: pronouns[mobile.sex],
    ...strengthOf(translation, mobile),
    flags: marks.flags,
    behaviours: eachKindOnce([
      ...behavioursOf({ marks: marks.names, keepsShop: shop !== undefined }),
      ...special.behaviours,
      ...(scripts.idle.length === 0 ? [] : [{ kind: 'talker' }]),
    ]),
    ...(scripts.idle.length === 0 ? {} : { lines: { idle: scripts.idle.slice(0, idleMax) } }),
    reactions: scripts.reactions,
    ...(shop === undefined ? {} : { shop: translateShop(translation, shop) }),
    vnum: mobile.vnum,
    ...texts.notes([
      ...marks.notes,
      ...mobile.notes,
      ...special.notes,
      ...(shop?.notes ?? []),
      ...mobile.triggers.map(({ vnum }) => `script ${vnum}`),
      ...scripts.notes,
    ]),
  }
}

type Behaving = { readonly kind: string; readonly types?: readonly string[] }

function eachKindOnce(behaviours: readonly Behaving[]): Behaving[] {
  return behaviours.filter(
    ({ kind }, index) => behaviours.findIndex((one) => one.kind === kind) === index,
  )
}

/** Functions of Merc and its children that a behaviour of ours stands for. */
const specials: Readonly<Record<string, Behaving>> = {
  ...{ spec_guard: { kind: 'guard' }, spec_executioner: { kind: 'guard' } },
  ...{ spec_cast_adept: { kind: 'healer' }, spec_janitor: { kind: 'scavenge', types: ['trash'] } },
  spec_fido: { kind: 'scavenge', types: ['food', 'trash'] },
}

/** What a function of the server made it do: a behaviour, or a note where nothing does the same. */
function specialOf({ reporter }: Translation, { special, at }: AreaMobile) {
  if (special === undefined) return { behaviours: [], notes: [] }
  const behaviour = ownOf(specials, special.toLowerCase())
  if (behaviour === undefined) reporter.approximated('special function kept as a note', at)
  else reporter.approximated('special function made a behaviour', at)
  return { behaviours: behaviour === undefined ? [] : [behaviour], notes: [`special ${special}`] }
}

function strengthOf(translation: Translation, mobile: AreaMobile) {
  const { at, level, hitroll, hit, damage, gold } = mobile
  const [count, sides, plus] = hit
  const worth = mobile.experience > 0 ? mobile.experience : level * experiencePerLevel
  const armour = nakedArmourClass - mobile.armourClass
  const carried = translation.bounded('gold', at, gold, [0, 1_000_000_000])
  return {
    level: translation.bounded('level of a mobile', at, level, [0, 200]),
    health: translation.bounded(
      'health',
      at,
      Math.floor((count * (sides + 1)) / 2) + plus,
      [1, 1_000_000],
    ),
    attack: translation.bounded('attack', at, hitroll, [-1000, 1000]),
    damage: [
      translation.bounded('dice', at, damage[0], [0, 1000]),
      translation.bounded('dice', at, damage[1], [0, 100_000]),
      translation.bounded('dice', at, damage[2], [-100_000, 100_000]),
    ],
    verb: blowVerbOf(mobile.verb),
    armour: translation.bounded('armour', at, armour, [-1000, 1000]),
    gold: [carried, carried],
    experience: translation.bounded('experience', at, worth, [0, 10_000_000]),
  }
}

type Marks = {
  readonly flags: MobileFlag[]
  readonly notes: string[]
  /** The names of its bits, and the flags that they stand for. */
  readonly names: ReadonlySet<string>
}

/** Bits that need no note: ROM marks every mobile as one, and the others make behaviours. */
const bitsWithoutNote = [
  'isnpc',
  'npc',
  ...behaviours.flatMap(({ classic }) => (classic && 'mark' in classic ? [classic.mark] : [])),
]

function marksOf({ dialect, reporter }: Translation, mobile: AreaMobile): Marks {
  const { names } = tableOf(dialect)
  const about = { kind: 'act', ignored: bitsWithoutNote }
  const act = readBits(mobile.act, names.act, actFlags, about)
  const affected = readBits(mobile.affected, names.affect, affectFlags, { kind: 'affect' })
  const offence = readBits(mobile.offence, offenceNames, offenceFlags, { kind: 'offence' })
  const notes = [...act.notes, ...affected.notes, ...offence.notes]
  if (notes.length > 0) reporter.approximated('mobile flags kept as notes', mobile.at)
  const flags = [...new Set([...act.flags, ...affected.flags, ...offence.flags])]
  return {
    flags,
    notes,
    names: new Set([...mobile.act.map((flag) => flagName(flag, names.act) ?? ''), ...flags]),
  }
}

/** The behaviours of a mobile: those of its trade and its stand first, then those of its marks. */
function behavioursOf(mobile: ClassicMobile): Behaving[] {
  const byTrade = behaviours.flatMap(({ kind, classic }) =>
    classic && 'when' in classic && classic.when(mobile) ? [{ kind }] : [],
  )
  const byMark = behaviours.flatMap(({ kind, classic }) =>
    classic && 'mark' in classic && mobile.marks.has(classic.mark)
      ? [{ kind, ...classic.fields }]
      : [],
  )
  return [...byTrade, ...byMark]
}

/** The seven messages of a shop in the order of the file; `%s` and `%d` stand for names and sums. */
const messageNames = ['noSuch', 'noSuch', 'noWish', 'noWish', 'noMoney', 'bought', 'sold'] as const

function translateShop(translation: Translation, shop: AreaShop) {
  const { reporter, counts, texts } = translation
  counts.shops += 1
  reporter.mapped('shop', shop.at)
  const sells = shop.products.flatMap((vnum) => {
    const item = translation.itemId(vnum)
    if (item === undefined) reporter.dropped('ware that is not part of the import', shop.at)
    return item === undefined ? [] : [{ item }]
  })
  const messages = new Map<string, string>()
  shop.messages.forEach((message, index) => {
    const text = texts.prose(message.replace(/^%s\s*/, ''), shop.at)
    const name = messageNames[index]
    // A sum in the middle of a sentence has no place here; the plain words of the game are used.
    if (/%[sd]/.test(text)) reporter.approximated('message of a shop with a sum in it', shop.at)
    else if (name !== undefined && text !== '' && !messages.has(name)) messages.set(name, text)
  })
  return {
    sells,
    buys: [...new Set(shop.buys.map((type) => itemTypeOf(type) ?? 'other'))],
    markup: translation.bounded('profit of a shop', shop.at, shop.markup, [100, 10_000]),
    markdown: translation.bounded('profit of a shop', shop.at, shop.markdown, [0, 100]),
    hours: openingHours(translation, shop),
    messages: Object.fromEntries(messages),
  }
}

/** Classic shops that never close are open from 0 to 28. */
function openingHours(translation: Translation, shop: AreaShop): number[] {
  const [from, to] = shop.hours
  const latest = Math.min(24, to)
  return [translation.bounded('opening hours', shop.at, from, [0, 24]), Math.max(0, latest)]
}
