/** What a noun phrase means among things and beings: "2.coin", "all", "all.coin", "brass lantern". */
import type { Character, Entity, Item, Mobile } from '../schema/entities.ts'
import type { HolderId, RoomId } from '../schema/ids.ts'
import { canonicalName } from '../schema/names.ts'
import { itemName, keywordsOf, named, prototypeOf } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { type Decision, reject } from './decision.ts'
import { didYouMean, nearWords } from './phrasing/near-words.ts'

/** The most things that "all" means: one command must stay a small part of a tick. */
const thingsPerCommandMax = 50

/** The most choices that a question names. */
const choicesMax = 6

/** A noun phrase, read. */
export interface Noun {
  readonly words: readonly string[]
  /** The n-th that fits; what is meant is counted from 1, but a player may type 0. */
  readonly nth?: number
  readonly all: boolean
  /** "3 coins": how many pieces, as typed, so it may be 0 or less. */
  readonly count?: number
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')

/** Reads a noun phrase. Every phrase can be read; one that names nothing finds nothing. */
export function readNoun(phrase: string): Noun {
  const lower = phrase.toLowerCase().trim()
  if (lower === 'all' || lower === 'everything') return { words: [], all: true }
  const dotted = /^(all|-?\d+)\.(.+)$/.exec(lower)
  if (dotted) {
    const [, which = '', what = ''] = dotted
    return { words: split(what), ...(which === 'all' ? { all: true } : numbered(which)) }
  }
  const [first = '', ...rest] = split(lower)
  return rest.length === 0 ? oneWord(first) : severalWords(first, rest)
}

function oneWord(word: string): Noun {
  // "drop 0" counts nothing; "buy 3" may name something by its number.
  if (/^(-\d+|0+)$/.test(word)) return counted(word, [])
  return { words: word === '' ? [] : [word], all: false }
}

function severalWords(first: string, rest: readonly string[]): Noun {
  if (first === 'all' || first === 'every' || first === 'each') return { words: rest, all: true }
  const ordinal = ordinals.indexOf(first)
  if (ordinal >= 0) return { words: rest, all: false, nth: ordinal + 1 }
  if (/^-?\d+$/.test(first)) return counted(first, rest)
  return { words: [first, ...rest], all: false }
}

function numbered(digits: string): Pick<Noun, 'all' | 'nth'> {
  return { all: false, nth: wholeNumber(digits) }
}

function counted(typed: string, words: readonly string[]): Noun {
  return { words, all: false, count: wholeNumber(typed) }
}

/** Digits as a number. However many there are, the number stays one that can be counted with. */
export function wholeNumber(digits: string): number {
  const bound = Number.MAX_SAFE_INTEGER
  // Adding 0 makes 0 of -0.
  return Math.max(-bound, Math.min(bound, Number(digits))) + 0
}

/** More pieces than this nobody has: whoever types such a number has slipped on the keys. */
const piecesMax = 999_999

/** What to say when nobody can mean that number, or null. "All" and "one" are words, 0 is not. */
export function unmeant({ nth, count }: Pick<Noun, 'nth' | 'count'>): Refused | null {
  if (count === 0) return refuse('how-many', 'None at all? That is quickly done.')
  if (nth === 0) return refuse('how-many', 'There is no number nought: the first one is 1.')
  if (Math.min(count ?? 1, nth ?? 1) < 0)
    return refuse('how-many', 'Fewer than none? Nobody can do that.')
  if ((count ?? 1) > piecesMax) return refuse('how-many', 'There are not that many anywhere.')
  return null
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
  return asCalled(entity, words).every((word) => {
    const forms = singulars(word)
    return keywords.some((keyword) => keyword.startsWith(word) || forms.includes(keyword))
  })
}

/** People are called by their names in whatever form they were typed; things by their keywords. */
function asCalled(entity: Entity, words: readonly string[]): readonly string[] {
  return entity.kind === 'character' ? words.map(canonicalName) : words
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
  const why = unmeant(noun)
  if (why) return why
  if (noun.words.length === 0 && !noun.all) return refuse('not-here', wording.none(phrase))
  const fitting = candidates.filter((entity) => fits(world, entity, noun.words))
  const meant = meantAmong(world, noun, fitting)
  if ('kind' in meant) return meant
  const [first, ...others] = meant
  return first
    ? { kind: 'found', entities: [first, ...others] }
    : refuse(
        'not-here',
        `${wording.none(noun.words.join(' ') || phrase)}${meantWord(world, noun, candidates)}`,
      )
}

/** A proposal for a noun that is mistyped, or nothing. What is hidden is not given away. */
function meantWord(world: WorldReader, { words }: Noun, candidates: readonly Entity[]): string {
  const [word] = words.slice(-1)
  if (word === undefined) return ''
  const seen = candidates.filter((entity) => entity.kind !== 'item' || !isHidden(world, entity))
  return didYouMean(
    nearWords(
      word,
      seen.flatMap((entity) => keywordsOf(world, entity)),
    ),
  )
}

/** Hidden things are found by those who know their name, and seen by nobody. */
export function isHidden(world: WorldReader, item: Item): boolean {
  return prototypeOf(world, item)?.flags.includes('hidden') ?? false
}

/** Those of the fitting entities that are meant, or a question when several kinds could be. */
function meantAmong<E extends Entity>(
  world: WorldReader,
  noun: Noun,
  fitting: readonly E[],
): readonly E[] | Refused {
  if (noun.all) return fitting.slice(0, thingsPerCommandMax)
  if (noun.nth !== undefined) return fitting.slice(noun.nth - 1, noun.nth)
  const exact = fitting.filter((entity) => {
    const keywords = keywordsOf(world, entity)
    return asCalled(entity, noun.words).every((word) =>
      singulars(word).some((form) => keywords.includes(form)),
    )
  })
  const best = exact.length > 0 ? exact : fitting
  const names = [...new Set(best.map((entity) => kindName(world, entity)))]
  if (names.length > 1) return refuse('which-one', question(names))
  return best.slice(0, noun.count !== undefined ? thingsPerCommandMax : 1)
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

/** Those here whom somebody may mean: of several that are alike, the one it fights comes first. */
export function othersHere(
  world: WorldReader,
  { id, place, fighting }: Character | Mobile,
): (Character | Mobile)[] {
  const others = beingsIn(world, place, id)
  const opponent = others.find((one) => one.id === fighting)
  return opponent ? [opponent, ...others.filter((one) => one !== opponent)] : others
}

/** True when the words mean the actor itself. */
export function isSelf(actor: Character | Mobile, who: string): boolean {
  const name = canonicalName(who)
  return name === 'me' || name === 'myself' || name === 'self' || name === canonicalName(actor.name)
}
