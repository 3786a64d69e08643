/** What one event stream tells: the stages of requests, what its caller may see, and where it resumes. */
import { describe, expect, it } from 'vitest'
import type { Output } from '../../../../schema/envelope.ts'
import { frameId } from '../../../../schema/frames/position.ts'
import { requestId } from '../../../../schema/ids.ts'
import { EventStream } from '../../../../server/edge/http/events/event-stream.ts'
import { RequestStages } from '../../../../server/edge/http/events/request-stages.ts'
import type { Company, Wanted } from '../../../../server/edge/http/events/stream-scope.ts'

interface Told {
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
  readonly id: string | undefined
}

/** Ash plays by sash, Birch by sbirch; both are in the hall. */
const players = new Map([
  ['sash', 'ash'],
  ['sbirch', 'birch'],
])
const company: Company = {
  ownerOf: (session) => players.get(session),
  inRoom: new Set(['ash', 'birch']),
}
const ashs = requestId('sash', 1)
const birchs = requestId('sbirch', 1)

function streamOf(wanted: Wanted, who: 'ash' | 'admin' = 'ash', after = { tick: 0, k: 0 }) {
  const told: Told[] = []
  const caller = { account: 'a', character: who, seesAll: who === 'admin' }
  const stream = new EventStream({ wanted, caller }, after, (name, data, id) =>
    told.push({ name, data: JSON.parse(data), id }),
  )
  const names = () => told.map(({ name }) => name)
  return { stream, told, names }
}

const event = (k: number, to: readonly string[], cause?: string): Output => ({
  f: 'event',
  k,
  to,
  kind: 'looked',
  role: 'view',
  data: { id: 'hall', title: 'The Hall', description: '', exits: [], people: [], items: [] },
  ...(cause ? { cause } : {}),
})
const roomState = (k: number, to: readonly string[], id: string): Output => ({
  f: 'state',
  k,
  to,
  part: 'room',
  data: { id },
})
const done = (k: number, session: 'sash' | 'sbirch', status: 'completed' | 'refused'): Output => ({
  f: 'done',
  k,
  to: [session],
  request: requestId(session, 1),
  n: 1,
  status,
})

describe('the stages of a request', () => {
  const queued = { stage: 'queued' } as const
  const processing = { stage: 'processing' } as const
  const ended = { stage: 'ended', status: 'refused' } as const

  function stages() {
    const told: [string, unknown][] = []
    const one = new RequestStages((name, data, id) =>
      told.push([name, { ...JSON.parse(data), ...(id ? { id } : {}) }]),
    )
    return { one, told, names: () => told.map(([name]) => name) }
  }

  it('are told in order, each once', () => {
    const { one, told } = stages()
    one.enter('r', queued)
    one.enter('r', queued)
    one.enter('r', processing)
    one.enter('r', ended, '4.2')
    expect(told).toEqual([
      ['request.queued', { request: 'r', status: 'queued' }],
      ['request.processing', { request: 'r', status: 'processing' }],
      ['request.failed', { request: 'r', status: 'refused', id: '4.2' }],
    ])
  })

  it('never go back', () => {
    const { one, names } = stages()
    one.enter('r', processing)
    one.enter('r', queued)
    one.enter('r', ended)
    one.enter('r', processing)
    one.enter('r', { stage: 'ended', status: 'completed' })
    expect(names()).toEqual(['request.processing', 'request.failed'])
  })

  it('include processing even when only the end was seen', () => {
    const { one, names } = stages()
    one.enter('r', { stage: 'ended', status: 'completed' })
    expect(names()).toEqual(['request.processing', 'request.completed'])
  })

  it('are remembered for five hundred requests', () => {
    const { one, told } = stages()
    for (let n = 0; n <= 500; n += 1) one.enter(`r${n}`, queued)
    told.length = 0
    one.enter('r1', queued)
    expect(told).toEqual([])
    one.enter('r0', queued)
    expect(told).toHaveLength(1)
  })
})

describe('the world', () => {
  it('is what the own character perceives, and the life of its own requests', () => {
    const { stream, told } = streamOf({ of: 'world' })
    const outputs = [
      event(1, ['sash'], ashs),
      event(2, ['sbirch'], birchs),
      done(3, 'sash', 'completed'),
      done(4, 'sbirch', 'completed'),
    ]
    stream.outputs(7, outputs, company)
    expect(told.map(({ name, id }) => [name, id])).toEqual([
      ['request.processing', undefined],
      ['event', '7.1'],
      ['request.completed', '7.3'],
    ])
    expect(told[1]?.data).toMatchObject({ t: 'event', kind: 'looked', cause: ashs, frame: '7.1' })
    expect(stream.over).toBe(false)
  })

  it('is what anybody perceives, for an admin', () => {
    const { stream, names } = streamOf({ of: 'world' }, 'admin')
    stream.outputs(
      7,
      [event(1, ['sash']), event(2, ['sunknown']), done(4, 'sbirch', 'refused')],
      company,
    )
    expect(names()).toEqual(['event', 'event', 'request.processing', 'request.failed'])
  })

  it('shows what one is told because of another, without the other’s request', () => {
    const { stream, names } = streamOf({ of: 'world' })
    stream.outputs(7, [event(1, ['sash', 'sbirch'], birchs)], company)
    expect(names()).toEqual(['event'])
  })

  it('leaves out what concerns connections', () => {
    const { stream, told } = streamOf({ of: 'world' }, 'admin')
    stream.outputs(
      7,
      [
        { f: 'gap', k: 1, to: ['sash'], n: 1, expected: 2 },
        { f: 'closed', k: 2, to: ['sash'], code: 'quit', reason: '' },
      ],
      company,
    )
    expect(told).toEqual([])
  })

  it('shows an own request as queued, nobody else’s', () => {
    const { stream, told } = streamOf({ of: 'world' })
    stream.queued(birchs, 'birch')
    stream.queued(ashs, 'ash')
    expect(told.map(({ data }) => data)).toEqual([{ request: ashs, status: 'queued' }])
  })
})

describe('a room', () => {
  const hall = { of: 'room', room: 'hall' } as const

  it('is what the caller perceives there, with the state of that room and no requests', () => {
    const { stream, told } = streamOf(hall)
    stream.queued(ashs, 'ash')
    stream.outputs(
      3,
      [
        event(1, ['sash'], ashs),
        roomState(2, ['sash'], 'hall'),
        roomState(3, ['sash'], 'cellar'),
        done(4, 'sash', 'completed'),
      ],
      company,
    )
    expect(told.map(({ name, id }) => [name, id])).toEqual([
      ['event', '3.1'],
      ['room.state', '3.2'],
    ])
  })

  it('is silent while the caller is elsewhere', () => {
    const { stream, told } = streamOf(hall)
    stream.outputs(3, [event(1, ['sash'])], { ...company, inRoom: new Set() })
    expect(told).toEqual([])
  })

  it('shows an admin those who are there only', () => {
    const { stream, names } = streamOf(hall, 'admin')
    const here = { ...company, inRoom: new Set(['birch']) }
    stream.outputs(3, [event(1, ['sash']), event(2, ['sbirch'])], here)
    expect(names()).toEqual(['event'])
  })
})

describe('a request', () => {
  const own = { of: 'request', request: ashs } as const

  it('is what it caused, and ends the stream', () => {
    const { stream, names } = streamOf(own)
    stream.queued(ashs, 'ash')
    stream.outputs(3, [event(1, ['sash'], birchs), event(2, ['sash'], ashs)], company)
    stream.outputs(4, [done(1, 'sash', 'completed'), event(2, ['sash'], ashs)], company)
    expect(names()).toEqual(['request.queued', 'request.processing', 'event', 'request.completed'])
    expect(stream.over).toBe(true)
  })

  it('that ended before is told as ended', () => {
    const { stream, names } = streamOf(own)
    stream.ended(ashs, 'failed')
    expect(names()).toEqual(['request.processing', 'request.failed'])
    expect(stream.over).toBe(true)
  })

  it('of somebody else shows nothing but what the caller perceives of it', () => {
    const { stream, names } = streamOf({ of: 'request', request: birchs })
    stream.queued(birchs, 'birch')
    stream.outputs(
      3,
      [event(1, ['sash', 'sbirch'], birchs), done(2, 'sbirch', 'completed')],
      company,
    )
    expect(names()).toEqual(['event'])
  })
})

describe('a position', () => {
  it('leaves out what was seen, and nothing that came after', () => {
    const { stream, told } = streamOf({ of: 'world' }, 'ash', { tick: 5, k: 2 })
    const outputs = [event(1, ['sash']), event(2, ['sash']), event(3, ['sash'])]
    for (const tick of [4, 5, 6]) stream.outputs(tick, outputs, company)
    expect(told.map(({ id }) => id)).toEqual(['5.3', '6.1', '6.2', '6.3'])
  })

  it('between an event and its state shows the state', () => {
    const { stream, told } = streamOf({ of: 'world' }, 'ash', { tick: 5, k: 1 })
    stream.outputs(5, [{ ...event(1, ['sash']), state: 'room' } as Output], company)
    expect(told.map(({ name, id }) => [name, id])).toEqual([
      ['room.state', frameId({ tick: 5, k: 2 })],
    ])
  })

  it('of a tick told twice shows nothing again', () => {
    const { stream, told } = streamOf({ of: 'world' })
    for (let time = 0; time < 2; time += 1) {
      stream.outputs(5, [event(1, ['sash']), done(2, 'sash', 'refused')], company)
    }
    expect(told.map(({ id }) => id)).toEqual(['5.1', undefined, '5.2'])
  })
})

describe('live narration', () => {
  const piece = {
    v: 1,
    narration: 'n1',
    cause: ashs,
    room: 'hall',
    seq: 0,
    chunk: 'Rain ',
    done: false,
  } as const
  const hearers = new Set(['ash'])

  it.each<[Wanted, boolean]>([
    [{ of: 'world' }, true],
    [{ of: 'room', room: 'hall' }, true],
    [{ of: 'room', room: 'cellar' }, false],
    [{ of: 'request', request: ashs }, true],
    [{ of: 'request', request: birchs }, false],
  ])('%j: %s', (wanted, heard) => {
    const { stream, told } = streamOf(wanted)
    stream.live({ ...piece, to: 'ash' }, hearers)
    const { v: _v, ...data } = piece
    expect(told).toEqual(heard ? [{ name: 'narration.chunk', data, id: undefined }] : [])
  })

  it('is for those who hear it, and for admins', () => {
    const [deaf, admin] = [streamOf({ of: 'world' }), streamOf({ of: 'world' }, 'admin')]
    for (const { stream } of [deaf, admin]) stream.live(piece, new Set(['birch']))
    expect([deaf.names(), admin.names()]).toEqual([[], ['narration.chunk']])
  })
})
