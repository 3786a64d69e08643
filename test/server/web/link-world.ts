/**
 * A server and a clock to try the link against, in one process and under a seed: sockets may break
 * at any moment, commands and answers may be lost with them, and the server may be too busy.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { Command } from '../../../server/web/link/command-queue.ts'
import type { Reject, ServerFrame } from '../../../server/web/link/frames.ts'
import { createLink } from '../../../server/web/link/link.ts'
import type { LinkStatus, SavedLink, SocketEvents } from '../../../server/web/link/link-ports.ts'

export type LinkWorld = ReturnType<typeof linkWorld>
type Task = { readonly atMs: number; readonly run: () => void; cancelled: boolean }
type Frame = Readonly<Record<string, unknown>>

export function linkWorld(seed: number) {
  const dice = xoroshiro128plus(seed)
  const chance = (percent: number) => uniformInt(dice, 0, 99) < percent
  let nowMs = 0
  let tasks: Task[] = []
  let saved: SavedLink | undefined
  let line: { events: SocketEvents; open: boolean; greeted: boolean } | undefined

  const after = (delayMs: number, run: () => void) => {
    const task: Task = { atMs: nowMs + Math.max(0, delayMs), run, cancelled: false }
    tasks.push(task)
    return () => {
      task.cancelled = true
    }
  }
  /** Runs the earliest task; false when nothing is left to do. */
  const step = (): boolean => {
    tasks = tasks.filter((task) => !task.cancelled)
    const next = tasks.toSorted((a, b) => a.atMs - b.atMs)[0]
    if (!next) return false
    tasks = tasks.filter((task) => task !== next)
    nowMs = Math.max(nowMs, next.atMs)
    next.run()
    return true
  }

  const server = {
    lastN: 0,
    session: 'first',
    tick: 0,
    lines: [] as string[],
    requests: [] as string[],
    outbox: [] as { frame: string; body: Frame }[],
    up: true,
    lossPercent: 0,
    busyPercent: 0,
    forgetful: false,
    hellos: [] as Frame[],
    /** Knows nobody, as after the session and its sign-in ended. */
    aloof: false,
  }
  const heard = {
    frames: [] as ServerFrame[],
    statuses: [] as LinkStatus[],
    unknown: [] as string[],
    refused: [] as Reject[],
    commands: [] as readonly Command[],
    welcomes: [] as boolean[],
    estranged: 0,
  }

  const breakLine = () => {
    const old = line
    if (!old?.open) return
    old.open = false
    line = undefined
    after(1, old.events.closed)
  }
  const toClient = (body: Frame, to = line) => {
    const text = JSON.stringify(body)
    after(2, () => to?.open && to.events.text(text))
  }
  const emit = (body: Frame) => {
    server.tick += 1
    const frame = `${server.tick}.0`
    server.outbox.push({ frame, body: { ...body, frame } })
    // Before its welcome a socket belongs to no session, so nothing is sent to it.
    if (line?.greeted) toClient({ ...body, frame })
  }

  const hello = (frame: { resume?: { session: string; last: string } }) => {
    server.hellos.push(frame)
    if (server.aloof) {
      return toClient({
        t: 'welcome',
        session: '',
        character: null,
        world: 'w',
        lastN: 0,
        resume: '',
      })
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
    toClient({ t: 'welcome', protocol: 1, session, character, world: 'w', lastN, resume: 'r' })
    if (line) line.greeted = true
    if (!resumed || !frame.resume) return
    const from = server.outbox.findIndex((sent) => sent.frame === frame.resume?.last)
    for (const { body } of server.outbox.slice(from + 1)) toClient(body)
  }
  const command = (n: number, text: string) => {
    if (n > server.lastN + 1) {
      return toClient({ t: 'reject', n, code: 'gap', message: '', expected: server.lastN + 1 })
    }
    if (n === server.lastN + 1) {
      if (text.length > 30) return toClient({ t: 'reject', n, code: 'too-long', message: '' })
      if (chance(server.busyPercent)) {
        return toClient({ t: 'reject', n, code: 'too-fast', message: '' })
      }
      server.lastN = n
      server.lines.push(text)
      if (chance(server.lossPercent)) breakLine()
      toClient({ t: 'ack', n, request: `q${n}` })
      emit({ t: 'event', kind: 'heard', text, data: {} })
      emit({ t: 'done', request: `q${n}`, n, status: 'completed' })
    } else toClient({ t: 'ack', n, request: `q${n}` })
  }

  const openSocket = (events: SocketEvents) => {
    const mine = { events, open: server.up, greeted: false }
    line = mine
    after(1, server.up ? events.opened : events.closed)
    return {
      send(text: string) {
        if (!mine.open) return
        if (chance(server.lossPercent)) return breakLine()
        const frame = JSON.parse(text)
        after(2, () => {
          if (!mine.open) return
          if (frame.t === 'hello') hello(frame)
          else if (frame.t === 'cmd') command(frame.n, frame.line)
          else if (frame.t === 'ping') toClient({ t: 'pong', at: frame.at }, mine)
        })
      },
      close() {
        mine.open = false
      },
    }
  }
  const silence = () => {
    if (line) line.open = false
  }
  /** Opens the page; a page opened before is gone with its timers, as after a reload. */
  let page = 0
  const open = () => {
    page += 1
    const mine = page
    silence()
    return createLink(
      {
        openSocket: (events) => {
          const whenAlive = (act: () => void) => () => mine === page && act()
          return openSocket({
            opened: whenAlive(events.opened),
            closed: whenAlive(events.closed),
            text: (text) => whenAlive(() => events.text(text))(),
          })
        },
        after: (delayMs, task) => after(delayMs, () => mine === page && task()),
        nowMs: () => nowMs,
        prefs: () => ({ screenReader: false }),
        random: () => uniformInt(dice, 0, 999) / 1_000,
        load: () => saved,
        save: (link) => {
          saved = link && structuredClone(link)
        },
      },
      {
        status: (status) => heard.statuses.push(status),
        welcomed: (_, resumed) => heard.welcomes.push(resumed),
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
      },
    )
  }
  /** Lets time pass, at most `forMs` of it. */
  const run = (forMs: number) => {
    const untilMs = nowMs + forMs
    let ran = false
    const stop = after(forMs, () => {
      ran = true
    })
    while (!ran && step()) if (nowMs > untilMs) break
    stop()
  }
  return {
    server,
    heard,
    open,
    run,
    breakLine,
    emit,
    toClient,
    chance,
    silence,
    nowMs: () => nowMs,
  }
}
