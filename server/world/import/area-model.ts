/**
 * What a classic area says, before it becomes a world file: one shape for all dialects. Bits stay
 * bit numbers and values stay as written, so that nothing is lost before the translation decides.
 */

/** `diku`: CircleMUD and older Diku files; `tbamud`: the same with 128-bit flags; `rom`: `.are`. */
export type Dialect = 'diku' | 'tbamud' | 'rom'

/** Where in which file something stands; lines count from 1. */
export type Place = { readonly file: string; readonly line: number }

export type AreaDice = readonly [count: number, sides: number, plus: number]

export type AreaExtra = { readonly keywords: string; readonly text: string; readonly at: Place }

export type AreaExit = {
  readonly at: Place
  /** 0 north, 1 east, 2 south, 3 west, 4 up, 5 down, 6 to 9 nw, ne, se, sw. */
  readonly direction: number
  readonly description: string
  readonly keywords: string
  /** 0 none, 1 door, 2 pickproof; 3 and 4 the same again, hidden (tbaMUD) or impassable (ROM). */
  readonly doorType: number
  readonly key: number
  readonly target: number
}

export type AreaRoom = {
  readonly at: Place
  readonly vnum: number
  readonly name: string
  readonly description: string
  readonly flags: readonly number[]
  readonly sector: number
  readonly exits: readonly AreaExit[]
  readonly extras: readonly AreaExtra[]
  readonly triggers: readonly number[]
  /** Percentage of usual recovery, where the format has one. */
  readonly heal?: number
  readonly notes: readonly string[]
}

export type AreaMobile = {
  readonly at: Place
  readonly vnum: number
  readonly keywords: string
  readonly short: string
  readonly long: string
  readonly description: string
  readonly act: readonly number[]
  readonly affected: readonly number[]
  readonly offence: readonly number[]
  readonly level: number
  readonly hitroll: number
  /** As in the file: 10 is naked, lower is better. */
  readonly armourClass: number
  readonly hit: AreaDice
  readonly damage: AreaDice
  readonly verb: string
  readonly gold: number
  readonly experience: number
  readonly sex: 'male' | 'female' | 'none' | 'either'
  readonly triggers: readonly number[]
  readonly notes: readonly string[]
}

export type AreaItem = {
  readonly at: Place
  readonly vnum: number
  readonly keywords: string
  readonly short: string
  readonly long: string
  readonly action: string
  /** One of the type words of `classic-items.ts`, or `type <n>` when the number is unknown. */
  readonly type: string
  readonly extra: readonly number[]
  readonly wear: readonly number[]
  readonly affects: readonly number[]
  readonly values: readonly (number | string)[]
  readonly weight: number
  readonly cost: number
  readonly level: number
  readonly applies: readonly { readonly location: number; readonly modifier: number }[]
  readonly extras: readonly AreaExtra[]
  readonly triggers: readonly number[]
  readonly notes: readonly string[]
}

/** One command of a reset program; `args` are the numbers after the if-flag. */
export type AreaReset = {
  readonly at: Place
  readonly letter: string
  readonly ifPrevious: boolean
  readonly args: readonly number[]
  readonly text: string
}

export type AreaZone = {
  readonly at: Place
  readonly vnum: number
  readonly name: string
  readonly builders: string
  readonly bottom: number
  readonly top: number
  readonly resetMinutes: number
  /** 0 never, 1 when nobody is there, 2 always. */
  readonly resetMode: number
  readonly levels?: readonly [number, number]
  readonly resets: readonly AreaReset[]
  readonly notes: readonly string[]
}

export type AreaShop = {
  readonly at: Place
  readonly vnum: number
  readonly keeper: number
  readonly products: readonly number[]
  /** Percentages of the value of an item. */
  readonly markup: number
  readonly markdown: number
  /** Type words, as in `AreaItem.type`. */
  readonly buys: readonly string[]
  readonly hours: readonly [number, number]
  readonly messages: readonly string[]
  readonly notes: readonly string[]
}

/** A script nobody runs: DG trigger or mobprog, kept as text. */
export type AreaScript = { readonly at: Place; readonly vnum: number; readonly text: string }

/** Everything read, in the order of the files. ROM areas are zones as well. */
export type AreaLibrary = {
  readonly dialect: Dialect
  readonly zones: AreaZone[]
  readonly rooms: AreaRoom[]
  readonly mobiles: AreaMobile[]
  readonly items: AreaItem[]
  readonly shops: AreaShop[]
  readonly scripts: AreaScript[]
}

export function emptyLibrary(dialect: Dialect): AreaLibrary {
  return { dialect, zones: [], rooms: [], mobiles: [], items: [], shops: [], scripts: [] }
}
