/**
 * The door: holds the sockets of telnet players while gateways come and go (decision 29). It speaks
 * telnet with the clients (negotiation, compression, TLS) and hands lines and GMCP to a gateway; what the
 * gateway would have to know to go on lies here, as it was when the last words were shown.
 *
 *   settling ──client has said what it shows──▶ waiting ──a gateway is there──▶ served ──▶ gone
 *                                                  ▲──gateway gone, or "again"──┘
 *
 * Invariants: a client is served by at most one gateway; a line is brought until it is settled, in the
 * order typed; what is typed hidden (a password) is never kept.
 */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
import type { AddressBook } from '../session/addresses.ts'
import type { TelnetOptions } from '../telnet/connection.ts'
import { openTelnetServers, type TelnetPorts } from '../telnet/servers.ts'
import { doorProtocol, type FromGateway, fromGateway, hear, send } from './messages.ts'
import { comeIn, type DoorState, type Gateway, obey, place, portsOf, release } from './visitors.ts'

export interface DoorParts extends TelnetPorts {
  /** Where gateways find the door: the path of a Unix socket. */
  readonly path: string
  readonly log: Logger
  /** Counts a connection from an address. */
  readonly admit: AddressBook['admit']
  readonly options?: Partial<TelnetOptions>
}

export interface Door {
  readonly host: string
  readonly port: number
  readonly tlsPort?: number
  /**
   * Takes nobody else, so that another door may have the ports; who stands here stays. Resolves when the
   * last of them has left.
   */
  readonly retire: () => Promise<void>
  /** Says goodbye to everybody and closes. */
  readonly stop: () => Promise<void>
}

const farewell = 'The gate closes. Come back in a moment.'
/** A gateway is taken for dead, and its players go elsewhere, when it was silent for so long. */
const silenceMs = 5_000
const watchMs = 1_000
/** Whoever waits for so long is told that somebody knows. */
const patienceMs = 4_000
/** Opens the telnet ports and the socket for gateways. Rejects when one is taken. */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const state: DoorState = {
    log: parts.log,
    admit: parts.admit,
    options: parts.options ?? {},
    gateways: new Set(),
    visitors: new Map(),
    ports: { port: 0 },
    isRetiring: false,
    mssp: {},
  }
  // A door that was killed leaves its socket behind, and nobody listens there any more.
  await rm(parts.path, { force: true })
  const inner = createServer((socket) => meetGateway(state, socket))
  inner.listen({ path: parts.path, readableAll: false, writableAll: false })
  await once(inner, 'listening')
  const servers = await openTelnetServers(parts, (caller) => comeIn(state, caller))
  const { port, tlsPort } = servers
  state.ports = { port, ...(tlsPort === undefined ? {} : { tlsPort }) }
  const watch = setInterval(() => lookAround(state), watchMs)
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= servers.close()
    return closed
  }
  return {
    host: parts.host,
    ...state.ports,
    retire() {
      parts.log.info(
        { event: 'door-retiring', players: state.visitors.size },
        'another door takes who comes; this one ends when the last player has left',
      )
      state.isRetiring = true
      for (const { socket } of state.gateways) send(socket, { t: 'retiring' })
      return close()
    },
    async stop() {
      clearInterval(watch)
      void close()
      for (const { connection } of state.visitors.values()) {
        connection.gmcp({ package: 'Core.Goodbye', data: farewell })
        connection.send(`${farewell}\n`)
        connection.close('stopping')
      }
      await close()
      await closeInner(inner, state)
    },
  }
}

async function closeInner(inner: Server, { gateways }: DoorState): Promise<void> {
  inner.close()
  for (const { socket } of gateways) socket.destroy()
  await once(inner, 'close')
}

function meetGateway(state: DoorState, socket: Socket): void {
  const gateway: Gateway = {
    socket,
    instance: '',
    heardMs: systemClock.mono(),
    isLeaving: false,
    isReady: false,
    serves: new Set(),
  }
  state.gateways.add(gateway)
  hear(socket, fromGateway, (message) => {
    gateway.heardMs = systemClock.mono()
    receive(state, gateway, message)
  })
  // A gateway that dies: 'close' follows.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    state.gateways.delete(gateway)
    const left = [...gateway.serves]
    const { instance } = gateway
    state.log.info(
      { event: 'door-gateway-gone', instance, players: left.length },
      'a gateway is gone',
    )
    for (const visitor of left) release(state, visitor)
  })
}

function receive(state: DoorState, gateway: Gateway, message: FromGateway): void {
  switch (message.t) {
    case 'hello':
      return greet(state, gateway, message)
    case 'alive':
      state.mssp = { ...message.mssp, ...portsOf(state) }
      return
    case 'leaving':
      gateway.isLeaving = true
      return
    case 'show':
    case 'again':
    case 'close': {
      const visitor = state.visitors.get(message.id)
      // A gateway that was given up may still speak of those who are served elsewhere by now.
      if (visitor?.gateway === gateway) return obey(state, visitor, message)
      return
    }
    default: {
      const unreachable: never = message
      return unreachable
    }
  }
}

function greet(
  state: DoorState,
  gateway: Gateway,
  { protocol, instance }: FromGateway & { t: 'hello' },
) {
  const { log } = state
  gateway.instance = instance
  if (protocol !== doorProtocol) {
    log.error({ event: 'door-gateway-refused', instance, protocol }, 'a gateway speaks otherwise')
    gateway.socket.destroy()
    return
  }
  gateway.isReady = true
  if (state.isRetiring) send(gateway.socket, { t: 'retiring' })
  log.info({ event: 'door-gateway-came', instance }, 'a gateway has come to the door')
  for (const visitor of state.visitors.values()) if (!visitor.gateway) place(state, visitor)
}

/** Gives up gateways that are silent, and tells those who wait that somebody knows. */
function lookAround({ gateways, visitors, log }: DoorState): void {
  const nowMs = systemClock.mono()
  for (const { socket, heardMs, instance } of gateways) {
    if (nowMs - heardMs < silenceMs) continue
    log.warn({ event: 'door-gateway-silent', instance }, 'a gateway is silent; it is given up')
    socket.destroy()
  }
  for (const visitor of visitors.values()) {
    if (visitor.gateway || visitor.wasToldToWait || nowMs - visitor.waitsSinceMs < patienceMs)
      continue
    visitor.wasToldToWait = true
    visitor.connection.send('The gate is being rebuilt. Stay where you are, it will not be long.\n')
  }
}
