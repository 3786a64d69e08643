/** The HTTP side of a gateway. */

import { createExportOf } from '../../edge/accounts/own-data.ts'
import { openAdmin } from '../../edge/admin-api/part.ts'
import { addBuildRoutes } from '../../edge/build-api/build-routes.ts'
import { createBuiltWorld } from '../../edge/build-api/built-world.ts'
import { openFeeds } from '../../edge/http/feeds.ts'
import { createGuidance } from '../../edge/http/help-routes.ts'
import { openHttpApi } from '../../edge/http/http-api.ts'
import type { HttpApp } from '../../edge/http/http-server.ts'
import { addPages } from '../../edge/http/pages.ts'
import { createReadAnswer } from '../../edge/http/request-answers.ts'
import { createRequestBook, type RequestBook } from '../../edge/http/request-book.ts'
import { createReadRefusal } from '../../edge/http/request-refusals.ts'
import { createRoomSync } from '../../edge/http/room-sync.ts'
import { createWhereabouts } from '../../edge/http/whereabouts.ts'
import { proxiesOf } from '../../edge/session/client-address.ts'
import { isUnpublished, ourHosts } from '../../edge/session/host-names.ts'
import { createOutputArchive } from '../../edge/session/output-archive.ts'
import { createFindUnapplied } from '../../edge/session/unapplied.ts'
import { systemClock } from '../../platform/ambient.ts'
import { obeyControl } from '../../platform/control.ts'
import { type MetricsServer, serveMetrics } from '../../platform/metrics.ts'
import type { RoleParts } from '../../platform/roles.ts'
import { type Gateway, shard } from './core.ts'

export interface Front {
  readonly app: HttpApp
  close(): Promise<void>
}

/** Everything over HTTP: the API, event streams, the admin part, the pages. */
export async function openFront(parts: RoleParts, gateway: Gateway): Promise<Front> {
  const { config, log, instance } = parts
  const { bus, db, subjects, registry, metrics, intake } = gateway
  const requests = openRequests(config, gateway)
  const roomSync = createRoomSync(db, shard, systemClock.mono)
  const app = await openHttpApi({
    ...gateway,
    exportOf: createExportOf(db, gateway.identity),
    bus: intake.commands,
    requests,
    roomSync,
    guidance: createGuidance(db),
    ready: gateway.health.ready,
    figures: figuresFor(config, registry),
    onTrouble(where, error) {
      metrics.trouble('http')
      log.error({ event: 'http-trouble', where, err: error }, 'a request could not be answered')
    },
    isProxy: proxiesOf(config.trustProxy),
    isOurHost: ourHosts(config),
    now: systemClock.now,
  })
  addBuildRoutes(app, {
    ...gateway,
    bus: intake.commands,
    requests,
    now: systemClock.now,
    builtWorld: createBuiltWorld(db, shard),
  })
  const feeds = openFeeds(app, {
    ...gateway,
    shard,
    clock: systemClock,
    requests,
    roomSync,
    keepAliveMs: config.feedKeepaliveMs,
    bufferedBytesMax: config.limitSendBufferKb * 1_024,
    onDrop: metrics.dropped,
  })
  const closeAdmin = openAdmin(app, { ...parts, ...gateway, commands: intake.commands })
  obeyControl(bus, subjects, { instance, config, log, drain: parts.drain })
  await addPages(app)
  const figures = await serveFigures(config, registry, gateway)
  return {
    app,
    async close() {
      closeAdmin()
      feeds.close()
      await figures.close()
      await app.close()
    },
  }
}

function openRequests(
  { requestTtlMs }: RoleParts['config'],
  { bus, db, subjects, health }: Gateway,
): RequestBook {
  const whereabouts = createWhereabouts(db, shard)
  const { now } = systemClock
  return createRequestBook({
    db,
    ttlMs: requestTtlMs,
    now,
    findUnapplied: createFindUnapplied({
      streams: bus.streams,
      stream: subjects.streams.commands,
      checkpoint: whereabouts.checkpoint,
    }),
    readAnswer: createReadAnswer(db, now),
    readRefusal: createReadRefusal(createOutputArchive(db)),
    leader: health.leader,
    ownerOf: async (session) => (await whereabouts.ownersOf([session])).get(session),
  })
}

/** PROTOCOL 4 promises them on this port; where players come from elsewhere only their own port has them. */
function figuresFor(config: RoleParts['config'], registry: Gateway['registry']) {
  if (!isUnpublished(config)) return undefined
  return async () => ({ contentType: registry.contentType, text: await registry.metrics() })
}

/** Metrics have a port of their own, which players do not reach. */
function serveFigures(
  { metricsHost: host, metricsGatewayPort: port }: RoleParts['config'],
  registry: Gateway['registry'],
  { health }: Gateway,
): Promise<MetricsServer> {
  return serveMetrics(registry, { host, port }, () => {
    const body = health.ready()
    return { ready: body.status !== 'not ready', body }
  })
}
