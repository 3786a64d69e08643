/**
 * What a classic area says, before it becomes a world file: one shape for all dialects. Bits stay
 * bit numbers and values stay as written, so that nothing is lost before the translation decides.
 */

import type { AreaDice, Flag, Place } from './area-values.ts'
import type { Dialect } from './dialect-names.ts'

export type AreaExtra = { readonly keywords: string; readonly text: string; readonly at: Place }

/** What a record says about a script: its number, or nothing, and for ROM also when it runs. */
export type AreaTrigger = { readonly vnum: number; readonly on: string; readonly argument: string }

/** A script that stands with its record, as children of Merc write it. */
export type AreaProgram = {
  readonly at: Place
  /** What begins it, such as `greet_prog`. */
  readonly on: string
  readonly argument: string
  readonly commands: string
}

/** What may have scripts: a room, a mobile or an object. */
export interface Scripted {
  readonly at: Place
  readonly triggers: readonly AreaTrigger[]
  readonly programs: readonly AreaProgram[]
}

export type AreaExit = {
  readonly at: Place
  /** As written: 0 north, 1 east, 2 south, 3 west, 4 up, 5 down; from 6 on each dialect has its own. */
  readonly direction: Flag
  readonly description: string
  readonly keywords: string
  /** As written; what it means is in `door` and `hidden`. */
  readonly doorType: number
  readonly door: { readonly pickproof: boolean } | undefined
  readonly hidden: boolean
  readonly key: number
  readonly target: number
}

export type AreaRoom = {
  readonly at: Place
  readonly vnum: number
  readonly name: string
  readonly description: string
  readonly flags: readonly Flag[]
  readonly sector: Flag
  readonly exits: readonly AreaExit[]
  readonly extras: readonly AreaExtra[]
  readonly triggers: readonly AreaTrigger[]
  readonly programs: readonly AreaProgram[]
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
  readonly act: readonly Flag[]
  readonly affected: readonly Flag[]
  readonly offence: readonly Flag[]
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
  readonly triggers: readonly AreaTrigger[]
  readonly programs: readonly AreaProgram[]
  /** The name of a function of the server that makes it do something. */
  readonly special?: string
  readonly notes: readonly string[]
}

export type AreaItem = {
  readonly at: Place
  readonly vnum: number
  readonly keywords: string
  readonly short: string
  readonly long: string
  readonly action: string
  /** A type word of the dialect, or `type <n>` when the number is unknown. */
  readonly type: string
  readonly extra: readonly Flag[]
  readonly wear: readonly Flag[]
  readonly affects: readonly Flag[]
  readonly values: readonly (number | string)[]
  readonly weight: number
  readonly cost: number
  readonly level: number
  readonly applies: readonly { readonly location: Flag; readonly modifier: number }[]
  readonly extras: readonly AreaExtra[]
  readonly triggers: readonly AreaTrigger[]
  readonly programs: readonly AreaProgram[]
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

/** A script with a number of its own: a DG trigger, or a program of ROM. */
export type AreaScript = {
  readonly at: Place
  readonly vnum: number
  readonly name: string
  /** The line of a DG trigger: to what it is attached, when it runs, how likely. */
  readonly attach: string
  readonly argument: string
  readonly commands: string
}

/** Everything read, in the order of the files. The areas of `.are` files are zones as well. */
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
