/**
 * The one classification of errors that come from outside: of Postgres, NATS and sockets. It offers:
 *
 *   classifyError(thrown)   kind and code of anything that was thrown, found in it or in its causes
 *   passesByItself(thrown)  whether trying again later makes sense
 *   RetryableError          for adapters: the other side is away or out of means, and nothing is
 *                           wrong with what it was asked
 *   UnknownOutcome          for adapters: the answer was lost, and the write may have happened
 *
 * A refusal of a rule is a value and never comes here. An error that the table does not know is a bug,
 * until somebody who has seen it pass by itself adds its code.
 */

/**
 * - `retryable`: nothing happened, and the same may succeed later.
 * - `unknown-outcome`: it may have happened; find out before it is done again.
 * - `terminal`: the other side refuses the data itself, now and later.
 * - `bug`: none of these; trying again proves nothing.
 */
type ErrorKind = 'retryable' | 'unknown-outcome' | 'terminal' | 'bug'

interface ErrorClass {
  readonly kind: ErrorKind
  /** SQLSTATE, code of Node or of the NATS client; empty when there is none. */
  readonly code: string
}

/** Nothing is wrong with what was asked; the other side was away, busy or out of means. */
export class RetryableError extends Error {}

/** The answer to a write was lost, not necessarily the write. */
export class UnknownOutcome extends Error {}

/**
 * SQLSTATEs are of PostgreSQL, appendix A; two characters stand for their whole class. The others are
 * codes of Node and of the NATS client.
 */
const codes: Readonly<Record<Exclude<ErrorKind, 'bug'>, readonly string[]>> = {
  retryable: [
    '08001', // the client cannot connect
    '08004', // the server rejects the connection
    '40', // the transaction was rolled back: serialization failure, deadlock
    '53', // out of connections, memory or disk space
    '55006', // the object is in use
    '55P03', // the lock was not available in time
    '57014', // the statement ran into its time limit
    '57P03', // the server is starting or stopping
    '58', // the server's own disk or system failed
    'CONNECTION_REFUSED',
    'CONNECTION_TIMEOUT',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    '503', // nobody on the bus takes the message: the stream is away
  ],
  'unknown-outcome': [
    '08', // the connection broke
    '25', // the transaction ended behind our back, as after a time limit
    '40003', // the server itself does not know whether the statement was completed
    '57', // an operator, a crash or a shutdown ended the connection
    'CONNECTION_CLOSED',
    'CONNECTION_DRAINING',
    'DISCONNECT',
    'ECONNABORTED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'TIMEOUT', // the bus did not answer in time
  ],
  terminal: [
    '21', // cardinality: one row was to be written twice
    '22', // the data does not fit: NUL in a text, a number out of range
    '23', // a constraint is violated: a number is in the ledger already
    '54', // larger than the server's limits
    'MAX_PAYLOAD_EXCEEDED',
  ],
}

const kindOfCode: ReadonlyMap<string, ErrorKind> = new Map(
  Object.entries(codes).flatMap(([kind, listed]) =>
    listed.map((code): [string, ErrorKind] => [code, kind as ErrorKind]),
  ),
)

/** Errors of `pg` that come with a text and no code. */
const codeOfText: readonly (readonly [RegExp, string])[] = [
  [/^(timeout expired|timeout exceeded when trying to connect)/, '08001'],
  [/^Connection terminated/, '08006'],
  [/^Client (has encountered a connection error|was closed)/, '08003'],
  [/^Query read timeout/, 'ETIMEDOUT'],
]

/** Errors that are wrapped deeper than this are not looked into. */
const depthMax = 8

/** What kind of error was thrown, by the outermost of it and its causes that the table knows. */
export function classifyError(thrown: unknown): ErrorClass {
  const errors = withCauses(thrown)
  const kinds = errors.map(kindOf)
  const known = kinds.findIndex((kind) => kind !== undefined)
  const code = errors.slice(Math.max(0, known)).map(codeOf).find(Boolean) ?? ''
  return { kind: kinds[known] ?? 'bug', code }
}

/** True when the same may succeed later; after an unknown outcome, once that has been found out. */
export function passesByItself(thrown: unknown): boolean {
  const { kind } = classifyError(thrown)
  return kind === 'retryable' || kind === 'unknown-outcome'
}

/** It and what it was caused by, the outermost first. */
export function withCauses(thrown: unknown): Error[] {
  const errors: Error[] = []
  let error = thrown
  while (error instanceof Error && errors.length < depthMax) {
    errors.push(error)
    // A connection that tries several addresses fails with one error for each of them.
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
  return errors
}

function kindOf(error: Error): ErrorKind | undefined {
  if (error instanceof RetryableError) return 'retryable'
  if (error instanceof UnknownOutcome) return 'unknown-outcome'
  // Thrown before anything was sent: a number that its column cannot hold.
  if (error instanceof RangeError) return 'terminal'
  const code = codeOf(error)
  return kindOfCode.get(code) ?? kindOfCode.get(classOfSqlState(code))
}

/** The class of an SQLSTATE; codes of other origin have none. */
function classOfSqlState(code: string): string {
  return /^[0-9][0-9A-Z]{4}$/.test(code) ? code.slice(0, 2) : ''
}

function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && code !== '') return code
  return codeOfText.find(([text]) => text.test(error.message))?.[1] ?? ''
}

/** Turns whatever was thrown into an Error; the original stays reachable as its `cause`. */
export function coerceError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  if (typeof thrown === 'string') return new Error(thrown)
  let words: string
  try {
    words = JSON.stringify(thrown) ?? String(thrown)
  } catch {
    // What was thrown cannot be written down; its type has to do.
    words = `a thrown ${typeof thrown}`
  }
  return new Error(words, { cause: thrown })
}
