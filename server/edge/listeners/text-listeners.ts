/** The listeners for clients that show text: telnet, and the standard MUD WebSockets. */
import { readFile } from 'node:fs/promises'
import { WebSocket } from 'ws'
import { groupChannel, channels as worldChannels } from '../../../schema/channels.ts'
import { mayUse, type Role } from '../../../schema/roles.ts'
import type { Config } from '../../platform/config.ts'
import type { TelemetryBoard } from '../../platform/telemetry.ts'
import { type DoorLink, openDoorLink } from '../door/door-link.ts'
import type { ChannelInfo } from '../render/gmcp-view.ts'
import { createWireFormat } from '../render/wire-formats.ts'
import type { AddressBook } from '../session/addresses.ts'
import { trustedNetworks } from '../session/client-address.ts'
import type { LastShown, SessionInput, Wire } from '../session/ports.ts'
import { defaultTelnetOptions } from '../telnet/connection.ts'
import { startTelnet, type TelnetListener, type TelnetPlay } from '../telnet/listener.ts'
import type { Lobby } from '../telnet/lobby.ts'
import type { MsspRecord, MsspValues } from '../telnet/mssp.ts'
import type { TelnetPorts } from '../telnet/servers.ts'
import type { SettingsMemory } from '../telnet/settings-memory.ts'
import {
  createSocketTextPort,
  type MessageSocket,
  webTerminalCaps,
} from '../telnet/socket-text-port.ts'
import { createTextSession } from '../telnet/text-session.ts'
import { createBadFrameCounter } from './bad-frames.ts'
import type { AcceptedSocket } from './v1-socket.ts'
import type { WorldFigures } from './world-figures.ts'

/** The channels GMCP clients are told about: the ways to speak, then the world's own channels. */
const channels: readonly ChannelInfo[] = [
  { name: 'say', caption: 'Say', command: 'say' },
  { name: 'tell', caption: 'Tells', command: 'tell' },
  { name: 'shout', caption: 'Shouts', command: 'shout' },
  { name: groupChannel, caption: 'Group', command: 'gsay' },
  ...worldChannels.map(({ id, role }) => ({
    name: id,
    caption: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
    command: id,
    ...(role === undefined ? {} : { isFor: (other: string) => mayUse(other as Role, role) }),
  })),
]

const greeting = [
  '',
  '{room}M U D S T R E A M{/}',
  '{dim}Rain on the roof, voices behind a door, a lantern in the window.{/}',
  '',
].join('\n')

export interface TextListenerParts {
  readonly config: Config
  readonly instance: string
  readonly addresses: AddressBook
  readonly open: (wire: Wire) => SessionInput
  readonly shown: LastShown
  readonly lobby: Lobby
  readonly memory: SettingsMemory
  readonly players: () => number
  readonly startedAtMs: number
  readonly figures: WorldFigures['current']
  readonly onDrop: (reason: string) => void
  readonly onTrouble: (where: string, error: unknown) => void
}

/**
 * Opens the telnet ports, or the links to the doors that hold the players' sockets. Rejects when a port
 * is taken or a certificate cannot be read.
 */
export async function openTelnetListener(parts: TextListenerParts): Promise<TelnetListener> {
  const { config } = parts
  const play: TelnetPlay = {
    open: parts.open,
    shown: parts.shown,
    lobby: parts.lobby,
    memory: parts.memory,
    onTrouble: parts.onTrouble,
    admit(address) {
      const release = parts.addresses.admit(address)
      if (typeof release === 'string') parts.onDrop(release)
      return release
    },
    greeting,
    guests: () => config.guests,
    channels,
    mssp: () => msspOf(parts),
  }
  if (config.telnetDoor.length > 0) return openDoorLinks(parts, play)
  const listener: TelnetListener = await startTelnet({
    ...play,
    ...(await telnetPorts(config)),
    mssp: () => ({ ...msspOf(parts), ...portsOf(listener) }),
    options: { outputBytesMax: config.limitSendBufferKb * 1_024 },
  })
  return listener
}

/** Where telnet listens, with the certificate for TLS if there is one. */
export async function telnetPorts(config: Config): Promise<TelnetPorts> {
  const { telnetHost: host, telnetPort, tlsCert, tlsKey } = config
  const isProxy = trustedNetworks(config.trustProxy)
  const port = { port: telnetPort, ...(config.proxyProtocol === 'off' ? {} : { isProxy }) }
  if (!tlsCert || !tlsKey) return { host, ...port }
  const [cert, key] = await Promise.all([readFile(tlsCert, 'utf8'), readFile(tlsKey, 'utf8')])
  return { host, ...port, tls: { port: config.telnetTlsPort, cert, key } }
}

function openDoorLinks({ config, instance }: TextListenerParts, play: TelnetPlay): TelnetListener {
  const links: DoorLink[] = config.telnetDoor.map((path) =>
    openDoorLink({ ...play, path, instance }),
  )
  return {
    connections: () => links.reduce((sum, link) => sum + link.connections(), 0),
    atOldDoor: () => links.reduce((sum, link) => sum + link.atOldDoor(), 0),
    refuse() {
      for (const link of links) link.refuse()
    },
    async stop() {
      await Promise.all(links.map((link) => link.stop()))
    },
  }
}

const portsOf = ({ own }: TelnetListener): MsspValues =>
  own ? { PORT: own.port, ...(own.tlsPort === undefined ? {} : { SSL: own.tlsPort }) } : {}

/**
 * How many people play, on all gateways. `own`: the sessions of this one, which are exact; the figures of
 * others are up to a second old.
 */
export function playersEverywhere(board: TelemetryBoard, instance: string, own: number): number {
  const others = board.reports().filter((report) => report.instance !== instance)
  return others.reduce(
    (sum, { role, figures }) => sum + (role === 'gateway' ? figures.sessions : 0),
    own,
  )
}

type MsspParts = Pick<TextListenerParts, 'config' | 'players' | 'startedAtMs' | 'figures'>

function msspOf({ config, players, startedAtMs, figures }: MsspParts): MsspRecord {
  return {
    NAME: 'Mudstream',
    PLAYERS: players(),
    UPTIME: Math.floor(startedAtMs / 1_000),
    CODEBASE: 'Mudstream',
    FAMILY: 'Custom',
    CHARSET: 'UTF-8',
    LANGUAGE: 'English',
    'CRAWL DELAY': -1,
    ANSI: 1,
    'UTF-8': 1,
    GMCP: 1,
    'XTERM 256 COLORS': 1,
    'XTERM TRUE COLORS': 1,
    'PAY TO PLAY': 0,
    'PAY FOR PERKS': 0,
    ...figures(),
    ...config.listing,
  }
}

/** How long a peer may take to answer the close before its socket is destroyed. */
const closeGraceMs = 2_000

export interface TextSocketParts
  extends Pick<
    TextListenerParts,
    'open' | 'shown' | 'lobby' | 'memory' | 'onDrop' | keyof MsspParts
  > {
  /** Whether guests are let in at this moment. */
  readonly guests: () => boolean
  /** Output that may wait for a slow reader, in bytes, before it is cut off. */
  readonly bufferedBytesMax: number
  /** A clock in milliseconds that only grows. */
  readonly mono: () => number
}

/** Serves one standard MUD WebSocket until it closes. */
export function serveTextSocket(accepted: AcceptedSocket, parts: TextSocketParts): void {
  const { webSocket, protocol, address } = accepted
  const format = createWireFormat(protocol, webTerminalCaps, channels)
  const socket = messagesOver(accepted, parts)
  const port = createSocketTextPort({ via: protocol, address, format, socket })
  const { firstLineMs, signInMs } = defaultTelnetOptions
  const leave = () => port.close(1008, 'Nobody signed in.')
  const [silent, waiting] = [setTimeout(leave, firstLineMs), setTimeout(leave, signInMs)]
  const patient = {
    ...port,
    signedIn() {
      clearTimeout(silent)
      clearTimeout(waiting)
    },
  }
  const session = createTextSession(patient, { ...parts, greeting, mssp: () => msspOf(parts) })
  const tooManyBadFrames = createBadFrameCounter(parts.mono)
  accepted.onMessage(({ data, isBinary }) => {
    const input = format.decodeInput(isBinary ? 'binary' : 'text', data.toString())
    if (input.kind === 'lines') clearTimeout(silent)
    if (input.kind === 'lines') for (const line of input.lines) session.line(line)
    else if (input.kind === 'gmcp') session.gmcp(input.message)
    else {
      port.notice(
        `{danger}That was no message: ${input.kind === 'bad' ? input.reason : input.kind}.{/}`,
      )
      if (tooManyBadFrames()) {
        parts.onDrop('bad-frames')
        port.close(1008, 'Too many broken frames.')
      }
    }
  })
  webSocket.on('close', () => {
    patient.signedIn()
    session.closed()
  })
  session.start()
}

/** The messages of the socket, with a limit for slow readers. */
function messagesOver({ webSocket, raw }: AcceptedSocket, parts: TextSocketParts): MessageSocket {
  return {
    send(frame) {
      if (webSocket.readyState !== WebSocket.OPEN) return
      if (webSocket.bufferedAmount > parts.bufferedBytesMax) {
        parts.onDrop('slow-reader')
        webSocket.terminate()
        return
      }
      webSocket.send(frame.payload, { binary: frame.kind === 'binary' })
    },
    close(code, reason) {
      webSocket.close(code, reason.slice(0, 100))
      setTimeout(() => webSocket.terminate(), closeGraceMs).unref()
    },
    buffered: () => webSocket.bufferedAmount,
    cork: () => raw.cork(),
    uncork: () => raw.uncork(),
  }
}
