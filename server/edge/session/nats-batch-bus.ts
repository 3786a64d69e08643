/**
 * Stores command batches in the stream with one long-lived inbox for the acknowledgements, instead
 * of the client library's request per message (ten times cheaper, LIMITS: NATS JetStream).
 */
import { createInbox, headers, type NatsConnection, StringCodec } from 'nats'
import type { Subjects } from '../../../schema/subjects.ts'
import { type BatchBus, BatchRefused } from './command-publisher.ts'

interface StreamAnswer {
  error?: { code: number; description: string }
  seq?: number
}

/** How long an answer may take before the same bytes are sent again. */
const answerMs = 2_000

/** The trouble of a stream that does not answer: its server sleeps, or could not write and froze. */
const silent = 'the command stream does not answer'

/** `onTrouble` is told why nothing can be stored whenever that changes, null when all is well again. */
export function natsBatchBus(
  nc: NatsConnection,
  subjects: Subjects,
  shard: number,
  origin: string,
  boot: string,
  inboxPrefix: string,
  onTrouble: (why: string | null) => void = () => undefined,
): BatchBus & { close(): void } {
  const subject = subjects.commands(shard, origin)
  const codec = StringCodec()
  const inbox = createInbox(inboxPrefix)
  const waiting = new Map<string, (answer: StreamAnswer | null) => void>()
  let sent = 0
  let up = true
  let trouble: string | null = null

  /** `silent`: a batch is not answered, and no other can be stored before it. */
  const say = (now: string | null): void => {
    if (now !== trouble) onTrouble(now)
    trouble = now
  }

  const answers = nc.subscribe(`${inbox}.*`, {
    callback: (_error, message) => {
      const key = message.subject.slice(inbox.length + 1)
      waiting.get(key)?.(readAnswer(codec.decode(message.data)))
    },
  })
  void watch()

  async function watch(): Promise<void> {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') {
        up = false
        for (const resolve of waiting.values()) resolve(null)
      }
      if (status.type === 'reconnect') up = true
    }
  }

  return {
    connected: () => up && !nc.isClosed() && trouble !== silent,
    async store(text, id) {
      sent += 1
      const key = sent.toString(36)
      const extra = headers()
      extra.set('Nats-Msg-Id', `${boot}-${id}`)
      const answer = await new Promise<StreamAnswer | null>((resolve) => {
        const timer = setTimeout(() => {
          say(silent)
          resolve(null)
        }, answerMs)
        waiting.set(key, (got) => {
          clearTimeout(timer)
          resolve(got)
        })
        nc.publish(subject, text, { reply: `${inbox}.${key}`, headers: extra })
      }).finally(() => waiting.delete(key))
      if (!answer) throw new Error('no answer from the stream')
      if (answer.error) {
        say(answer.error.description)
        throw new BatchRefused(answer.error.description)
      }
      if (answer.seq === undefined) throw new Error('no stream took the message')
      say(null)
    },
    close() {
      answers.unsubscribe()
    },
  }
}

/** An empty answer means that nobody listens on the subject: the stream is away for the moment. */
function readAnswer(text: string): StreamAnswer {
  try {
    return text ? (JSON.parse(text) as StreamAnswer) : {}
  } catch {
    return {}
  }
}
