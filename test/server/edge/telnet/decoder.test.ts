import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createByteBuffer } from '../../../../server/edge/telnet/byte-buffer.ts'
import { createTelnetDecoder, type TelnetItem } from '../../../../server/edge/telnet/decoder.ts'
import {
  encodeCommand,
  encodeNegotiation,
  encodeSubnegotiation,
  encodeText,
} from '../../../../server/edge/telnet/encoder.ts'
import { DO, GA, IAC, NOP, SB, SE, WILL } from '../../../../server/edge/telnet/telnet-codes.ts'
import { bytes, cut, telnetBytes } from './bytes.ts'

function decode(...chunks: readonly Uint8Array[]): TelnetItem[] {
  const decoder = createTelnetDecoder()
  return chunks.flatMap((chunk) => decoder.push(chunk))
}

const lines = (items: readonly TelnetItem[]) =>
  items.filter((item) => item.kind === 'line').map((item) => item.text)

describe('lines', () => {
  test.each<[string, Uint8Array, string[]]>([
    ['CR LF', bytes('look\r\nsay hi\r\n'), ['look', 'say hi']],
    ['CR NUL', bytes('look\r', 0, 'north\r', 0), ['look', 'north']],
    ['LF alone', bytes('look\nnorth\n'), ['look', 'north']],
    ['CR alone', bytes('look\rnorth\r'), ['look', 'north']],
    ['an empty line', bytes('\r\n\r\n'), ['', '']],
    ['LF CR is two ends', bytes('a\n\rb\n'), ['a', '', 'b']],
    ['a line without its end is not a line yet', bytes('look'), []],
    ['backspace erases', bytes('lokk', 8, 8, 'ok\n'), ['look']],
    ['backspace erases a whole character', bytes('漢🙂é', 127, 127, '\n'), ['漢']],
    ['backspace on nothing', bytes(8, 8, 'x\n'), ['x']],
    ['erase character', bytes('ab', IAC, 247, 'c\n'), ['ac']],
    ['erase line', bytes('delete me', IAC, 248, 'look\n'), ['look']],
    ['invalid UTF-8', bytes('a', 0xc3, 'b', 0xe6, 0xbc, '\n'), ['a\ufffdb\ufffd']],
    ['arrow keys', bytes('no\u001b[Drth\u001bOA\n'), ['north']],
    ['a title sequence', bytes('say \u001b]0;owned\u0007hi\n'), ['say hi']],
    ['a tab is a space, other controls nothing', bytes('a\tb\u0001c\u0084d\n'), ['a bcd']],
    ['commands inside a line', bytes('lo', IAC, NOP, 'ok\r', IAC, NOP, '\n'), ['look']],
    ['NUL inside a line', bytes('lo', 0, 'ok\n'), ['look']],
  ])('%s', (_name, stream, expected) => {
    expect(lines(decode(stream))).toEqual(expected)
  })

  test('never hold a control character, whatever arrives', () => {
    fc.assert(
      fc.property(telnetBytes, (stream) => {
        for (const line of lines(decode(stream, bytes('\n')))) {
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
          expect(line.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})

describe('commands and subnegotiations', () => {
  test('keep a 255 that the client has not doubled, and what follows it', () => {
    const items = decode(bytes(IAC, SB, 31, 0, IAC, 0, 50, IAC, SE, 'look\r\n'))
    expect(items).toEqual([
      { kind: 'subnegotiation', option: 31, data: bytes(0, 255, 0, 50) },
      { kind: 'line', text: 'look' },
    ])
  })

  test('are read with doubled IACs undone', () => {
    const stream = bytes(IAC, WILL, 24, IAC, SB, 31, 1, IAC, IAC, 0, 80, IAC, SE, IAC, GA)
    expect(decode(stream)).toEqual([
      { kind: 'negotiation', verb: WILL, option: 24 },
      { kind: 'subnegotiation', option: 31, data: bytes(1, 255, 0, 80) },
      { kind: 'command', code: GA },
    ])
  })

  test('a command inside a subnegotiation ends it, is reported and obeyed', () => {
    const stream = bytes(IAC, SB, 24, 0, 'xterm', IAC, DO, 201, 'look\n')
    expect(decode(stream)).toEqual([
      { kind: 'problem', what: 'bad-subnegotiation' },
      { kind: 'negotiation', verb: DO, option: 201 },
      { kind: 'line', text: 'look' },
    ])
  })

  test('a subnegotiation without an option does not swallow what follows', () => {
    const stream = bytes(IAC, SB, IAC, SE, 'look\n')
    expect(decode(stream)).toEqual([
      { kind: 'problem', what: 'bad-subnegotiation' },
      { kind: 'line', text: 'look' },
    ])
  })
})

describe('the decoder', () => {
  test('gives the same items in any chunking', () => {
    fc.assert(
      fc.property(telnetBytes, fc.array(fc.nat(200), { maxLength: 12 }), (stream, places) => {
        const whole = decode(stream)
        expect(decode(...cut(stream, places))).toEqual(whole)
        expect(decode(...Array.from(stream, (byte) => bytes(byte)))).toEqual(whole)
      }),
      { numRuns: 1_000 },
    )
  })

  test('drops an over-long line whole, reports it once and reads the next one', () => {
    const stream = bytes('x'.repeat(4_097), 8, 8, 'more\r\nlook\r\n', 'y'.repeat(4_096), '\n')
    expect(decode(stream)).toEqual([
      { kind: 'problem', what: 'line-too-long' },
      { kind: 'line', text: 'look' },
      { kind: 'line', text: 'y'.repeat(4_096) },
    ])
  })

  test('drops an over-long subnegotiation whole and reads on', () => {
    const stream = bytes(IAC, SB, 201, 'x'.repeat(9_000), IAC, SE, 'look\n')
    expect(decode(stream)).toEqual([
      { kind: 'problem', what: 'subnegotiation-too-long' },
      { kind: 'line', text: 'look' },
    ])
  })

  test('keeps no more than its limits while a peer never ends anything', () => {
    const flood = bytes('x'.repeat(100_000))
    const before = process.memoryUsage().arrayBuffers
    const decoders = Array.from({ length: 200 }, (_, index) => {
      const decoder = createTelnetDecoder()
      if (index % 2 === 0) decoder.push(bytes(IAC, SB, 201))
      expect(decoder.push(flood)).toHaveLength(1)
      return decoder
    })
    const grownBytes = process.memoryUsage().arrayBuffers - before
    // Kept whole it would be 20 MB; growing to the limit by doubling wastes at most as much again.
    expect(grownBytes).toBeLessThan(6_000_000)
    expect(decoders).toHaveLength(200)
  })

  test('its buffer refuses bytes beyond the limit and is usable again after it was emptied', () => {
    const buffer = createByteBuffer(100)
    const kept = Array.from({ length: 150 }, (_, index) => buffer.push(index)).filter(Boolean)
    expect(kept).toHaveLength(100)
    expect(buffer.take()).toEqual(Uint8Array.from({ length: 100 }, (_, index) => index))
    expect(buffer.length).toBe(0)
    expect(buffer.push(7)).toBe(true)
    expect(buffer.take()).toEqual(bytes(7))
  })
})

describe('what the encoder writes', () => {
  const typedLine = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .filter((text) => !/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/.test(text))
  const item = fc.oneof(
    typedLine.map((text): TelnetItem => ({ kind: 'line', text })),
    fc.constantFrom<TelnetItem>({ kind: 'command', code: NOP }, { kind: 'command', code: GA }),
    fc.record({
      kind: fc.constant('negotiation' as const),
      verb: fc.constantFrom(251, 252, 253, 254),
      option: fc.nat(255),
    }),
    fc.record({
      kind: fc.constant('subnegotiation' as const),
      option: fc.nat(254),
      data: fc.uint8Array({ maxLength: 80 }),
    }),
  )

  test('is read back as it was meant', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 10 }), (items) => {
        expect(decode(bytes(...items.map(encode)))).toEqual(items)
      }),
    )
  })

  test('ends every line with CR LF, however it was ended before', () => {
    expect(encodeText('a\nb\r\nc\rd')).toEqual(bytes('a\r\nb\r\nc\r\nd'))
  })

  function encode(item: TelnetItem): Uint8Array {
    if (item.kind === 'line') return encodeText(`${item.text}\n`)
    if (item.kind === 'command') return encodeCommand(item.code)
    if (item.kind === 'negotiation') return encodeNegotiation(item.verb, item.option)
    if (item.kind === 'subnegotiation') return encodeSubnegotiation(item.option, item.data)
    throw new Error('problems are not encoded')
  }
})
