/** What a gateway tells beside the frames of its sessions: live narration, and events over HTTP. */
import type { Command } from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Db } from '../../platform/database.ts'
import type { Hub } from '../session/hub.ts'
import { createLiveFeed } from '../session/live-feed.ts'
import { addEventStreams } from './events/event-routes.ts'
import { OutputTail } from './events/output-tail.ts'
import type { HttpApp } from './http-server.ts'
import type { RequestBook } from './request-book.ts'
import type { RoomSync } from './room-sync.ts'
import { whereabouts } from './whereabouts.ts'

export interface FeedParts {
  readonly bus: Bus
  readonly subjects: Subjects
  readonly db: Db
  readonly shard: number
  readonly clock: Clock
  readonly hub: Hub
  readonly requests: RequestBook
  readonly roomSync: RoomSync
  readonly keepAliveMs: number
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface Feeds {
  /** A command was stored durably: event streams show its request as queued. */
  stored(command: Command): void
  streams(): number
  close(): void
}

/** Subscribes to live narration and adds the routes of the event streams. */
export function openFeeds(app: HttpApp, parts: FeedParts): Feeds {
  const { bus, subjects, db, shard, clock, hub, onTrouble } = parts
  const where = whereabouts(db, shard)
  const tail = new OutputTail({ db, shard, clock, onTrouble })
  const { requests, roomSync, keepAliveMs } = parts
  const shared = { requests, roomSync, keepAliveMs, onTrouble }
  const streams = addEventStreams(app, { ...shared, tail, whereabouts: where })
  const feed = createLiveFeed({
    receivers: () => hub.receivers(),
    peopleIn: where.peopleIn,
    mono: clock.mono,
    onTrouble,
  })
  feed.onChunk = streams.live
  const live = bus.subscribe(subjects.live('*'), (message) => feed.receive(message.string()))
  const before = hub.onOutput
  hub.onOutput = (...told) => {
    before?.(...told)
    if (streams.count() > 0) tail.wake()
  }
  return {
    stored(command) {
      if (command.t !== 'line') return
      streams.queued(requestId(command.session, command.n), command.actor?.character)
    },
    streams: () => streams.count(),
    close() {
      live.unsubscribe()
      streams.close()
    },
  }
}
