/**
 * A player: the play page's own link, driven by a script of lines. What it sends and what it reads
 * is written down for the checker.
 *
 * A trusting player never sends a command again once it was acknowledged; a persistent one behaves
 * as if it had never seen an acknowledgement, and repeats old commands out of the blue.
 */

import type { ServerFrame } from '../../schema/frames/server.ts'
import type { Command } from '../../server/client/command-queue.ts'

import { createLink } from '../../server/client/link.ts'
import type { Phase } from '../../server/client/link-ports.ts'
import type { SimDice } from './dice.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimNet, SimSocket } from './sim-net.ts'
import type { Tally } from './tally.ts'

export interface SeenFrame {
  readonly frame: string
  readonly t: string
  readonly kind: string
  readonly text: string
  readonly conn: string
}

/** What one client can swear to. */
export interface ClientRecord {
  readonly name: string
  /** `session/n` → the line last sent under that number. */
  readonly sent: Map<string, string>
  readonly acked: Set<string>
  readonly done: Map<string, string>
  /** Frames by session as they came, and where the server said that some are missing. */
  readonly frames: Map<string, (SeenFrame | 'resync')[]>
  /** Frames that came to a socket which the client had left. */
  readonly late: SeenFrame[]
  /** Outcome by the mark of a line: `done`, `refused` at the gate, `unknown` after a session was lost. */
  readonly outcomes: Map<number, string[]>
  /** Times the server threw it out, with the code. */
  readonly thrownOut: string[]
}

export interface SimClient {
  readonly record: ClientRecord
  finished(): boolean
  start(): void
  phase(): Phase
  session(): string
  socket(): SimSocket | undefined
}

export interface ClientParts {
  readonly name: string
  readonly persistent: boolean
  readonly pipeline: number
  readonly lines: readonly string[]
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly net: SimNet
  readonly gateways: readonly string[]
  readonly tally: Tally
  /** True while faults may happen: repeats out of the blue belong to them. */
  readonly unruly: () => boolean
}

export function simClient(parts: ClientParts): SimClient {
  const { name, scheduler, dice, net, tally } = parts
  const record: ClientRecord = {
    name,
    sent: new Map(),
    acked: new Set(),
    done: new Map(),
    frames: new Map(),
    late: [],
    outcomes: new Map(),
    thrownOut: [],
  }
  let phase: Phase = 'calling'
  let session = ''
  let next = 0
  let waiting: readonly Command[] = []
  let socket: SimSocket | undefined
  const outcome = ({ mark }: Command, what: string): void => {
    record.outcomes.set(mark, [...(record.outcomes.get(mark) ?? []), what])
  }

  const link = createLink(
    {
      openSocket(events) {
        const gateway = dice.pick(parts.gateways)
        const opened: SimSocket = net.open(
          gateway,
          { ...events, text: (text) => heard(text, opened, events.text) },
          (text) => noteLate(text, opened),
        )
        socket = opened
        const { send } = opened
        opened.send = (text) => {
          noteSent(text)
          send(text)
        }
        return opened
      },
      after: (delayMs, task) => scheduler.after(delayMs, task),
      nowMs: () => scheduler.nowMs(),
      random: () => dice.between(0, 999) / 1_000,
      load: () => undefined,
      save: () => undefined,
      prefs: () => ({}),
    },
    {
      status(status) {
        if (phase !== status.phase) scheduler.note(`${name} ${status.phase} (${session})`)
        phase = status.phase
        if (phase !== 'ended') return
        record.thrownOut.push(status.bye?.code ?? 'left')
        scheduler.after(500, () => link.start())
      },
      welcomed({ session: opened, resumed }) {
        session = opened
        if (resumed) tally.count('resume')
        if (!record.frames.has(session)) record.frames.set(session, [])
      },
      frame(frame) {
        if (frame.t !== 'done') return
        const command = waiting.find((one) => one.n === frame.n)
        if (command) outcome(command, 'done')
      },
      refusedSignIn: () => scheduler.after(500, signIn),
      refusedCommand: (command) => outcome(command, 'refused'),
      estranged: () => scheduler.after(50, signIn),
      unknownFate(commands) {
        tally.count('session over')
        for (const command of commands) outcome(command, 'unknown')
      },
      commands(commands) {
        waiting = commands
      },
      ackedAfter: () => undefined,
      pongAfter: () => undefined,
    },
  )

  function signIn(): void {
    if (phase === 'stranger') link.signIn({ t: 'login', name, password: 'x' })
  }

  function noteSent(text: string): void {
    const frame = JSON.parse(text) as { t: string; n: number; line: string }
    scheduler.note(`${name} > ${text}`)
    if (frame.t === 'cmd') record.sent.set(`${session}/${frame.n}`, frame.line)
  }

  function heard(text: string, from: SimSocket, pass: (text: string) => void): void {
    const frame = JSON.parse(text) as ServerFrame
    scheduler.note(`${name} < ${text.slice(0, 120)}`)
    if (frame.t === 'reject' && frame.code === 'gap') tally.count('number gap refused')
    if (frame.t === 'ack') {
      record.acked.add(`${session}/${frame.n}`)
      if (parts.persistent) return
    }
    // A frame is told apart by session: the welcome in between is the link's to read first.
    if (frame.t === 'resync') {
      tally.count('resync')
      record.frames.get(session)?.push('resync')
    } else if ('frame' in frame && frame.t !== 'welcome') {
      record.frames.get(session)?.push(seenFrame(frame, from.conn))
      if (frame.t === 'done') record.done.set(`${session}/${frame.n}`, frame.status)
    }
    pass(text)
  }

  function noteLate(text: string, from: SimSocket): void {
    const frame = JSON.parse(text) as ServerFrame
    if (!('frame' in frame) || frame.t === 'welcome') return
    tally.count('frame to an abandoned socket')
    record.late.push(seenFrame(frame, from.conn))
  }

  /** Types the next line when fewer than the pipeline's depth are under way. */
  function type(): void {
    const line = parts.lines[next]
    if (line !== undefined && phase === 'playing' && waiting.length < parts.pipeline) {
      next += 1
      link.send(line)
    }
    if (parts.persistent && parts.unruly() && dice.chance(0.1)) repeatOld()
    if (next < parts.lines.length || waiting.length > 0)
      scheduler.after(dice.between(20, 600), type)
  }

  /** Sends an acknowledged command once more, as a client does that lost its memory. */
  function repeatOld(): void {
    const mine = [...record.acked].filter((key) => key.startsWith(`${session}/`))
    if (mine.length === 0 || phase !== 'playing') return
    const key = dice.pick(mine)
    const line = record.sent.get(key)
    if (line !== undefined) {
      socket?.send(JSON.stringify({ t: 'cmd', n: Number(key.split('/')[1]), line }))
    }
  }

  return {
    record,
    finished: () => next >= parts.lines.length && waiting.length === 0 && phase === 'playing',
    start() {
      link.start()
      type()
    },
    phase: () => phase,
    session: () => session,
    socket: () => socket,
  }
}

function seenFrame(frame: ServerFrame & { frame?: string }, conn: string): SeenFrame {
  const kind = frame.t === 'event' ? frame.kind : frame.t
  const text = frame.t === 'event' ? (frame.text ?? '') : ''
  return { frame: frame.frame ?? '', t: frame.t, kind, text, conn }
}
