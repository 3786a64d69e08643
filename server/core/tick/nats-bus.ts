/** The tick's bus on NATS: JetStream for commands, events and jobs, core NATS for outputs. */
import { type ConsumerMessages, headers, type JetStreamClient, type NatsConnection } from 'nats'
import type { Lane } from '../../../schema/subjects.ts'
import { originOfCommand, type Subjects } from '../../../schema/subjects.ts'
import { traceHeader, traceparentOf } from '../../../schema/trace-context.ts'
import type { CommandFeed, TickBus } from './bus.ts'

const nanosPerMs = 1_000_000

/** A restarted server is back sooner; a link that is down for longer is somebody else's turn to lead. */
const downMs = 1_000

/** Builds the bus over a connection; closing the connection is the owner's business. */
export function natsTickBus(nc: NatsConnection, subjects: Subjects): TickBus {
  const js = nc.jetstream()
  const link = watchLink(nc)
  return {
    connected: link.isUp,
    async identity() {
      const manager = await nc.jetstreamManager({ checkAPI: false })
      const info = await manager.streams.info(subjects.streams.commands)
      const tag = info.config.metadata?.['mudstream-tag'] ?? ''
      return {
        tag: `${tag}/${info.created}`,
        firstSeq: info.state.first_seq,
        lastSeq: info.state.last_seq,
      }
    },
    async open(shard, fromSeq, onMessage, onBroken) {
      const feed = await openFeed(js, subjects, shard, fromSeq, onMessage, onBroken)
      // The client would wait for the link for ever, and a leader that hears nothing keeps its lease.
      const forget = link.whenDown(() => onBroken('the link to the bus is down'))
      return {
        close() {
          forget()
          return feed.close()
        },
      }
    },
    sendOutputs(gateway, text) {
      nc.publish(subjects.outputs(gateway), text)
    },
    async publishEvents(shard, type, id, text) {
      await js.publish(subjects.events(shard, type), text, { msgID: id })
    },
    async publishJob(job, text) {
      const subject = subjects.jobs(job.lane as Lane, job.kind, job.id)
      const extra = headers()
      extra.set('Mud-Key', job.key.slice(0, 200))
      // A quote inside a player's words is escaped, so only the field itself looks like this.
      const request = /"request":"([a-z0-9-]+)"/.exec(text)?.[1]
      if (request !== undefined) extra.set(traceHeader, traceparentOf(request))
      await js.publish(subject, text, { msgID: job.id, headers: extra })
    },
    onGatewayAlive(callback) {
      const subscription = nc.subscribe(subjects.system('gateway', '*'), {
        callback: (_error, message) =>
          callback(message.subject.split('.').at(-1) ?? '', message.string()),
      })
      return () => subscription.unsubscribe()
    },
  }
}

/** Knows whether the link is up, and tells once it has been down for `downMs`. */
function watchLink(nc: NatsConnection) {
  const tell = new Set<() => void>()
  let isUp = true
  let timer: NodeJS.Timeout | undefined
  const watch = async () => {
    for await (const { type } of nc.status()) {
      if (type === 'reconnect') {
        isUp = true
        clearTimeout(timer)
      } else if (type === 'disconnect' && isUp) {
        isUp = false
        timer = setTimeout(() => {
          for (const one of tell) one()
        }, downMs)
        timer.unref()
      }
    }
  }
  void watch()
  return {
    isUp: () => isUp && !nc.isClosed(),
    whenDown(callback: () => void): () => void {
      tell.add(callback)
      return () => tell.delete(callback)
    },
  }
}

/** An ordered consumer: disposable, without acknowledgements, opened at the checkpoint (trap 8). */
async function openFeed(
  js: JetStreamClient,
  subjects: Subjects,
  shard: number,
  fromSeq: number,
  onMessage: Parameters<TickBus['open']>[2],
  onBroken: (why: string) => void,
): Promise<CommandFeed> {
  const consumer = await js.consumers.get(subjects.streams.commands, {
    filterSubjects: subjects.commandsOfShard(shard),
    opt_start_seq: fromSeq,
  })
  const messages: ConsumerMessages = await consumer.consume({ max_messages: 1_000 })
  let closing = false
  let expected = fromSeq
  const read = async () => {
    for await (const message of messages) {
      if (message.seq < expected) continue
      expected = message.seq + 1
      const waiting = onMessage({
        seq: message.seq,
        origin: originOfCommand(message.subject) ?? '',
        storedMs: Math.floor(message.info.timestampNanos / nanosPerMs),
        text: message.string(),
      })
      if (waiting) await waiting
    }
  }
  read().then(
    () => closing || onBroken('the command feed ended'),
    (error: unknown) => closing || onBroken(`the command feed broke: ${String(error)}`),
  )
  return {
    async close() {
      closing = true
      await messages.close()
    },
  }
}
