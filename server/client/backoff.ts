/** How long the page waits before it connects again. */

const firstSpreadMs = 300
const baseMs = 500
const capMs = 15_000

/**
 * Milliseconds before reconnect number `attempt` (0 is the first). The first follows at once but for
 * a spread of 300 ms, so that a restarted gateway is not met by everybody in the same moment;
 * later ones wait 0.5 s doubling to 15 s, each within a quarter of that.
 * `random` is a number from 0 up to 1.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  if (attempt <= 0) return Math.round(firstSpreadMs * random)
  const full = Math.min(capMs, baseMs * 2 ** (attempt - 1))
  return Math.min(capMs, Math.round(full * (0.75 + random / 2)))
}
