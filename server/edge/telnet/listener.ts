/**
 * Opens the telnet ports, TCP and TLS. Each accepted connection becomes a text session of the gateway.
 * TLS has a port of its own, as MUD clients expect; it is never compressed.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { plainCaps } from '../render/client-caps.ts'
import { type ChannelInfo, createGmcpView, type GmcpView } from '../render/gmcp-view.ts'
import { createTerminalView, type TerminalView } from '../render/terminal-view.ts'
import type { TextSettings } from '../render/text-settings.ts'
import { type AddressBook, overfull } from '../session/addresses.ts'
import { clientAddress } from '../session/client-address.ts'
import type { LastShown, SessionInput, Wire } from '../session/ports.ts'
import {
  defaultTelnetOptions,
  openTelnetConnection,
  type TelnetConnection,
  type TelnetOptions,
} from './connection.ts'
import type { MsspValues } from './mssp.ts'
import type { TextPort } from './text-port.ts'
import { createTextSession, type TextSession } from './text-session.ts'

export interface TelnetParts {
  readonly host: string
  /** 0 means any free port. */
  readonly port: number
  /** PEM texts; without them there is no TLS port. */
  readonly tls?: { readonly port: number; readonly cert: string; readonly key: string }
  /** Makes the gateway's connection for a wire. */
  readonly open: (wire: Wire) => SessionInput
  /** The last frames of sessions that come back by a token. */
  readonly shown: LastShown
  /** Counts a connection from an address. */
  readonly admit: AddressBook['admit']
  /** Shown first, with markup. */
  readonly greeting: string
  readonly channels: readonly ChannelInfo[]
  readonly mssp: () => MsspValues
  readonly onTrouble: (where: string, error: unknown) => void
  readonly options?: Partial<TelnetOptions>
}

export interface TelnetListener {
  readonly host: string
  readonly port: number
  readonly tlsPort?: number
  readonly connections: () => number
  /** Takes no more connections and closes those there are, after what waits has been sent. */
  readonly stop: () => Promise<void>
}

const handshakeTimeoutMs = 10_000

/** Opens the ports. Rejects when one is taken. */
export async function startTelnet(parts: TelnetParts): Promise<TelnetListener> {
  const open = new Set<TelnetConnection>()
  const servers: Server[] = []
  const plain = createServer((socket) => accept({ socket, secure: false, parts, open }))
  servers.push(plain)
  const port = await listen(plain, parts.port, parts.host)
  let tlsPort: number | undefined
  if (parts.tls) {
    const { cert, key } = parts.tls
    const secure = createTlsServer({ cert, key, handshakeTimeout: handshakeTimeoutMs }, (socket) =>
      accept({ socket, secure: true, parts, open }),
    )
    // A peer that speaks no TLS needs no answer; the server closes its socket.
    secure.on('tlsClientError', () => undefined)
    servers.push(secure)
    tlsPort = await listen(secure, parts.tls.port, parts.host)
  }

  return {
    host: parts.host,
    port,
    ...(tlsPort === undefined ? {} : { tlsPort }),
    connections: () => open.size,
    async stop() {
      const closed = servers.map((server) => {
        server.close()
        return once(server, 'close')
      })
      for (const connection of open) connection.close('stopping')
      await Promise.all(closed)
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

interface Accepted {
  readonly socket: Socket
  readonly secure: boolean
  readonly parts: TelnetParts
  /** All open connections; the new one is added until it closes. */
  readonly open: Set<TelnetConnection>
}

function accept({ socket, secure, parts, open }: Accepted): void {
  // No proxy says over telnet where its caller is.
  const address = clientAddress({ peer: socket.remoteAddress }, () => false)
  const release = parts.admit(address)
  if (typeof release === 'string') {
    socket.on('error', () => undefined)
    socket.end(`${overfull[release].words}\r\n`, () => socket.destroy())
    return
  }
  const terminal = createTerminalView(plainCaps)
  let settings: TextSettings = {}
  const applyCaps = () => terminal.setCaps({ ...connection.caps(), ...settings })
  const connection = openTelnetConnection(
    socket,
    {
      onReady() {
        applyCaps()
        session.start()
      },
      onLine: (text) => session.line(text),
      onGmcp: (message) => session.gmcp(message),
      onCaps: applyCaps,
      onProblem(what) {
        if (what === 'line-too-long') connection.send('That line was too long.\n')
      },
      onBroken: (error) => parts.onTrouble('telnet', error),
      onClose() {
        open.delete(connection)
        release()
        session.closed()
      },
    },
    {
      ...defaultTelnetOptions,
      ...parts.options,
      ...(secure ? { compression: false } : {}),
      mssp: parts.mssp,
    },
  )
  open.add(connection)
  const gmcpView = createGmcpView(parts.channels)
  const port = telnetPort({ address, connection, terminal, gmcpView }, (change) => {
    settings = { ...settings, ...change }
    applyCaps()
  })
  const session: TextSession = createTextSession(port, parts)
}

interface PortParts {
  readonly address: string
  readonly connection: TelnetConnection
  readonly terminal: TerminalView
  readonly gmcpView: GmcpView
}

function telnetPort(
  { address, connection, terminal, gmcpView }: PortParts,
  settings: (change: TextSettings) => void,
): TextPort {
  let isHidden = false
  return {
    via: 'telnet',
    address,
    frame(frame) {
      const text = terminal.render(frame)
      connection.send(text)
      for (const message of gmcpView.messages(frame)) connection.gmcp(message)
      return text !== ''
    },
    notice: (marked) => connection.send(terminal.renderText(marked)),
    prompt() {
      const text = terminal.prompt()
      if (text !== undefined) connection.prompt(text)
    },
    ask: (question) => connection.prompt(question),
    hideInput(hidden) {
      if (hidden !== isHidden) connection.echo(!hidden)
      isHidden = hidden
    },
    gmcp: (message) => connection.gmcp(message),
    gmcpView,
    setClientName: (name) => connection.setClientName(name),
    settings,
    signedIn: () => connection.signedIn(),
    close: (_code, reason) => connection.close(reason),
    buffered: () => connection.buffered(),
    // The connection gathers what is sent within one turn by itself.
    cork: () => undefined,
    uncork: () => undefined,
  }
}
