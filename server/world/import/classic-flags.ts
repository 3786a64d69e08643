import { ownOf } from '../../../schema/own.ts'
import type {
  ItemFlag,
  MobileFlag,
  RoomFlag,
  Terrain,
  WearSlot,
} from '../../../schema/world-file.ts'
import type { Flag } from './area-values.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'

/**
 * What the flags of the classic formats mean here, by their names in all dialects; which bit has
 * which name is in the table of the dialect. A flag without a meaning is kept in the notes. Sources:
 * CircleMUD and tbaMUD `structs.h`, ROM and Merc `merc.h`, SMAUG `mud.h`.
 */
type Meanings<F> = Readonly<Record<string, F>>

export const roomFlags: Meanings<RoomFlag> = {
  dark: 'dark',
  totaldarkness: 'dark',
  death: 'deadly',
  nomob: 'no-mobiles',
  indoors: 'indoors',
  peaceful: 'safe',
  safe: 'safe',
  soundproof: 'quiet',
  silence: 'quiet',
  notrack: 'no-track',
  nomagic: 'no-magic',
  private: 'private',
  tunnel: 'private',
  solitary: 'private',
  norecall: 'no-teleport',
  noteleport: 'no-teleport',
  arena: 'pvp',
}

const sectors: Meanings<readonly [Terrain, ...RoomFlag[]]> = {
  inside: ['inside', 'indoors'],
  indoors: ['inside', 'indoors'],
  city: ['city'],
  road: ['road'],
  trail: ['road'],
  bridge: ['road'],
  field: ['field'],
  grassland: ['field'],
  scrub: ['field'],
  forest: ['forest'],
  jungle: ['forest'],
  tree: ['forest'],
  hills: ['hills'],
  mountain: ['mountain'],
  glacier: ['mountain'],
  ice: ['mountain'],
  tundra: ['field'],
  shallows: ['shallows'],
  waterswim: ['shallows'],
  river: ['shallows'],
  water: ['water', 'water'],
  waternoswim: ['water', 'water'],
  ocean: ['water', 'water'],
  underwater: ['underwater', 'underwater'],
  oceanfloor: ['underwater', 'underwater'],
  air: ['air'],
  desert: ['desert'],
  barren: ['desert'],
  blands: ['desert'],
  quicksand: ['desert'],
  lava: ['mountain'],
  underground: ['cave'],
  swamp: ['swamp'],
  shore: ['beach'],
  stone: ['cave'],
}

/** Terrain of a sector and the flags it brings with it. */
export function sectorMeaning(dialect: Dialect, sector: Flag) {
  const name = typeof sector === 'string' ? sector : tableOf(dialect).names.sector[sector]
  return name === undefined ? undefined : ownOf(sectors, plain(name))
}

export const actFlags: Meanings<MobileFlag> = {
  sentinel: 'sentinel',
  aggressive: 'aggressive',
  stayzone: 'stay-zone',
  stayarea: 'stay-zone',
  wimpy: 'wimpy',
  helper: 'helper',
  guardian: 'helper',
  nocharm: 'no-charm',
  undead: 'undead',
  mobinvis: 'invisible',
  immortal: 'immortal',
}

export const affectFlags: Meanings<MobileFlag> = {
  invisible: 'invisible',
  flying: 'flies',
  floating: 'flies',
  scuba: 'swims',
  swim: 'swims',
  aquabreath: 'swims',
}

/** Names of ROM's offence bits; those from `assist-all` on make a helper. */
export const offenceNames = `area-attack backstab bash berserk disarm dodge fade fast kick kick-dirt
  parry rescue tail trip crush assist-all assist-align assist-race assist-players assist-guard
  assist-vnum`.split(/\s+/)

export const offenceFlags: Meanings<MobileFlag> = {
  assistall: 'helper',
  assistalign: 'helper',
  assistrace: 'helper',
  assistplayers: 'helper',
  assistguard: 'helper',
  assistvnum: 'helper',
}

export const extraFlags: Meanings<ItemFlag> = {
  glow: 'glow',
  hum: 'hum',
  invisible: 'hidden',
  invis: 'hidden',
  hidden: 'hidden',
  magic: 'magic',
  nodrop: 'no-drop',
  nosell: 'no-sell',
  quest: 'quest',
  twohand: 'two-handed',
}

/** Where a thing is worn, by the name of its wear bit. */
export const wearSlots: Meanings<WearSlot> = {
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
  dual: 'wield',
  ears: 'head',
  eyes: 'head',
  missile: 'wield',
  back: 'back',
  face: 'head',
  ankle: 'feet',
}

/** Positions of the reset command E, in the order of their numbers. */
export const wearPositions: readonly WearSlot[] = [
  ...(['held', 'finger', 'finger', 'neck', 'neck', 'body', 'head', 'legs', 'feet'] as const),
  ...(['hands', 'arms', 'shield', 'about', 'waist', 'hands', 'hands', 'wield', 'held'] as const),
  ...(['wield', 'head', 'head', 'wield', 'back', 'head', 'feet', 'feet'] as const),
]

/** A name without what dialects write otherwise: `stay-area`, `STAY_AREA` and `stayarea`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '')
}

/** The name of a flag: its own word, or the one its bit has. */
export function flagName(flag: Flag, names: readonly string[]): string | undefined {
  return typeof flag === 'string' ? flag : names[flag]
}

/** Splits set flags into flags of ours and notes for those we have no flag for. */
export function readBits<F>(
  set: readonly Flag[],
  names: readonly string[],
  meanings: Meanings<F>,
  about: { readonly kind: string; readonly ignored?: readonly string[] },
): { flags: F[]; notes: string[] } {
  const flags: F[] = []
  const notes: string[] = []
  const ignored = new Set((about.ignored ?? []).map(plain))
  for (const flag of set) {
    const name = flagName(flag, names)
    const meaning = name === undefined ? undefined : ownOf(meanings, plain(name))
    if (meaning !== undefined) {
      if (!flags.includes(meaning)) flags.push(meaning)
    } else if (name === undefined || !ignored.has(plain(name))) {
      const named = typeof flag === 'number' && name !== undefined ? `${flag} (${name})` : flag
      notes.push(`${about.kind} flag ${named}`)
    }
  }
  return { flags, notes }
}
