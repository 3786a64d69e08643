import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  cleanSpeech,
  firstCodePoints,
  lineUnitsMax,
  marksPerBaseMax,
  speechCodePointsMax,
  stripTerminalSequences,
  typedLine,
} from '../../schema/text.ts'

const esc = '\u001b'
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e]/
const moreForbidden = /[\u2060-\u206f\u{e0000}-\u{e007f}\u00ad\u061c\u115f\u1160\u3164]/u

/** Every sequence stands between two words and must vanish without leaving a trace of itself. */
const sequences: readonly string[] = [
  // Colours and styles.
  ...['0', '1', '31', '1;31', '38;5;196', '38;2;255;0;0', '38:2::1:2:3', '', '7', '8', '5'].map(
    (p) => `${esc}[${p}m`,
  ),
  // Cursor, erasing, scrolling, modes, reports.
  ...['A', '5B', '10C', 'D', 'E', 'F', '3G', 'H', '1;1H', '2J', '3J', 'K', '2K', 'L', 'M'].map(
    (p) => `${esc}[${p}`,
  ),
  ...['P', '4S', '4T', '3@', 'X', 's', 'u', '6n', '5n', '?6n', 'c', '>c', '=c', '0q', ' q'].map(
    (p) => `${esc}[${p}`,
  ),
  ...['?25l', '?25h', '?1049h', '?2004h', '?1000h', '?1006h', '4h', '20h', '!p', '1;5r'].map(
    (p) => `${esc}[${p}`,
  ),
  ...['8;1;1t', '21t', '2;3;1;5$x', '1"q', '61;1"p', '?1$p', '>4;1m', '<u', '1z', '6z'].map(
    (p) => `${esc}[${p}`,
  ),
  // Operating system commands: title, palette, link, clipboard, working directory, notification.
  ...[
    '0;title',
    '2;x',
    '52;c;cm0gLXJm',
    '4;1;?',
    '8;;http://a.example',
    '7;file:///',
    '9;hi',
  ].flatMap((p) => [`${esc}]${p}\u0007`, `${esc}]${p}${esc}\\`, `\u009d${p}\u009c`]),
  // Device control, application, privacy and start-of-string commands.
  `${esc}P$qm${esc}\\`,
  `${esc}P+q544e${esc}\\`,
  `${esc}Pq#0;2;0;0;0~~${esc}\\`,
  `${esc}_Gf=100;AAAA${esc}\\`,
  `${esc}^secret${esc}\\`,
  `${esc}Xstring${esc}\\`,
  '\u0090$qm\u009c',
  '\u009fGa=d\u009c',
  '\u009ep\u009c',
  '\u0098s\u009c',
  // Single escapes, character sets, eight-bit introducers.
  ...[
    'c',
    '7',
    '8',
    'D',
    'E',
    'H',
    'M',
    'Z',
    '=',
    '>',
    '#8',
    '(0',
    ')B',
    '%G',
    ' F',
    'n',
    'OP',
  ].map((p) => `${esc}${p}`),
  '\u009b31m',
  '\u009b2J',
  '\u0084',
  '\u0085',
  '\u008d',
]

describe('cleaning speech', () => {
  it('knows more than eighty terminal sequences', () => {
    expect(new Set(sequences).size).toBeGreaterThanOrEqual(80)
  })

  it.each(sequences.map((s) => [JSON.stringify(s), s]))('removes %s whole', (_, sequence) => {
    expect(cleanSpeech(`be${sequence}fore`)).toMatch(/^be ?fore$/)
    expect(stripTerminalSequences(`be${sequence}fore`)).toBe('before')
  })

  it('swallows a control string that never ends, as a terminal would', () => {
    expect(cleanSpeech(`hello ${esc}]52;c;cm0gLXJm and more`)).toBe('hello')
  })

  it('lets a broken control sequence take no visible neighbour with it', () => {
    expect(cleanSpeech(`a${esc}[31\u0000é`)).toBe('aé')
    expect(cleanSpeech(`a${esc}`)).toBe('a')
    expect(cleanSpeech(`a${esc}${esc}[31mb`)).toBe('ab')
  })

  it.each([
    ['bidi overrides', 'a\u202eb\u202cc\u2066d\u2069e\u200ff', 'abcdef'],
    ['zero-width characters', 'a\u200bb\u200cc\u200dd\ufeffe\u2060f', 'abcdef'],
    ['tag characters', 'hi\u{e0041}\u{e007f}\u{e0001}', 'hi'],
    ['soft hyphens and fillers', 'a\u00adb\u3164c\u115fd', 'abcd'],
    ['lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['private use and noncharacters', 'a\ue000b\uffffc\u{1ffff}d', 'abcd'],
    ['runs of whitespace', '  a \t\t b\r\n c\u00a0\u2003d\u2028e ', 'a b c d e'],
    ['control characters', 'a\u0000b\u0007c\u0008d\u007fe', 'abcde'],
    ['decomposed letters', 'cafe\u0301', 'café'],
  ])('settles %s', (_, given, expected) => {
    expect(cleanSpeech(given)).toBe(expected)
  })

  it('keeps words of living scripts and emoji as they are', () => {
    for (const text of [
      'Grüße, Ærøskøbing!',
      'Привет',
      'שלום',
      'नमस्ते',
      'สวัสดีที่นี่',
      '你好',
      '🎉 ok',
    ]) {
      expect(cleanSpeech(text)).toBe(text.normalize('NFC'))
    }
  })

  it('keeps at most three marks on a base and none without one', () => {
    const cleaned = cleanSpeech(`x${'\u0323\u0330\u0331\u0332\u0333'.repeat(50)}y`)
    expect(cleaned.match(/\p{M}/gu)).toHaveLength(marksPerBaseMax)
    expect(cleanSpeech('\u0301\u0302a')).toBe('a')
  })

  it('cuts by code points and never through a pair', () => {
    const cleaned = cleanSpeech('🎲'.repeat(speechCodePointsMax + 9))
    expect([...cleaned]).toHaveLength(speechCodePointsMax)
    expect(cleaned.isWellFormed()).toBe(true)
    expect(firstCodePoints('a🎲b', 2)).toBe('a🎲')
  })

  const hostile = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(...sequences),
        fc.constantFrom(
          '\ud800',
          '\udfff',
          ' ',
          'e',
          '\u0301',
          '\u200d',
          'ᄀ',
          'ᅡ',
          '\u0344',
          '\u2126',
        ),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''))

  test.prop([hostile])('gives a safe line, and the same line again when repeated', (text) => {
    const cleaned = cleanSpeech(text)
    expect(cleaned.isWellFormed()).toBe(true)
    expect(forbidden.test(cleaned) || moreForbidden.test(cleaned)).toBe(false)
    expect(cleaned).toBe(cleaned.normalize('NFC'))
    expect(cleaned).not.toMatch(/^ | $| {2}/)
    expect(cleaned).not.toMatch(/\p{M}{4}/u)
    expect([...cleaned].length).toBeLessThanOrEqual(speechCodePointsMax)
    expect(cleanSpeech(cleaned)).toBe(cleaned)
  })

  test.prop([hostile, hostile])('leaves a typed line clean, or nothing of it', (one, other) => {
    const line = typedLine(`${one}${other}`)
    expect(line === '' || line === cleanSpeech(line)).toBe(true)
    expect(typedLine(`${one}lamp\nlight${other}`)).not.toMatch(/lamp.*light/)
  })

  test.prop([fc.stringMatching(/^[!-~]{1,40}( [!-~]{1,40}){0,5}$/)])(
    'leaves plain words',
    (text) => {
      expect(cleanSpeech(text)).toBe(text)
      expect(typedLine(text)).toBe(text)
      // The same words when something before them asks for a closer look.
      expect(cleanSpeech(`\u200b${text}`)).toBe(text)
    },
  )
})

describe('a typed line', () => {
  it.each([
    ['a line end of the client', 'look\r\n', 'look'],
    ['an arrow key', `lo${esc}[Aok`, 'look'],
    ['a colour', `say ${esc}[31mred${esc}[0m`, 'say red'],
    ['a window title', `${esc}]0;mine\u0007look`, 'look'],
    ['a backspace that was not applied', 'loo\u0008k', 'look'],
    ['a tab', 'get\tlamp', 'get lamp'],
    ['NUL', 'lo\u0000ok', 'look'],
  ])('loses %s and nothing else', (_, line, kept) => {
    expect(typedLine(line)).toBe(kept)
  })

  it.each([
    ['controls only', `${esc}[A\u0007`],
    ['two commands', 'say hi\ndrop all'],
    ['two paragraphs', 'say hi\u2029drop all'],
    ['half a character', 'say \ud83d'],
    ['too much', 'x'.repeat(lineUnitsMax + 1)],
    ['nothing', ''],
  ])('is refused with %s', (_, line) => {
    expect(typedLine(line)).toBe('')
  })
})
