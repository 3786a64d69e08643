/**
 * Flag words of the classic formats as lists of bit numbers. A word is a decimal number (negative
 * ones are two's complement), letters, or several of these joined by bars; the two families give
 * the letters opposite meanings: CircleMUD counts a-z, A-F from bit 0 (tbaMUD `asciiflag_conv`), ROM
 * counts A-Z, a-z (ROM `flag_convert`).
 */
import type { Flag } from './area-values.ts'

const wordBits = 32

/** Flags of one word, `undefined` when it has something that is neither number nor letter. */
export function readFlags(word: string, first: 'a' | 'A'): Flag[] | undefined {
  const bits: number[] = []
  for (const part of word.split(/[|&]/)) {
    if (/^[+-]?\d{1,12}$/.test(part)) bits.push(...numberBits(Number(part)))
    else if (/^[+-]?[A-Za-z]{1,64}$/.test(part)) {
      const letters = part.replace(/[+-]/, '')
      bits.push(...[...letters].map((letter) => letterIndex(letter, first)))
    } else return undefined
  }
  return [...new Set(bits)].sort((a, b) => a - b)
}

/** Flags of several words side by side, 32 to a word, the lowest word first. */
export function joinedFlags(words: readonly (readonly Flag[])[]): Flag[] {
  return words.flatMap((flags, index) =>
    flags.map((flag) => (typeof flag === 'number' ? flag + index * wordBits : flag)),
  )
}

function numberBits(value: number): number[] {
  const unsigned = value < 0 ? value + 2 ** wordBits : value
  const bits: number[] = []
  for (let bit = 0; bit < 53; bit += 1) {
    if (Math.floor(unsigned / 2 ** bit) % 2 === 1) bits.push(bit)
  }
  return bits
}

function letterIndex(letter: string, first: 'a' | 'A'): number {
  const lower = letter >= 'a'
  const offset = letter.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0)
  return lower === (first === 'a') ? offset : offset + 26
}
