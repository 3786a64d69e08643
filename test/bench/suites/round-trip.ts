/** One idle player's command and its echo, against the bare pipeline; the two take turns. */

import { startBarePipeline } from '../bare/pipeline.ts'
import type { LoadPlan, LoadReport } from '../load/load.ts'
import { type SuiteResult, spreadOf } from '../support/figures.ts'
import { runLoad } from '../support/run-load.ts'
import { startSystem } from '../support/system.ts'

export async function roundTripSuite(quick: boolean): Promise<SuiteResult> {
  const [system, bare] = await Promise.all([startSystem(), startBarePipeline()])
  const seconds = quick ? 5 : 15
  const ours: LoadReport[] = []
  const floor: LoadReport[] = []
  for (let turn = 0; turn < 3; turn += 1) {
    ours.push(await one(system.ws, seconds, turn))
    floor.push(await one(bare.ws, seconds, turn))
  }
  await Promise.all([system.stop(), bare.stop()])
  const rows = [
    ['Mudstream', ...figures(ours)],
    ['bare pipeline', ...figures(floor)],
  ]
  const echo = (all: LoadReport[]) => spreadOf(all.flatMap((report) => report.echoesMs))
  const head = ['one idle player, 5/s', 'ack p50', 'p95', 'p99', 'echo p50', 'p95', 'p99', 'lost']
  return {
    name: 'round-trip',
    tables: [{ title: 'Round trip of one command (ms)', head, rows }],
    targets: [
      {
        what: 'p50, times the bare pipeline',
        value: echo(ours).p50 / echo(floor).p50,
        limit: 1.5,
      },
      { what: 'p99, times the bare pipeline', value: echo(ours).p99 / echo(floor).p99, limit: 2 },
    ],
  }
}

async function one(ws: string, seconds: number, seed: number): Promise<LoadReport> {
  const plan: LoadPlan = {
    urls: [ws],
    clients: 1,
    ratePerClient: 5,
    mix: { look: 0, say: 1 },
    seconds,
    warmSeconds: 2,
    spread: false,
    seed,
  }
  return (await runLoad(plan, { read: () => null })).report
}

function figures(all: readonly LoadReport[]): number[] {
  const ack = spreadOf(all.flatMap((report) => report.acksMs))
  const echo = spreadOf(all.flatMap((report) => report.echoesMs))
  const lost = all.reduce((sum, report) => sum + report.sent - report.done, 0)
  return [ack.p50, ack.p95, ack.p99, echo.p50, echo.p95, echo.p99, lost]
}
