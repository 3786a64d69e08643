import { blowVerb } from '../../../schema/world-file.ts'
import type { Dialect } from './area-model.ts'

/**
 * Texts of classic areas as Mudstream's world files hold them: no colour codes, no control
 * characters, paragraphs unwrapped unless their lines were set by hand, braces escaped because
 * they begin markup here.
 */

/** tbaMUD writes `@x`, CircleMUD descendants `&x`, ROM `{x`; doubled signs stand for themselves. */
const colourCodes: Readonly<Record<Dialect, RegExp>> = {
  tbamud: /@(?:@|\[[FfBb]\d{3}\]|[A-Za-z0-9_+*=!-])/g,
  diku: /&(?:&|[krgybmcwnKRGYBMCWN0-9])(?![a-z]*;)/g,
  rom: /\{[^\s]/g,
}

const textMax = 7_900
const lineMax = 380

/** `raw` without the colour codes of its dialect. */
export function withoutColours(raw: string, dialect: Dialect): string {
  return raw.replace(colourCodes[dialect], (code) => {
    if (code === '{-') return '~'
    if (code === '{/') return '\n'
    return code[0] === code[1] ? code.charAt(0) : ''
  })
}

/** Running text: a description, a help, a sign. Empty text stays empty. */
export function classicProse(raw: string, dialect: Dialect): string {
  const plain = plainText(raw, dialect)
  return paragraphs(plain).replaceAll('{', '{{').slice(0, textMax).trim()
}

/** Text whose author set its lines, such as a note or a letter. Its lines stay. */
export function classicLetter(raw: string, dialect: Dialect): string {
  const text = trimmedLines(plainText(raw, dialect)).replaceAll('{', '{{')
  return text.slice(0, textMax).replace(/^\n+/, '').trimEnd()
}

/** A name or title on one line; braces would be markup in prose and are parentheses here. */
export function classicLine(raw: string, dialect: Dialect): string {
  const line = plainText(raw, dialect).replace(/\s+/g, ' ').trim()
  return line.replaceAll('{', '(').replaceAll('}', ')').slice(0, lineMax).trim()
}

/** The words of a keyword list. */
export function classicKeywords(raw: string, dialect: Dialect): string[] {
  const words = classicLine(raw, dialect).toLowerCase().replace(/["]/g, '').split(' ')
  // ROM marked mobiles converted from older areas with a word nobody is meant to use.
  return [...new Set(words.filter((word) => word !== '' && word !== 'oldstyle'))].slice(0, 40)
}

/** Text nobody sees but builders, kept as it was written as far as a note can hold it. */
export function noteText(raw: string): string {
  return withoutControls(raw).trim().slice(0, textMax)
}

function plainText(raw: string, dialect: Dialect): string {
  return withoutControls(withoutColours(raw, dialect))
}

function withoutControls(raw: string): string {
  return raw
    .toWellFormed()
    .replaceAll('\t', '  ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
}

/** Joins wrapped lines into paragraphs; drawings, lists and tables keep their lines. */
function paragraphs(text: string): string {
  const blocks = text.split(/\n[ ]*\n/)
  const joined = blocks.map((block) =>
    isSetByHand(block) ? trimmedLines(block) : joinedBlock(block),
  )
  return joined.filter((block) => block.trim() !== '').join('\n\n')
}

/** Share of indented lines above which they are a layout and not the beginnings of paragraphs. */
const indentedShareMax = 1 / 3

function isSetByHand(block: string): boolean {
  const lines = block.split('\n')
  if (lines.length < 2) return false
  const isIndented = (line: string) => /^ {2,}\S/.test(line)
  const indented = lines.slice(1).filter(isIndented).length
  if (indented > (lines.length - 1) * indentedShareMax) return true
  // Gaps after the end of a sentence are typewriter habit, other gaps are columns.
  return lines.some((line) => /[^\s.!?:;,"')] {2,}\S/.test(line.trim()) || /^\s*[|+*_]/.test(line))
}

/** A wrapped block; an indented line begins a paragraph of its own. */
function joinedBlock(block: string): string {
  return block
    .split(/\n(?= {2,}\S)/)
    .map(oneLine)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** Lines as they stand, without the indentation they share. */
function trimmedLines(block: string): string {
  const lines = block.split('\n').map((line) => line.trimEnd())
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/))
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER)
  return lines.map((line) => line.slice(shared)).join('\n')
}

function oneLine(block: string): string {
  return block
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
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
