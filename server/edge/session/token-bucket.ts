/** A token bucket: `perSecond` on average, `burst` at once. 0 of either means no limit. */

export interface TokenBucket {
  /** Takes a token and returns 0, or returns the milliseconds until there is one. */
  take(): number
  /** Takes tokens that were used elsewhere, also those that are not there yet: they are owed. */
  spend(count: number): void
}

/** Nobody owes more than so many bursts, whatever is said of him. */
const owedBurstsMax = 10

/** `mono` gives milliseconds that only grow. */
export function createTokenBucket(
  perSecond: number,
  burst: number,
  mono: () => number,
): TokenBucket {
  if (perSecond <= 0 || burst <= 0) return { take: () => 0, spend: () => undefined }
  let tokens = burst
  let at = mono()
  const refill = (): void => {
    const now = mono()
    tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1_000)
    at = now
  }
  return {
    take() {
      refill()
      if (tokens < 1) return ((1 - tokens) * 1_000) / perSecond
      tokens -= 1
      return 0
    },
    spend(count) {
      refill()
      tokens = Math.max(-owedBurstsMax * burst, tokens - count)
    },
  }
}
