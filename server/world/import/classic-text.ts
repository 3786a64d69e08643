import { blowVerb } from '../../../schema/world-file.ts'
import type { Place } from './area-values.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'
import type { Reporter } from './report.ts'
import { plainParagraphs, trimmedLines } from './text-layout.ts'

/**
 * Texts of classic areas as Mudstream's world files hold them: no colour codes, no control
 * characters, paragraphs unwrapped unless their lines were set by hand, braces escaped because
 * they begin markup here. Nothing is lost: what is too long for a field goes on in a note, and the
 * report says so.
 */
export interface Texts {
  /** Running text: a description, a sign. Empty text stays empty. */
  prose(raw: string, at: Place): string
  /** Text whose author set its lines, such as a note or a letter. Its lines stay. */
  letter(raw: string, at: Place): string
  /** A name or title on one line; braces would be markup in prose and are parentheses here. */
  line(raw: string, at: Place): string
  /** The words of a keyword list. */
  keywords(raw: string, at: Place): string[]
  /** The notes of a record, with what its texts had too much. */
  notes(notes: readonly string[]): { notes?: string[] }
}

const textMax = 7_900
const lineMax = 380
const keywordsMax = 40

export function createTexts(dialect: Dialect, reporter: Reporter): Texts {
  /** What the texts of the record at hand had too much. */
  let over: string[] = []

  function within(text: string, max: number, at: Place): string {
    const [kept = '', ...rest] = pieces(text, max)
    if (rest.length === 0) return kept
    reporter.approximated(`text of more than ${max} characters, which goes on in the notes`, at)
    over.push(...rest.map((piece) => `goes on: ${piece}`))
    return kept
  }

  const plain = (raw: string) => withoutControls(withoutColours(raw, dialect))
  const oneLine = (raw: string) => plain(raw).replace(/\s+/g, ' ').trim()
  const escaped = (text: string) => text.replaceAll('{', '{{')
  return {
    prose: (raw, at) => within(escaped(plainParagraphs(plain(raw))).trim(), textMax, at),
    letter: (raw, at) =>
      within(
        escaped(trimmedLines(plain(raw)))
          .replace(/^\n+/, '')
          .trimEnd(),
        textMax,
        at,
      ),
    line: (raw, at) => within(oneLine(raw).replaceAll('{', '(').replaceAll('}', ')'), lineMax, at),
    keywords(raw, at) {
      const words = oneLine(raw).replaceAll('"', '').toLowerCase().split(' ')
      // ROM marked mobiles converted from older areas with a word nobody is meant to use.
      const own = words.filter((word) => word !== '' && word !== 'oldstyle')
      const fitting = [...new Set(own)].filter((word) => word.length <= lineMax)
      const rest = [...fitting.slice(keywordsMax), ...own.filter((word) => word.length > lineMax)]
      if (rest.length > 0) {
        reporter.approximated('more keywords than a thing can have, kept in the notes', at)
        over.push(...pieces(`keywords ${rest.join(' ')}`, textMax))
      }
      return fitting.slice(0, keywordsMax)
    },
    notes(notes) {
      const all = [...notes, ...over].flatMap((note) =>
        pieces(withoutControls(note).trim(), textMax),
      )
      over = []
      const kept = all.filter((note) => note !== '')
      return kept.length === 0 ? {} : { notes: kept }
    },
  }
}

/** `raw` without the colour codes of its dialect. */
export function withoutColours(raw: string, dialect: Dialect): string {
  const { colours } = tableOf(dialect)
  if (colours === null) return raw
  return raw.replace(colours, (code) => {
    if (code === '{-') return '~'
    if (code === '{/') return '\n'
    return code[0] === code[1] ? code.charAt(0) : ''
  })
}

/** `text` in pieces of at most `max` characters, parted where a line or a word ends. */
function pieces(text: string, max: number): string[] {
  if (text.length <= max) return [text]
  const found: string[] = []
  let from = 0
  while (text.length - from > max) {
    const end = from + cutAt(text.slice(from, from + max))
    found.push(text.slice(from, end).trim())
    from = end
  }
  return [...found, text.slice(from).trim()].filter((piece) => piece !== '')
}

/** Where to part a piece that is full: at a paragraph, a line, a word, never inside of a sign. */
function cutAt(piece: string): number {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = piece.lastIndexOf(mark)
    if (at > piece.length / 2) return at
  }
  const opened = /\{+$/.exec(piece)?.[0].length ?? 0
  const half = /[\ud800-\udbff]$/.test(piece) ? 1 : 0
  return piece.length - (opened % 2) - half
}

function withoutControls(raw: string): string {
  return raw
    .toWellFormed()
    .replaceAll('\t', '  ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
}

/** Lower-case letters, digits and hyphens from a name, for ids; may be empty. */
export function slug(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, 40).replace(/-+$/, '')
}

/** The word of a source for a blow; `hit` where it has none that could stand in a sentence. */
export function blowVerbOf(word: string | undefined): string {
  const verb = word?.toLowerCase() ?? ''
  return verb !== 'none' && blowVerb.safeParse(verb).success ? verb : 'hit'
}
