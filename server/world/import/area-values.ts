/** Where in which file something stands; lines count from 1. */
export type Place = { readonly file: string; readonly line: number }

export type AreaDice = readonly [count: number, sides: number, plus: number]

/** A bit of a flag word by its number, or a flag that is written as a word. */
export type Flag = number | string
