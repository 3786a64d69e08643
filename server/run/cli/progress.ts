/** Progress for people: a bar on a terminal, now and then a plain line anywhere else. */
import cliProgress from 'cli-progress'

export interface Progress {
  /** `done` of `total`, in whatever unit; `note` is shown beside it. */
  show(done: number, total: number, note: string): void
  /** Takes the bar away. */
  end(): void
}

const lineEveryMs = 2_000

/** Shows progress under a title on standard error, so that output stays clean. */
export function openProgress(title: string): Progress {
  return process.stderr.isTTY === true ? bar(title) : lines(title)
}

function bar(title: string): Progress {
  const shown = new cliProgress.SingleBar({
    format: `${title} {bar} {percentage}% {note} {eta_formatted}`,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 10,
    etaBuffer: 50,
  })
  let started = false
  return {
    show(done, total, note) {
      if (!started) shown.start(Math.max(1, total), 0, { note })
      started = true
      shown.setTotal(Math.max(1, total))
      shown.update(Math.min(done, total), { note })
    },
    end() {
      if (started) shown.stop()
    },
  }
}

function lines(title: string): Progress {
  let nextAt = performance.now() + lineEveryMs
  return {
    show(done, total, note) {
      if (performance.now() < nextAt) return
      nextAt = performance.now() + lineEveryMs
      const percent = Math.floor((100 * done) / Math.max(1, total))
      process.stderr.write(`${title} ${percent} % ${note}\n`)
    },
    end() {
      // Nothing stays on a terminal that is none.
    },
  }
}
