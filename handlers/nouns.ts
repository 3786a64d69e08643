/** What a noun phrase means here and now: "2.coin", "all", "all.coin", "brass lantern". */
import type { Character, Entity, Item, Mobile } from '../schema/entities.ts'
import { keywordsOf, list, named } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { type Decision, reject } from './decision.ts'

export interface Noun {
  readonly words: readonly string[]
  /** The n-th that fits, counted from 1; 0 when not said. */
  readonly nth: number
  readonly all: boolean
  /** "3 coins": how many of a stack; 0 when not said. */
  readonly count: number
}

/** Reads a noun phrase. Never fails: a phrase that names nothing simply finds nothing. */
export function readNoun(phrase: string): Noun {
  const lower = phrase.toLowerCase().trim()
  if (lower === 'all' || lower === 'everything') return { words: [], nth: 0, all: true, count: 0 }
  const dotted = /^(all|\d{1,4})\.(.+)$/.exec(lower)
  if (dotted?.[1] === 'all') return { words: split(dotted[2] ?? ''), nth: 0, all: true, count: 0 }
  if (dotted) return { words: split(dotted[2] ?? ''), nth: Number(dotted[1]), all: false, count: 0 }
  const every = /^all (?:of )?(.+)$/.exec(lower)
  if (every) return { words: split(every[1] ?? ''), nth: 0, all: true, count: 0 }
  const several = /^(\d{1,6}) (.+)$/.exec(lower)
  if (several) {
    return { words: split(several[2] ?? ''), nth: 0, all: false, count: Number(several[1]) }
  }
  return { words: split(lower), nth: 0, all: false, count: 0 }
}

function split(text: string): string[] {
  return text.split(/[\s.]+/).filter(Boolean)
}

/** True when every word of the noun begins one of the entity's keywords. */
function fits(world: WorldReader, entity: Entity, words: readonly string[]): boolean {
  const keywords = keywordsOf(world, entity)
  return words.every((word) => {
    const single = word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word
    return keywords.some((keyword) => keyword.startsWith(word) || keyword === single)
  })
}

export type Found<E extends Entity> =
  | { readonly kind: 'found'; readonly entities: readonly E[] }
  | { readonly kind: 'refused'; readonly decision: Decision }

interface Wording {
  /** What to say when nothing fits: "You see no lantern here." */
  readonly none: (phrase: string) => string
}

/**
 * What the phrase means among `candidates`. Several different things that fit equally well are a
 * question to the player; several alike are not (the first is as good as any).
 */
export function find<E extends Entity>(
  world: WorldReader,
  phrase: string,
  candidates: readonly E[],
  wording: Wording,
): Found<E> {
  const noun = readNoun(phrase)
  const fitting = candidates.filter((entity) => fits(world, entity, noun.words))
  const none = () => refuse('not-here', wording.none(noun.words.join(' ') || phrase))
  if (fitting.length === 0) return none()
  if (noun.all) return { kind: 'found', entities: fitting }
  if (noun.nth > 0) {
    const chosen = fitting[noun.nth - 1]
    return chosen ? { kind: 'found', entities: [chosen] } : none()
  }
  if (noun.count > 0) return { kind: 'found', entities: fitting.slice(0, noun.count) }
  return chooseOne(world, noun, fitting)
}

function chooseOne<E extends Entity>(world: WorldReader, noun: Noun, fitting: readonly E[]): Found<E> {
  const exact = fitting.filter((entity) => {
    const keywords = keywordsOf(world, entity)
    return noun.words.every((word) => keywords.includes(word))
  })
  const best = exact.length > 0 ? exact : fitting
  const names = [...new Set(best.map((entity) => named(world, entity.id).name))]
  const first = best[0]
  if (names.length > 1 && first) {
    return refuse('which-one', `Which do you mean: ${list(names).replace(/ and ([^,]+)$/, ' or $1')}?`)
  }
  return first ? { kind: 'found', entities: [first] } : refuse('not-here', 'You see nothing like that.')
}

function refuse(code: string, text: string): { kind: 'refused'; decision: Decision } {
  return { kind: 'refused', decision: reject(code, text) }
}

/** Items a being carries and does not wear. */
export function carried(world: WorldReader, holder: string): Item[] {
  return world
    .contents(holder)
    .filter((entity): entity is Item => entity.kind === 'item' && entity.worn === undefined)
}

/** Items a being wears or wields. */
export function worn(world: WorldReader, holder: string): Item[] {
  return world
    .contents(holder)
    .filter((entity): entity is Item => entity.kind === 'item' && entity.worn !== undefined)
}

/** People and creatures in a room, without `self`. */
export function beingsIn(
  world: WorldReader,
  room: string,
  self?: string,
): (Character | Mobile)[] {
  return world
    .contents(room)
    .filter(
      (entity): entity is Character | Mobile =>
        (entity.kind === 'character' || entity.kind === 'mobile') && entity.id !== self,
    )
}
