/** Serves one telnet connection as a text session, wherever its socket is held. */
import { plainCaps } from '../render/client-caps.ts'
import { type ChannelInfo, createGmcpView, type GmcpView } from '../render/gmcp-view.ts'
import { createTerminalView, type TerminalView } from '../render/terminal-view.ts'
import type { TextSettings } from '../render/text-settings.ts'
import type { TelnetConnection, TelnetHandlers } from './connection.ts'
import type { TextPort } from './text-port.ts'
import { createTextSession, type TextSession, type TextSessionParts } from './text-session.ts'

export interface ServeParts extends TextSessionParts {
  readonly address: string
  readonly channels: readonly ChannelInfo[]
  readonly onTrouble: (where: string, error: unknown) => void
  /** The connection is over. */
  readonly onClose: () => void
}

/** `connect` makes the connection, which reports to these handlers. */
export function serveConnection(
  parts: ServeParts,
  connect: (handlers: TelnetHandlers) => TelnetConnection,
): TelnetConnection {
  const terminal = createTerminalView(plainCaps)
  let settings: TextSettings = {}
  const caps = () => ({ ...connection.caps(), ...settings })
  const applyCaps = () => terminal.setCaps(caps())
  const connection = connect({
    onReady() {
      applyCaps()
      session.start()
    },
    onLine: (text, line) => session.line(text, line),
    onGmcp: (message) => session.gmcp(message),
    onCaps: applyCaps,
    onProblem(what) {
      if (what === 'line-too-long') connection.send('That line was too long.\n')
    },
    onBroken: (error) => parts.onTrouble('telnet', error),
    onClose() {
      parts.onClose()
      session.closed()
    },
  })
  const gmcpView = createGmcpView(parts.channels)
  const port = telnetPort({ address: parts.address, connection, terminal, gmcpView })
  const session: TextSession = createTextSession(
    {
      ...port,
      settings(all) {
        settings = all
        applyCaps()
      },
      isSpoken: () => caps().screenReader,
    },
    parts,
  )
  return connection
}

interface PortParts {
  readonly address: string
  readonly connection: TelnetConnection
  readonly terminal: TerminalView
  readonly gmcpView: GmcpView
}

function telnetPort({
  address,
  connection,
  terminal,
  gmcpView,
}: PortParts): Omit<TextPort, 'settings' | 'isSpoken'> {
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
    plain: (text) => connection.send(text),
    pages: terminal.pages,
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
    signedIn: () => connection.signedIn(),
    close: (_code, reason) => connection.close(reason),
    buffered: () => connection.buffered(),
    // The connection gathers what is sent within one turn by itself.
    cork: () => undefined,
    uncork: () => undefined,
  }
}
