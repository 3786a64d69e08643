/**
 * Sockets between clients and gateways. Frames keep their order in each direction. A socket can be
 * cut so that both ends know, so that only the client knows (it has moved on, the gateway still
 * believes in it), or so that nobody knows.
 */

import type { Socket, SocketEvents } from '../../server/client/link-ports.ts'
import type { Wire } from '../../server/edge/session/ports.ts'
import type { SimDice } from './dice.ts'
import type { SimProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'

/** The gateway's end of a socket. */
export interface ServerEnd {
  receive(text: string): void
  closed(): void
}

export interface Door {
  readonly process: SimProcess
  accept(wire: Wire, socket: SimSocket): ServerEnd
}

/** One socket as the simulation sees it. */
export interface SimSocket extends Socket {
  /** The gateway's name for the connection, once there is one. */
  conn: string
  readonly gateway: string
  /** The client's end is gone; what still arrives there is heard by nobody but the checker. */
  abandoned: boolean
  /** Nothing gets through any more, and nobody has been told. */
  silent: boolean
  serverOpen: boolean
  cut(how: 'clean' | 'half-open' | 'black-hole'): void
}

export interface SimNet {
  open(gateway: string, events: SocketEvents, onLate: (text: string) => void): SimSocket
  sockets(): readonly SimSocket[]
  /** Every socket of the gateway breaks. */
  gatewayGone(gateway: string): void
}

export function simNet(
  scheduler: Scheduler,
  dice: SimDice,
  doors: ReadonlyMap<string, Door>,
): SimNet {
  let sockets: SimSocket[] = []

  function open(gateway: string, events: SocketEvents, onLate: (text: string) => void): SimSocket {
    const up: string[] = []
    const down: (() => void)[] = []
    let end: ServerEnd | undefined
    let clientTold = false
    let door: Door | undefined

    const tellClient = (): void => {
      if (clientTold) return
      clientTold = true
      events.closed()
    }
    const closeServer = (delayMs: number): void => {
      if (!door) return
      const closed = door.process.deliver(() => {
        if (!socket.serverOpen) return
        socket.serverOpen = false
        sockets = sockets.filter((one) => one !== socket)
        end?.closed()
      })
      scheduler.after(delayMs, closed)
    }
    /** Something towards the client, behind everything sent before. */
    const toClient = (act: () => void): void => {
      down.push(act)
      scheduler.after(dice.between(1, 30), () => down.shift()?.())
    }
    const socket: SimSocket = {
      conn: '',
      gateway,
      abandoned: false,
      silent: false,
      serverOpen: false,
      send(text) {
        if (socket.abandoned) return
        up.push(text)
        scheduler.after(dice.between(1, 30), () => {
          const next = up.shift()
          if (next === undefined || socket.silent || !socket.serverOpen || socket.abandoned) return
          door?.process.deliver(() => socket.serverOpen && end?.receive(next))()
        })
      },
      close() {
        if (socket.abandoned) return
        socket.abandoned = true
        clientTold = true
        // A silent line does not carry the goodbye; the gateway's own watch finds out.
        closeServer(socket.silent ? dice.between(5_000, 15_000) : dice.between(1, 30))
      },
      cut(how) {
        if (socket.abandoned) return
        scheduler.note(`${socket.conn || gateway} cut: ${how}`)
        if (how === 'black-hole') {
          socket.silent = true
          closeServer(dice.between(5_000, 15_000))
          return
        }
        socket.abandoned = true
        closeServer(how === 'clean' ? dice.between(1, 50) : dice.between(500, 12_000))
        scheduler.after(dice.between(1, 50), tellClient)
      },
    }
    const wire: Wire = {
      via: 'v1.mudstream',
      cookieToken: undefined,
      address: '127.0.0.1',
      send(frame) {
        const text = frame.v1.toString()
        toClient(() => {
          if (socket.silent) return
          if (socket.abandoned) onLate(text)
          else events.text(text)
        })
      },
      sendAll({ frames }) {
        for (const { frame } of frames) wire.send(frame)
      },
      close() {
        toClient(() => {
          if (!socket.silent && !socket.abandoned) tellClient()
          socket.abandoned = true
        })
        closeServer(dice.between(1, 50))
      },
      buffered: () => 0,
      cork: () => undefined,
      uncork: () => undefined,
    }
    sockets.push(socket)
    scheduler.after(dice.between(1, 20), () => {
      // Whoever listens now, which need not be who listened when the call was made.
      door = doors.get(gateway)
      if (!door?.process.up()) {
        sockets = sockets.filter((one) => one !== socket)
        return tellClient()
      }
      const { accept } = door
      door.process.deliver(() => {
        socket.serverOpen = true
        end = accept(wire, socket)
        if (socket.abandoned) closeServer(1)
      })()
      toClient(() => !socket.abandoned && events.opened())
    })
    return socket
  }

  return {
    open,
    sockets: () => sockets,
    gatewayGone(gateway) {
      for (const socket of sockets.filter((one) => one.gateway === gateway)) {
        socket.serverOpen = false
        socket.cut('clean')
      }
      sockets = sockets.filter((one) => one.gateway !== gateway)
    },
  }
}
