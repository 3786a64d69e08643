/** Progress for people: a bar on a terminal, now and then a plain line anywhere else. */
import { systemClock } from '../../platform/ambient.ts'

export interface Progress {
  /** `done` of `total`, in whatever unit; `note` is shown beside it. */
  show(done: number, total: number, note: string): void
  /** Takes the bar away. */
  end(): void
}

const lineEveryMs = 2_000
const barEveryMs = 100
const barWidth = 40
/** Begins the line anew and clears what stands there. */
const newLine = '\r\u001b[K'

/** Shows progress under a title on standard error, so that output stays clean. */
export function openProgress(title: string): Progress {
  return process.stderr.isTTY === true ? openBar(title) : openLines(title)
}

function openBar(title: string): Progress {
  const beganMs = systemClock.mono()
  const isDue = every(barEveryMs, 0)
  return {
    show(done, total, note) {
      if (!isDue()) return
      const share = Math.min(1, done / Math.max(1, total))
      const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░')
      const leftMs = share > 0 ? ((systemClock.mono() - beganMs) / share) * (1 - share) : 0
      const left = `${Math.round(leftMs / 1_000)} s left`
      const words = `${title} ${bar} ${Math.floor(share * 100)}% ${note} ${left}`
      // A line that wraps could not be taken away again.
      process.stderr.write(newLine + words.slice(0, (process.stderr.columns || 80) - 1))
    },
    end: () => void process.stderr.write(newLine),
  }
}

function openLines(title: string): Progress {
  const isDue = every(lineEveryMs, lineEveryMs)
  return {
    show(done, total, note) {
      if (!isDue()) return
      const percent = Math.floor((100 * done) / Math.max(1, total))
      process.stderr.write(`${title} ${percent} % ${note}\n`)
    },
    end: () => undefined,
  }
}

/** True once per period, for the first time `firstInMs` from now. */
function every(periodMs: number, firstInMs: number): () => boolean {
  let nextAt = systemClock.mono() + firstInMs
  return () => {
    if (systemClock.mono() < nextAt) return false
    nextAt = systemClock.mono() + periodMs
    return true
  }
}
