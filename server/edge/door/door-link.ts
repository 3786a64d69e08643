/**
 * The gateway's side of a door: the people who stand there are served here as if their sockets were ours.
 * When the link breaks, the door brings them to another gateway, or here again.
 */
import { connect, type Socket } from 'node:net'
import { systemClock } from '../../platform/ambient.ts'
import { type ClientCaps, plainCaps } from '../render/client-caps.ts'
import { overfull } from '../session/addresses.ts'
import type { Carried } from '../telnet/carried.ts'
import type { TelnetConnection, TelnetHandlers } from '../telnet/connection.ts'
import type { TelnetPlay } from '../telnet/listener.ts'
import { serveConnection } from '../telnet/serve-connection.ts'
import { doorProtocol, type FromDoor, fromDoor, hear, type Step, send } from './messages.ts'

export interface DoorLinkParts extends TelnetPlay {
  /** The path of the door's socket. */
  readonly path: string
  readonly instance: string
}

export interface DoorLink {
  readonly connections: () => number
  /** Those of them who stand at a door that takes nobody else. */
  readonly atOldDoor: () => number
  /** Nobody else is to be brought here. */
  readonly refuse: () => void
  /** Gives everybody back to the door, then hangs up. */
  readonly stop: () => Promise<void>
}

const aliveMs = 1_000
const againMs = 250

/** One person at the door. */
interface Visitor {
  readonly id: string
  readonly link: Link
  handlers: TelnetHandlers | undefined
  caps: ClientCaps
  steps: Step[]
  settled: number[]
  /** What the session would leave with the door; asked when it is told. */
  carried: (() => Carried | undefined) | undefined
  isTold: boolean
}

interface Link {
  readonly parts: DoorLinkParts
  readonly visitors: Map<string, Visitor>
  socket: Socket | undefined
  isLeaving: boolean
  /** The door takes nobody else. */
  isOld: boolean
}

/** Keeps a link to the door until it is stopped; while the door is away it is looked for again and again. */
export function openDoorLink(parts: DoorLinkParts): DoorLink {
  const link: Link = {
    parts,
    visitors: new Map(),
    socket: undefined,
    isLeaving: false,
    isOld: false,
  }
  const alive = setInterval(() => sayAlive(link), aliveMs)
  dial(link)
  return {
    connections: () => link.visitors.size,
    atOldDoor: () => (link.isOld ? link.visitors.size : 0),
    refuse() {
      link.isLeaving = true
      if (link.socket) send(link.socket, { t: 'leaving' })
    },
    async stop() {
      link.isLeaving = true
      clearInterval(alive)
      for (const visitor of [...link.visitors.values()]) again(visitor)
      const { socket } = link
      if (!socket || socket.destroyed) return
      await new Promise<void>((resolve) => socket.end(resolve))
    },
  }
}

function sayAlive({ socket, parts }: Link): void {
  if (socket) send(socket, { t: 'alive', mssp: parts.mssp() })
}

function dial(link: Link): void {
  const { path, instance } = link.parts
  const socket = connect(path)
  socket.once('connect', () => {
    link.socket = socket
    send(socket, { t: 'hello', protocol: doorProtocol, instance })
    sayAlive(link)
  })
  hear(socket, fromDoor, (message) => receive(link, message))
  // A door that is away or has died: 'close' follows, and that tries again.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    const wasThere = link.socket !== undefined
    link.socket = undefined
    for (const visitor of [...link.visitors.values()]) lose(visitor, 'lost')
    // An old door ends, and never comes back.
    if (link.isOld && !wasThere) return
    if (!link.isLeaving) void systemClock.sleep(againMs).then(() => link.isLeaving || dial(link))
  })
}

function receive(link: Link, message: FromDoor): void {
  if (message.t === 'open') return serve(link, message)
  if (message.t === 'retiring') {
    link.isOld = true
    return
  }
  const visitor = link.visitors.get(message.id)
  const handlers = visitor?.handlers
  if (!visitor || !handlers) return
  switch (message.t) {
    case 'line':
      return handlers.onLine(message.text, message.line)
    case 'gmcp':
      return handlers.onGmcp(message.message)
    case 'caps':
      visitor.caps = message.caps
      return handlers.onCaps(message.caps)
    case 'line-too-long':
      return handlers.onProblem('line-too-long')
    case 'gone':
      return lose(visitor, 'lost')
    default: {
      const unreachable: never = message
      return unreachable
    }
  }
}

function serve(link: Link, { id, address, caps, carried, ports }: FromDoor & { t: 'open' }): void {
  const { parts, visitors } = link
  const release = parts.admit(address)
  // Whoever plays already was let in once, and is not sent away because its gateway has changed.
  if (typeof release === 'string' && carried === undefined) {
    const words = `${overfull[release].words}\n`
    const steps: Step[] = [{ do: 'text', text: words }]
    if (link.socket) send(link.socket, { t: 'show', id, steps, settled: [] })
    if (link.socket) send(link.socket, { t: 'close', id, reason: release })
    return
  }
  const visitor: Visitor = {
    id,
    link,
    handlers: undefined,
    caps: plainCaps,
    steps: [],
    settled: [],
    carried: undefined,
    isTold: true,
  }
  visitors.set(id, visitor)
  const door = {
    carried,
    keep(now: () => Carried | undefined) {
      visitor.carried = now
      tellSoon(visitor)
    },
    keepNow: () => tell(visitor),
    settled(line: number) {
      visitor.settled.push(line)
      tellSoon(visitor)
    },
    again: () => again(visitor),
  }
  const onClose = () => {
    if (typeof release !== 'string') release()
  }
  const mssp = () => ({ ...parts.mssp(), ...ports })
  serveConnection({ ...parts, mssp, address, door, onClose }, (handlers) => {
    visitor.handlers = handlers
    return connectionOf(visitor)
  })
  visitor.caps = caps
  visitor.handlers?.onReady(caps)
}

function connectionOf(visitor: Visitor): TelnetConnection {
  const does = (step: Step) => {
    visitor.steps.push(step)
    tellSoon(visitor)
  }
  return {
    caps: () => visitor.caps,
    send(text) {
      if (text !== '') does({ do: 'text', text })
    },
    prompt: (text) => does({ do: 'prompt', text }),
    gmcp({ package: name, data }) {
      if (visitor.caps.gmcp) does({ do: 'gmcp', message: { package: name, data } })
    },
    echo: (on) => does({ do: 'echo', on }),
    signedIn: () => does({ do: 'signed-in' }),
    setClientName: (name) => does({ do: 'client-name', name }),
    // The door bounds what waits for a slow reader.
    buffered: () => 0,
    close(reason) {
      tell(visitor)
      const { socket } = visitor.link
      if (socket) send(socket, { t: 'close', id: visitor.id, reason })
      lose(visitor, reason)
    },
  }
}

/** What one turn of the event loop brings goes to the door in one message. */
function tellSoon(visitor: Visitor): void {
  if (!visitor.isTold) return
  visitor.isTold = false
  setImmediate(() => tell(visitor))
}

function tell(visitor: Visitor): void {
  const { id, link, steps, settled, carried } = visitor
  if (visitor.isTold || !link.visitors.has(id)) return
  visitor.isTold = true
  visitor.steps = []
  visitor.settled = []
  visitor.carried = undefined
  if (!link.socket) return
  const kept = carried && { carried: carried() ?? null }
  send(link.socket, { t: 'show', id, steps, settled, ...kept })
}

function again(visitor: Visitor): void {
  tell(visitor)
  const { socket } = visitor.link
  if (socket) send(socket, { t: 'again', id: visitor.id })
  lose(visitor, 'again')
}

/** The visitor is no longer ours. */
function lose(visitor: Visitor, reason: string): void {
  if (!visitor.link.visitors.delete(visitor.id)) return
  visitor.handlers?.onClose(reason)
}
