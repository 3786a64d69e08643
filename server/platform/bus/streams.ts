/** The streams and queues of a world: their limits, how they are created, and how one looks at them. */
import {
  AckPolicy,
  type ConsumerConfig,
  DiscardPolicy,
  type NatsConnection,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats'
import { lanes, type Subjects } from '../../../schema/subjects.ts'
import { randomId } from '../ambient.ts'
import type { BusStreams } from './bus.ts'

const hourNs = 3_600_000_000_000
const mebibyte = 1_048_576
/** Metadata of a stream that tells it from another one of the same name. */
const tagKey = 'mudstream-tag'

type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] }

/** Every stream with its limits; each limit says why. */
function wantedStreams(subjects: Subjects): Wanted[] {
  const root = `mud.${subjects.world}`
  const { streams } = subjects
  return [
    {
      name: streams.commands,
      subjects: [`${root}.cmd.*.*`],
      // A full stream refuses new commands; it never drops acknowledged ones (RELIABILITY trap 1).
      discard: DiscardPolicy.New,
      max_bytes: 1_024 * mebibyte,
      max_age: 24 * hourNs,
      // Nobody, not even an admin by mistake, takes an acknowledged command out of the middle.
      deny_delete: true,
      // The window only saves work: what counts is the number in the ledger (RELIABILITY trap 2).
      duplicate_window: (10 * hourNs) / 60,
    },
    {
      name: streams.events,
      subjects: [`${root}.evt.*.*`],
      // Events are kept for ever in Postgres; here is what watchers may have missed.
      discard: DiscardPolicy.Old,
      max_bytes: 1_024 * mebibyte,
      max_age: 7 * 24 * hourNs,
      duplicate_window: hourNs / 30,
    },
    {
      name: streams.jobs,
      subjects: [`${root}.job.*.*.*`],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      max_bytes: 256 * mebibyte,
      max_age: 24 * hourNs,
      duplicate_window: hourNs / 30,
    },
    {
      name: streams.dead,
      subjects: [`${root}.dead.*`],
      discard: DiscardPolicy.Old,
      max_bytes: 256 * mebibyte,
      max_age: 30 * 24 * hourNs,
      duplicate_window: hourNs / 30,
    },
  ]
}

/** Creates what is missing and brings limits up to date; safe when several processes do it at once. */
export async function ensureStreams(nc: NatsConnection, subjects: Subjects): Promise<void> {
  const manager = await nc.jetstreamManager({ checkAPI: false })
  const existing = new Map<string, StreamConfig>()
  for await (const info of manager.streams.list()) existing.set(info.config.name, info.config)
  for (const wanted of wantedStreams(subjects)) {
    const known = existing.get(wanted.name)
    if (!known) {
      await manager.streams.add({
        storage: StorageType.File,
        num_replicas: 1,
        metadata: { [tagKey]: randomId(16) },
        ...wanted,
      })
    } else if (known.max_bytes !== wanted.max_bytes || known.max_age !== wanted.max_age) {
      await manager.streams.update(wanted.name, { ...known, ...wanted })
    }
  }
}

/** A worker that is silent for this long has lost its job to another one. */
const jobAckWaitMs = 30_000
const nsPerMs = 1_000_000
/** Jobs of one lane in hand at once, over all workers: far above any fleet, below a flood. */
const jobsInHandMax = 512

/**
 * Creates the durable consumers of the worker fleet, one for each lane, or brings them up to date.
 * Deliveries are not bounded here: the stream would keep a job that nobody gets any more, so the
 * runner counts tries itself and moves what failed for good to the dead letters (RELIABILITY trap 18).
 */
export async function ensureConsumers(
  nc: NatsConnection,
  subjects: Subjects,
  ackWaitMs = jobAckWaitMs,
): Promise<void> {
  const manager = await nc.jetstreamManager({ checkAPI: false })
  const stream = subjects.streams.jobs
  const known = new Map<string, ConsumerConfig>()
  for await (const info of manager.consumers.list(stream)) known.set(info.name, info.config)
  for (const lane of lanes) {
    const wanted = {
      durable_name: lane,
      filter_subject: subjects.jobsOfLane(lane),
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * nsPerMs,
      max_deliver: -1,
      max_ack_pending: jobsInHandMax,
    }
    const current = known.get(lane)
    if (!current) await manager.consumers.add(stream, wanted)
    else if (current.ack_wait !== wanted.ack_wait) {
      await manager.consumers.update(stream, lane, { ...current, ...wanted })
    }
  }
}

/** Streams and queues as the port has them. */
export function natsStreams(nc: NatsConnection): BusStreams {
  const manager = () => nc.jetstreamManager({ checkAPI: false })
  return {
    async prepare(subjects) {
      await ensureStreams(nc, subjects)
      await ensureConsumers(nc, subjects)
    },
    async state(stream) {
      const { config, created, state } = await (await manager()).streams.info(stream)
      const { messages, bytes, first_seq, last_seq, last_ts } = state
      const tag = `${config.metadata?.[tagKey] ?? ''}/${created}`
      return { tag, messages, bytes, firstSeq: first_seq, lastSeq: last_seq, lastAt: last_ts }
    },
    async queues(stream) {
      const found = []
      for await (const info of (await manager()).consumers.list(stream)) {
        const { name, paused, num_pending, num_ack_pending, num_redelivered } = info
        found.push({
          name,
          paused: paused === true,
          pending: num_pending,
          underWay: num_ack_pending,
          redelivered: num_redelivered,
        })
      }
      return found
    },
    async pause(stream, queue, untilMs) {
      await (await manager()).consumers.pause(stream, queue, new Date(untilMs))
    },
    async resume(stream, queue) {
      await (await manager()).consumers.resume(stream, queue)
    },
  }
}
