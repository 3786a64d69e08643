/**
 * A player of `v1.mudstream` that writes everything down: numbers without a gap, resume on any
 * gateway, repeats as its kind demands.
 *
 *   away ──connect──▶ entering ──welcome──▶ playing ──socket lost, bye, silence──▶ away
 *
 * Invariant: a number belongs to one line for ever; what is repeated is repeated unchanged.
 */
import { WebSocket } from 'ws'
import type { CharView } from '../../schema/answers/people.ts'
import type { ItemsView } from '../../schema/answers/things.ts'
import type { ClientFrame } from '../../schema/frames/client.ts'
import type { ServerFrame, ServerFrameOf } from '../../schema/frames/server.ts'
import { type Belongings, type ClientRecord, type Entry, marksIn } from './record.ts'

export interface ClientOptions {
  readonly name: string
  readonly kind: 'trusting' | 'persistent'
  /** Signs in with an account of that name, or plays as a guest. */
  readonly account: boolean
  /** Which gateway to try, as `http://host:port`; asked before every attempt. */
  readonly gateway: () => string
  readonly onDone?: (atMs: number) => void
}

export interface ChaosClient {
  readonly name: string
  /** Sends a line under the next number; it is repeated as needed. */
  send(line: string): void
  /** Commands without their `done` yet. */
  readonly pending: number
  /** The name other players see; empty until the first welcome. */
  readonly shownName: string
  readonly playing: boolean
  /** Drops the socket without a word and comes back; with `twice` the old one stays open. */
  reconnect(twice?: boolean): void
  /** Asks for the full view; `belongings` of the record then holds what came. */
  audit(): void
  readonly audited: boolean
  close(): void
  record(): ClientRecord
}

const enterMs = 6_000
const silenceMs = 4_000
const repeatMs = 2_000
const password = 'correct horse battery staple'

/** Starts a client; it connects at once and keeps coming back until `close`. */
export function startClient(options: ClientOptions): ChaosClient {
  const entries: Entry[] = []
  const sessions: string[] = []
  const pending = new Map<number, { line: string; acked: boolean; sentMs: number }>()
  let socket: WebSocket | undefined
  let state: 'away' | 'entering' | 'playing' | 'closed' = 'away'
  let session = ''
  let resume = ''
  let last = '0.0'
  let nextN = 1
  let shownName = ''
  let character = ''
  let registered = false
  let heardMs = 0
  let enteredMs = 0
  let gold: number | undefined
  let items: readonly string[] | undefined
  let auditing = false

  type Unstamped = Entry extends infer E
    ? E extends Entry
      ? Omit<E, 'atMs' | 'session'>
      : never
    : never
  const note = (entry: Unstamped): void => {
    entries.push({ atMs: performance.now(), session, ...entry } as Entry)
  }
  const say = (frame: ClientFrame): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }

  function connect(): void {
    if (state === 'closed') return
    state = 'entering'
    enteredMs = performance.now()
    const opened = new WebSocket(`${options.gateway().replace('http', 'ws')}/ws`, ['v1.mudstream'])
    socket = opened
    opened.on('open', () => {
      if (socket !== opened) return
      if (session) say({ t: 'hello', resume: { session, token: resume, last } })
      else say({ t: 'hello', client: { name: 'chaos', version: '1' } })
    })
    opened.on('message', (data) => {
      // Only the newest socket counts: what an older one still brings was not processed.
      if (socket === opened) receive(JSON.parse(String(data)) as ServerFrame)
    })
    opened.on('error', () => undefined)
    opened.on('close', () => {
      if (socket !== opened || state === 'closed') return
      state = 'away'
      note({ what: 'away' })
    })
  }

  function receive(frame: ServerFrame): void {
    heardMs = performance.now()
    switch (frame.t) {
      case 'welcome':
        return welcomed(frame)
      case 'ack': {
        note({ what: 'ack', n: frame.n, request: frame.request })
        const command = pending.get(frame.n)
        if (command) command.acked = true
        return
      }
      case 'reject':
        return rejected(frame)
      case 'event':
      case 'state':
      case 'delta':
      case 'done':
        return seen(frame)
      case 'resync':
        note({ what: 'resync' })
        // What was told of these may be in the hole: their numbers are asked for again.
        for (const command of pending.values()) command.acked = false
        return repeat(1)
      case 'bye':
        return drop(frame.code)
      case 'pending':
      case 'narration':
      case 'pong':
        return
      default: {
        const unreachable: never = frame
        return unreachable
      }
    }
  }

  function welcomed(frame: ServerFrameOf<'welcome'>): void {
    if (frame.needs === 'login') {
      if (session) note({ what: 'refused-resume' })
      session = ''
      if (!options.account) say({ t: 'guest', name: options.name })
      else if (registered) say({ t: 'login', name: options.name, password })
      else say({ t: 'register', name: options.name, password })
      return
    }
    const { character: own, lastN } = frame
    if (!own) return
    const fresh = session !== frame.session
    session = frame.session
    resume = frame.resume
    registered = true
    shownName = own.name
    character = own.id
    state = 'playing'
    if (fresh) {
      sessions.push(session)
      pending.clear()
      last = '0.0'
      nextN = lastN + 1
    }
    note({ what: 'welcome', resumed: frame.resumed === true, lastN })
    for (const [n, command] of pending) if (n <= lastN) command.acked = true
    repeat(lastN + 1)
    if (auditing) say({ t: 'sync' })
  }

  function rejected({ n, code, expected }: ServerFrameOf<'reject'>): void {
    note({ what: 'reject', code, ...(n === undefined ? {} : { n }) })
    if (code === 'name-taken') {
      registered = true
      return say({ t: 'login', name: options.name, password })
    }
    // Refused at the door: another try, perhaps at another gateway.
    if (state !== 'playing') return void setTimeout(() => drop(), 200)
    const from = expected ?? n
    if (from !== undefined) setTimeout(() => repeat(from), 150)
  }

  function seen(frame: ServerFrameOf<'event' | 'state' | 'delta' | 'done'>): void {
    // What is told of waiting is no frame of the world: it is not kept, and no run counts on it.
    if (frame.frame === undefined) return
    const kind = frame.t === 'event' ? frame.kind : frame.t === 'done' ? frame.status : frame.part
    const cause = frame.t === 'done' ? frame.request : frame.cause
    note({
      what: 'frame',
      frame: frame.frame,
      t: frame.t,
      kind,
      marks: frame.t === 'event' ? marksIn(JSON.stringify(frame)) : [],
      ...(cause === undefined ? {} : { cause }),
      ...(frame.t === 'done' ? { n: frame.n } : {}),
    })
    last = frame.frame
    if (frame.t === 'state' && auditing) readBelongings(frame)
    if (frame.t !== 'done') return
    pending.delete(frame.n)
    options.onDone?.(performance.now())
  }

  function readBelongings({ part, data }: ServerFrameOf<'state'>): void {
    if (part === 'char') gold = (data as CharView).gold
    if (part !== 'items') return
    items = (data as ItemsView).inventory.map((item) => item.id).sort()
  }

  function transmit(n: number): void {
    const command = pending.get(n)
    if (!command || state !== 'playing') return
    command.sentMs = performance.now()
    say({ t: 'cmd', n, line: command.line })
  }

  /** Sends again, in order, everything from `from` on that this kind of client repeats. */
  function repeat(from: number): void {
    for (const [n, command] of pending) {
      if (
        options.kind === 'persistent' ? n >= from || command.acked : n >= from && !command.acked
      ) {
        transmit(n)
      }
    }
  }

  function drop(code?: string): void {
    const dropped = socket
    socket = undefined
    if (state !== 'closed') state = 'away'
    note({ what: 'away', ...(code === undefined ? {} : { code }) })
    dropped?.terminate()
  }

  /** Looks after the link a few times a second: reconnects, notices silence, repeats. */
  const watch = setInterval(() => {
    const now = performance.now()
    if (state === 'away') return connect()
    if (state === 'entering' && now - enteredMs > enterMs) return drop()
    if (state !== 'playing') return
    if (now - heardMs > silenceMs) return drop()
    if (now - heardMs > silenceMs / 2) say({ t: 'ping', at: Math.round(now) })
    const [oldest] = pending
    const stale = oldest && now - oldest[1].sentMs > repeatMs
    if (stale && (options.kind === 'persistent' || !oldest[1].acked)) repeat(oldest[0])
  }, 100)

  connect()
  return {
    name: options.name,
    send(line) {
      const n = nextN
      nextN += 1
      pending.set(n, { line, acked: false, sentMs: performance.now() })
      note({ what: 'invoke', n, line })
      transmit(n)
    },
    get pending() {
      return pending.size
    },
    get shownName() {
      return shownName
    },
    get playing() {
      return state === 'playing'
    },
    reconnect(twice = false) {
      if (twice) connect()
      else drop()
    },
    audit() {
      auditing = true
      gold = undefined
      items = undefined
      say({ t: 'sync' })
    },
    get audited() {
      return gold !== undefined && items !== undefined
    },
    close() {
      state = 'closed'
      clearInterval(watch)
      socket?.terminate()
    },
    record() {
      const belongings: Belongings | undefined =
        gold === undefined || items === undefined ? undefined : { gold, items }
      // As it is now: what comes while the log is dumped may not be in the dump.
      const { name, kind } = options
      const base = { name, kind, character, sessions: [...sessions], entries: [...entries] }
      return belongings ? { ...base, belongings } : base
    },
  }
}
