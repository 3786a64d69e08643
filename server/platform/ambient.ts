/** The only place that reads the clock and draws randomness. */
import { randomBytes, randomInt } from 'node:crypto'

export interface Clock {
  /** Milliseconds since the epoch; may jump. Recorded, never measured with. */
  now(): number
  /** Milliseconds that only grow; for durations and deadlines. */
  mono(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    }),
}

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A random id of `length` characters from a 32-letter alphabet (5 bits each): `[a-z0-9]`. */
export function randomId(length: number): string {
  const bytes = randomBytes(length)
  let id = ''
  for (const byte of bytes) id += alphabet.charAt(byte & 31)
  return id
}

/** Random bytes for keys, nonces and secrets. */
export const randomKey = (bytes: number): Buffer => randomBytes(bytes)

/** A secret of 160 bits, for tokens that clients hand back. */
export function randomSecret(): string {
  return randomBytes(20).toString('base64url')
}

/** A random number from 0 to below 1, for pauses; not for secrets. */
export function randomShare(): number {
  return Math.random()
}

/** A random whole number from `low` to `high`, both included. */
export function randomNumber(low: number, high: number): number {
  return randomInt(low, high + 1)
}
