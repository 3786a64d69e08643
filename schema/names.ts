import { confusables, initialConfusables } from './confusables.ts'

/**
 * Names of characters: which are allowed, and which two look alike.
 *
 * A name is letters of one script, so that no line of it can hide a control, an invisible character
 * or a foreign look-alike. Uniqueness is decided on the skeleton (Unicode Technical Standard 39), a
 * spelling in which all names that look the same are the same.
 */

export const nameLettersMin = 3
export const nameLettersMax = 20

/** Longer input is not looked at, because normalising may expand a character up to eighteenfold. */
const nameUnitsMax = 64

export type NameCheck =
  | { readonly ok: true; readonly name: string; readonly skeleton: string }
  | { readonly ok: false; readonly why: string }

/** Names of authority: refused in every disguise, and as the beginning of a longer name. */
const rolePrefixes = ['admin', 'guest', 'moderator', 'mudstream']
const roles = `builder gamemaster god immortal narrator operator owner root
  server staff sysop system wizard`.split(/\s+/)

/** Words the parser understands as something else; refused as typed, since nobody is deceived. */
const words = new Set(
  `all any anybody anyone buy cast close con down drop east eat emote enter equipment everybody
  everyone everything exits far flee follow from get give here her hers him himself herself his
  inventory into item kill look lock mail myself nobody none nothing north northeast northwest null
  off only open out put quit room save say self score shout somebody someone something south
  southeast southwest take tell that the them themselves there they this undefined unlock wear west
  what where whisper who with yell you your yours yourself`.split(/\s+/),
)

/** One writing system each; Japanese and Korean use several scripts side by side (UTS 39, 5.1). */
const writingSystems: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latin', /^\p{Script=Latin}+$/u],
  ['Cyrillic', /^\p{Script=Cyrillic}+$/u],
  ['Greek', /^\p{Script=Greek}+$/u],
  ['Armenian', /^\p{Script=Armenian}+$/u],
  ['Georgian', /^\p{Script=Georgian}+$/u],
  ['Hebrew', /^\p{Script=Hebrew}+$/u],
  ['Arabic', /^\p{Script=Arabic}+$/u],
  ['Devanagari', /^\p{Script=Devanagari}+$/u],
  ['Thai', /^\p{Script=Thai}+$/u],
  ['Japanese', /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]+$/u],
  ['Korean', /^[\p{Script=Hangul}\p{Script=Han}]+$/u],
]

const letter = /^\p{L}$/u

/**
 * Checks a name that somebody chooses. A good one comes back as it is to be shown, with the
 * skeleton that has to be unique; a bad one with a reason in words for the player.
 */
export function checkName(s: string): NameCheck {
  if (s.length > nameUnitsMax) return refuse(lengthReason)
  if (!s.isWellFormed()) return refuse('That name holds characters nobody could read.')
  const name = plainForm(s)
  const why = formProblem(name) ?? scriptProblem(name)
  if (why !== undefined) return refuse(why)
  const shown = settleCase(name)
  if (/.I/u.test(shown)) {
    return refuse('A capital I inside a name looks like a small l. Please write a small i.')
  }
  if (isReserved(shown)) return refuse('That name is reserved. Please choose another.')
  return { ok: true, name: shown, skeleton: skeletonOf(shown) }
}

/** Compatibility forms composed, and the apostrophe of telephones as the plain one. */
function plainForm(s: string): string {
  return firstUnits(s).normalize('NFKC').replaceAll('\u2019', "'").trim()
}

/**
 * The form in which names are compared, everywhere: two spellings of one name that a keyboard or a
 * telephone makes are equal in it. Not for display.
 */
export function canonicalName(name: string): string {
  return plainForm(name).toLowerCase().normalize('NFC')
}

/** True for what has the form of a name; only such names can belong to somebody who is away. */
export function isNameLike(s: string): boolean {
  return s.length <= nameUnitsMax && formProblem(plainForm(s)) === undefined
}

/** Values of an account's `skeleton` under which the account of this name can stand. */
export function skeletonsOf(name: string): readonly string[] {
  const canonical = canonicalName(name)
  // The reserved names were given away by the server itself, as they are.
  return [skeletonOf(canonical), canonical]
}

const lengthReason = `A name has ${nameLettersMin} to ${nameLettersMax} letters.`

function refuse(why: string): NameCheck {
  return { ok: false, why }
}

/** What is wrong with the letters of a normalised name, if anything. */
function formProblem(name: string): string | undefined {
  const characters = [...name]
  const letters = characters.filter((c) => letter.test(c)).length
  const joiners = characters.filter((c) => c === "'" || c === '-').length
  if (characters.length > nameLettersMax + 1) return lengthReason
  if (/\d/.test(name)) return 'A name is made of letters only, without digits.'
  if (/\s/.test(name)) return 'A name is a single word, without spaces.'
  if (letters + joiners !== characters.length) {
    return 'A name is made of letters only; one apostrophe or hyphen may stand inside.'
  }
  if (letters < nameLettersMin || letters > nameLettersMax) return lengthReason
  const inside = name.slice(1, -1)
  if (joiners > 1 || (joiners === 1 && !/['-]/.test(inside))) {
    return 'One apostrophe or hyphen may stand inside a name, not more and not at its ends.'
  }
  return undefined
}

function scriptProblem(name: string): string | undefined {
  const letters = name.replace(/['-]/g, '')
  if (writingSystems.some(([, pattern]) => pattern.test(letters))) return undefined
  return 'Please write a name in the letters of one alphabet.'
}

/**
 * The case a name is shown in. Latin names stay as typed unless they are shouted; others get one
 * capital, because look-alikes of their capitals and small letters differ (Greek Nu and nu).
 */
function settleCase(name: string): string {
  const shouted = name === name.toUpperCase() && name !== name.toLowerCase()
  if (/\p{Script=Latin}/u.test(name) && !shouted) return name
  return name.toLowerCase().replace(/(^|['-])(.)/gu, (_, before, first) => {
    return before + first.toUpperCase()
  })
}

function isReserved(name: string): boolean {
  if (words.has(name.toLowerCase())) return true
  const coarse = coarseSkeleton(name)
  return coarseRoles.has(coarse) || coarsePrefixes.some((prefix) => coarse.startsWith(prefix))
}

/** Skeleton in which i and l are one letter as well: too coarse for people, right for roles. */
function coarseSkeleton(name: string): string {
  return skeletonOf(name).replaceAll('i', 'l')
}

/**
 * The spelling under which look-alikes coincide: compatibility forms, case, accents, look-alike
 * letters and digits, `rn` and `m`, `vv` and `w`, capital i and small l. Not for display.
 */
export function skeletonOf(name: string): string {
  let skeleton = ''
  for (const char of firstUnits(name).normalize('NFKC')) {
    for (const part of fold(char).normalize('NFD')) {
      if (!/[\p{L}\p{Nd}]/u.test(part)) continue
      skeleton += char === 'I' ? 'l' : skeleton === '' ? firstLookOf(part) : lookOf(part)
    }
  }
  return skeleton.replaceAll('m', 'rn').replaceAll('w', 'vv')
}

function lookOf(part: string): string {
  return confusables.get(part) ?? part
}

/** At the start of a word a capital i and a small l are one stroke. */
function firstLookOf(part: string): string {
  return initialConfusables.get(part) ?? lookOf(part).replace(/^i/, 'l')
}

function firstUnits(name: string): string {
  return name.slice(0, nameUnitsMax).toWellFormed()
}

/** Full case folding of one character, so that `ſ`, `ß` and `ẞ` meet `s` and `ss`. */
function fold(char: string): string {
  return char.toLowerCase().toUpperCase().toLowerCase()
}

const coarseRoles = new Set([...roles, ...rolePrefixes].map(coarseSkeleton))
const coarsePrefixes = rolePrefixes.map(coarseSkeleton)
