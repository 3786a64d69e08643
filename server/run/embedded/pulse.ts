/**
 * Whether a primary lives: a small question over a link that stays open, ten times a second.
 *
 * Silence is counted in looks that found no answer, not in time. When this process or the whole machine
 * stands still nobody looks meanwhile, and what has arrived is heard before the next look.
 */
import pg from 'pg'

export type Pulse = {
  /** Asks, unless a question waits for its answer; never waits itself. How many looks in turn found none. */
  look(): number
  close(): void
}

export const lookMs = 100
const missedMax = 4
/** A link without an answer for this long is given up for another one. */
const patienceMs = 5_000

/** So many looks in turn without an answer, and the standby is asked what it knows. */
export const isDoubtful = (missed: number): boolean => missed >= missedMax

/**
 * A primary in doubt is lost when its standby answers under the same load, and has not heard of it either. One of
 * these alone proves nothing: a busy machine is silent now and then.
 * @param heardMs how long ago the standby heard of it; null when it follows nobody, undefined without an answer
 */
export const isUnheard = (heardMs: number | null | undefined): boolean =>
  heardMs !== undefined && (heardMs === null || heardMs >= missedMax * lookMs)

/** `url`: a login of the server. */
export const openPulse = (url: string): Pulse => {
  let client: pg.Client | undefined
  let isAsking = false
  let missed = 0
  const drop = (): void => {
    const lost = client
    client = undefined
    lost?.end().catch(() => undefined)
  }
  const ask = async (): Promise<void> => {
    client ??= await connect(url)
    await client.query('select')
    missed = 0
  }
  return {
    look() {
      const found = missed
      missed += 1
      if (isAsking) return found
      isAsking = true
      // It is starting, has ended, or sleeps: the looks count.
      void ask()
        .catch(drop)
        .finally(() => {
          isAsking = false
        })
      return found
    },
    close: drop,
  }
}

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  })
  // A server that is killed under us shows in the question's own rejection.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    client.end().catch(() => undefined)
    throw error
  }
}
