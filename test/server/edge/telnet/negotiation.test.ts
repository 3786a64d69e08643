import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTelnetDecoder, type TelnetItem } from '../../../../server/edge/telnet/decoder.ts'
import { encodeSubnegotiation } from '../../../../server/edge/telnet/encoder.ts'
import {
  createNegotiation,
  type NegotiationEffect,
  negotiationsMax,
} from '../../../../server/edge/telnet/negotiation.ts'
import {
  createOptionTable,
  type OptionMessage,
} from '../../../../server/edge/telnet/option-table.ts'
import { ask, hear } from '../../../../server/edge/telnet/q-method.ts'
import {
  DO,
  DONT,
  IAC,
  option,
  type Verb,
  WILL,
  WONT,
} from '../../../../server/edge/telnet/telnet-codes.ts'
import { bytes, telnetBytes } from './bytes.ts'

const say = (verb: Verb, code: number): TelnetItem => ({ kind: 'negotiation', verb, option: code })
const tell = (code: number, ...content: (number | string)[]): TelnetItem => ({
  kind: 'subnegotiation',
  option: code,
  data: bytes(...content),
})
const sent = (effects: readonly NegotiationEffect[]) =>
  effects.filter((effect) => effect.kind === 'send').map((effect) => effect.bytes)
const isQuestionFor = (code: number) => bytes(IAC, 250, code, 1, IAC, 240)

function opened(mayCompress = true) {
  const negotiation = createNegotiation(mayCompress)
  return { negotiation, opening: sent(negotiation.start()) }
}

describe('the opening', () => {
  test('asks for what shapes the first screen and leaves ECHO and SGA alone', () => {
    const { opening } = opened()
    expect(opening).toEqual([
      bytes(IAC, DO, option.terminalType),
      bytes(IAC, DO, option.windowSize),
      bytes(IAC, WILL, option.charset),
      bytes(IAC, WILL, option.endOfRecord),
      bytes(IAC, WILL, option.gmcp),
      bytes(IAC, WILL, option.mssp),
      bytes(IAC, WILL, option.mccp2),
      bytes(IAC, DO, option.newEnvironment),
    ])
  })

  test('does not offer compression where it must not be used', () => {
    const { negotiation, opening } = opened(false)
    expect(opening).not.toContainEqual(bytes(IAC, WILL, option.mccp2))
    expect(sent(negotiation.receive(say(DO, option.mccp2)))).toEqual([
      bytes(IAC, WONT, option.mccp2),
    ])
  })

  test('is settled once terminal and window are known, or refused', () => {
    const { negotiation } = opened()
    negotiation.receive(say(WONT, option.windowSize))
    expect(negotiation.isSettled()).toBe(false)
    negotiation.receive(say(WILL, option.terminalType))
    negotiation.receive(tell(option.terminalType, 0, 'MUDLET'))
    negotiation.receive(tell(option.terminalType, 0, 'ANSI-TRUECOLOR'))
    expect(negotiation.isSettled()).toBe(false)
    negotiation.receive(tell(option.terminalType, 0, 'MTTS 2349'))
    expect(negotiation.isSettled()).toBe(true)
  })

  test.each([
    ['SGA offered', say(WILL, option.suppressGoAhead), bytes(IAC, DONT, option.suppressGoAhead)],
    ['SGA asked', say(DO, option.suppressGoAhead), bytes(IAC, WONT, option.suppressGoAhead)],
    ['ECHO asked', say(DO, option.echo), bytes(IAC, WONT, option.echo)],
    ['ECHO offered', say(WILL, option.echo), bytes(IAC, DONT, option.echo)],
    ['an unknown option', say(WILL, 177), bytes(IAC, DONT, 177)],
  ])('%s is refused', (_name, item, answer) => {
    const { negotiation } = opened()
    expect(sent(negotiation.receive(item))).toEqual([answer])
    expect(
      sent(negotiation.receive(say(WONT, item.kind === 'negotiation' ? item.option : 0))),
    ).toEqual([])
  })
})

describe('what a client can show', () => {
  test('comes from TTYPE, asked until MTTS answers', () => {
    const { negotiation } = opened()
    const question = isQuestionFor(option.terminalType)
    expect(sent(negotiation.receive(say(WILL, option.terminalType)))).toEqual([question])
    expect(sent(negotiation.receive(tell(option.terminalType, 0, 'TINTIN++')))).toEqual([question])
    expect(sent(negotiation.receive(tell(option.terminalType, 0, 'xterm')))).toEqual([question])
    expect(sent(negotiation.receive(tell(option.terminalType, 0, 'MTTS 77')))).toEqual([])
    expect(negotiation.caps()).toMatchObject({
      name: 'tintin++',
      terminal: 'xterm',
      ansi: true,
      colours: 256,
      utf8: true,
      screenReader: true,
    })
  })

  test('a terminal that only repeats itself is asked twice and believed', () => {
    const { negotiation } = opened()
    negotiation.receive(say(WILL, option.terminalType))
    negotiation.receive(tell(option.terminalType, 0, 'xterm-256color'))
    expect(sent(negotiation.receive(tell(option.terminalType, 0, 'xterm-256color')))).toEqual([])
    expect(negotiation.caps().colours).toBe(256)
  })

  test('a terminal with ever new names is asked four times in all', () => {
    const { negotiation } = opened()
    let questions = sent(negotiation.receive(say(WILL, option.terminalType))).length
    for (let turn = 0; turn < 50; turn += 1) {
      questions += sent(negotiation.receive(tell(option.terminalType, 0, `T${turn}`))).length
      negotiation.receive(say(WONT, option.terminalType))
      questions += sent(negotiation.receive(say(WILL, option.terminalType))).filter(
        (message) => message.length === 6,
      ).length
    }
    expect(questions).toBe(4)
  })

  test('a resized window is news, the same size again is not', () => {
    const { negotiation } = opened()
    negotiation.receive(say(WILL, option.windowSize))
    const news = negotiation.receive(tell(option.windowSize, 0, 120, 0, 40))
    expect(news).toMatchObject([{ kind: 'caps', caps: { width: 120, height: 40 } }])
    expect(negotiation.receive(tell(option.windowSize, 0, 120, 0, 40))).toEqual([])
  })

  test.each([
    ['unknown', [0, 0, 0, 0], 80, 24],
    ['absurdly narrow', [0, 3, 0, 1], 20, 4],
    ['absurdly wide', [255, 255, 255, 255], 500, 500],
    ['cut short', [0, 90, 0], 80, 24],
  ])('a window size that is %s becomes a usable one', (_name, size, width, height) => {
    const { negotiation } = opened()
    negotiation.receive(say(WILL, option.windowSize))
    negotiation.receive(tell(option.windowSize, ...size))
    expect(negotiation.caps()).toMatchObject({ width, height })
  })

  test('UTF-8 is taken from CHARSET in both directions', () => {
    const { negotiation } = opened()
    expect(sent(negotiation.receive(say(DO, option.charset)))).toEqual([
      encodeSubnegotiation(option.charset, '\u0001;UTF-8'),
    ])
    negotiation.receive(tell(option.charset, 3))
    expect(negotiation.caps().utf8).toBe(false)
    expect(sent(negotiation.receive(tell(option.charset, 1, ';US-ASCII;utf-8')))).toEqual([
      encodeSubnegotiation(option.charset, '\u0002utf-8'),
    ])
    expect(negotiation.caps().utf8).toBe(true)
    expect(sent(negotiation.receive(tell(option.charset, 1, ' CP437')))).toEqual([
      encodeSubnegotiation(option.charset, '\u0003'),
    ])
  })

  test('MNES gives the name and the MTTS bits, and a claimed address is passed over', () => {
    const { negotiation } = opened()
    const [question] = sent(negotiation.receive(say(WILL, option.newEnvironment)))
    expect(Buffer.from(question ?? []).toString('latin1')).not.toContain('IPADDRESS')
    negotiation.receive(
      tell(option.newEnvironment, 0, 0, 'IPADDRESS', 1, '10.0.0.1', 0, 'CLIENT_NAME', 1, 'Mudlet'),
    )
    negotiation.receive(tell(option.newEnvironment, 2, 0, 'MTTS', 1, '65'))
    expect(negotiation.caps()).toMatchObject({ name: 'mudlet', colours: 16, screenReader: true })
    expect(JSON.stringify(negotiation.caps())).not.toContain('10.0.0.1')
  })

  test('subnegotiations of options that were not agreed on are ignored', () => {
    const { negotiation } = opened()
    expect(negotiation.receive(tell(option.windowSize, 0, 120, 0, 40))).toEqual([])
    expect(negotiation.receive(tell(option.gmcp, 'Core.Ping'))).toEqual([])
    expect(negotiation.receive(tell(option.charset, 1, ';UTF-8'))).toEqual([])
    expect(negotiation.caps().width).toBe(80)
  })
})

describe('GMCP, MSSP, MCCP2 and the password', () => {
  test('GMCP messages keep the spelling of their package', () => {
    const { negotiation } = opened()
    negotiation.receive(say(DO, option.gmcp))
    const hello = tell(option.gmcp, 'Core.Hello {"client":"Mudlet","version":"4.19.1"}')
    expect(negotiation.receive(hello)).toEqual([
      {
        kind: 'gmcp',
        message: { package: 'Core.Hello', data: { client: 'Mudlet', version: '4.19.1' } },
      },
    ])
    expect(negotiation.receive(tell(option.gmcp, 'Core.Hello {"client'))).toEqual([
      { kind: 'bad-gmcp' },
    ])
  })

  test('the status is told once, however often it is asked for', () => {
    const { negotiation } = opened()
    const answers = Array.from({ length: 20 }, () => [
      ...negotiation.receive(say(DO, option.mssp)),
      ...negotiation.receive(say(DONT, option.mssp)),
    ]).flat()
    expect(answers.filter((effect) => effect.kind === 'mssp')).toHaveLength(1)
  })

  test('compression starts after the agreement and is not started twice', () => {
    const { negotiation } = opened()
    expect(negotiation.receive(say(DO, option.mccp2))).toMatchObject([
      { kind: 'compress', on: true },
      { kind: 'caps', caps: { mccp: true } },
    ])
    expect(negotiation.receive(say(DONT, option.mccp2))).toMatchObject([
      { kind: 'send' },
      { kind: 'compress', on: false },
      { kind: 'caps', caps: { mccp: false } },
    ])
    expect(negotiation.receive(say(DO, option.mccp2))).toEqual([
      { kind: 'send', bytes: bytes(IAC, WONT, option.mccp2) },
    ])
  })

  test('ECHO is ours around the password only', () => {
    const { negotiation } = opened()
    expect(sent(negotiation.hideInput(true))).toEqual([bytes(IAC, WILL, option.echo)])
    expect(negotiation.receive(say(DO, option.echo))).toEqual([])
    expect(negotiation.isInputHidden()).toBe(true)
    expect(sent(negotiation.hideInput(false))).toEqual([bytes(IAC, WONT, option.echo)])
    expect(negotiation.receive(say(DONT, option.echo))).toEqual([])
    expect(negotiation.isInputHidden()).toBe(false)
  })

  test('a password shown again before the client answered is settled by its answer', () => {
    const { negotiation } = opened()
    negotiation.hideInput(true)
    expect(sent(negotiation.hideInput(false))).toEqual([])
    expect(sent(negotiation.receive(say(DO, option.echo)))).toEqual([bytes(IAC, WONT, option.echo)])
    expect(negotiation.isInputHidden()).toBe(false)
  })
})

describe('adversarial peers', () => {
  const verb = fc.constantFrom<Verb>(WILL, WONT, DO, DONT)
  const code = fc.oneof(fc.constantFrom(...Object.values(option)), fc.nat(255))

  test('get at most one message for each of theirs, and one question more', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(verb, code), { maxLength: 200 }), (messages) => {
        const { negotiation } = opened()
        for (const [said, about] of messages) {
          const answers = sent(negotiation.receive(say(said, about)))
          const negotiations = answers.filter((answer) => answer.length === 3)
          expect(negotiations.length).toBeLessThanOrEqual(1)
          expect(answers.length).toBeLessThanOrEqual(2)
        }
      }),
    )
  })

  test('cannot keep an exchange going, whatever they answer', () => {
    fc.assert(
      fc.property(fc.infiniteStream(verb), (verbs) => {
        const { negotiation, opening } = opened()
        const decoder = createTelnetDecoder()
        const waiting = opening.flatMap((message) => decoder.push(message))
        let exchanged = 0
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
          exchanged += 1
          if (item.kind !== 'negotiation' && item.kind !== 'subnegotiation') continue
          const answer = say(verbs.next().value, item.option)
          for (const message of sent(negotiation.receive(answer))) {
            waiting.push(...decoder.push(message))
          }
          expect(exchanged).toBeLessThan(2 * negotiationsMax)
        }
        expect(waiting).toEqual([])
      }),
    )
  })

  test('are no longer answered after too many negotiations', () => {
    const { negotiation } = opened()
    for (let turn = 0; turn < negotiationsMax; turn += 1) negotiation.receive(say(WILL, 200))
    expect(negotiation.receive(say(WILL, 200))).toEqual([])
    expect(negotiation.receive(say(DO, option.gmcp))).toEqual([])
  })

  test('cannot make it throw with any bytes', () => {
    fc.assert(
      fc.property(telnetBytes, (stream) => {
        const { negotiation } = opened()
        for (const known of [24, 31, 39, 42]) negotiation.receive(say(WILL, known))
        for (const known of [42, 70, 86, 201]) negotiation.receive(say(DO, known))
        for (const item of createTelnetDecoder().push(stream)) negotiation.receive(item)
        expect(negotiation.caps().width).toBeGreaterThanOrEqual(20)
      }),
      { numRuns: 500 },
    )
  })
})

describe('two peers that follow the Q method', () => {
  const states = ['no', 'yes', 'wantno', 'wantno-opposite', 'wantyes', 'wantyes-opposite'] as const

  // RFC 1143, section 7: the state after hearing a message, and what is said in return.
  test.each([
    ['no', { state: 'yes', say: 'on' }, { state: 'no', say: 'off' }, { state: 'no' }],
    ['yes', { state: 'yes' }, { state: 'yes' }, { state: 'no', say: 'off' }],
    ['wantno', { state: 'no' }, { state: 'no' }, { state: 'no' }],
    ['wantno-opposite', { state: 'yes' }, { state: 'yes' }, { state: 'wantyes', say: 'on' }],
    ['wantyes', { state: 'yes' }, { state: 'yes' }, { state: 'no' }],
    [
      'wantyes-opposite',
      { state: 'wantno', say: 'off' },
      { state: 'wantno', say: 'off' },
      { state: 'no' },
    ],
  ] as const)('%s moves as the RFC says', (state, onAccepted, onRefused, off) => {
    expect(hear(state, 'on', 'agree')).toEqual(onAccepted)
    expect(hear(state, 'on', 'refuse')).toEqual(onRefused)
    expect(hear(state, 'off', 'agree')).toEqual(off)
    expect(hear(state, 'off', 'refuse')).toEqual(off)
  })

  test('ask once for a wish, however often it is wished', () => {
    for (const state of states) {
      for (const wanted of ['on', 'off'] as const) {
        const first = ask(state, wanted)
        expect(ask(first.state, wanted)).toEqual({ state: first.state })
      }
    }
  })

  test('agree on every option in the end, in whatever order they change their minds', () => {
    const wish = fc.record({
      who: fc.constantFrom<0 | 1>(0, 1),
      side: fc.constantFrom<'us' | 'him'>('us', 'him'),
      wanted: fc.constantFrom<'on' | 'off'>('on', 'off'),
      deliver: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), fc.boolean(), (wishes, accept) => {
        const tables = [createOptionTable(() => accept), createOptionTable(() => true)] as const
        const queues: [OptionMessage[], OptionMessage[]] = [[], []]
        let delivered = 0
        const deliverTo = (who: 0 | 1): boolean => {
          const message = queues[who].shift()
          if (message === undefined) return false
          delivered += 1
          const { send } = tables[who].receive(message.verb, message.option)
          if (send) queues[who === 0 ? 1 : 0].push(send)
          return true
        }
        for (const { who, side, wanted, deliver } of wishes) {
          const { send } = tables[who].want(side, 99, wanted)
          if (send) queues[who === 0 ? 1 : 0].push(send)
          for (let turn = 0; turn < deliver; turn += 1) deliverTo(turn % 2 === 0 ? 0 : 1)
        }
        while (deliverTo(0) || deliverTo(1)) {
          expect(delivered).toBeLessThanOrEqual(4 * (wishes.length + 1))
        }
        expect(tables[0].isOn('us', 99)).toBe(tables[1].isOn('him', 99))
        expect(tables[0].isOn('him', 99)).toBe(tables[1].isOn('us', 99))
      }),
      { numRuns: 500 },
    )
  })
})
