/** What a noun phrase means among things and beings: "2.coin", "all", "all.coin", "brass lantern". */
import type { Character, Entity, Item, Mobile } from '../schema/entities.ts'
import type { HolderId, RoomId } from '../schema/ids.ts'
import { itemName, keywordsOf, named } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { type Decision, reject } from './decision.ts'

/** The most things that "all" means: one command must stay a small part of a tick. */
const thingsPerCommandMax = 50

/** The most choices that a question names. */
const choicesMax = 6

/** A noun phrase, read. */
export interface Noun {
  readonly words: readonly string[]
  /** The n-th that fits, counted from 1; 0 when not said. */
  readonly nth: number
  readonly all: boolean
  /** "3 coins": how many pieces; 0 when not said. */
  readonly count: number
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')

/** Reads a noun phrase. Every phrase can be read; one that names nothing finds nothing. */
export function readNoun(phrase: string): Noun {
  const lower = phrase.toLowerCase().trim()
  const plain = { nth: 0, all: false, count: 0 }
  if (lower === 'all' || lower === 'everything') return { ...plain, words: [], all: true }
  const dotted = /^(all|\d{1,4})\.(.+)$/.exec(lower)
  if (dotted?.[1] === 'all') return { ...plain, words: split(dotted[2] ?? ''), all: true }
  if (dotted) return { ...plain, words: split(dotted[2] ?? ''), nth: Number(dotted[1]) }
  const [first = '', ...rest] = split(lower)
  if (rest.length === 0) return { ...plain, words: split(lower) }
  if (first === 'all' || first === 'every' || first === 'each') {
    return { ...plain, words: rest, all: true }
  }
  if (ordinals.includes(first)) return { ...plain, words: rest, nth: ordinals.indexOf(first) + 1 }
  if (/^\d{1,6}$/.test(first)) return { ...plain, words: rest, count: Number(first) }
  return { ...plain, words: [first, ...rest] }
}

/** Words that only join others: "the pile of coins" is called by "pile" and "coins". */
const joining = new Set(['the', 'a', 'an', 'my', 'some', 'of'])

function split(text: string): string[] {
  return text.split(/[\s.]+/).filter((word) => word !== '' && !joining.has(word))
}

/** The word and the words it may be the plural of: "torches" means several things called "torch". */
function singulars(word: string): string[] {
  const forms = [word]
  if (word.length > 3 && word.endsWith('s')) forms.push(word.slice(0, -1))
  if (word.length > 4 && word.endsWith('es')) forms.push(word.slice(0, -2))
  if (word.length > 4 && word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`)
  if (word.length > 4 && word.endsWith('ves')) {
    forms.push(`${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`)
  }
  return forms
}

/** True when every word of the noun begins one of the entity's keywords. */
export function fits(world: WorldReader, entity: Entity, words: readonly string[]): boolean {
  const keywords = keywordsOf(world, entity)
  return words.every((word) => {
    const forms = singulars(word)
    return keywords.some((keyword) => keyword.startsWith(word) || forms.includes(keyword))
  })
}

/** Why nothing is meant, ready to be returned by a rule. */
export type Refused = { readonly kind: 'refused'; readonly decision: Decision }

/** The entities that are meant, at least one, or why there is none. */
export type Found<E extends Entity> =
  | { readonly kind: 'found'; readonly entities: readonly [E, ...E[]] }
  | Refused

export interface Wording {
  /** What to say when nothing fits: "You see no lantern here." */
  readonly none: (phrase: string) => string
}

/**
 * What the phrase means among `candidates`. When different things fit equally well, the player is
 * asked; of things that are alike the first is taken.
 */
export function find<E extends Entity>(
  world: WorldReader,
  phrase: string,
  candidates: readonly E[],
  wording: Wording,
): Found<E> {
  const noun = readNoun(phrase)
  if (noun.words.length === 0 && !noun.all) return refuse('not-here', wording.none(phrase))
  const fitting = candidates.filter((entity) => fits(world, entity, noun.words))
  const meant = meantAmong(world, noun, fitting)
  if ('kind' in meant) return meant
  const [first, ...others] = meant
  return first
    ? { kind: 'found', entities: [first, ...others] }
    : refuse('not-here', wording.none(noun.words.join(' ') || phrase))
}

/** Those of the fitting entities that are meant, or a question when several kinds could be. */
function meantAmong<E extends Entity>(
  world: WorldReader,
  noun: Noun,
  fitting: readonly E[],
): readonly E[] | Refused {
  if (noun.all) return fitting.slice(0, thingsPerCommandMax)
  if (noun.nth > 0) return fitting.slice(noun.nth - 1, noun.nth)
  const exact = fitting.filter((entity) => {
    const keywords = keywordsOf(world, entity)
    return noun.words.every((word) => singulars(word).some((form) => keywords.includes(form)))
  })
  const best = exact.length > 0 ? exact : fitting
  const names = [...new Set(best.map((entity) => kindName(world, entity)))]
  if (names.length > 1) return refuse('which-one', question(names))
  return best.slice(0, noun.count > 0 ? thingsPerCommandMax : 1)
}

/** "Which do you mean: a lamp, a rope or a key?" */
export function question(names: readonly string[]): string {
  const shown = names.slice(0, choicesMax)
  if (names.length > shown.length) shown.push('something else')
  return `Which do you mean: ${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}?`
}

/** A name without the size of the stack: three arrows and five arrows are one kind of thing. */
function kindName(world: WorldReader, entity: Entity): string {
  return entity.kind === 'item'
    ? itemName(world, { ...entity, count: 1 })
    : named(world, entity.id).name
}

/** A refusal for functions that find something. */
export function refuse(code: string, text: string): Refused {
  return { kind: 'refused', decision: reject(code, text) }
}

/** Items a being carries and does not wear. */
export function carried(world: WorldReader, holder: HolderId): Item[] {
  return world
    .contents(holder)
    .filter((entity): entity is Item => entity.kind === 'item' && entity.worn === undefined)
}

/** Items a being wears or wields. */
export function worn(world: WorldReader, holder: HolderId): Item[] {
  return world
    .contents(holder)
    .filter((entity): entity is Item => entity.kind === 'item' && entity.worn !== undefined)
}

/** Characters and mobiles in a room, without `self`. */
export function beingsIn(world: WorldReader, room: RoomId, self?: string): (Character | Mobile)[] {
  return world
    .contents(room)
    .filter(
      (entity): entity is Character | Mobile =>
        (entity.kind === 'character' || entity.kind === 'mobile') && entity.id !== self,
    )
}

/** True when the words mean the actor itself. */
export function isSelf(actor: Character | Mobile, who: string): boolean {
  const name = who.toLowerCase()
  return name === 'me' || name === 'myself' || name === 'self' || name === actor.name.toLowerCase()
}
