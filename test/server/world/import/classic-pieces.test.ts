import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  classicKeywords,
  classicLine,
  classicProse,
  slug,
} from '../../../../server/world/import/classic-text.ts'
import { circleBits, joinedBits, romBits } from '../../../../server/world/import/flag-bits.ts'

describe('flag words', () => {
  it('count from a in CircleMUD and from A in ROM', () => {
    expect(circleBits('abzAF')).toEqual([0, 1, 25, 26, 31])
    expect(romBits('ABZaf')).toEqual([0, 1, 25, 26, 31])
  })

  it('may be numbers, negative ones too, and sums of parts', () => {
    expect(circleBits('9')).toEqual([0, 3])
    expect(circleBits('-2147483648')).toEqual([31])
    expect(romBits('1|C|8')).toEqual([0, 2, 3])
    expect(joinedBits([[0], [], [1], [31]])).toEqual([0, 65, 127])
  })

  it('are nothing else', () => {
    for (const word of ['', 'aG', 'a1', '1a', '0x1', '1.5'])
      expect(circleBits(word)).toBeUndefined()
    for (const word of ['', 'A1', '!', '1||2']) expect(romBits(word)).toBeUndefined()
  })

  test.prop([fc.nat({ max: 2 ** 31 - 1 })])('mean the same as numbers and as letters', (value) => {
    const bits = circleBits(String(value)) ?? []
    const letters = bits.map((bit) => String.fromCharCode(bit < 26 ? 97 + bit : 65 + bit - 26))
    expect(circleBits(letters.join('') || '0')).toEqual(bits)
    expect(bits.reduce((sum, bit) => sum + 2 ** bit, 0)).toBe(value)
  })
})

describe('classic texts', () => {
  it.each([
    ['tbamud', '@rRed@n and @[F123]loud@@home', 'Red and loud@home'],
    ['diku', '&rRed&n, R & D, fish && chips', 'Red, R & D, fish & chips'],
    ['rom', '{rRed{x, a {{ brace', 'Red, a {{ brace'],
    ['rom', 'one {/two {- three', 'one two ~ three'],
  ] as const)('of %s lose their colours', (dialect, raw, expected) => {
    expect(classicProse(raw, dialect)).toBe(expected)
  })

  it('join wrapped lines and keep drawings', () => {
    expect(classicProse('   One line\nand the next.  More.\n', 'diku')).toBe(
      'One line and the next. More.',
    )
    expect(classicProse('A map:\n  +--+\n  |  |\n  +--+', 'diku')).toBe(
      'A map:\n  +--+\n  |  |\n  +--+',
    )
  })

  it('begin a paragraph where a line is indented', () => {
    const raw = '   One two three.\nFour five.\n   Six seven.\nEight.   Nine.\nTen.\n'
    expect(classicProse(raw, 'rom')).toBe(
      'One two three. Four five.\n\nSix seven. Eight. Nine. Ten.',
    )
  })

  it('become names and keywords on one line', () => {
    expect(classicLine(' a {thing}\nhere ', 'diku')).toBe('a (thing) here')
    expect(classicKeywords('Sword  LONG sword', 'diku')).toEqual(['sword', 'long'])
    expect(slug("  The Miller's Ünder-Croft!  ")).toBe('the-miller-s-under-croft')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'never carry control characters into the world',
    (raw) => {
      for (const dialect of ['diku', 'tbamud', 'rom'] as const) {
        const text = classicProse(raw, dialect)
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
        expect(text.isWellFormed()).toBe(true)
        expect(classicLine(raw, dialect)).not.toContain('\n')
      }
    },
  )
})
