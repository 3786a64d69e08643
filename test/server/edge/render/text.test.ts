import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textStyles } from '../../../../schema/text-styles.ts'
import { type TextCaps, toAnsi } from '../../../../server/edge/render/ansi.ts'
import { toAscii } from '../../../../server/edge/render/ascii.ts'
import { cellWidth } from '../../../../server/edge/render/cell-width.ts'
import type { ColourDepth } from '../../../../server/edge/render/client-caps.ts'
import { linesForScreenReader } from '../../../../server/edge/render/screen-reader.ts'
import { wrapSpans } from '../../../../server/edge/render/wrap.ts'

const caps: TextCaps = {
  ansi: true,
  colours: 16,
  utf8: true,
  screenReader: false,
  width: 40,
}
const prose = fc
  .array(
    fc.constantFrom(
      'a',
      'word',
      'longerword',
      ' ',
      '  ',
      ' ',
      '漢',
      '字',
      '🙂',
      '👩‍👩‍👧',
      'é',
      'e\u0301',
      '🇫🇷',
      '❤️',
      ',',
      '\n',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))
const marked = fc
  .array(fc.oneof(prose, fc.constantFrom('{/}', ...textStyles.map((style) => `{${style}}`))), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const sgr = /\u001b\[[0-9;]*m/g

describe('the width of text', () => {
  test.each([
    ['plain', 5],
    ['漢字', 4],
    ['e\u0301', 1],
    ['🙂', 2],
    ['👩‍👩‍👧', 2],
    ['🇫🇷', 2],
    ['❤️', 2],
    ['—“”', 3],
    ['ﬀ', 1],
    ['ｗ', 2],
    ['가', 2],
    ['', 0],
    // A domino is narrow although its neighbours in Unicode are wide; a thermometer is drawn wide only
    // with the selector that asks for an emoji; hexagrams have become wide in Unicode 16.
    ['🀰', 1],
    ['🌡', 1],
    ['🌡\ufe0f', 2],
    ['☰', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(cellWidth(text)).toBe(width)
  })
})

/** The lines of a plain text. */
const wrap = (text: string, width: number) =>
  wrapSpans([{ t: text }], width).map((line) => line.map((span) => span.t).join(''))

describe('wrapping', () => {
  test.each<[string, number, string[]]>([
    ['The quay is wet and empty.', 10, ['The quay', 'is wet and', 'empty.']],
    ['exactly ten', 7, ['exactly', 'ten']],
    ['unbreakablesentence', 6, ['unbrea', 'kables', 'entenc', 'e']],
    ['two\n\nlines', 40, ['two', '', 'lines']],
    ['  indented text here', 12, ['  indented', 'text here']],
    ['漢字漢字漢字', 5, ['漢字', '漢字', '漢字']],
    ['a 🙂🙂 b', 4, ['a 🙂', '🙂 b']],
  ])('%j to %i', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  test('never exceeds the width, and cuts no character in two', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 2, max: 30 }), (text, width) => {
        for (const line of wrap(text, width)) {
          expect(cellWidth(line)).toBeLessThanOrEqual(width)
          expect(line.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('loses nothing but the spaces at line ends', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const letters = (from: string) => from.replace(/[ \n]/g, '')
        expect(letters(wrap(text, width).join(''))).toBe(letters(text))
      }),
    )
  })
})

describe('colours', () => {
  test.each<[ColourDepth, string]>([
    [0, 'Old Maren nods.'],
    [16, '\u001b[33mOld Maren\u001b[0m nods.'],
    [256, '\u001b[38;5;173mOld Maren\u001b[0m nods.'],
    [16_777_216, '\u001b[38;2;204;136;94mOld Maren\u001b[0m nods.'],
  ])('with %i colours', (colours, text) => {
    expect(toAnsi('{npc}Old Maren{/} nods.', { ...caps, colours })).toBe(text)
  })

  test('are switched off together with ANSI', () => {
    expect(toAnsi('{npc}Maren{/}', { ...caps, ansi: false, colours: 256 })).toBe('Maren')
  })

  test('change nothing in the words or their wrapping, and end on every line', () => {
    fc.assert(
      fc.property(marked, fc.integer({ min: 20, max: 60 }), (text, width) => {
        const plain = toAnsi(text, { ...caps, colours: 0, width })
        for (const colours of [16, 256, 16_777_216] as const) {
          const coloured = toAnsi(text, { ...caps, colours, width })
          expect(coloured.replace(sgr, '')).toBe(plain)
          for (const line of coloured.split('\n')) {
            expect(line.match(sgr)?.at(-1) ?? '\u001b[0m').toBe('\u001b[0m')
          }
        }
        expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
    )
  })

  test('a hostile text cannot bring an escape sequence of its own', () => {
    const hostile = '\u001b]52;c;aGk=\u0007{npc}\u009b31mMaren\u001b[2J{/}'
    expect(toAnsi(hostile, caps).replace(sgr, '')).toBe(']52;c;aGk=31mMaren[2J')
  })
})

describe('clients without UTF-8', () => {
  test.each([
    ['“Café” — naïve…', '"Cafe" -- naive...'],
    ['Łódź, Straße', 'Lodz, Strasse'],
    ['漢字 🙂', '?? ?'],
    ['plain\ntext', 'plain\ntext'],
  ])('%s reads %s', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii)
    expect(toAnsi(text, { ...caps, utf8: false })).toBe(ascii)
  })

  test('get nothing but ASCII, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(toAnsi(text, { ...caps, utf8: false, colours: 0 })).toMatch(/^[\n\x20-\x7e]*$/)
      }),
    )
  })
})

describe('screen readers', () => {
  test.each<[string, string[], string[]]>([
    ['rulers go', ['=====', 'The Quay', '-----'], ['The Quay']],
    ['frames go, words stay', ['+-----+', '| Ada |', '+-----+'], ['Ada']],
    ['box drawing goes', ['┌──┐', '│ Ada │ 12 │'], ['Ada, 12']],
    ['columns are a list', ['Name    Level   Title'], ['Name, Level, Title']],
    ['a heading loses its strokes', ['--- Exits ---'], ['Exits']],
    ['a lone question stays', ['?'], ['?']],
    ['arrows are words', ['north → the quay'], ['north to the quay']],
    [
      'sentences are untouched',
      ['A well-worn rope, 3 feet long.'],
      ['A well-worn rope, 3 feet long.'],
    ],
  ])('%s', (_name, lines, spoken) => {
    expect(linesForScreenReader(lines)).toEqual(spoken)
  })

  test('hear every word, without colours and without hard wrapping', () => {
    const text = `{room}The Quay{/}\n{dim}${'-'.repeat(20)}{/}\n${'Rain falls. '.repeat(20).trim()}`
    const lines = toAnsi(text, { ...caps, screenReader: true }).split('\n')
    expect(lines).toEqual(['The Quay', 'Rain falls. '.repeat(20).trim()])
  })

  test('no letter or digit is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), (lines) => {
        const words = (from: readonly string[]) => from.join('').replace(/[^\p{L}\p{N}]/gu, '')
        expect(words(linesForScreenReader(lines))).toBe(words(lines))
      }),
    )
  })
})
