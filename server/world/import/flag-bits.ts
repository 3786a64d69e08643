/**
 * Flag words of the classic formats as lists of bit numbers. A word is either a decimal number
 * (negative ones are two's complement) or letters; the two families give the letters opposite
 * meanings: CircleMUD counts a-z, A-F from bit 0 (tbaMUD `asciiflag_conv`), ROM counts A-Z, a-z
 * (ROM `flag_convert`).
 */

const wordBits = 32

/** Bits of one CircleMUD or tbaMUD word, `undefined` when it is neither number nor letters. */
export function circleBits(word: string): number[] | undefined {
  if (/^-?\d{1,10}$/.test(word)) return numberBits(Number(word))
  if (!/^[a-zA-F]{1,64}$/.test(word)) return undefined
  return inOrder([...word].map((c) => letterIndex(c, 'a', 'A')))
}

/** Bits of a ROM flag field, whose parts may be joined by bars. */
export function romBits(field: string): number[] | undefined {
  const bits: number[] = []
  for (const part of field.split('|')) {
    if (/^[+-]?\d{1,10}$/.test(part)) bits.push(...numberBits(Number(part)))
    else if (/^-?[A-Za-z]{1,64}$/.test(part)) {
      const letters = part.replace('-', '')
      bits.push(...[...letters].map((c) => letterIndex(c, 'A', 'a')))
    } else return undefined
  }
  return inOrder(bits)
}

/** Bits of several words side by side, 32 to a word, the lowest word first. */
export function joinedBits(words: readonly (readonly number[])[]): number[] {
  return words.flatMap((bits, index) => bits.map((bit) => bit + index * wordBits))
}

function numberBits(value: number): number[] {
  const unsigned = value < 0 ? value + 2 ** wordBits : value
  const bits: number[] = []
  for (let bit = 0; bit < 53; bit += 1) {
    if (Math.floor(unsigned / 2 ** bit) % 2 === 1) bits.push(bit)
  }
  return bits
}

function letterIndex(letter: string, first: 'a' | 'A', second: 'a' | 'A'): number {
  const base = letter >= 'a' ? 'a' : 'A'
  const offset = letter.charCodeAt(0) - base.charCodeAt(0)
  return base === first ? offset : base === second ? offset + 26 : offset
}

function inOrder(bits: number[]): number[] {
  return [...new Set(bits)].sort((a, b) => a - b)
}
