/**
 * Weather: trouble that comes from outside and passes, as opposed to refusals (values shown to a
 * player) and bugs (assertions). The table says which codes of Postgres, NATS and sockets are
 * weather, so that foreign error texts are recognised in this one place.
 */

/** What kind of outside trouble an error is. */
export type Weather = {
  readonly code: string
  readonly meaning: string
  /** Least sensible delay before another try, in milliseconds. */
  readonly retryAfterMs: number
  /** The work may have been done although we did not hear of it: look before doing it again. */
  readonly outcomeUnknown: boolean
}

const weather = (
  code: string,
  meaning: string,
  retryAfterMs: number,
  outcomeUnknown: boolean,
): [string, Weather] => [code, { code, meaning, retryAfterMs, outcomeUnknown }]

/**
 * SQLSTATEs are of PostgreSQL, appendix A; the others are codes of Node and of the NATS client.
 * Class 08 and 57P lose the link, so the fate of a commit under way is unknown; class 40 and 55 are
 * answers of a living server that did nothing.
 */
const table: ReadonlyMap<string, Weather> = new Map([
  weather('40001', 'serialization failure', 5, false),
  weather('40P01', 'deadlock', 5, false),
  weather('40003', 'statement completion unknown', 50, true),
  weather('55P03', 'lock not available', 50, false),
  weather('53300', 'too many connections', 250, false),
  weather('53100', 'the disk of the database is full', 1_000, false),
  weather('53200', 'the database is out of memory', 1_000, false),
  weather('57014', 'statement cancelled', 50, false),
  weather('57P01', 'the database is shutting down', 100, true),
  weather('57P02', 'the database crashed', 100, true),
  weather('57P03', 'the database is starting', 50, false),
  weather('57P05', 'idle session timeout', 0, true),
  weather('25P03', 'idle in transaction timeout', 0, true),
  weather('08000', 'connection exception', 100, true),
  weather('08001', 'cannot connect', 100, false),
  weather('08003', 'connection does not exist', 100, true),
  weather('08004', 'connection rejected', 100, false),
  weather('08006', 'connection failure', 100, true),
  weather('ECONNREFUSED', 'nobody listens there', 100, false),
  weather('ECONNRESET', 'the link was cut', 100, true),
  weather('ECONNABORTED', 'the link was cut', 100, true),
  weather('EPIPE', 'the other side closed the link', 100, true),
  weather('ETIMEDOUT', 'no answer in time', 250, true),
  weather('ENETUNREACH', 'the network is unreachable', 500, false),
  weather('EHOSTUNREACH', 'the host is unreachable', 500, false),
  weather('EAI_AGAIN', 'the name service did not answer', 500, false),
  weather('TIMEOUT', 'the bus did not answer in time', 250, true),
  weather('503', 'nobody on the bus answers', 100, true),
  weather('CONNECTION_CLOSED', 'the link to the bus is closed', 250, true),
  weather('CONNECTION_DRAINING', 'the link to the bus is closing', 250, true),
  weather('DISCONNECT', 'the link to the bus was cut', 100, true),
])

/** Texts of `pg` that come without a code. */
const uncoded: readonly [RegExp, string][] = [
  [/^Connection terminated/, '08006'],
  [/^Client has encountered a connection error/, '08006'],
  [/^timeout exceeded when trying to connect/, '08001'],
  [/^Query read timeout/, 'ETIMEDOUT'],
]

const codeOf = (error: Error): string | undefined => {
  const code: unknown = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && code !== '') return code
  return uncoded.find(([pattern]) => pattern.test(error.message))?.[1]
}

/** The weather behind an error or one of its causes; undefined means it is something else. */
export const weatherOf = (thrown: unknown): Weather | undefined => {
  let current: unknown = thrown
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const found = table.get(codeOf(current) ?? '')
    if (found !== undefined) return found
    // A dual-stack connect fails with one error per address tried.
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : undefined
    current = inner ?? current.cause
  }
  return undefined
}

/** Turns whatever was thrown into an Error; the original stays reachable as its `cause`. */
export const coerceError = (thrown: unknown): Error => {
  if (thrown instanceof Error) return thrown
  if (typeof thrown === 'string') return new Error(thrown)
  let words: string
  try {
    words = JSON.stringify(thrown) ?? String(thrown)
  } catch {
    // A bug elsewhere threw something that cannot even be written down; its type has to do.
    words = `a thrown ${typeof thrown}`
  }
  return new Error(words, { cause: thrown })
}
