/** Figures sampled from outside while a run goes on: repairs of gateways, memory of processes. */
import { readFileSync } from 'node:fs'
import type { WholeSystem } from './whole-system.ts'

const everyMs = 500

/** Samples until `end`, which returns the figures. */
export function gatewayWatch(system: WholeSystem): {
  end(): Promise<Record<string, number>>
} {
  const counters = new Map<string, { sum: number; last: number }>()
  let rssMaxMb = 0

  async function sample(): Promise<void> {
    for (const gateway of system.metrics) {
      // Weather: the gateway may just be dead.
      const text = await fetch(`${gateway}/metrics`, { signal: AbortSignal.timeout(1_000) })
        .then((answer) => answer.text())
        .catch(() => '')
      const value = Number(
        /^mud_gateway_repaired_ticks_total\S* (\d+)/m.exec(text)?.[1] ?? Number.NaN,
      )
      if (Number.isNaN(value)) continue
      const known = counters.get(gateway) ?? { sum: 0, last: 0 }
      // A counter that went back belongs to a new process.
      const sum = known.sum + (value >= known.last ? value - known.last : value)
      counters.set(gateway, { sum, last: value })
    }
    for (const { name, pid } of system.processes()) {
      if (name !== 'Postgres') rssMaxMb = Math.max(rssMaxMb, rssMb(pid))
    }
  }

  const timer = setInterval(() => void sample(), everyMs)
  return {
    async end() {
      clearInterval(timer)
      await sample()
      const repairs = [...counters.values()].reduce((all, { sum }) => all + sum, 0)
      return { repairedTicks: repairs, rssMaxMb }
    },
  }
}

function rssMb(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes ?? 0) / 1_024)
  } catch {
    // Weather: it ended meanwhile, or this system has no /proc.
    return 0
  }
}
