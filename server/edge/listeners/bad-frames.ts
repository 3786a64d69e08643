/** Broken frames of one connection: after too many of them in a minute the connection is closed. */

const perMinuteMax = 10

/**
 * Counts a broken frame; true once there were too many within the last minute. `mono` is a clock in
 * milliseconds that only grows.
 */
export function createBadFrameCounter(mono: () => number): () => boolean {
  let times: number[] = []
  return () => {
    const now = mono()
    times = times.filter((at) => at > now - 60_000)
    times.push(now)
    return times.length >= perMinuteMax
  }
}
