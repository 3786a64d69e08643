/** The doors for people who read text: telnet, and the standard MUD WebSockets. */
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Config } from '../platform/config.ts'
import { startTelnet, type TelnetListener } from '../telnet/listener.ts'
import type { MsspValues } from '../telnet/mssp.ts'
import { socketTextPort, webTerminalCaps } from '../telnet/socket-text-port.ts'
import { createTextSession, type SessionInput } from '../telnet/text-session.ts'
import type { AddressBook } from './addresses.ts'
import type { Wire } from './ports.ts'
import { createWireFormat, type Subprotocol } from './wire-formats.ts'

/** The channels GMCP clients are told about. */
export const channels = [
  { name: 'say', caption: 'Say', command: 'say' },
  { name: 'tell', caption: 'Tells', command: 'tell' },
  { name: 'shout', caption: 'Shouts', command: 'shout' },
  { name: 'group', caption: 'Group', command: 'gsay' },
  { name: 'newbie', caption: 'Newcomers', command: 'newbie' },
] as const

const greeting = [
  '',
  '{room}M U D S T R E A M{/}',
  '{dim}Rain on the roof, voices behind a door, a lantern in the window.{/}',
  '',
].join('\n')

export interface TextDoorParts {
  readonly config: Config
  readonly addresses: AddressBook
  readonly open: (wire: Wire) => SessionInput
  readonly players: () => number
  readonly startedAtMs: number
  readonly onDrop: (reason: string) => void
}

/** Opens the telnet ports. Rejects when one is taken or a certificate cannot be read. */
export async function openTelnetDoor(parts: TextDoorParts): Promise<TelnetListener> {
  const { config } = parts
  const files =
    config.tlsCert && config.tlsKey
      ? await Promise.all([readFile(config.tlsCert, 'utf8'), readFile(config.tlsKey, 'utf8')])
      : null
  return startTelnet({
    host: config.telnetHost,
    port: config.telnetPort,
    ...(files ? { tls: { port: config.telnetTlsPort, cert: files[0], key: files[1] } } : {}),
    open: parts.open,
    admit(address) {
      const release = parts.addresses.admit(address)
      if (!release) parts.onDrop('connections-per-address')
      return release
    },
    greeting,
    channels,
    mssp: () => msspOf(parts),
  })
}

function msspOf({ config, players, startedAtMs }: TextDoorParts): MsspValues {
  return {
    NAME: 'Mudstream',
    PLAYERS: players(),
    UPTIME: Math.floor(startedAtMs / 1_000),
    CODEBASE: 'Mudstream',
    FAMILY: 'Custom',
    PORT: config.telnetPort,
    ...(config.tlsCert ? { SSL: config.telnetTlsPort } : {}),
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
  }
}

const badMessagesMax = 10

/** Serves one standard MUD WebSocket; returns what to call when it has closed. */
export function serveTextSocket(
  webSocket: WebSocket,
  raw: Socket,
  protocol: Subprotocol,
  address: string,
  bufferedBytesMax: number,
  parts: Pick<TextDoorParts, 'open' | 'onDrop'>,
): void {
  const format = createWireFormat(protocol, webTerminalCaps, channels)
  const port = socketTextPort(protocol, address, format, {
    send(frame) {
      if (webSocket.readyState !== WebSocket.OPEN) return
      if (webSocket.bufferedAmount > bufferedBytesMax) {
        parts.onDrop('slow-reader')
        webSocket.terminate()
        return
      }
      webSocket.send(frame.payload, { binary: frame.kind === 'binary' })
    },
    close: (code, reason) => webSocket.close(code, reason.slice(0, 100)),
    buffered: () => webSocket.bufferedAmount,
    cork: () => raw.cork(),
    uncork: () => raw.uncork(),
  })
  const session = createTextSession(port, parts.open, greeting)
  let bad = 0
  webSocket.on('message', (data, isBinary) => {
    const input = format.decodeInput(isBinary ? 'binary' : 'text', data.toString())
    if (input.kind === 'lines') for (const line of input.lines) session.line(line)
    else if (input.kind === 'gmcp') session.gmcp(input.message)
    else {
      bad += 1
      if (bad > badMessagesMax) {
        parts.onDrop('bad-frames')
        webSocket.close(1008, 'Too many broken frames.')
      }
    }
  })
  webSocket.on('close', () => session.closed())
  // Weather: the close event follows and does the work.
  webSocket.on('error', () => undefined)
  session.start()
}
