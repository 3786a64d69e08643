/**
 * What one dialect of classic areas writes otherwise than another: one table for each. The readers
 * and translators ask the table and never the name.
 */
import type { Direction } from '../../../schema/directions.ts'
import type { TextEnd } from './area-reader.ts'
import type { Layout } from './layout.ts'

/** `circle`: a file for each kind of record, read line by line; `are`: a file for each area. */
export type Container = 'circle' | 'are'

/** Names of numbered bits, sectors and types, in the order of their numbers, parted by blanks. */
export interface DialectNames {
  readonly room: readonly string[]
  readonly sector: readonly string[]
  readonly act: readonly string[]
  readonly affect: readonly string[]
  readonly extra: readonly string[]
  readonly wear: readonly string[]
  /** Type words of objects; `-` for a number without a meaning. */
  readonly item: readonly string[]
  readonly attack: readonly string[]
  readonly directions: readonly Direction[]
}

/** How the records of an `.are` file are written. */
export interface AreLayouts {
  /** What follows `#AREA`. */
  readonly area: Layout
  readonly mobile: Layout
  /** What a mobile of such a type letter has besides. */
  readonly mobileOfKind?: Readonly<Record<string, Layout>>
  readonly object: Layout
  /** The values of objects whose dialect writes them by type, and what follows them. */
  readonly objectValues?: {
    readonly usual: Layout
    readonly ofType: Readonly<Record<string, Layout>>
  }
  readonly objectEnd?: Layout
  /** Quoted words that objects of some types have besides, by type word. */
  readonly objectOfType?: Readonly<Record<string, Layout>>
  readonly room: Layout
  /** What may follow a record, by its letter; the letters of all dialects need not be named. */
  readonly roomLetters?: Readonly<Record<string, Layout>>
  readonly mobileLetters?: Readonly<Record<string, Layout>>
  readonly objectLetters?: Readonly<Record<string, Layout>>
  /** All of an exit, from its direction on. */
  readonly exit: Layout
  /** How many numbers a reset has after its if-flag; three unless it is named. */
  readonly resetNumbers: Readonly<Record<string, number>>
  /** Rooms have their resets with them, behind an R. */
  readonly resetsInRooms?: boolean
}

export interface DialectTable {
  /** For messages: "this looks like Merc 2". */
  readonly title: string
  readonly container: Container
  /** The file that lists the files in use. */
  readonly list: string
  /** Numbers of one record may go on in the next line, and words that mean nothing are passed over. */
  readonly freeLines: boolean
  /** How texts end in files that are read line by line. */
  readonly textEnd: TextEnd
  /** Letters of flags count from `a` (CircleMUD) or from `A` (ROM). */
  readonly flagLetters: 'a' | 'A'
  /** The code of a colour; one with two equal signs stands for the sign. Null where there are none. */
  readonly colours: RegExp | null
  readonly names: DialectNames
  /** Door types of doors that cannot be picked, or seen. */
  readonly doors: { readonly pickproof: readonly number[]; readonly hidden: readonly number[] }
  /** A door type above 2 is a set of bits. */
  readonly doorFlags: boolean
  /** Objects weigh so many parts of a pound. */
  readonly weightParts: number
  /** Rooms and objects of number 0 exist; elsewhere 0 stands for none. */
  readonly hasZero: boolean
  readonly are?: AreLayouts
}
