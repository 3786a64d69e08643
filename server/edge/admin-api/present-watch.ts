/** Tells those who look at the system, four times a second, how it is at this moment. */
import { ownOf } from '../../../schema/own.ts'
import type { Blame, Present } from '../../../schema/signs.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { SignBoard } from '../../platform/signs.ts'
import type { HealthWatch } from '../http/health-watch.ts'
import type { OwingServers } from './cluster/owing-servers.ts'
import type { AdminLive } from './live.ts'
import { presentOf } from './present.ts'

export interface PresentWatch {
  /** The result ends the listening. */
  onPresent(listener: (present: Present) => void): () => void
  close(): void
}

export interface PresentParts {
  readonly instance: string
  readonly health: Pick<HealthWatch, 'owes'>
  readonly signs: Pick<SignBoard, 'heard'>
  readonly servers: Pick<OwingServers, 'owing'>
  readonly live: Pick<AdminLive, 'history' | 'objectives'>
  readonly clock: Pick<Clock, 'mono' | 'now'>
  /** Told at each look what is wrong, whether or not anybody looks on. */
  readonly onWrong: (wrong: readonly Blame[], nowMs: number) => void
}

const everyMs = 250
/** Figures of so many seconds are the present of what has a percentile. */
const recentMs = 3_500

export function openPresentWatch(parts: PresentParts): PresentWatch {
  const listeners = new Set<(present: Present) => void>()
  let lastMs = parts.clock.mono()
  const timer = setInterval(() => {
    const nowMs = parts.clock.mono()
    const wasLate = nowMs - lastMs > 2 * everyMs
    lastMs = nowMs
    // After a pause of its own it has not read yet what the others have said meanwhile.
    if (wasLate) return
    const present = look(parts)
    parts.onWrong(present.wrong, parts.clock.now())
    for (const listener of listeners) listener(present)
  }, everyMs)
  timer.unref()
  return {
    onPresent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => clearInterval(timer),
  }
}

function look(parts: PresentParts): Present {
  const { instance: by, health, signs, servers } = parts
  const heard = signs.heard()
  const { busMs, busAnsweredMs, storeMs } = health.owes()
  const busHeardMs = Math.min(busAnsweredMs, ...heard.map(({ silentMs }) => silentMs))
  const known = { by, busMs, storeMs, busHeardMs, servers: servers.owing(), signs: heard }
  const now = presentOf(known)
  return { ...now, objectives: objectivesNow(parts, now) }
}

/** What runs or waits at this moment counts like what has ended within the last seconds. */
function objectivesNow(
  { live, clock }: PresentParts,
  { tick, oldestMs }: Pick<Present, 'tick' | 'oldestMs'>,
): Present['objectives'] {
  const sinceMs = clock.now() - recentMs
  const recent = live.history().filter(({ atMs }) => atMs >= sinceMs)
  const underWay: Readonly<Record<string, number>> = {
    tick: Math.max(tick?.ageMs ?? 0, ...recent.map(({ duration }) => duration.p99)),
    applied: Math.max(oldestMs, ...recent.map(({ age }) => age.p95)),
  }
  return live.objectives().slo.map(({ name, goalMs, valueMs }) => ({
    name,
    goalMs,
    nowMs: ownOf(underWay, name) ?? valueMs,
  }))
}
