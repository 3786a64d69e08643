import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import {
  formatGmcp,
  type GmcpMessage,
  parseGmcp,
} from '../../../../server/edge/render/gmcp-message.ts'
import { readGmcpRequest } from '../../../../server/edge/render/gmcp-request.ts'
import { roomNumber } from '../../../../server/edge/render/gmcp-shapes.ts'
import { createGmcpView } from '../../../../server/edge/render/gmcp-view.ts'

const state = (part: string, data: unknown): MarkedFrame => ({
  t: 'state',
  frame: '1.1',
  part,
  data,
})
const names = (messages: readonly GmcpMessage[]) => messages.map((message) => message.package)

const quay = {
  id: 'harbour.quay',
  zone: 'harbour',
  title: 'The Quay',
  description: 'Wet stone.',
  exits: [
    { dir: 'north', to: 'harbour.gate' },
    { dir: 'southwest', to: 'harbour.pier', door: 'closed' },
  ],
  people: [
    { id: 'p1', name: 'Ada', kind: 'player' },
    { id: 'm1', name: 'Old Maren', kind: 'npc' },
  ],
  items: [{ id: 'i1', name: 'a rope', count: 1 }],
  coords: [1, 2, 0],
}
const ada = {
  id: 'p1',
  name: 'Ada',
  level: 3,
  vitals: { health: [90, 100], stamina: [80, 80], lucidity: [60, 70] },
  gold: 12,
  affects: [],
  position: 'standing',
}

describe('messages', () => {
  test.each<[string, GmcpMessage | undefined]>([
    ['Core.Ping', { package: 'Core.Ping' }],
    ['Core.Ping ', { package: 'Core.Ping' }],
    ['Core.Supports.Set ["Char 1"]', { package: 'Core.Supports.Set', data: ['Char 1'] }],
    ['Room.WrongDir "ne"', { package: 'Room.WrongDir', data: 'ne' }],
    ['Core.Ping {', undefined],
    ['{"a":1}', undefined],
    ['', undefined],
    [`A${'x'.repeat(80)}`, undefined],
  ])('%j', (text, message) => {
    expect(parseGmcp(text)).toEqual(message)
  })

  test('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z.]{0,30}$/), fc.jsonValue(), (name, data) => {
        const read = parseGmcp(formatGmcp({ package: name, data }))
        expect(read?.package).toBe(name)
        expect(JSON.stringify(read?.data)).toBe(JSON.stringify(data))
      }),
    )
  })
})

describe('the room', () => {
  test('is told with numbers a mapper can use and the ids they stand for', () => {
    const [info, players, items] = createGmcpView().messages(state('room', quay))
    expect(info).toEqual({
      package: 'Room.Info',
      data: {
        num: roomNumber('harbour.quay'),
        id: 'harbour.quay',
        name: 'The Quay',
        area: 'harbour',
        desc: 'Wet stone.',
        environment: '',
        coords: `${roomNumber('harbour')},1,2,0`,
        exits: { n: roomNumber('harbour.gate'), sw: roomNumber('harbour.pier') },
      },
    })
    expect(players).toEqual({ package: 'Room.Players', data: [{ name: 'Ada', fullname: 'Ada' }] })
    expect(items).toEqual({
      package: 'Char.Items.List',
      data: { location: 'room', items: [{ id: 'i1', name: 'a rope' }] },
    })
  })

  test('room numbers are positive 31-bit numbers, and few of them coincide', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => roomNumber(`zone.room-${index}`))
    for (const number of numbers) {
      expect(Number.isInteger(number) && number > 0 && number < 2 ** 31).toBe(true)
    }
    expect(new Set(numbers).size).toBeGreaterThan(9_990)
  })

  test('afterwards only who and what came and went is told', () => {
    const view = createGmcpView()
    view.messages(state('room', quay))
    expect(view.messages(state('room', quay))).toEqual([])
    const later = {
      ...quay,
      people: [{ id: 'p2', name: 'Bo', kind: 'player' }],
      items: [
        { id: 'i1', name: '2 ropes', count: 2 },
        { id: 'i2', name: 'a lamp', count: 1 },
      ],
    }
    expect(view.messages(state('room', later))).toEqual([
      { package: 'Room.RemovePlayer', data: 'Ada' },
      { package: 'Room.AddPlayer', data: { name: 'Bo', fullname: 'Bo' } },
      {
        package: 'Char.Items.Update',
        data: { location: 'room', item: { id: 'i1', name: '2 ropes', count: 2 } },
      },
      { package: 'Char.Items.Add', data: { location: 'room', item: { id: 'i2', name: 'a lamp' } } },
    ])
    const [removed] = view.messages(state('room', { ...later, items: later.items.slice(1) }))
    expect(removed).toMatchObject({ package: 'Char.Items.Remove', data: { item: { id: 'i1' } } })
  })

  test('another room is told whole', () => {
    const view = createGmcpView()
    view.messages(state('room', quay))
    const messages = view.messages(state('room', { ...quay, id: 'harbour.gate' }))
    expect(names(messages)).toEqual(['Room.Info', 'Room.Players', 'Char.Items.List'])
  })
})

describe('the character', () => {
  test('gauges are strings, and status is told once and then by its changes', () => {
    const view = createGmcpView()
    expect(view.messages(state('char', ada))).toEqual([
      {
        package: 'Char.Vitals',
        data: {
          hp: '90',
          maxhp: '100',
          ep: '80',
          maxep: '80',
          mp: '60',
          maxmp: '70',
          string: 'hp:90 maxhp:100 ep:80 maxep:80 mp:60 maxmp:70',
          charstats: [],
        },
      },
      {
        package: 'Char.Status',
        data: { name: 'Ada', level: '3', gold: '12', position: 'standing' },
      },
    ])
    expect(view.messages(state('char', { ...ada, gold: 15 }))).toEqual([
      { package: 'Char.Status', data: { gold: '15' } },
    ])
  })

  test('the name, captions and channels come with the welcome', () => {
    const view = createGmcpView([{ name: 'newbie', caption: 'Newbie', command: 'newbie' }])
    const welcome: MarkedFrame = {
      t: 'welcome',
      protocol: 1,
      session: 's',
      character: { id: 'p1', name: 'Ada', role: 'player' },
      world: 'main',
      lastN: 0,
      resume: 'secret',
    }
    const messages = view.messages(welcome)
    expect(names(messages)).toEqual(['Char.Name', 'Char.StatusVars', 'Comm.Channel.List'])
    expect(JSON.stringify(messages)).not.toContain('secret')
  })
})

describe('events', () => {
  const event = (kind: string, text: string, data: Record<string, unknown>): MarkedFrame => ({
    t: 'event',
    frame: '1.2',
    kind,
    text,
    data,
  })

  test('talk on a channel is told with its talker and without markup', () => {
    const heard = event('speech-uttered', '{npc}Maren{/} says: {speech}“Hello”{/}', {
      channel: 'say',
      actor: { id: 'm1', name: 'Maren', kind: 'npc' },
    })
    expect(createGmcpView().messages(heard)).toEqual([
      {
        package: 'Comm.Channel.Text',
        data: { channel: 'say', talker: 'Maren', text: 'Maren says: “Hello”' },
      },
    ])
  })

  test('a way that is not there is told as a wrong direction', () => {
    const refused = event('refused', 'You see no way there.', {
      code: 'no-exit',
      direction: 'northeast',
    })
    expect(createGmcpView().messages(refused)).toEqual([{ package: 'Room.WrongDir', data: 'ne' }])
    expect(createGmcpView().messages(event('refused', 'No.', { code: 'closed' }))).toEqual([])
  })
})

describe('what a client supports', () => {
  test('everything until it says so, then what it lists and what lies in that', () => {
    const view = createGmcpView()
    view.supports('set', ['char.vitals 1', 'Room 1'])
    expect(names(view.messages(state('char', ada)))).toEqual(['Char.Vitals'])
    expect(names(view.messages(state('room', quay)))).toEqual(['Room.Info', 'Room.Players'])
    view.supports('add', ['Char.Items 1'])
    expect(names(view.everything())).toEqual([
      'Char.Vitals',
      'Room.Info',
      'Room.Players',
      'Char.Items.List',
    ])
    view.supports('remove', ['Room'])
    expect(names(view.everything())).toEqual(['Char.Vitals', 'Char.Items.List'])
    view.supports('set', 'nonsense')
    expect(names(view.everything())).toEqual([])
    const bye: MarkedFrame = { t: 'bye', code: 'quit', reason: 'Farewell.', resume: false }
    expect(view.messages(bye)).toEqual([{ package: 'Core.Goodbye', data: 'Farewell.' }])
  })

  test('an endless list is cut', () => {
    const view = createGmcpView()
    view.supports('set', [...Array.from({ length: 64 }, (_, index) => `X${index} 1`), 'Char 1'])
    expect(view.messages(state('char', ada))).toEqual([])
  })
})

describe('requests', () => {
  test.each<[string, object]>([
    ['Core.Hello {"Client":"M","Version":1}', { kind: 'hello', client: 'M', version: '1' }],
    ['core.supports.add ["Room 1"]', { kind: 'supports', change: 'add', packages: ['Room 1'] }],
    ['Core.Ping 120', { kind: 'ping' }],
    [
      'Char.Login.Credentials {"account":"ada:Bo","password":"p:w"}',
      { kind: 'login', account: 'ada', character: 'Bo', password: 'p:w' },
    ],
    [
      'Char.Login {"name":"ada","password":"pw"}',
      { kind: 'login', account: 'ada', password: 'pw' },
    ],
    ['Char.Login.Credentials {}', { kind: 'login-by-hand' }],
    [
      'Char.Login.Reconnect {"account":"a","token":"t"}',
      { kind: 'reconnect', account: 'a', token: 't' },
    ],
    ['Char.Items.Inv', { kind: 'items', location: 'inv' }],
    ['Char.Items.Contents 12', { kind: 'items', location: 'container', id: '12' }],
    ['Char.Skills.Get {}', { kind: 'unknown', package: 'Char.Skills.Get' }],
  ])('%s', (text, request) => {
    const message = parseGmcp(text)
    expect(message).toBeDefined()
    if (message) expect(readGmcpRequest(message)).toEqual(request)
  })

  test('never throw and never keep a long text', () => {
    const name = fc.constantFrom(
      'Core.Hello',
      'Char.Login',
      'Char.Items.Contents',
      'Char.Login.Reconnect',
    )
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({
        account: fc.jsonValue(),
        password: fc.jsonValue(),
        client: fc.constant('x'.repeat(9_999)),
      }),
    )
    fc.assert(
      fc.property(name, body, (packageName, data) => {
        const request = readGmcpRequest({ package: packageName, data })
        for (const value of Object.values(request))
          expect(String(value).length).toBeLessThanOrEqual(256)
      }),
    )
  })
})
