/** Three hundred players in one room, everybody talking, against a server that only broadcasts. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadPlan } from '../load/load.ts'
import { type SuiteResult, spreadOf } from '../support/figures.ts'
import { runLoad } from '../support/run-load.ts'
import { startSystem } from '../support/system.ts'
import { play, playedTables } from './players.ts'

export async function crowdSuite(quick: boolean): Promise<SuiteResult> {
  const plan: Omit<LoadPlan, 'urls'> = {
    clients: 300,
    ratePerClient: 0.5,
    mix: { look: 0, say: 1 },
    seconds: quick ? 8 : 20,
    warmSeconds: 4,
    spread: false,
    seed: 11,
  }
  const floor = await broadcastFloor(plan)
  const system = await startSystem()
  const played = await play(system, '300 talking', { ...plan, urls: [system.ws] })
  await system.stop()
  const { echo } = played
  const rows = [
    ['Mudstream', echo.p50, echo.p95, echo.p99, played.report.frames / played.report.seconds],
    ['bare ws broadcast', floor.echo.p50, floor.echo.p95, floor.echo.p99, floor.framesPerSecond],
  ]
  const head = ['300 in one room', 'echo p50 ms', 'p95', 'p99', 'frames/s']
  return {
    name: 'crowd',
    tables: [{ title: 'A crowd', head, rows }, ...playedTables('A crowd', [played])],
    targets: [
      { what: 'echo p50 ms', value: echo.p50, limit: 45 },
      { what: 'echo p99 ms', value: echo.p99, limit: 103 },
      { what: 'echo p50, times bare ws, then', value: echo.p50 / floor.echo.p50, limit: 1.2 },
      { what: 'echo p99, times bare ws, then', value: echo.p99 / floor.echo.p99, limit: 1.2 },
      { what: 'lost', value: played.lost, limit: 0 },
    ],
  }
}

async function broadcastFloor(plan: Omit<LoadPlan, 'urls'>) {
  const child = fork(fileURLToPath(new URL('../bare/rooms.ts', import.meta.url)))
  const port = await new Promise((resolve) => child.once('message', resolve))
  const urls = [`ws://127.0.0.1:${port}/ws`]
  const { report } = await runLoad({ ...plan, urls }, { read: () => null })
  child.kill()
  return { echo: spreadOf(report.echoesMs), framesPerSecond: report.frames / report.seconds }
}
