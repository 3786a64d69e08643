/** Limits how often somebody may try to sign in: per name from one address, and per address. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export interface SignInThrottle {
  /** Counts a try; false when there were too many. An empty name counts for the address alone. */
  allow(name: string, address: string): Promise<boolean>
  /** Takes one try back: the password was right. */
  forgive(name: string, address: string): Promise<void>
}

const windowS = 600
/** Several people may share an address. */
const addressShare = 3

/** `tries`: how many are allowed per name in ten minutes; 0 for no limit. */
export function createSignInThrottle(tries: number): SignInThrottle {
  if (tries <= 0) return { allow: async () => true, forgive: async () => undefined }
  const byName = new RateLimiterMemory({ points: tries, duration: windowS })
  const byAddress = new RateLimiterMemory({ points: tries * addressShare, duration: windowS })
  const countersOf = (name: string, address: string) => [
    ...(name ? [{ limiter: byName, key: `${name.toLowerCase()}|${address}` }] : []),
    { limiter: byAddress, key: address },
  ]
  return {
    async allow(name, address) {
      try {
        for (const { limiter, key } of countersOf(name, address)) await limiter.consume(key)
        return true
      } catch (error) {
        if (error instanceof RateLimiterRes) return false
        throw error
      }
    },
    async forgive(name, address) {
      for (const { limiter, key } of countersOf(name, address)) await limiter.reward(key)
    },
  }
}
