import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { createTexts, slug } from '../../../../server/world/import/classic-text.ts'
import type { Dialect } from '../../../../server/world/import/dialect-names.ts'
import { joinedFlags, readFlags } from '../../../../server/world/import/flag-bits.ts'
import { createReporter } from '../../../../server/world/import/report.ts'

describe('flag words', () => {
  it('count from a in CircleMUD and from A in ROM', () => {
    expect(readFlags('abzAF', 'a')).toEqual([0, 1, 25, 26, 31])
    expect(readFlags('ABZaf', 'A')).toEqual([0, 1, 25, 26, 31])
  })

  it('may be numbers, negative ones too, and sums of parts', () => {
    expect(readFlags('9', 'a')).toEqual([0, 3])
    expect(readFlags('-2147483648', 'a')).toEqual([31])
    expect(readFlags('1|C|8', 'A')).toEqual([0, 2, 3])
    expect(readFlags('1&4', 'A')).toEqual([0, 2])
    expect(joinedFlags([[0], [], [1], [31]])).toEqual([0, 65, 127])
  })

  it('are nothing else', () => {
    for (const word of ['', 'a1', '1a', '0x1', '1.5', '!', '1||2']) {
      expect(readFlags(word, 'a')).toBeUndefined()
    }
  })

  test.prop([fc.nat({ max: 2 ** 31 - 1 })])('mean the same as numbers and as letters', (value) => {
    const bits = (readFlags(String(value), 'a') ?? []).map(Number)
    const letters = bits.map((bit) => String.fromCharCode(bit < 26 ? 97 + bit : 65 + bit - 26))
    expect(readFlags(letters.join('') || '0', 'a')).toEqual(bits)
    expect(bits.reduce((sum, bit) => sum + 2 ** bit, 0)).toBe(value)
  })
})

const at = { file: 'here.are', line: 1 }
const textsOf = (dialect: Dialect) => createTexts(dialect, createReporter())

describe('classic texts', () => {
  it.each([
    ['tbamud', '@rRed@n and @[F123]loud@@home', 'Red and loud@home'],
    ['tbamud', 'me@home, @qfor @Zall', 'me@home, @qfor @Zall'],
    ['diku', '&rRed&n, rock&roll, fish && chips', '&rRed&n, rock&roll, fish && chips'],
    ['merc', 'rock&roll, #1 in {town', 'rock&roll, #1 in {{town'],
    ['smaug', '&RRed&w and ^bblue, fish && chips, Q&A', 'Red and blue, fish & chips, Q&A'],
    ['rom', '{rRed{x, a {{ brace', 'Red, a {{ brace'],
    ['rom', 'one {/two {- three', 'one two ~ three'],
  ] as const)('of %s lose their colours', (dialect, raw, expected) => {
    expect(textsOf(dialect).prose(raw, at)).toBe(expected)
  })

  it('join wrapped lines and keep drawings', () => {
    expect(textsOf('diku').prose('   One line\nand the next.  More.\n', at)).toBe(
      'One line and the next. More.',
    )
    expect(textsOf('diku').prose('A map:\n  +--+\n  |  |\n  +--+', at)).toBe(
      'A map:\n  +--+\n  |  |\n  +--+',
    )
  })

  it('begin a paragraph where a line is indented', () => {
    const raw = '   One two three.\nFour five.\n   Six seven.\nEight.   Nine.\nTen.\n'
    expect(textsOf('rom').prose(raw, at)).toBe(
      'One two three. Four five.\n\nSix seven. Eight. Nine. Ten.',
    )
  })

  it('become names and keywords on one line', () => {
    expect(textsOf('diku').line(' a {thing}\nhere ', at)).toBe('a (thing) here')
    expect(textsOf('diku').keywords('Sword  LONG sword', at)).toEqual(['sword', 'long'])
    expect(slug("  The Miller's Ünder-Croft!  ")).toBe('the-miller-s-under-croft')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'never carry control characters into the world',
    (raw) => {
      for (const dialect of ['diku', 'tbamud', 'rom'] as const) {
        const text = textsOf(dialect).prose(raw, at)
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
        expect(text.isWellFormed()).toBe(true)
        expect(textsOf(dialect).line(raw, at)).not.toContain('\n')
      }
    },
  )
})
