import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Span, spanSchema } from '../../schema/frames/server.ts'
import {
  escapeMarkup,
  splitSpanLines,
  stripControls,
  toPlain,
  toPlainLines,
  toSpans,
} from '../../schema/markup.ts'
import { textStyles } from '../../schema/text-styles.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 60 })
const temptingText = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '{{',
      '{/}',
      '{npc}',
      '{danger}',
      '/',
      'npc',
      '\u001b[31m',
      'a',
      '\n',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
const playerText = fc.oneof(anyText, temptingText)
const style = fc.constantFrom(...textStyles)

describe('reading marked text', () => {
  test.each<[string, Span[]]>([
    ['plain', [{ t: 'plain' }]],
    ['{npc}Maren{/} nods.', [{ t: 'Maren', s: 'npc' }, { t: ' nods.' }]],
    [
      '{speech}see {item}the lamp{/} now{/}',
      [
        { t: 'see ', s: 'speech' },
        { t: 'the lamp', s: 'item' },
        { t: ' now', s: 'speech' },
      ],
    ],
    ['a {{npc} b', [{ t: 'a {npc} b' }]],
    ['{nobody}x', [{ t: '{nobody}x' }]],
    ['{', [{ t: '{' }]],
    ['{np', [{ t: '{np' }]],
    ['{}', [{ t: '{}' }]],
    ['{/}x', [{ t: 'x' }]],
    ['{good}left open', [{ t: 'left open', s: 'good' }]],
    ['{npc}a{/}{npc}b{/}', [{ t: 'ab', s: 'npc' }]],
    ['', []],
  ])('%j reads as %j', (marked, spans) => {
    expect(toSpans(marked)).toEqual(spans)
  })

  test('lines are kept in the spans and joined in the one-line text', () => {
    const marked = '{room}The Quay{/}\n\nRain.\r\n{dim}Exits:{/} north'
    expect(toPlainLines(marked)).toEqual(['The Quay', '', 'Rain.', 'Exits: north'])
    expect(toPlain(marked)).toBe('The Quay Rain. Exits: north')
    expect(splitSpanLines(toSpans(marked))).toEqual([
      [{ t: 'The Quay', s: 'room' }],
      [],
      [{ t: 'Rain.' }],
      [{ t: 'Exits:', s: 'dim' }, { t: ' north' }],
    ])
  })

  test('every span fits the schema that JSON clients are promised', () => {
    fc.assert(
      fc.property(playerText, (text) => {
        for (const span of toSpans(text)) spanSchema.parse(span)
      }),
    )
  })
})

describe('player text', () => {
  test('is shown as typed and in no style of its own choosing, wherever it stands', () => {
    const piece = fc.oneof(
      playerText.map((text) => ({ text, style: undefined })),
      fc.record({ text: playerText, style }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const marked = pieces
          .map(({ text, style }) =>
            style === undefined ? escapeMarkup(text) : `{${style}}${escapeMarkup(text)}{/}`,
          )
          .join('')
        const expected = pieces.flatMap(({ text, style }) =>
          [...stripControls(text)].map((char) => `${style ?? ''}:${char}`),
        )
        const actual = toSpans(marked).flatMap((span) =>
          [...span.t].map((char) => `${span.s ?? ''}:${char}`),
        )
        expect(actual).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('escaped text carries no style', () => {
    fc.assert(
      fc.property(playerText, (text) => toSpans(escapeMarkup(text)).every((span) => !span.s)),
    )
  })
})

describe('plain text', () => {
  test('holds no control character, no separator, no override and no lone surrogate', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          playerText,
          fc.string({ unit: fc.constantFrom('\n', '\u009b', '\u202e', '\ud800', 'x', '\t', '\r') }),
        ),
        (text) => {
          const plain = toPlain(text)
          expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/)
          expect(plain.isWellFormed()).toBe(true)
        },
      ),
    )
  })

  test('keeps every visible character of a text without braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🙂', '}', '"') }), (text) => {
        expect(toPlain(text)).toBe(text)
      }),
    )
  })

  test('takes time in proportion to its length', () => {
    const tokens = ['{', '{np', '{{', ' ', '\n', '{/}', '{npc}']
    for (const token of tokens) expect(toPlain(token.repeat(200_000)).length).toBeLessThan(800_001)
  })
})
