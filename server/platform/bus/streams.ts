/** The streams and queues of a world: their limits, how they are created, and how one looks at them. */
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamManager,
  type NatsConnection,
  RetentionPolicy,
  StorageType,
  type StoredMsg,
  type StreamConfig,
} from 'nats'
import { lanes, type Subjects } from '../../../schema/subjects.ts'
import { randomId } from '../ambient.ts'
import type { Config } from '../config.ts'
import type { BusStreams, StoredMessage } from './bus.ts'
import { jobSilenceMs } from './job-silence.ts'
import {
  apiTimeoutMs,
  isMissingMessage,
  orUndefined,
  untilCopied,
  untilDone,
  type WantedStream,
} from './settle.ts'

const nsPerMs = 1_000_000
const minuteNs = 60_000 * nsPerMs
const mebibyte = 1_048_576
const eventsMaxMb = 1_024
const jobsMaxMb = 256
const deadMaxMb = 256
/** How long a leader waits for a word about a stream before it lets somebody else try. */
const askMs = 1_000
/** Metadata of a stream that tells it from another one of the same name. */
const tagKey = 'mudstream-tag'

/** Every stream with its limits; each limit says why. */
function wantedStreams(subjects: Subjects, config: Config): WantedStream[] {
  const root = `mud.${subjects.world}`
  const { streams } = subjects
  const num_replicas = Number(config.natsReplicas)
  return [
    {
      name: streams.commands,
      num_replicas,
      subjects: [`${root}.cmd.*.*`, `${root}.res.*.*`],
      // A full stream refuses new commands; it never drops acknowledged ones (RELIABILITY trap 1).
      discard: DiscardPolicy.New,
      max_bytes: config.commandsMaxMb * mebibyte,
      // It does not forget by age, because a command that nobody has applied yet would be lost with it:
      // the leader drops what is applied (server/core/tick/applied-commands.ts).
      max_age: 0,
      // Nobody, not even an admin by mistake, takes an acknowledged command out of the middle.
      deny_delete: true,
      // The window only saves work: what counts is the number in the ledger (RELIABILITY trap 2).
      duplicate_window: 10 * minuteNs,
    },
    {
      name: streams.events,
      num_replicas,
      subjects: [`${root}.evt.*.*`],
      // Events are kept for ever in Postgres; here is what watchers may have missed.
      discard: DiscardPolicy.Old,
      max_bytes: eventsMaxMb * mebibyte,
      max_age: config.eventsMaxAgeMs * nsPerMs,
      duplicate_window: 2 * minuteNs,
    },
    {
      name: streams.jobs,
      num_replicas,
      subjects: [`${root}.job.*.*.*`],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      max_bytes: jobsMaxMb * mebibyte,
      max_age: 24 * 60 * minuteNs,
      duplicate_window: config.jobDedupeMs * nsPerMs,
    },
    {
      name: streams.dead,
      num_replicas,
      subjects: [`${root}.dead.*`],
      discard: DiscardPolicy.Old,
      max_bytes: deadMaxMb * mebibyte,
      max_age: config.deadMaxAgeMs * nsPerMs,
      duplicate_window: 2 * minuteNs,
    },
  ]
}

const isAsWanted = (known: StreamConfig, wanted: WantedStream): boolean =>
  bounds.every((bound) => known[bound] === wanted[bound]) &&
  wanted.subjects.every((subject) => known.subjects.includes(subject))

/** What settings change of a stream that is there already. */
const bounds = ['max_bytes', 'max_age', 'duplicate_window', 'num_replicas'] as const

/**
 * Creates what is missing and brings limits and replicas up to date; safe when several processes do it
 * at once. Asks again for a minute what a cluster that has just begun cannot do yet; then throws.
 */
export async function ensureStreams(
  nc: NatsConnection,
  subjects: Subjects,
  config: Config,
): Promise<void> {
  const { streams } = await nc.jetstreamManager({ checkAPI: false, timeout: apiTimeoutMs })
  for (const wanted of wantedStreams(subjects, config)) {
    await untilDone(async () => {
      const known = await orUndefined(streams.info(wanted.name))
      if (known && isAsWanted(known.config, wanted)) return
      if (known) await streams.update(wanted.name, { ...known.config, ...wanted })
      else {
        const metadata = { [tagKey]: randomId(16) }
        await streams.add({ storage: StorageType.File, metadata, ...wanted })
      }
    }, wanted)
  }
  for (const { name, num_replicas } of wantedStreams(subjects, config)) {
    await untilCopied(name, num_replicas, async () => (await streams.info(name)).cluster)
  }
}

/** What `ensureStreams` would do, in words; it does nothing. */
async function changesOf(
  nc: NatsConnection,
  subjects: Subjects,
  config: Config,
): Promise<string[]> {
  const { streams } = await nc.jetstreamManager({ checkAPI: false, timeout: apiTimeoutMs })
  const changes = []
  for (const wanted of wantedStreams(subjects, config)) {
    const known = (await orUndefined(streams.info(wanted.name)))?.config
    if (!known) changes.push(`${wanted.name}: is made`)
    else changes.push(...differences(known, wanted))
  }
  return changes
}

function differences(known: StreamConfig, wanted: WantedStream): string[] {
  const added = wanted.subjects.filter((subject) => !known.subjects.includes(subject))
  return [
    ...bounds
      .filter((bound) => known[bound] !== wanted[bound])
      .map((bound) => `${wanted.name}: ${bound} ${known[bound]} becomes ${wanted[bound]}`),
    ...added.map((subject) => `${wanted.name}: takes ${subject} as well`),
  ]
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
  config: Pick<Config, 'jobLeaseMs' | 'heartbeatMs'>,
): Promise<void> {
  const { consumers } = await nc.jetstreamManager({ checkAPI: false, timeout: apiTimeoutMs })
  const stream = subjects.streams.jobs
  for (const lane of lanes) {
    const wanted = {
      name: lane,
      durable_name: lane,
      filter_subject: subjects.jobsOfLane(lane),
      ack_policy: AckPolicy.Explicit,
      ack_wait: jobSilenceMs(lane, config) * nsPerMs,
      max_deliver: -1,
      max_ack_pending: jobsInHandMax,
      // As many copies as the stream has, also when those become more or fewer.
      num_replicas: 0,
    }
    await untilDone(async () => {
      const current = await orUndefined(consumers.info(stream, lane))
      if (!current) await consumers.add(stream, wanted)
      else if (current.config.ack_wait !== wanted.ack_wait) {
        await consumers.update(stream, lane, { ...current.config, ...wanted })
      }
    }, wanted)
  }
}

function storedMessage(found: StoredMsg): StoredMessage {
  const { seq, subject, time } = found
  return { seq, subject, storedMs: time.getTime(), text: found.string() }
}

async function orNoMessage(asked: Promise<StoredMsg>): Promise<StoredMsg | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isMissingMessage(error)) return
    throw error
  }
}

/** The first message at a position or after it. */
async function peekAt(
  manager: JetStreamManager,
  stream: string,
  seq: number,
): Promise<StoredMessage | undefined> {
  // The server also takes a position with a subject, for the next one; its client has no name for it.
  const request = { seq, next_by_subj: '>' } as { seq: number }
  const found = await orNoMessage(manager.streams.getMessage(stream, request))
  return found && storedMessage(found)
}

/** Streams and queues as the port has them. */
export function createNatsStreams(nc: NatsConnection): BusStreams {
  const manager = () => nc.jetstreamManager({ checkAPI: false })
  // A cluster answers at once or, while it elects a leader, not at all: a question is better asked again.
  const soon = async () => (await nc.jetstreamManager({ checkAPI: false, timeout: askMs })).streams
  return {
    async prepare(subjects, config) {
      await ensureStreams(nc, subjects, config)
      await ensureConsumers(nc, subjects, config)
    },
    changes: (subjects, config) => changesOf(nc, subjects, config),
    async state(stream) {
      const { config, created, state } = await (await soon()).info(stream)
      const { messages, bytes, first_seq, last_seq, last_ts } = state
      const tag = `${config.metadata?.[tagKey] ?? ''}/${created}`
      const [firstSeq, lastSeq, bytesMax] = [first_seq, last_seq, config.max_bytes]
      return { tag, messages, bytes, bytesMax, firstSeq, lastSeq, lastAt: last_ts }
    },
    async message(stream, seq) {
      const found = await orUndefined((await manager()).streams.getMessage(stream, { seq }))
      return found ? storedMessage(found) : null
    },
    async last(stream, subjects) {
      const asked = (await soon()).getMessage(stream, { last_by_subj: subjects })
      const found = await orNoMessage(asked)
      return found ? storedMessage(found) : null
    },
    async storedMs(stream, seq) {
      return (
        await orNoMessage((await manager()).streams.getMessage(stream, { seq }))
      )?.time.getTime()
    },
    peek: async (stream, seq) => await peekAt(await manager(), stream, seq),
    async dropTo(stream, seq) {
      // The server keeps the message it is given and drops those before it.
      await (await manager()).streams.purge(stream, { seq: seq + 1 })
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
