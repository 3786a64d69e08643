/** A token bucket: `perSecond` on average, `burst` at once. 0 per second means no limit. */

export interface TokenBucket {
  take(): boolean
}

/** `mono` gives milliseconds that only grow. */
export function createTokenBucket(
  perSecond: number,
  burst: number,
  mono: () => number,
): TokenBucket {
  if (perSecond <= 0) return { take: () => true }
  let tokens = burst
  let at = mono()
  return {
    take() {
      const now = mono()
      tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1_000)
      at = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
