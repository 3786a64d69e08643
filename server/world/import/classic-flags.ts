import { ownOf } from '../../../schema/own.ts'
import type {
  ItemFlag,
  MobileFlag,
  RoomFlag,
  Terrain,
  WearSlot,
} from '../../../schema/world-file.ts'
import type { Dialect } from './area-model.ts'

/**
 * What the numbered bits of the classic formats mean. A bit has a classic name, which is kept in
 * the notes, and perhaps a flag of ours. Sources: CircleMUD and tbaMUD `structs.h`, ROM `merc.h`.
 */
export type BitMeaning<Flag> = { readonly name: string; readonly flag?: Flag }

const bits = <Flag>(names: string, flags: Readonly<Record<string, Flag>>) =>
  names.split(/\s+/).map((name): BitMeaning<Flag> => {
    const flag = ownOf(flags, name)
    return flag === undefined ? { name } : { name, flag }
  })

const circleRoomBits = bits<RoomFlag>(
  `dark death nomob indoors peaceful soundproof notrack nomagic tunnel private god house
  house-crash atrium olc bfs worldmap`,
  {
    dark: 'dark',
    death: 'deadly',
    nomob: 'no-mobiles',
    indoors: 'indoors',
    peaceful: 'safe',
    soundproof: 'quiet',
    notrack: 'no-track',
    nomagic: 'no-magic',
    private: 'private',
    tunnel: 'private',
  },
)

const romRoomBits = bits<RoomFlag>(
  `dark bit1 nomob indoors bit4 bit5 bit6 bit7 bit8 private safe solitary pet-shop norecall
  imp-only gods-only heroes-only newbies-only law nowhere`,
  {
    dark: 'dark',
    nomob: 'no-mobiles',
    indoors: 'indoors',
    private: 'private',
    safe: 'safe',
    solitary: 'private',
    norecall: 'no-teleport',
  },
)

export function roomBits(dialect: Dialect): readonly BitMeaning<RoomFlag>[] {
  return dialect === 'rom' ? romRoomBits : circleRoomBits
}

const circleSectors: readonly (readonly [Terrain, ...RoomFlag[]])[] = [
  ['inside', 'indoors'],
  ['city'],
  ['field'],
  ['forest'],
  ['hills'],
  ['mountain'],
  ['shallows'],
  ['water', 'water'],
  ['air'],
  ['underwater', 'underwater'],
]
const romSectors: typeof circleSectors = [
  ...circleSectors.slice(0, 8),
  ['field'],
  ['air'],
  ['desert'],
]

/** Terrain of a sector and the flags it brings with it. */
export function sectorMeaning(dialect: Dialect, sector: number) {
  return (dialect === 'rom' ? romSectors : circleSectors)[sector]
}

const actNames: Readonly<Record<string, MobileFlag>> = {
  sentinel: 'sentinel',
  aggressive: 'aggressive',
  'stay-zone': 'stay-zone',
  wimpy: 'wimpy',
  helper: 'helper',
  nocharm: 'no-charm',
  undead: 'undead',
}
const circleActBits = bits<MobileFlag>(
  `spec sentinel scavenger isnpc aware aggressive stay-zone wimpy aggr-evil aggr-good
  aggr-neutral memory helper nocharm nosummon nosleep nobash noblind`,
  actNames,
)
const romActBits = bits<MobileFlag>(
  `isnpc sentinel scavenger bit3 bit4 aggressive stay-zone wimpy pet train practice bit11 bit12
  bit13 undead bit15 cleric mage thief warrior noalign nopurge outdoors bit23 indoors bit25 healer
  gain update-always changer`,
  actNames,
)

export function actBits(dialect: Dialect): readonly BitMeaning<MobileFlag>[] {
  return dialect === 'rom' ? romActBits : circleActBits
}

const affectNames: Readonly<Record<string, MobileFlag>> = {
  invisible: 'invisible',
  flying: 'flies',
  scuba: 'swims',
  swim: 'swims',
}
const circleAffects = `blind invisible detect-align detect-invis detect-magic sense-life waterwalk
  sanctuary group curse infravision poison protect-evil protect-good sleep notrack flying scuba
  sneak hide free charm`
const circleAffectBits = bits<MobileFlag>(circleAffects, affectNames)
// tbaMUD keeps bit 0 unused, everything else lies one bit higher.
const tbaAffectBits = bits<MobileFlag>(`unused ${circleAffects}`, affectNames)
const romAffectBits = bits<MobileFlag>(
  `blind invisible detect-evil detect-invis detect-magic detect-hidden detect-good sanctuary
  faerie-fire infrared curse unused poison protect-evil protect-good sneak hide sleep charm flying
  pass-door haste calm plague weaken dark-vision berserk swim regeneration slow`,
  affectNames,
)

export function affectBits(dialect: Dialect): readonly BitMeaning<MobileFlag>[] {
  if (dialect === 'rom') return romAffectBits
  return dialect === 'tbamud' ? tbaAffectBits : circleAffectBits
}

/** ROM's offence bits; those from `assist-all` on make a helper. */
export const offenceBits = bits<MobileFlag>(
  `area-attack backstab bash berserk disarm dodge fade fast kick kick-dirt parry rescue tail trip
  crush assist-all assist-align assist-race assist-players assist-guard assist-vnum`,
  {
    'assist-all': 'helper',
    'assist-align': 'helper',
    'assist-race': 'helper',
    'assist-players': 'helper',
    'assist-guard': 'helper',
    'assist-vnum': 'helper',
  },
)

const extraNames: Readonly<Record<string, ItemFlag>> = {
  glow: 'glow',
  hum: 'hum',
  invisible: 'hidden',
  magic: 'magic',
  nodrop: 'no-drop',
  nosell: 'no-sell',
  quest: 'quest',
}
const circleExtraBits = bits<ItemFlag>(
  `glow hum norent nodonate noinvis invisible magic nodrop bless anti-good anti-evil anti-neutral
  anti-mage anti-cleric anti-thief anti-warrior nosell quest`,
  extraNames,
)
const romExtraBits = bits<ItemFlag>(
  `glow hum dark lock evil invisible magic nodrop bless anti-good anti-evil anti-neutral noremove
  inventory nopurge rot-death vis-death bit17 nonmetal nolocate melt-drop had-timer sell-extract
  bit23 burn-proof nouncurse`,
  extraNames,
)

export function extraBits(dialect: Dialect): readonly BitMeaning<ItemFlag>[] {
  return dialect === 'rom' ? romExtraBits : circleExtraBits
}

/** Wear bits, the same in all dialects: bit 0 is "take". */
export const wearBits: readonly BitMeaning<WearSlot>[] = bits<WearSlot>(
  'take finger neck body head legs feet hands arms shield about waist wrist wield hold',
  {
    finger: 'finger',
    neck: 'neck',
    body: 'body',
    head: 'head',
    legs: 'legs',
    feet: 'feet',
    hands: 'hands',
    arms: 'arms',
    shield: 'shield',
    about: 'about',
    waist: 'waist',
    wrist: 'hands',
    wield: 'wield',
    hold: 'held',
  },
)

/** Positions of the reset command E, in the order of their numbers. */
export const wearPositions: readonly WearSlot[] = [
  'held',
  'finger',
  'finger',
  'neck',
  'neck',
  'body',
  'head',
  'legs',
  'feet',
  'hands',
  'arms',
  'shield',
  'about',
  'waist',
  'hands',
  'hands',
  'wield',
  'held',
]

/** Splits set bits into flags of ours and notes for those we have no flag for. */
export function readBits<Flag>(
  set: readonly number[],
  meanings: readonly BitMeaning<Flag>[],
  kind: string,
  ignored: readonly string[] = [],
): { flags: Flag[]; notes: string[] } {
  const flags: Flag[] = []
  const notes: string[] = []
  for (const bit of set) {
    const meaning = meanings[bit]
    if (meaning?.flag !== undefined) {
      if (!flags.includes(meaning.flag)) flags.push(meaning.flag)
    } else if (!ignored.includes(meaning?.name ?? '')) {
      notes.push(`${kind} flag ${bit}${meaning === undefined ? '' : ` (${meaning.name})`}`)
    }
  }
  return { flags, notes }
}
