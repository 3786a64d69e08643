/** Where players come in. */
import { readOutputs } from '../../../schema/output-message.ts'
import type { HttpApp } from '../../edge/http/http-server.ts'
import {
  openTelnetListener,
  playersEverywhere,
  serveTextSocket,
} from '../../edge/listeners/text-listeners.ts'
import { openWebSocketListener, type WebSocketListener } from '../../edge/listeners/web-socket.ts'
import { openWorldFigures } from '../../edge/listeners/world-figures.ts'
import { addGatewayGauges } from '../../edge/metrics.ts'
import { believeProxies } from '../../edge/session/believe-proxies.ts'
import { proxiesOf, trustedNetworks } from '../../edge/session/client-address.ts'
import { ourHosts } from '../../edge/session/host-names.ts'
import { openLastShown } from '../../edge/session/last-shown.ts'
import type { TelnetListener } from '../../edge/telnet/listener.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { RoleParts } from '../../platform/roles.ts'
import { type Gateway, shard } from './core.ts'
import { createLobby } from './lobby.ts'
import { createSettingsMemory } from './settings-memory.ts'

export interface Listeners {
  readonly web: WebSocketListener
  readonly telnet: TelnetListener
  close(): void
}

/** The listeners for players; all of them accept connections when this resolves. */
export async function openListeners(
  { config, instance }: RoleParts,
  gateway: Gateway,
  app: HttpApp,
): Promise<Listeners> {
  const { bus, db, subjects, board, hub, players, metrics, registry, intake } = gateway
  const { addresses, onTrouble } = gateway
  const bufferedBytesMax = config.limitSendBufferKb * 1_024
  const { accept: open } = players
  const shown = openLastShown({ db, shard, bus, subjects })
  const onDrop = metrics.dropped
  const { mono } = systemClock
  const lobby = createLobby({ db, accounts: gateway.identity.accounts, mono })
  const memory = createSettingsMemory(gateway.identity.settings, onTrouble)
  const figures = await openWorldFigures(db, shard)
  const text = {
    ...{ config, instance, addresses, open, shown, lobby, memory, onDrop, onTrouble },
    players: () => playersEverywhere(board, instance, hub.sessionCount),
    startedAtMs: systemClock.now(),
    figures: figures.current,
  }
  const web = openWebSocketListener(app.server, {
    settings: {
      allowedOrigins: config.allowedOrigins,
      isProxy: proxiesOf(config.trustProxy),
      isOurHost: ourHosts(config),
      bufferedBytesMax,
      pingMs: config.feedKeepaliveMs,
    },
    accept: open,
    addresses,
    acceptOther: (socket) =>
      serveTextSocket(socket, { ...text, guests: () => config.guests, bufferedBytesMax, mono }),
    mono,
    onDrop,
    onTrouble,
  })
  const sessions = () => hub.sessionCount
  const workers = () => board.reports().filter(({ role }) => role === 'worker').length
  addGatewayGauges(registry, { sockets: web.count, sessions, waiting: intake.waiting, workers })
  const outputs = bus.subscribe(subjects.outputs(instance), {
    alone: true,
    read: readOutputs,
    heard: (message) => hub.receive(message),
  })
  if (config.proxyProtocol === 'all') {
    believeProxies(app.server, trustedNetworks(config.trustProxy))
  }
  await app.listen({ host: config.httpHost, port: config.httpPort })
  const telnet = await openTelnetListener(text)
  return {
    web,
    telnet,
    close() {
      board.close()
      figures.stop()
      outputs.unsubscribe()
    },
  }
}
