import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Prefs } from '../../../../schema/frames/client.ts'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import { plainCaps } from '../../../../server/edge/render/client-caps.ts'
import {
  chooseSubprotocol,
  createWireFormat,
  type DecodedInput,
  encodeV1,
  type FrameKind,
  type Subprotocol,
  subprotocols,
  v1Style,
} from '../../../../server/edge/render/wire-formats.ts'

const caps = { ...plainCaps, ansi: true, colours: 16 } as const
const v1 = 'v1.mudstream'
const json = 'json.mudstandards.org'
const gmcp = 'gmcp.mudstandards.org'
const terminal = 'terminal.mudstandards.org'

const nod: MarkedFrame = {
  t: 'event',
  frame: '7.1',
  kind: 'emoted',
  text: '{npc}Maren{/} nods.\nRain {{falls}.',
  data: {},
}
const char: MarkedFrame = {
  t: 'state',
  frame: '7.2',
  part: 'char',
  data: { name: 'Ada', vitals: { health: [5, 10] } },
}

describe('the choice of a subprotocol', () => {
  test.each([
    [[], v1],
    [['chat', json, v1], json],
    [[terminal], terminal],
    [['telnet.mudstandards.org'], undefined],
  ])('of %j is %s', (offered, chosen) => {
    expect(chooseSubprotocol(offered)).toBe(chosen)
  })
})

describe('input', () => {
  const lines = (...typed: string[]): DecodedInput => ({ kind: 'lines', lines: typed })
  const bad = (reason: string): DecodedInput => ({ kind: 'bad', reason })
  const ping: DecodedInput = { kind: 'gmcp', message: { package: 'Core.Ping', data: { a: 1 } } }

  test.each<[Subprotocol, FrameKind, string, DecodedInput]>([
    [v1, 'text', '{"t":"cmd","n":1}', { kind: 'frame', frame: { t: 'cmd', n: 1 } }],
    [v1, 'text', '{"n":1}', bad('no frame type')],
    [v1, 'text', '[1]', bad('not a JSON object')],
    [v1, 'text', 'look', bad('not a JSON object')],
    [v1, 'binary', 'look', bad('binary frames are not used here')],
    [json, 'text', '{"proto":"text","data":"look\\r\\n"}', lines('look')],
    [json, 'text', '{"proto":"gmcp","id":"Core.Ping","data":"{\\"a\\":1}"}', ping],
    [json, 'text', '{"proto":"gmcp","id":"Core.Ping","data":{"a":1}}', ping],
    [
      json,
      'text',
      '{"proto":"gmcp","id":"Core.Ping"}',
      { kind: 'gmcp', message: { package: 'Core.Ping' } },
    ],
    [json, 'text', '{"proto":"gmcp","data":"{}"}', bad('gmcp without id')],
    [json, 'text', '{"proto":"text","data":7}', bad('text without data')],
    [json, 'text', '{"proto":"smoke","data":""}', bad('unknown proto')],
    [json, 'text', 'null', bad('not a JSON object')],
    [json, 'binary', 'look\n', lines('look')],
    [gmcp, 'text', 'Core.Ping {"a":1}', ping],
    [gmcp, 'text', '{}', bad('not a GMCP message')],
    [gmcp, 'binary', '\u001b[Alook\u0007\r\nnorth', lines('look', 'north')],
    [terminal, 'text', 'look', bad('text frames are not used here')],
    [terminal, 'binary', '', lines('')],
    [terminal, 'binary', '\r\n', lines('')],
    [terminal, 'binary', 'a\n'.repeat(21), bad('too many lines')],
    [terminal, 'binary', 'x'.repeat(8_193), bad('too long')],
    [v1, 'text', `{"t":"cmd","line":"${'x'.repeat(8_192)}"}`, bad('too long')],
  ])('%s %s %.40j', (name, kind, payload, decoded) => {
    expect(createWireFormat(name, caps).decodeInput(kind, payload)).toEqual(decoded)
  })

  test('of any kind is answered by a value, and lines hold no control characters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...subprotocols),
        fc.constantFrom<FrameKind>('text', 'binary'),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .record({
              proto: fc.constantFrom('text', 'gmcp'),
              id: fc.string(),
              data: fc.jsonValue(),
            })
            .map((value) => JSON.stringify(value)),
        ),
        (name, kind, payload) => {
          const decoded = createWireFormat(name, caps).decodeInput(kind, payload)
          if (decoded.kind !== 'lines') return
          for (const line of decoded.lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('output', () => {
  test('v1: plain text on one line, and spans where there is colour or more than one line', () => {
    expect(JSON.parse(encodeV1(nod))).toEqual({
      ...nod,
      text: 'Maren nods. Rain {falls}.',
      spans: [{ t: 'Maren', s: 'npc' }, { t: ' nods.\nRain {falls}.' }],
    })
    expect(JSON.parse(encodeV1({ ...nod, text: 'Rain.' }))).not.toHaveProperty('spans')
    expect(JSON.parse(encodeV1(char))).toEqual(char)
  })

  // PROMISE PROTOCOL 3.5: leaves `data` out of `event` frames; what sorts a line remains as `about`
  // PROMISE PROTOCOL 3.2: where there is a style or more than one line, and always with `prefs.spans`
  test('v1: without data or with spans for who asked for that, and what sorts a line in any case', () => {
    const actor = { id: 'c1', name: 'Maren', kind: 'npc' }
    const said = { ...nod, data: { actor, channel: 'say', words: 'Hm.', name: 'x' } }
    const slim = JSON.parse(encodeV1(said, v1Style({ data: false, spans: true }).oneself))
    const { text: _text, data: _data, ...head } = said
    expect(slim).toEqual({
      ...head,
      spans: [{ t: 'Maren', s: 'npc' }, { t: ' nods.\nRain {falls}.' }],
      about: { actor: 'c1', channel: 'say' },
    })
    const plain = JSON.parse(encodeV1({ ...said, text: 'Rain.' }, v1Style({ spans: true }).others))
    expect(plain).toEqual({ ...head, data: said.data, spans: [{ t: 'Rain.' }] })
    expect(JSON.parse(encodeV1(said, v1Style({}).others))).toEqual(JSON.parse(encodeV1(said)))
  })

  // PROMISE PROTOCOL 3.5: What no request of its own has brought about then comes without `cause`
  test('v1: what others brought about is short for who wants little, and whole for everybody else', () => {
    const actor = { id: 'c1', name: 'Maren', kind: 'npc' }
    const said = { ...nod, kind: 'speech-uttered', cause: 'r-s-1', data: { actor, channel: 'say' } }
    const heard = (prefs: Prefs, frame = said) => JSON.parse(encodeV1(frame, v1Style(prefs).others))
    const { t, frame, kind } = said
    const spans = [{ t: 'Maren', s: 'npc' }, { t: ' nods.\nRain {falls}.' }]
    expect(heard({ data: false, spans: true })).toEqual({ t, frame, kind, spans })
    const text = 'Maren nods. Rain {falls}.'
    expect(heard({ data: false })).toEqual({ t, frame, kind, text })
    const shouted = { ...said, data: { actor, channel: 'shout', narration: 'n1' } }
    const about = { actor: 'c1', channel: 'shout', narration: 'n1' }
    expect(heard({ data: false }, shouted)).toEqual({ t, frame, kind, text, about })
    expect(heard({})).toEqual({ ...said, text, spans })
  })

  test('terminal: ANSI with CR LF, and nothing machine-readable', () => {
    const format = createWireFormat(terminal, caps)
    const payload = '\u001b[33mMaren\u001b[0m nods.\r\nRain {falls}.\r\n'
    expect(format.encodeFrame(nod)).toEqual([{ kind: 'binary', payload }])
    expect(format.encodeFrame(char)).toEqual([])
    expect(format.encodePrompt()).toEqual([{ kind: 'binary', payload: '5h> ' }])
    expect(format.encodeGmcp({ package: 'Core.Ping' })).toEqual([])
  })

  test('gmcp: text in binary frames, messages in text frames', () => {
    const format = createWireFormat(gmcp, caps)
    expect(format.encodeFrame(nod).map((frame) => frame.kind)).toEqual(['binary'])
    const [vitals, status] = format.encodeFrame(char)
    expect(vitals?.payload).toMatch(/^Char\.Vitals \{"hp":"5","maxhp":"10"/)
    expect(vitals?.kind).toBe('text')
    expect(status?.payload).toMatch(/^Char\.Status \{"name":"Ada"/)
    expect(format.encodeGmcp({ package: 'Core.Ping' })).toEqual([
      { kind: 'text', payload: 'Core.Ping' },
    ])
  })

  test('json: every text frame is an envelope with data as a string', () => {
    const format = createWireFormat(json, caps)
    const frames = [
      ...format.encodeFrame(char),
      ...format.encodePrompt(),
      ...format.encodeGmcp({ package: 'Core.Ping' }),
    ]
    const envelopes = frames.map((frame) => JSON.parse(frame.payload))
    expect(frames.every((frame) => frame.kind === 'text')).toBe(true)
    expect(envelopes).toMatchObject([
      { proto: 'gmcp', id: 'Char.Vitals' },
      { proto: 'gmcp', id: 'Char.Status' },
      { proto: 'prompt', data: '5h> ' },
      { proto: 'gmcp', id: 'Core.Ping', data: '' },
    ])
    expect(JSON.parse(envelopes[0].data)).toMatchObject({ hp: '5' })
  })

  test('what one format writes as GMCP, it reads as GMCP', () => {
    for (const name of [json, gmcp] as const) {
      const format = createWireFormat(name, caps)
      const message = { package: 'Room.WrongDir', data: { 'a b': ['ü', 1, null] } }
      const [frame] = format.encodeGmcp(message)
      expect(format.decodeInput('text', frame?.payload ?? '')).toEqual({ kind: 'gmcp', message })
    }
  })
})
