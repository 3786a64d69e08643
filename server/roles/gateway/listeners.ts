/** Where players come in. */
import { readOutputs } from '../../../schema/output-message.ts'
import type { HttpApp } from '../../edge/http/http-server.ts'
import {
  openTelnetListener,
  playersEverywhere,
  serveTextSocket,
} from '../../edge/listeners/text-listeners.ts'
import { openWebSocketListener, type WebSocketListener } from '../../edge/listeners/web-socket.ts'
import { addGatewayGauges } from '../../edge/metrics.ts'
import { believeProxies } from '../../edge/session/believe-proxies.ts'
import { proxiesOf, trustedNetworks } from '../../edge/session/client-address.ts'
import { openLastShown } from '../../edge/session/last-shown.ts'
import type { TelnetListener } from '../../edge/telnet/listener.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { RoleParts } from '../../platform/roles.ts'
import { openTelemetryBoard } from '../../platform/telemetry.ts'
import { type Gateway, shard } from './core.ts'

export interface Listeners {
  readonly web: WebSocketListener
  readonly telnet: TelnetListener
  close(): void
}

/** The listeners for players; all of them accept connections when this resolves. */
export async function openListeners(
  { config, instance }: RoleParts,
  { bus, db, subjects, hub, players, metrics, registry, intake, addresses, onTrouble }: Gateway,
  app: HttpApp,
): Promise<Listeners> {
  const bufferedBytesMax = config.limitSendBufferKb * 1_024
  const { accept: open } = players
  const shown = openLastShown({ db, shard, bus, subjects })
  const onDrop = metrics.dropped
  const { mono } = systemClock
  const { guests } = config
  const web = openWebSocketListener(app.server, {
    settings: {
      allowedOrigins: config.allowedOrigins,
      isProxy: proxiesOf(config.trustProxy),
      bufferedBytesMax,
      pingMs: config.feedKeepaliveMs,
    },
    accept: open,
    addresses,
    acceptOther: (socket) =>
      serveTextSocket(socket, { open, shown, guests, onDrop, bufferedBytesMax, mono }),
    mono,
    onDrop,
    onTrouble,
  })
  const sessions = () => hub.sessionCount
  addGatewayGauges(registry, { sockets: web.count, sessions, waiting: intake.waiting })
  const outputs = bus.subscribe(subjects.outputs(instance), {
    read: readOutputs,
    heard: (message) => hub.receive(message),
  })
  if (config.proxyProtocol === 'all') {
    believeProxies(app.server, trustedNetworks(config.trustProxy))
  }
  await app.listen({ host: config.httpHost, port: config.httpPort })
  const board = openTelemetryBoard(bus, subjects)
  const startedAtMs = systemClock.now()
  const everywhere = () => playersEverywhere(board, instance, hub.sessionCount)
  const text = {
    config,
    instance,
    addresses,
    open,
    shown,
    players: everywhere,
    startedAtMs,
    onDrop,
    onTrouble,
  }
  const telnet = await openTelnetListener(text)
  return {
    web,
    telnet,
    close() {
      board.close()
      outputs.unsubscribe()
    },
  }
}
