/**
 * Stores messages in streams with one long-lived inbox for all acknowledgements: the client library's
 * request for each message costs ten times as much of this process' time.
 */
import { headers, type NatsConnection } from 'nats'
import { coerceError, RetryableError, UnknownOutcome } from '../errors.ts'
import { type Payload, type StoreOptions, StoreRefused, StoreSilent } from './bus.ts'

/** How long an acknowledgement may take unless the caller says otherwise. */
const withinMsUsually = 5_000

interface StreamAnswer {
  readonly error?: { readonly code: number; readonly description: string }
  readonly seq?: number
}

export interface Store {
  store(subject: string, data: Payload, options: StoreOptions): Promise<number>
  /** Rejects what waits for an acknowledgement: it will not come over a link that broke. */
  linkDown(): void
}

/** Listens to `inbox` and below from the first message on, until the connection closes. */
export function createStore(nc: NatsConnection, inbox: string): Store {
  const waiting = new Map<string, (answer: StreamAnswer | Error) => void>()
  let sent = 0

  const listen = () =>
    nc.subscribe(`${inbox}.*`, {
      callback(error, message) {
        if (error) return
        waiting.get(message.subject.slice(inbox.length + 1))?.(readAnswer(message.string()))
      },
    })

  return {
    async store(subject, data, { id, headers: named = {}, withinMs = withinMsUsually }) {
      if (sent === 0) listen()
      sent += 1
      const key = sent.toString(36)
      const extra = headers()
      extra.set('Nats-Msg-Id', id)
      for (const [name, value] of Object.entries(named)) if (value) extra.set(name, value)
      const answer = await new Promise<StreamAnswer | Error>((resolve) => {
        const silence = () => resolve(new StoreSilent('no answer from the stream'))
        const timer = setTimeout(silence, withinMs)
        waiting.set(key, (got) => {
          clearTimeout(timer)
          resolve(got)
        })
        try {
          nc.publish(subject, data, { reply: `${inbox}.${key}`, headers: extra })
        } catch (error) {
          clearTimeout(timer)
          resolve(coerceError(error))
        }
      })
      waiting.delete(key)
      if (answer instanceof Error) throw answer
      if (answer.error) throw new StoreRefused(answer.error.description)
      if (answer.seq === undefined) throw new RetryableError('no stream took the message')
      return answer.seq
    },
    linkDown() {
      for (const resolve of waiting.values())
        resolve(new UnknownOutcome('the link to the bus is down'))
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
