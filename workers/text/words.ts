/**
 * Words made comparable: two ways of asking the same thing should share most of their words.
 * English only, as the shipped world is; all of it is linear in the (bounded) line.
 */

import { ownOf } from '../../schema/own.ts'
export interface Question {
  /** Content words, sorted: the exact-match form. */
  readonly exact: string
  /** The same words as a set, in canonical forms: the similarity form. */
  readonly words: ReadonlySet<string>
  /** Numbers and negations, which may never differ between two "similar" questions. */
  readonly strict: string
}

const wordsMax = 120

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bwhat's\b/g, 'what is'],
  [/\bwho's\b/g, 'who is'],
  [/\bwhere's\b/g, 'where is'],
  [/\bhow's\b/g, 'how is'],
  [/\bthat's\b/g, 'that is'],
  [/\bi'd\b/g, 'i would'],
  [/\bi'm\b/g, 'i am'],
  [/\bcan't\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ll\b/g, ' will'],
  [/'ve\b/g, ' have'],
]

/** Words that carry no meaning for a question, courtesies included. */
const empty = new Set(
  `a an and the of to in on at for with from by about into over this that these those it its is are was were be been am
  do does did have has had can could would will shall may might must should i me my we us our you your yours he she they
  them his her their what which there here just so then than as if or but also any some much many very really
  please kindly sir madam miss mister good fine dear friend excuse pardon well now oh hey hello say tell know hear heard
  think like want wish let give us get got more something anything someone anyone like around maybe perhaps ever yet
  thing stuff matter lot bit kind sort own old`.split(/\s+/),
)

const canonicalForms: Readonly<Record<string, string>> = {
  yourself: 'self',
  thyself: 'self',
  name: 'self',
  named: 'self',
  called: 'self',
  whom: 'who',
  town: 'place',
  city: 'place',
  harbour: 'harbor',
  tavern: 'inn',
  pub: 'inn',
  news: 'rumor',
  gossip: 'rumor',
  rumour: 'rumor',
  rumours: 'rumor',
  rumors: 'rumor',
  tidings: 'rumor',
  talk: 'rumor',
  job: 'work',
  trade: 'work',
  profession: 'work',
  living: 'work',
  employment: 'work',
  task: 'work',
  errand: 'work',
  beast: 'monster',
  creature: 'monster',
  boats: 'ship',
  boat: 'ship',
  vessel: 'ship',
  path: 'way',
  road: 'way',
  route: 'way',
  dangerous: 'danger',
  perilous: 'danger',
  unsafe: 'danger',
  opinion: 'think',
  history: 'past',
  origin: 'past',
}

const negations = new Set(['not', 'never', 'no', 'nobody', 'nothing', 'without', 'except'])

/** Lower-case words of a text, contractions expanded, punctuation gone. */
export function wordsOf(text: string): string[] {
  let plain = text.normalize('NFKC').toLowerCase().replaceAll(/[’‘]/g, "'")
  for (const [pattern, replacement] of contractions) plain = plain.replaceAll(pattern, replacement)
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, wordsMax)
}

/** The words that matter, in canonical forms. */
export function contentWords(text: string): string[] {
  const kept: string[] = []
  for (const word of wordsOf(text)) {
    if (empty.has(word)) continue
    const known = ownOf(canonicalForms, word)
    const form = known ?? ownOf(canonicalForms, stem(word)) ?? stem(word)
    if (!empty.has(form)) kept.push(form)
  }
  return kept
}

/** A line as a question that can be compared with others. `listener` is the name of who is spoken to. */
export function questionOf(line: string, listener = ''): Question {
  const called = new Set(wordsOf(listener))
  const content = contentWords(line).filter((word) => !called.has(word))
  const strict = wordsOf(line).filter((word) => negations.has(word) || /\d/.test(word))
  const words = new Set(content)
  return { exact: [...words].sort().join(' '), words, strict: strict.sort().join(' ') }
}

/** The question without words that say nothing beyond its intent ("any news" asks for rumours). */
export function topicOf(question: Question, generic: ReadonlySet<string>): Question {
  const words = new Set([...question.words].filter((word) => !generic.has(word)))
  return { exact: [...words].sort().join(' '), words, strict: question.strict }
}

/** Shared words as a share of all words (Jaccard), 0 when numbers or negations differ. */
export function likeness(a: Question, b: Question): number {
  if (a.strict !== b.strict || a.words.size === 0 || b.words.size === 0) return 0
  let shared = 0
  for (const word of a.words) if (b.words.has(word)) shared += 1
  return shared / (a.words.size + b.words.size - shared)
}

/** How much of `query` a text speaks about, 0 to 1. */
export function relevance(query: ReadonlySet<string>, text: ReadonlySet<string>): number {
  if (query.size === 0) return 0
  let shared = 0
  for (const word of query) if (text.has(word)) shared += 1
  return shared / query.size
}

/** A crude stem: enough to join "sailors" and "sailor", never so much that words run together. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3)
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1)
  return word
}
