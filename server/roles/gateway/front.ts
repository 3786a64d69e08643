/** The HTTP side of a gateway. */
import { openAdmin } from '../../edge/admin-api/part.ts'
import { openFeeds } from '../../edge/http/feeds.ts'
import { openHttpApi } from '../../edge/http/http-api.ts'
import type { HttpApp } from '../../edge/http/http-server.ts'
import { addPages } from '../../edge/http/pages.ts'
import { createReadAnswer } from '../../edge/http/request-answers.ts'
import { createRequestBook } from '../../edge/http/request-book.ts'
import { createRoomSync } from '../../edge/http/room-sync.ts'
import { createWhereabouts } from '../../edge/http/whereabouts.ts'
import { proxiesOf } from '../../edge/session/client-address.ts'
import { createFindUnapplied } from '../../edge/session/unapplied.ts'
import { systemClock } from '../../platform/ambient.ts'
import { obeyControl } from '../../platform/control.ts'
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
  const whereabouts = createWhereabouts(db, shard)
  const { now } = systemClock
  const requests = createRequestBook({
    db,
    ttlMs: config.requestTtlMs,
    now,
    findUnapplied: createFindUnapplied({
      streams: bus.streams,
      stream: subjects.streams.commands,
      appliedSeq: () => intake.backlog.appliedSeq() ?? gateway.health.leader()?.commandSeq,
    }),
    readAnswer: createReadAnswer(db, now),
    leader: gateway.health.leader,
    ownerOf: async (session) => (await whereabouts.ownersOf([session])).get(session),
  })
  const roomSync = createRoomSync(db, shard, systemClock.mono)
  const app = await openHttpApi({
    ...gateway,
    bus: intake.commands,
    requests,
    roomSync,
    ready: gateway.health.ready,
    metrics: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    onTrouble(where, error) {
      metrics.trouble('http')
      log.error({ event: 'http-trouble', where, err: error }, 'a request could not be answered')
    },
    isProxy: proxiesOf(config.trustProxy),
    now: systemClock.now,
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
  obeyControl(bus, subjects, { instance, log, drain: parts.drain })
  await addPages(app)
  return {
    app,
    async close() {
      closeAdmin()
      feeds.close()
      await app.close()
    },
  }
}
