/** The people at a door: how each comes in, is brought to a gateway, and is shown what that says. */
import type { Socket } from 'node:net'
import { randomId, systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
import type { GmcpMessage } from '../render/gmcp-message.ts'
import { type AddressBook, turnAway } from '../session/addresses.ts'
import {
  defaultTelnetOptions,
  type HeldConnection,
  openTelnetConnection,
  type TelnetOptions,
} from '../telnet/connection.ts'
import type { MsspValues } from '../telnet/mssp.ts'
import type { Caller } from '../telnet/servers.ts'
import { type DoorSays, type FromGateway, type Step, send } from './messages.ts'

/** Somebody a gateway could not serve is brought again after this. */
const againMs = 300
/** More than this nobody types ahead, and no client sends of itself. */
const waitingMax = 64

export interface Gateway {
  readonly socket: Socket
  instance: string
  heardMs: number
  isLeaving: boolean
  /** Speaks our protocol and has said so. */
  isReady: boolean
  /** Whom it serves. */
  readonly serves: Set<Visitor>
}

export interface Visitor {
  readonly id: string
  readonly address: string
  readonly connection: HeldConnection
  gateway: Gateway | undefined
  /** What the gateway has left, as it was given. */
  carried: unknown
  isReady: boolean
  /** Lines that are not settled, by their numbers. */
  readonly lines: Map<number, string>
  lastLine: number
  /** GMCP that came while no gateway was there. */
  gmcp: GmcpMessage[]
  waitsSinceMs: number
  wasToldToWait: boolean
}

export interface DoorState {
  readonly log: Logger
  readonly admit: AddressBook['admit']
  readonly options: Partial<TelnetOptions>
  readonly gateways: Set<Gateway>
  readonly visitors: Map<string, Visitor>
  ports: { port: number; tlsPort?: number }
  /** Another door takes who comes. */
  isRetiring: boolean
  mssp: MsspValues
}

/** The visitor is served by this gateway from now on, or by none. */
function assign(visitor: Visitor, gateway: Gateway | undefined): void {
  visitor.gateway?.serves.delete(visitor)
  visitor.gateway = gateway
  gateway?.serves.add(visitor)
  visitor.waitsSinceMs = systemClock.mono()
}

type Order = Extract<FromGateway, { t: 'show' | 'again' | 'close' }>

export function obey(state: DoorState, visitor: Visitor, message: Order): void {
  const { connection } = visitor
  if (message.t === 'again') {
    assign(visitor, undefined)
    void systemClock.sleep(againMs).then(() => place(state, visitor))
  } else if (message.t === 'close') connection.close(message.reason)
  else {
    for (const step of message.steps) perform(connection, step)
    for (const line of message.settled) visitor.lines.delete(line)
    if (message.carried !== undefined) visitor.carried = message.carried ?? undefined
  }
}

function perform(connection: HeldConnection, step: Step): void {
  switch (step.do) {
    case 'text':
      return connection.send(step.text)
    case 'prompt':
      return connection.prompt(step.text)
    case 'gmcp':
      return connection.gmcp(step.message)
    case 'echo':
      return connection.echo(step.on)
    case 'signed-in':
      return connection.signedIn()
    case 'client-name':
      return connection.setClientName(step.name)
    default: {
      const unreachable: never = step
      return unreachable
    }
  }
}

export function comeIn(state: DoorState, { socket, secure, address }: Caller): void {
  const leave = state.admit(address)
  if (typeof leave === 'string') return turnAway(socket, leave)
  const connection = openTelnetConnection(
    socket,
    {
      onReady() {
        visitor.isReady = true
        place(state, visitor)
      },
      onLine: (text) => typed(visitor, text),
      onGmcp(message) {
        if (visitor.gateway)
          return tell(visitor, { t: 'gmcp', id: visitor.id, message: withData(message) })
        if (visitor.gmcp.length < waitingMax) visitor.gmcp.push(message)
      },
      onCaps: (caps) => tell(visitor, { t: 'caps', id: visitor.id, caps }),
      onProblem(what) {
        if (what === 'line-too-long') tell(visitor, { t: 'line-too-long', id: visitor.id })
      },
      onBroken: (error) =>
        state.log.warn({ event: 'door-trouble', err: error }, 'a connection has failed'),
      onClose() {
        leave()
        state.visitors.delete(visitor.id)
        tell(visitor, { t: 'gone', id: visitor.id })
        assign(visitor, undefined)
      },
    },
    {
      ...defaultTelnetOptions,
      ...state.options,
      ...(secure ? { compression: false } : {}),
      mssp: () => state.mssp,
    },
  )
  const visitor: Visitor = {
    id: randomId(12),
    address,
    connection,
    gateway: undefined,
    carried: undefined,
    isReady: false,
    lines: new Map(),
    lastLine: 0,
    gmcp: [],
    waitsSinceMs: systemClock.mono(),
    wasToldToWait: false,
  }
  state.visitors.set(visitor.id, visitor)
}

const withData = ({ package: name, data }: GmcpMessage) => ({ package: name, data })

function tell({ gateway }: Visitor, message: DoorSays): void {
  if (gateway) send(gateway.socket, message)
}

function typed(visitor: Visitor, text: string): void {
  const { id, connection, lines, gateway } = visitor
  const line = visitor.lastLine + 1
  visitor.lastLine = line
  if (gateway) {
    if (!connection.isInputHidden()) lines.set(line, text)
    return send(gateway.socket, { t: 'line', id, line, text })
  }
  // A secret without anybody to ask for it is a line that nobody gets.
  if (connection.isInputHidden()) return
  if (lines.size < waitingMax) lines.set(line, text)
  else connection.send('One thing after another, please.\n')
}

/** The gateway no longer serves this one; another one does, as soon as there is one. */
export function release(state: DoorState, visitor: Visitor): void {
  assign(visitor, undefined)
  place(state, visitor)
}

/** Where the door listens, as MSSP calls it. */
export function portsOf({ ports: { port, tlsPort } }: Pick<DoorState, 'ports'>) {
  return { PORT: port, ...(tlsPort === undefined ? {} : { SSL: tlsPort }) }
}

/** Brings somebody to the gateway with the fewest people, if there is any. */
export function place(state: DoorState, visitor: Visitor): void {
  const { id, address, connection, carried } = visitor
  if (!visitor.isReady || visitor.gateway || !state.visitors.has(id)) return
  const open = [...state.gateways].filter(({ isReady, isLeaving }) => isReady && !isLeaving)
  const gateway = open.sort((one, other) => one.serves.size - other.serves.size)[0]
  if (!gateway) return
  assign(visitor, gateway)
  visitor.wasToldToWait = false
  connection.echo(true)
  const caps = connection.caps()
  tell(visitor, { t: 'open', id, address, caps, carried, ports: portsOf(state) })
  for (const message of visitor.gmcp.splice(0)) {
    tell(visitor, { t: 'gmcp', id, message: withData(message) })
  }
  for (const [line, text] of visitor.lines) tell(visitor, { t: 'line', id, line, text })
}
