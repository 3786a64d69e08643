/**
 * A server and a clock to try the link against, in one process and under a seed: sockets may break
 * at any moment, commands and answers may be lost with them, and the server may be too busy.
 */

import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { ClientFrame, ClientFrameOf } from '../../../../schema/frames/client.ts'
import type { ServerFrame, ServerFrameOf } from '../../../../schema/frames/server.ts'
import type { Command } from '../../../../server/client/command-queue.ts'
import { createLink } from '../../../../server/client/link.ts'
import type {
  LinkListener,
  LinkPorts,
  LinkStatus,
  SavedLink,
  Socket,
  SocketEvents,
} from '../../../../server/client/link-ports.ts'

type Task = { readonly atMs: number; readonly run: () => void; cancelled: boolean }
type Frame = Readonly<Record<string, unknown>>
type Line = { readonly events: SocketEvents; open: boolean; greeted: boolean }
type Clock = ReturnType<typeof createClock>
type Server = {
  lastN: number
  session: string
  tick: number
  lines: string[]
  outbox: { frame: string; body: Frame }[]
  hellos: ClientFrameOf<'hello'>[]
  line: Line | undefined
  up: boolean
  lossPercent: number
  busyPercent: number
  /** Has lost the session, but knows the player. */
  forgetful: boolean
  /** Knows nobody, as after the session and its sign-in ended. */
  aloof: boolean
  breakLine(): void
  /** The socket dies without a word. */
  silence(): void
  toClient(body: Frame, to?: Line): void
  emit(body: Frame): void
  openSocket(events: SocketEvents): Socket
}
type Heard = ReturnType<typeof newHeard>

export function linkWorld(seed: number) {
  const dice = xoroshiro128plus(seed)
  const chance = (percent: number) => uniformInt(dice, 0, 99) < percent
  const clock = createClock()
  const server = createServer(clock, chance)
  const heard = newHeard()
  const kept: { link: SavedLink | undefined } = { link: undefined }
  let page = 0
  return {
    server,
    heard,
    chance,
    run: clock.run,
    breakLine: server.breakLine,
    silence: server.silence,
    emit: server.emit,
    toClient: server.toClient,
    /** Opens the page; a page opened before is gone with its timers, as after a reload. */
    open() {
      page += 1
      const mine = page
      server.silence()
      const whenAlive = (act: () => void) => () => {
        if (mine === page) act()
      }
      const ports: LinkPorts = {
        openSocket: (events) =>
          server.openSocket({
            opened: whenAlive(events.opened),
            closed: whenAlive(events.closed),
            text: (text) => whenAlive(() => events.text(text))(),
          }),
        after: (delayMs, task) => clock.after(delayMs, whenAlive(task)),
        nowMs: clock.nowMs,
        prefs: () => ({ screenReader: false }),
        random: () => uniformInt(dice, 0, 999) / 1_000,
        load: () => kept.link,
        save: (link) => {
          kept.link = link && structuredClone(link)
        },
      }
      return createLink(ports, listenerOf(heard))
    },
  }
}

/** Time that passes only when a test lets it. */
function createClock() {
  let nowMs = 0
  let tasks: Task[] = []
  const after = (delayMs: number, run: () => void) => {
    const task: Task = { atMs: nowMs + Math.max(0, delayMs), run, cancelled: false }
    tasks.push(task)
    return () => {
      task.cancelled = true
    }
  }
  /** Does everything due within the next `forMs`, in order of time. */
  const run = (forMs: number) => {
    const untilMs = nowMs + forMs
    for (;;) {
      tasks = tasks.filter((task) => !task.cancelled)
      const next = tasks.toSorted((a, b) => a.atMs - b.atMs)[0]
      if (!next || next.atMs > untilMs) break
      tasks = tasks.filter((task) => task !== next)
      nowMs = Math.max(nowMs, next.atMs)
      next.run()
    }
    nowMs = untilMs
  }
  return { after, run, nowMs: () => nowMs }
}

function newHeard() {
  return {
    frames: [] as ServerFrame[],
    statuses: [] as LinkStatus[],
    unknown: [] as string[],
    refused: [] as ServerFrameOf<'reject'>[],
    commands: [] as readonly Command[],
    welcomes: [] as boolean[],
    estranged: 0,
  }
}

const listenerOf = (heard: Heard): LinkListener => ({
  status: (status) => heard.statuses.push(status),
  welcomed: ({ resumed }) => heard.welcomes.push(resumed),
  frame: (frame) => heard.frames.push(frame),
  refusedSignIn: () => {},
  refusedCommand: (_, reject) => heard.refused.push(reject),
  unknownFate: (commands) => heard.unknown.push(...commands.map((each) => each.line)),
  commands: (commands) => {
    heard.commands = commands
  },
  ackedAfter: () => {},
  pongAfter: () => {},
  estranged: () => {
    heard.estranged += 1
  },
})

/** One session's server side, its socket, and every way in which both may fail. */
function createServer(clock: Clock, chance: (percent: number) => boolean): Server {
  const server: Server = {
    lastN: 0,
    session: 'first',
    tick: 0,
    lines: [],
    outbox: [],
    hellos: [],
    line: undefined,
    up: true,
    lossPercent: 0,
    busyPercent: 0,
    forgetful: false,
    aloof: false,
    breakLine() {
      const old = server.line
      if (!old?.open) return
      old.open = false
      server.line = undefined
      clock.after(1, old.events.closed)
    },
    silence() {
      if (server.line) server.line.open = false
    },
    toClient(body: Frame, to = server.line) {
      const text = JSON.stringify(body)
      clock.after(2, () => to?.open && to.events.text(text))
    },
    emit(body: Frame) {
      server.tick += 1
      const frame = `${server.tick}.0`
      server.outbox.push({ frame, body: { ...body, frame } })
      // Before its welcome a socket belongs to no session, so nothing is sent to it.
      if (server.line?.greeted) server.toClient({ ...body, frame })
    },
    openSocket(events: SocketEvents): Socket {
      const mine: Line = { events, open: server.up, greeted: false }
      server.line = mine
      clock.after(1, server.up ? events.opened : events.closed)
      return {
        send(text) {
          if (!mine.open) return
          if (chance(server.lossPercent)) server.breakLine()
          else clock.after(2, () => mine.open && receive(server, JSON.parse(text), chance))
        },
        close() {
          mine.open = false
        },
      }
    },
  }
  return server
}

function receive(server: Server, frame: ClientFrame, chance: (percent: number) => boolean): void {
  if (frame.t === 'hello') greet(server, frame)
  else if (frame.t === 'cmd') obey(server, frame.n, frame.line, chance)
  else if (frame.t === 'ping') server.toClient({ t: 'pong', at: frame.at })
}

const stranger = { t: 'welcome', session: '', character: null, world: 'w', lastN: 0, resume: '' }

function greet(server: Server, frame: ClientFrameOf<'hello'>): void {
  server.hellos.push(frame)
  if (server.aloof) {
    server.toClient(stranger)
    return
  }
  const resumed = !server.forgetful && frame.resume?.session === server.session
  if (!resumed && frame.resume) {
    server.session += '+'
    server.lastN = 0
    server.outbox = []
    server.forgetful = false
  }
  const { session, lastN } = server
  const character = { id: 'c1', name: 'Tam', role: 'player' }
  server.toClient({ t: 'welcome', protocol: 1, session, character, world: 'w', lastN, resume: 'r' })
  if (server.line) server.line.greeted = true
  if (!resumed) return
  const from = server.outbox.findIndex((sent) => sent.frame === frame.resume?.last)
  for (const { body } of server.outbox.slice(from + 1)) server.toClient(body)
}

function obey(server: Server, n: number, text: string, chance: (percent: number) => boolean): void {
  const { toClient, emit } = server
  const expected = server.lastN + 1
  if (n < expected) {
    toClient({ t: 'ack', n, request: `q${n}` })
    return
  }
  const code = n > expected ? 'gap' : text.length > 30 ? 'too-long' : 'too-fast'
  if (code !== 'too-fast' || chance(server.busyPercent)) {
    toClient({ t: 'reject', n, code, message: '', ...(code === 'gap' ? { expected } : {}) })
    return
  }
  server.lastN = n
  server.lines.push(text)
  if (chance(server.lossPercent)) server.breakLine()
  toClient({ t: 'ack', n, request: `q${n}` })
  emit({ t: 'event', kind: 'heard', text, data: {} })
  emit({ t: 'done', request: `q${n}`, n, status: 'completed' })
}
