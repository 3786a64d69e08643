/** A player who walks over the border and back, and swears to what was sent and read. */
import type { SimDice } from '../dice.ts'
import type { Scheduler } from '../scheduler.ts'
import type { SimNet, SimSocket } from '../sim-net.ts'

export interface SeenFrame {
  readonly frame: string
  readonly kind: string
  readonly text: string
}

export interface ClientRecord {
  readonly name: string
  /** `session/n` to the line that was sent. */
  readonly sent: Map<string, string>
  readonly acked: Set<string>
  /** Acknowledged and then refused for coming too early by one connection, although nothing before them was. */
  readonly early: Set<string>
  /** `session/n` to the status that it was told. */
  readonly done: Map<string, string>
  /** By session: the frames in the order in which they came, and where some are said to be missing. */
  readonly frames: Map<string, (SeenFrame | 'resync')[]>
  /** Why its session ended, each time. */
  readonly thrownOut: string[]
}

export interface ShardClient {
  readonly record: ClientRecord
  start(): void
  finished(): boolean
  session(): string
  socket(): SimSocket | undefined
}

export interface ClientParts {
  readonly name: string
  readonly lines: readonly string[]
  readonly pipeline: number
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly net: SimNet
  readonly gateways: readonly string[]
}

interface Frame {
  readonly t: string
  readonly n: number
  readonly frame?: string
  readonly kind?: string
  readonly text?: string
  readonly part?: string
  readonly code?: string
  readonly status: string
  readonly session: string
  readonly resumed: boolean
}

/** A socket that is silent for this long is asked, and given up when it stays so. */
const pingMs = 2_000
const patienceMs = 6_000

export function shardClient(parts: ClientParts): ShardClient {
  const { name, lines, pipeline, scheduler, dice, net } = parts
  const record: ClientRecord = {
    name,
    sent: new Map(),
    acked: new Set(),
    early: new Set(),
    done: new Map(),
    frames: new Map(),
    thrownOut: [],
  }
  let session = ''
  let last = ''
  let typed = 0
  let isPlaying = false
  let isSending = false
  let wasUnavailable = false
  let heardMs = 0
  let calledMs = 0
  let socket: SimSocket | undefined
  /** Acknowledged by the present connection; a new one may not know yet what the one before has stored. */
  const ackedHere = new Set<number>()
  /** Lines without an outcome, by number: line `n` of a session is the `n`th that was typed in it. */
  const open = new Map<number, string>()

  function connect(): void {
    isPlaying = false
    heardMs = scheduler.nowMs()
    calledMs = heardMs
    const mine = net.open(
      dice.pick(parts.gateways),
      {
        opened() {
          mine.send(
            JSON.stringify(session === '' ? { t: 'hello', name } : { t: 'hello', session, last }),
          )
        },
        text: (text) => mine === socket && heard(JSON.parse(text) as Frame),
        closed: () => mine === socket && again(),
      },
      () => undefined,
    )
    socket = mine
  }

  function again(): void {
    socket?.close()
    socket = undefined
    isPlaying = false
    scheduler.after(dice.between(20, 800), connect)
  }

  function heard(frame: Frame): void {
    heardMs = scheduler.nowMs()
    scheduler.note(`${name} < ${JSON.stringify(frame).slice(0, 140)}`)
    const { t, n } = frame
    if (t === 'welcome') welcomed(frame)
    else if (t === 'ack') {
      record.acked.add(`${session}/${n}`)
      ackedHere.add(n)
    } else if (t === 'reject') refused(frame)
    else if (t === 'resync') {
      record.frames.get(session)?.push('resync')
      sendOpen()
    } else if (t === 'bye') {
      record.thrownOut.push(frame.code ?? '')
      if (frame.code === 'gone') session = ''
      again()
    } else if (frame.frame !== undefined) saw(frame)
  }

  function welcomed(frame: Frame): void {
    session = frame.session
    ackedHere.clear()
    if (!record.frames.has(session)) record.frames.set(session, [])
    isPlaying = true
    sendOpen()
  }

  function saw({ t, n, frame = '', kind = t, text = '', status }: Frame): void {
    last = frame
    record.frames.get(session)?.push({ frame, kind, text })
    if (t !== 'done') return
    record.done.set(`${session}/${n}`, status)
    open.delete(n)
  }

  function refused({ n, code }: Frame): void {
    if (code === 'unavailable') wasUnavailable = true
    else if (!wasUnavailable && ackedHere.has(n)) record.early.add(`${session}/${n}`)
    sendOpenSoon()
  }

  /** Several refusals are one reason to begin anew. */
  function sendOpenSoon(): void {
    if (isSending) return
    isSending = true
    scheduler.after(dice.between(50, 400), () => {
      isSending = false
      sendOpen()
    })
  }

  /** Everything without an outcome once more, in order: whatever was stored has no second effect. */
  function sendOpen(): void {
    if (isPlaying) for (const n of open.keys()) send(n)
  }

  function send(n: number): void {
    const line = open.get(n) ?? ''
    record.sent.set(`${session}/${n}`, line)
    scheduler.note(`${name} > ${session}/${n} ${line}`)
    socket?.send(JSON.stringify({ t: 'cmd', n, line }))
  }

  function type(): void {
    const line = lines[typed]
    if (line !== undefined && isPlaying && open.size < pipeline) {
      typed += 1
      open.set(typed, line)
      send(typed)
    }
    const silentMs = scheduler.nowMs() - heardMs
    const isShutOut = !isPlaying && scheduler.nowMs() - calledMs > patienceMs
    if (socket && (isShutOut || silentMs > patienceMs)) again()
    else if (silentMs > pingMs) socket?.send(JSON.stringify({ t: 'ping' }))
    scheduler.after(dice.between(20, 400), type)
  }

  return {
    record,
    start() {
      connect()
      type()
    },
    finished: () => typed >= lines.length && open.size === 0 && isPlaying,
    session: () => session,
    socket: () => socket,
  }
}
