/** Where newcomers may come from, for clients that let them choose on a page. */
import type { Definitions } from '../../schema/definitions.ts'
import type { Arrival, ItemPrototype, Skill } from '../../schema/world-file.ts'

export interface OriginPage {
  /** What is typed after `origin`. */
  readonly word: string
  readonly name: string
  /** Read by whoever chooses it. */
  readonly text: string
  /** The names of the things that come with it. */
  readonly brings: readonly string[]
  /** The name of the skill that comes with it. */
  readonly skill?: string
}

export function originsOf(definitions: Pick<Definitions, 'get'>): OriginPage[] {
  const { arrival } = definitions.get<{ arrival?: Arrival }>('world', 'world') ?? {}
  return Object.entries(arrival?.origins ?? {}).map(([word, { name, text, kit, skill }]) => {
    const taught = skill === undefined ? undefined : definitions.get<Skill>('skill', skill)
    return {
      word,
      name,
      text,
      brings: kit.flatMap((proto) => definitions.get<ItemPrototype>('item', proto)?.name ?? []),
      ...(taught ? { skill: taught.name } : {}),
    }
  })
}
