import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WorldDocument } from '../../../schema/world-file.ts'
import { worldFileSchema } from '../../../schema/world-file.ts'
import type { AreaItem, AreaMobile, AreaRoom, AreaScript, AreaShop } from './area-model.ts'
import type { Place } from './area-values.ts'
import type { Damage } from './damage.ts'
import { tableOf } from './dialects.ts'
import { translateItem } from './translate-items.ts'
import { translateMobile } from './translate-mobiles.ts'
import { translateResets } from './translate-resets.ts'
import { translateRoom } from './translate-rooms.ts'
import type { Translation, ZoneName } from './translation.ts'
import { localId } from './translation.ts'

const resetModes = ['never', 'empty', 'always'] as const

/** Records by the zone they belong to. */
type ZoneContent = {
  readonly rooms: AreaRoom[]
  readonly items: AreaItem[]
  readonly mobiles: AreaMobile[]
  readonly scripts: AreaScript[]
}

type Progress = (done: number, total: number, name: string) => void

/** Translates a whole library zone by zone; each result has passed the schema of world files. */
export async function translateLibrary(translation: Translation, progress: Progress) {
  const content = contentByZone(translation)
  const shops = shopsByKeeper(translation)
  const zones: WorldDocument[] = []
  const damage: Damage[] = []
  const names = translation.zoneNames
  for (const [index, name] of names.entries()) {
    const body = translateZone(translation, name, content.get(name), shops)
    const parsed = worldFileSchema.safeParse(body)
    if (parsed.success) zones.push(parsed.data)
    else damage.push(...damageOf(name, content.get(name), parsed.error.issues))
    progress(index + 1, names.length, name.id)
    // A large library takes seconds; whoever draws the progress gets a turn between zones.
    await nextTurn()
  }
  return { zones, damage }
}

function contentByZone(translation: Translation): Map<ZoneName, ZoneContent> {
  const { library, zoneOf } = translation
  const found = new Map<ZoneName, ZoneContent>()
  const contentOf = (name: ZoneName): ZoneContent => {
    const known = found.get(name) ?? { rooms: [], items: [], mobiles: [], scripts: [] }
    found.set(name, known)
    return known
  }
  for (const room of library.rooms) contentOf(zoneOf(room)).rooms.push(room)
  for (const item of library.items) contentOf(zoneOf(item)).items.push(item)
  for (const mobile of library.mobiles) contentOf(zoneOf(mobile)).mobiles.push(mobile)
  for (const script of library.scripts) contentOf(zoneOf(script)).scripts.push(script)
  return found
}

/** A mobile keeps one shop; ROM shops sell what resets give their keeper. */
function shopsByKeeper(translation: Translation): Map<number, AreaShop> {
  const { library, reporter, dialect } = translation
  const sellsGifts = tableOf(dialect).container !== 'circle'
  const gifts = sellsGifts ? giftsByMobile(translation) : new Map<number, number[]>()
  const shops = new Map<number, AreaShop>()
  for (const shop of library.shops) {
    if (translation.mobileId(shop.keeper) === undefined) {
      reporter.dropped('shop whose keeper is not part of the import', shop.at)
    } else if (shops.has(shop.keeper)) {
      reporter.dropped('second shop of one keeper', shop.at)
    } else {
      const gifted = gifts.get(shop.keeper) ?? []
      shops.set(shop.keeper, { ...shop, products: [...new Set([...shop.products, ...gifted])] })
    }
  }
  return shops
}

function giftsByMobile({ library, itemId }: Translation): Map<number, number[]> {
  const gifts = new Map<number, number[]>()
  for (const zone of library.zones) {
    let mobile: number | undefined
    for (const { letter, args } of zone.resets) {
      const vnum = args[0] ?? -1
      if (letter === 'M') mobile = vnum
      if (letter !== 'G' || mobile === undefined || itemId(vnum) === undefined) continue
      gifts.set(mobile, [...(gifts.get(mobile) ?? []), vnum])
    }
  }
  return gifts
}

function translateZone(
  translation: Translation,
  { zone, id }: ZoneName,
  content: ZoneContent | undefined,
  shops: ReadonlyMap<number, AreaShop>,
) {
  const { counts, reporter, texts } = translation
  const program = translateResets(translation, zone, shops)
  const scripts = content?.scripts ?? []
  for (const script of scripts) reporter.approximated('script kept as inert text', script.at)
  counts.zones += 1
  counts.scripts += scripts.length
  reporter.mapped('zone', zone.at)
  const builders = texts.line(zone.builders, zone.at)
  return {
    zone: {
      id,
      name: texts.line(zone.name, zone.at) || id,
      ...(zone.levels === undefined ? {} : { levels: levelsOf(translation, zone.at, zone.levels) }),
      resetMinutes: translation.bounded('lifespan', zone.at, zone.resetMinutes, [1, 10_000]),
      resetMode: resetModes[zone.resetMode] ?? 'always',
      builders: builders === '' || builders === 'None' ? [] : builders.split(/[\s,]+/),
      vnum: zone.vnum,
      ...texts.notes([
        `vnums ${zone.bottom} to ${zone.top}`,
        ...zone.notes,
        ...program.notes,
        ...scripts.map(scriptText),
      ]),
    },
    rooms: records('room', content?.rooms, (room) => translateRoom(translation, room)),
    items: records('item', content?.items, (item) => translateItem(translation, item)),
    mobiles: records('mobile', content?.mobiles, (mobile) =>
      translateMobile(translation, mobile, shops.get(mobile.vnum)),
    ),
    resets: program.resets,
  }
}

/** A script as a note: what runs it, then its lines. */
function scriptText({ vnum, name, attach, argument, commands }: AreaScript): string {
  if (attach === '') return `mobprog ${vnum}\n${commands}`
  return `trigger ${vnum} "${name}" (${attach}; ${argument})\n${commands}`
}

function levelsOf(translation: Translation, at: Place, [from, to]: readonly [number, number]) {
  const limits = [0, 200] as const
  return [from, to].map((level) => translation.bounded('levels of a zone', at, level, limits))
}

function records<T extends { readonly vnum: number }>(
  kind: 'room' | 'item' | 'mobile',
  found: readonly T[] = [],
  translate: (record: T) => object,
): Record<string, object> {
  return Object.fromEntries(found.map((one) => [localId(kind, one.vnum), translate(one)]))
}

/** What the schema refused, at the line of the record it came from. */
function damageOf(
  { zone }: ZoneName,
  content: ZoneContent | undefined,
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): Damage[] {
  return issues.map(({ path, message }) => {
    const [section, id] = path.map(String)
    const kind = section === 'rooms' || section === 'items' || section === 'mobiles' ? section : ''
    const records: readonly { vnum: number; at: Place }[] =
      kind === '' ? [] : (content?.[kind] ?? [])
    const record = records.find(({ vnum }) => id?.slice(1) === String(vnum))
    const at = record?.at ?? zone.at
    return { file: at.file, line: at.line, message: `${path.map(String).join('.')}: ${message}` }
  })
}
