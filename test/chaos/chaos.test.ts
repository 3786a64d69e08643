/** The short crash test: every process that matters dies or sleeps once, and nothing is lost. */
import { expect, test } from 'vitest'
import { printReport } from './print.ts'
import { runChaos } from './run.ts'
import { everyRun, scheduleOf } from './schedule.ts'

const leaseMs = 1_000
const seed = 20_261

test('nothing acknowledged is lost, doubled or reordered while every part is killed and links break in turn', async () => {
  const faults = scheduleOf(seed, everyRun.length, leaseMs)
  const lines: string[] = []
  const say = (line: string) => lines.push(line)
  const report = await runChaos({ seed, faults, players: 10, leaseMs, healMs: 1_500, say })
  printReport(report, say)
  process.stdout.write(`${lines.join('\n')}\n`)
  expect(report.breaches).toEqual([])
  expect(report.faults.map(({ kind }) => kind).sort()).toEqual([...everyRun].sort())
  // A run that exercised nothing proves nothing.
  const { acked, applied, refused, resumes, takeovers } = report.figures
  for (const figure of [acked, applied, refused, resumes, takeovers]) {
    expect(figure).toBeGreaterThan(0)
  }
}, 120_000)
