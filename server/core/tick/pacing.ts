/** When the next tick begins: at once if commands wait, else at the heartbeat. */
import type { Clock } from '../../platform/ambient.ts'
import type { Inbox } from './inbox.ts'

/** Heartbeats that are due now; a stall longer than a second of beats is skipped, not made up for. */
export function beatsDue(nowMs: number, beatAtMs: number, heartbeatMs: number) {
  if (nowMs < beatAtMs) return { due: 0, passed: 0 }
  const passed = 1 + Math.floor((nowMs - beatAtMs) / heartbeatMs)
  return { due: Math.min(passed, 4), passed }
}

/**
 * Wakes when commands wait, else at the next heartbeat. Ticks begin at least half the gathering time
 * apart: alone one never waits, and many gateways, each gathering by itself, share a tick.
 */
export async function waitForWork(
  inbox: Inbox,
  clock: Clock,
  at: { readonly beat: number; readonly next: number },
  pause: (untilMs: number) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  // A timer may fire a little early, so the clock is asked again.
  while (inbox.size === 0 && at.beat > clock.mono() && !stop.aborted) {
    const filled = new Promise<void>((resolve) => inbox.whenFilled(resolve))
    await Promise.race([pause(at.beat), filled])
    inbox.stopWaiting()
  }
  const early = at.next - clock.mono()
  if (early > 0 && inbox.size > 0) await clock.sleep(early, stop)
}

/** Sleeps until a heartbeat, once for all who wait for it: hundreds of ticks fit between two. */
export function beatPause(clock: Clock, stop: AbortSignal): (untilMs: number) => Promise<void> {
  let sleeping: { untilMs: number; over: Promise<void> } | undefined
  return (untilMs) => {
    if (sleeping?.untilMs !== untilMs) {
      const over = clock.sleep(Math.ceil(untilMs - clock.mono()), stop).then(() => {
        sleeping = undefined
      })
      sleeping = { untilMs, over }
    }
    return sleeping.over
  }
}
