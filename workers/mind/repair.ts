/**
 * Repairs of texts whose sense is clear and whose form is not: a good sentence is not lost for a star
 * or a missing stop. Each is pure; together they run in the order in which they stand in `repairedSay`.
 */
import { type Known, namingOf } from '../text/accept-text.ts'

/** Who speaks, to whom, and what was said before. */
export interface Speaking {
  readonly name: string
  /** Others whose words a model may try to write. */
  readonly others: readonly string[]
  /** The latest lines of the speaker. */
  readonly lastSaid: readonly string[]
  /** Lines that the author of the world has put into this mouth: they may be quoted as they stand. */
  readonly own: ReadonlySet<string>
}

export interface Repaired {
  readonly text: string
  /** A gesture that stood among the words. */
  readonly emote?: string
  readonly repairs: readonly string[]
}

const sayMax = 320
export const emoteMax = 140

/** One repair: the text after it, or the same text. */
type Step = readonly [what: string, mend: (text: string) => string]

function inOrder(text: string, steps: readonly Step[]): { text: string; repairs: string[] } {
  const repairs: string[] = []
  let now = text
  for (const [what, mend] of steps) {
    const next = mend(now).trim()
    if (next !== now.trim()) repairs.push(what)
    now = next
  }
  return { text: now, repairs }
}

/** Spoken words, mended. Empty when nothing of them can be said. */
export function repairedSay(text: string, who: Speaking, known: Known): Repaired {
  if (who.own.has(text.trim())) return { text: text.trim(), repairs: [] }
  const front = inOrder(text, [
    ['quotes', withoutOuterQuotes],
    ['own-name', (words) => withoutOwnName(words, who.name)],
    ['other-speaker', (words) => withoutOthers(words, who.others)],
  ])
  const action = withoutAction(front.text)
  const back = inOrder(action.text, [
    ['quotes', withoutOuterQuotes],
    ['marks', withoutMarks],
    ['said-before', (words) => withoutRepeats(words, who.lastSaid)],
    ['unknown-name', (words) => withoutUnknown(words, known)],
    ['too-long', (words) => shortened(words, sayMax)],
    ['no-stop', stopped],
  ])
  return {
    text: back.text,
    ...(action.emote ? { emote: action.emote } : {}),
    repairs: [...front.repairs, ...(action.emote ? ['action'] : []), ...back.repairs],
  }
}

/** Prose of the narrator or of a list, mended. */
export function repairedProse(text: string, known: Known, charactersMax: number): Repaired {
  return inOrder(text, [
    ['marks', withoutMarks],
    ['unknown-name', (words) => withoutUnknown(words, known)],
    ['too-long', (words) => shortened(words, charactersMax)],
    ['no-stop', stopped],
  ])
}

function withoutOuterQuotes(text: string): string {
  const [, inner] = /^["“]([^"“”]*)["”]$/su.exec(text.trim()) ?? []
  return inner ?? text
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The ways in which somebody is called by name: whole, and by each part that begins with a capital. */
function callsOf(name: string): string {
  const parts = name.split(/\s+/).filter((part) => /^\p{Lu}\p{L}{2}/u.test(part))
  return [name, ...parts].map(escaped).join('|')
}

function withoutOwnName(text: string, name: string): string {
  return text.replace(
    new RegExp(`^\\W{0,3}(?:the )?(?:${callsOf(name)})[^:.!?]{0,24}:\\s*`, 'iu'),
    '',
  )
}

/** What a model lets others say is not for it to say: everything from there on goes. */
function withoutOthers(text: string, others: readonly string[]): string {
  const names = ['You', 'Visitor', 'Player', 'Stranger', ...others].map(escaped).join('|')
  const at = text.search(new RegExp(`(?<=^|[.!?…”"*]\\s*|\\n)(?:${names}):\\s`, 'u'))
  return at > 0 ? text.slice(0, at) : text
}

const actionAt = /(?<=^|[.!?…”"]\s*)(?:\*([^*\n]{3,120})\*|[[(]([^\])\n]{3,120})[\])])(?=\s|$)/u

/** A gesture among the words: the first one is taken out, for there is a field for it. */
function withoutAction(text: string): { text: string; emote?: string } {
  const found = actionAt.exec(text)
  const emote = (found?.[1] ?? found?.[2] ?? '').trim()
  if (!found || !isAction(emote)) return { text }
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
  return { text: rest.replaceAll(/\s+/g, ' ').trim(), emote }
}

/** "wipes the bar", "she nods", "slowly turns": somebody does something. */
function isAction(text: string): boolean {
  return /^(?:\p{L}+ly )?(?:(?:i|he|she|they|it)\s+\p{Ll}+|\p{L}+(?: \p{L}+)?\s+\p{Ll}+s|\p{L}+(?:s|ing))(?:\b|$)/iu.test(
    text,
  )
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/\s*(?<!-)--+(?!-)\s*/g, ' — ')
    .replaceAll(/[*_]+/g, '')
    .replaceAll(/[[\]]/g, '')
    .replaceAll(/\s+/g, ' ')
}

const sentence = /[^.!?…]+(?:[.!?…]+["”’')]*|$)\s*/gu
const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
const repeatWordsMin = 4

/** Without sentences of some length that were said in an earlier line, or twice already in this one. */
function withoutRepeats(text: string, lastSaid: readonly string[]): string {
  const before = lastSaid.flatMap((line) => (line.match(sentence) ?? []).map(plain))
  const said = new Map(before.map((words) => [words, 2]))
  const kept = (text.match(sentence) ?? []).filter((one) => {
    const words = plain(one)
    const times = said.get(words) ?? 0
    said.set(words, times + 1)
    return times < 2 || words.split(' ').length < repeatWordsMin
  })
  return kept.join('')
}

/** Without the sentences that name somebody whom nobody knows. */
function withoutUnknown(text: string, known: Known): string {
  if (namingOf(text, known) !== 'invented') return text
  const kept = (text.match(sentence) ?? []).filter((one) => namingOf(one, known) !== 'invented')
  return kept.join('')
}

/** Up to the last whole sentence within the limit; without one, up to the last whole word. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  const cut = text.slice(0, charactersMax)
  const end = Math.max(
    ...[...cut.matchAll(/[.!?…]["”’')]*(?=\s|$)/gu)].map((one) => one.index + one[0].length),
    0,
  )
  if (end > 0) return cut.slice(0, end)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)).replace(/[\s,;:—–-]+$/u, '')}…`
}

const ended = /[.!?…]["”’')]*$/u
const brokenOffWords = 5

/** Words that break off end with the last whole sentence; a single one that breaks off trails away. */
function stopped(text: string): string {
  const words = text.trim()
  if (words === '' || ended.test(words)) return words
  const whole = /^.*[.!?…]["”’')]*(?=\s)/su.exec(words)?.[0]
  if (whole) return whole
  const open = words.replace(/[\s,;:—–-]+$/u, '')
  return open.split(/\s+/).length < brokenOffWords ? `${open}.` : `${open}…`
}

/** A gesture as the renderer wants it: from the verb on, in the third person, with a stop. */
export function repairedEmote(text: string, name: string): Repaired {
  return inOrder(text, [
    ['marks', (words) => withoutMarks(words.trim().replace(/^[("“]+|[)"”]+$/gu, ''))],
    ['speech', (words) => words.replaceAll(/,?\s*(?:and )?(?:\p{L}+s,? )?["“][^"“”]*["”]?/gu, '')],
    ['own-name', (words) => thirdPerson(words, name)],
    ['too-long', (words) => shortened(words, emoteMax)],
    ['no-stop', (words) => (words === '' || ended.test(words) ? words : `${words}.`)],
  ])
}

/** Without who does it: the reader has just read the name. */
function thirdPerson(text: string, name: string): string {
  const [, me, rest = ''] = /^(I|I'm|I’m)\s+(.*)$/su.exec(text) ?? []
  if (me) return inThird(me === 'I' ? rest : `am ${rest}`).replaceAll(/\bmy\b/g, 'the')
  const who = new RegExp(`^(?:the )?(?:${callsOf(name)}|He|She|They|It)\\s+(?=\\p{Ll})`, 'iu')
  const verb = text.replace(who, '')
  const lower = /^\p{Lu}\p{Ll}+s\b/u.test(verb)
    ? verb.charAt(0).toLowerCase() + verb.slice(1)
    : verb
  return /^\p{Ll}+ing\b/u.test(lower) ? `is ${lower}` : lower
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['am', 'is'],
  ['are', 'is'],
  ['have', 'has'],
  ['do', 'does'],
  ['go', 'goes'],
])

/** "wipe the bar" as "wipes the bar"; an adverb before the verb stays where it is. */
function inThird(text: string): string {
  return text.replace(/^((?:\p{L}+ly )?)(\p{L}+)/u, (_, adverb: string, verb: string) => {
    return adverb + thirdOf(verb)
  })
}

function thirdOf(verb: string): string {
  const known = irregular.get(verb)
  if (known) return known
  if (/(?:s|sh|ch|x|z|o)$/.test(verb)) return `${verb}es`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`
}
