/** Jobs from the bus: one queue per lane, one message at a time. */
import type { Lane, Subjects } from '../../schema/subjects.ts'
import type { Bus, Queue, QueuedMessage } from '../../server/platform/bus/bus.ts'
import type { Delivery, JobSource } from './job-source.ts'

const replayHeader = 'Mud-Replay'
const keyHeader = 'Mud-Key'

/** `waitMs`: how long one pull waits at the server; at least 1,000. */
export function createJobSource(
  bus: Pick<Bus, 'queue'>,
  subjects: Subjects,
  waitMs: number,
): JobSource {
  const queues = new Map<Lane, Queue>()
  const queueOf = (lane: Lane) => {
    const queue = queues.get(lane) ?? bus.queue(subjects.streams.jobs, lane)
    queues.set(lane, queue)
    return queue
  }
  return {
    async next(lane, stop) {
      const message = await queueOf(lane).next(waitMs, stop)
      return message ? deliveryOf(lane, message) : null
    },
  }
}

function deliveryOf(lane: Lane, message: QueuedMessage): Delivery {
  const [, , , , kind = '', id = ''] = message.subject.split('.')
  const { text, delivery, storedMs, working, done, again } = message
  return {
    lane,
    id,
    kind,
    key: message.header(keyHeader),
    text,
    delivery,
    replay: Number(message.header(replayHeader) || 0),
    storedMs,
    working,
    done,
    again,
  }
}
