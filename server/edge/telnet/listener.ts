/** Opens the telnet ports of a gateway that holds its players' sockets itself: each becomes a text session. */
import { type AddressBook, turnAway } from '../session/addresses.ts'
import {
  defaultTelnetOptions,
  openTelnetConnection,
  type TelnetConnection,
  type TelnetOptions,
} from './connection.ts'
import type { MsspRecord, MsspValues } from './mssp.ts'
import { type ServeParts, serveConnection } from './serve-connection.ts'
import { type Caller, openTelnetServers, type TelnetPorts } from './servers.ts'

/** What every telnet connection of a gateway is served with. */
export interface TelnetPlay extends Omit<ServeParts, 'address' | 'door' | 'onClose'> {
  /** Counts a connection from an address. */
  readonly admit: AddressBook['admit']
  readonly mssp: () => MsspRecord
}

export interface TelnetParts extends Omit<TelnetPlay, 'mssp'>, TelnetPorts {
  readonly mssp: () => MsspValues
  readonly options?: Partial<TelnetOptions>
}

export interface TelnetListener {
  /** Where it listens; a gateway whose players stand at a door has no ports of its own. */
  readonly own?: { readonly host: string; readonly port: number; readonly tlsPort?: number }
  readonly connections: () => number
  /** Those of them who stand at a door that takes nobody else. */
  readonly atOldDoor?: () => number
  /** Takes no more connections. */
  readonly refuse: () => void
  /** Closes the connections there are, after what waits has been sent. */
  readonly stop: () => Promise<void>
}

/** Opens the ports. Rejects when one is taken. */
export async function startTelnet(
  parts: TelnetParts,
): Promise<TelnetListener & Required<Pick<TelnetListener, 'own'>>> {
  const open = new Set<TelnetConnection>()
  const { port, tlsPort, close } = await openTelnetServers(parts, (caller) =>
    accept(caller, parts, open),
  )
  let closed: Promise<void> | undefined
  const refuse = () => {
    closed ??= close()
  }
  return {
    own: { host: parts.host, port, ...(tlsPort === undefined ? {} : { tlsPort }) },
    connections: () => open.size,
    refuse,
    async stop() {
      refuse()
      for (const connection of open) connection.close('stopping')
      await closed
    },
  }
}

function accept(
  { socket, secure, address }: Caller,
  parts: TelnetParts,
  open: Set<TelnetConnection>,
): void {
  const release = parts.admit(address)
  if (typeof release === 'string') return turnAway(socket, release)
  const onClose = () => {
    open.delete(connection)
    release()
  }
  const connection = serveConnection({ ...parts, address, onClose }, (handlers) =>
    openTelnetConnection(socket, handlers, {
      ...defaultTelnetOptions,
      ...parts.options,
      ...(secure ? { compression: false } : {}),
      mssp: parts.mssp,
    }),
  )
  open.add(connection)
}
