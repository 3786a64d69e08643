/** What a gateway sends besides the frames of its sessions: live narration, and events over HTTP. */
import { requestId } from '../../../schema/ids.ts'
import { liveMessageSchema } from '../../../schema/live.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { readJson } from '../../platform/bus/read-json.ts'
import type { Db } from '../../platform/database.ts'
import type { AddressBook } from '../session/addresses.ts'
import type { Hub } from '../session/hub.ts'
import type { Intake } from '../session/intake.ts'
import { createLiveFeed } from '../session/live-feed.ts'
import type { RightsWatch } from '../session/rights.ts'
import { addEventStreams } from './events/event-routes.ts'
import { OutputTail } from './events/output-tail.ts'
import type { HttpApp } from './http-server.ts'
import type { RequestBook } from './request-book.ts'
import type { RoomSync } from './room-sync.ts'
import { createWhereabouts } from './whereabouts.ts'

export interface FeedParts {
  readonly bus: Bus
  readonly subjects: Subjects
  readonly db: Db
  readonly shard: number
  readonly clock: Clock
  readonly hub: Hub
  /** Event streams show the requests that it stores. */
  readonly intake: Pick<Intake, 'onStored'>
  readonly requests: RequestBook
  readonly roomSync: RoomSync
  readonly keepAliveMs: number
  readonly bufferedBytesMax: number
  readonly addresses: AddressBook
  readonly rights: Pick<RightsWatch, 'hold'>
  readonly onDrop: (reason: string) => void
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface Feeds {
  close(): void
}

/** Subscribes to live narration and adds the routes of the event streams. */
export function openFeeds(app: HttpApp, parts: FeedParts): Feeds {
  const { bus, subjects, db, shard, clock, hub, intake, onTrouble } = parts
  const where = createWhereabouts(db, shard)
  const tail = new OutputTail({ db, shard, clock, onTrouble })
  const streams = addEventStreams(app, { ...parts, tail, whereabouts: where })
  const feed = createLiveFeed({
    receivers: () => hub.receivers(),
    peopleIn: where.peopleIn,
    mono: clock.mono,
    onTrouble,
  })
  feed.onChunk = streams.live
  const live = bus.subscribe(subjects.live('*'), {
    read: readJson(liveMessageSchema),
    heard: feed.receive,
  })
  hub.onOutput = () => {
    if (streams.count() > 0) tail.wake()
  }
  hub.onNewTimeline((timeline) => tail.turn(timeline))
  intake.onStored((command) => {
    if (command.t !== 'line') return
    streams.queued(requestId(command.session, command.n), command.actor?.character)
  })
  return {
    close() {
      live.unsubscribe()
      streams.close()
    },
  }
}
