/** The streams and queues of a world: their limits, how they are created, and how one looks at them. */
import {
  AckPolicy,
  type ConsumerConfig,
  DiscardPolicy,
  type NatsConnection,
  NatsError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats'
import { lanes, type Subjects } from '../../../schema/subjects.ts'
import { randomId } from '../ambient.ts'
import type { Config } from '../config.ts'
import { type BusStreams, jobPatienceMs } from './bus.ts'

const nsPerMs = 1_000_000
const minuteNs = 60_000 * nsPerMs
const mebibyte = 1_048_576
const eventsMaxMb = 1_024
const jobsMaxMb = 256
const deadMaxMb = 256
/** Metadata of a stream that tells it from another one of the same name. */
const tagKey = 'mudstream-tag'

type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] }

/** Every stream with its limits; each limit says why. */
function wantedStreams(subjects: Subjects, config: Config): Wanted[] {
  const root = `mud.${subjects.world}`
  const { streams } = subjects
  return [
    {
      name: streams.commands,
      subjects: [`${root}.cmd.*.*`],
      // A full stream refuses new commands; it never drops acknowledged ones (RELIABILITY trap 1).
      discard: DiscardPolicy.New,
      max_bytes: config.commandsMaxMb * mebibyte,
      max_age: config.commandsMaxAgeMs * nsPerMs,
      // Nobody, not even an admin by mistake, takes an acknowledged command out of the middle.
      deny_delete: true,
      // The window only saves work: what counts is the number in the ledger (RELIABILITY trap 2).
      duplicate_window: 10 * minuteNs,
    },
    {
      name: streams.events,
      subjects: [`${root}.evt.*.*`],
      // Events are kept for ever in Postgres; here is what watchers may have missed.
      discard: DiscardPolicy.Old,
      max_bytes: eventsMaxMb * mebibyte,
      max_age: config.eventsMaxAgeMs * nsPerMs,
      duplicate_window: 2 * minuteNs,
    },
    {
      name: streams.jobs,
      subjects: [`${root}.job.*.*.*`],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      max_bytes: jobsMaxMb * mebibyte,
      max_age: 24 * 60 * minuteNs,
      duplicate_window: config.jobDedupeMs * nsPerMs,
    },
    {
      name: streams.dead,
      subjects: [`${root}.dead.*`],
      discard: DiscardPolicy.Old,
      max_bytes: deadMaxMb * mebibyte,
      max_age: config.deadMaxAgeMs * nsPerMs,
      duplicate_window: 2 * minuteNs,
    },
  ]
}

/** Creates what is missing and brings limits up to date; safe when several processes do it at once. */
export async function ensureStreams(
  nc: NatsConnection,
  subjects: Subjects,
  config: Config,
): Promise<void> {
  const manager = await nc.jetstreamManager({ checkAPI: false })
  const existing = new Map<string, StreamConfig>()
  for await (const info of manager.streams.list()) existing.set(info.config.name, info.config)
  for (const wanted of wantedStreams(subjects, config)) {
    const known = existing.get(wanted.name)
    if (known && bounds.every((bound) => known[bound] === wanted[bound])) continue
    const done = known
      ? manager.streams.update(wanted.name, { ...known, ...wanted })
      : manager.streams.add({
          storage: StorageType.File,
          num_replicas: 1,
          metadata: { [tagKey]: randomId(16) },
          ...wanted,
        })
    await done.catch((error: unknown) => {
      throw tooLittleStore(error, wanted) ?? error
    })
  }
}

/** What settings change of a stream that is there already. */
const bounds = ['max_bytes', 'max_age', 'duplicate_window'] as const

/** `JSInsufficientResources` and `JSStorageResourcesExceeded` of the server. */
const storeCodes: readonly unknown[] = [10_023, 10_047]

/** Streams reserve the bytes they may hold: says which settings ask for more than there is. */
function tooLittleStore(error: unknown, { name, max_bytes = 0 }: Wanted): Error | undefined {
  const code = error instanceof NatsError ? error.jsError()?.err_code : undefined
  if (!storeCodes.includes(code)) return undefined
  return new Error(
    `NATS has no room for the ${max_bytes / mebibyte} MB of ${name}: give it more ` +
      '(MUD_NATS_STORE_MAX_GB where it is embedded) or lower MUD_COMMANDS_MAX_MB',
    { cause: error },
  )
}

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
  ackWaitMs: number,
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
export function createNatsStreams(nc: NatsConnection): BusStreams {
  const manager = () => nc.jetstreamManager({ checkAPI: false })
  return {
    async prepare(subjects, config) {
      await ensureStreams(nc, subjects, config)
      await ensureConsumers(nc, subjects, jobPatienceMs(config))
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
