/** Kinds of things that builders make: rooms, the resets of a zone, and declarations. Pages read it, too. */
export const builtKinds = [
  'room',
  'item',
  'mobile',
  'quest',
  'conflict',
  'script',
  'social',
  'faction',
  'article',
  'zone',
  'resets',
] as const
export type BuiltKind = (typeof builtKinds)[number]

/** Kinds that belong to the whole world, so that their ids carry no zone. */
export const worldwide: ReadonlySet<BuiltKind> = new Set([
  'social',
  'faction',
  'article',
  'zone',
  'resets',
])
