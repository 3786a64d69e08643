/** Jobs from JetStream: one durable pull consumer per lane, one message at a time. */
import type { Consumer, JsMsg, NatsConnection } from 'nats'
import type { Lane, Subjects } from '../../schema/subjects.ts'
import type { Delivery, JobSource } from './job-source.ts'

const nsPerMs = 1_000_000
export const replayHeader = 'Mud-Replay'
export const keyHeader = 'Mud-Key'

/** `waitMs`: how long one pull waits at the server; at least 1,000. */
export function natsJobs(nc: NatsConnection, subjects: Subjects, waitMs: number): JobSource {
  const js = nc.jetstream()
  const consumers = new Map<Lane, Promise<Consumer>>()
  const consumerOf = (lane: Lane) => {
    const known = consumers.get(lane) ?? js.consumers.get(subjects.streams.jobs, lane)
    consumers.set(lane, known)
    // A stream that is not there yet is asked for again.
    known.catch(() => consumers.delete(lane))
    return known
  }
  return {
    async next(lane) {
      const consumer = await consumerOf(lane)
      const message = await consumer.next({ expires: waitMs })
      return message ? deliveryOf(lane, message) : null
    },
  }
}

function deliveryOf(lane: Lane, message: JsMsg): Delivery {
  const [, , , , kind = '', id = ''] = message.subject.split('.')
  const { info, headers } = message
  return {
    lane,
    id,
    kind,
    key: headers?.get(keyHeader) ?? '',
    text: message.string(),
    delivery: info.deliveryCount,
    replay: Number(headers?.get(replayHeader) || 0),
    storedMs: Math.floor(info.timestampNanos / nsPerMs),
    working: () => message.working(),
    async done() {
      await message.ackAck()
    },
    again: (delayMs) => message.nak(Math.max(1, Math.round(delayMs))),
  }
}
