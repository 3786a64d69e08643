/**
 * The dialects that are read. `diku` is CircleMUD, `alfa` the DikuMUD I it came from, `tbamud` its
 * youngest child; the others write `.are` files.
 */
export const dialectNames = [
  ...(['diku', 'alfa', 'tbamud'] as const),
  ...(['rom', 'merc', 'envy', 'envy-olc', 'godwars', 'smaug', 'afkmud'] as const),
] as const

export type Dialect = (typeof dialectNames)[number]
