/** Many players at once: what they feel, and what each of their commands costs. */
import { startBarePipeline } from '../bare/pipeline.ts'
import type { LoadPlan } from '../load/load.ts'
import {
  note,
  type SuiteResult,
  shown,
  spreadOf,
  type Table,
  type Target,
} from '../support/figures.ts'
import { lostOf, runLoad } from '../support/run-load.ts'
import { meanMs, quantileMs } from '../support/scrape.ts'
import { cpuPerCommand, type System, startSystem } from '../support/system.ts'

/** 30 % look, 40 % say, the rest walks. */
export const usualMix = { look: 0.3, say: 0.4 }

/** One load, in numbers. */
export interface Played {
  readonly label: string
  readonly report: Awaited<ReturnType<typeof runLoad>>['report']
  readonly echo: ReturnType<typeof spreadOf>
  readonly ack: ReturnType<typeof spreadOf>
  readonly lost: number
  readonly cpu: ReturnType<typeof cpuPerCommand>
  readonly tickP99Ms: number
  readonly tickMaxMs: number
  readonly tickMeanMs: number
  readonly flushMeanMs: number
  readonly loopP99Ms: { readonly gateway: number; readonly tick: number }
  readonly ticksPerSecond: number
  readonly cacheHitShare: number
}

/** Plays one plan against a running system. */
export async function play(system: System, label: string, plan: LoadPlan): Promise<Played> {
  const read = async () => ({
    cpu: system.cpu(),
    tick: await system.tickMetrics(),
    gateway: await system.gatewayMetrics(),
  })
  const { report, before, after } = await runLoad(plan, { read })
  const duration = 'mud_tick_duration_seconds'
  const ticks = after.tick.value(`${duration}_count`) - before.tick.value(`${duration}_count`)
  const grown = (name: string) => after.tick.value(name) - before.tick.value(name)
  const hits = grown('mud_cache_hits')
  return {
    label,
    report,
    echo: spreadOf(report.echoesMs),
    ack: spreadOf(report.acksMs),
    lost: lostOf(report),
    cpu: cpuPerCommand(before.cpu, after.cpu, report.done),
    tickP99Ms: quantileMs(before.tick, after.tick, duration, 0.99),
    tickMaxMs: quantileMs(before.tick, after.tick, duration, 1),
    tickMeanMs: meanMs(before.tick, after.tick, duration),
    flushMeanMs: meanMs(
      before.tick,
      after.tick,
      'mud_tick_stage_duration_seconds',
      'stage="flush"',
    ),
    loopP99Ms: {
      gateway: after.gateway.value('nodejs_eventloop_lag_p99_seconds') * 1_000,
      tick: after.tick.value('nodejs_eventloop_lag_p99_seconds') * 1_000,
    },
    ticksPerSecond: ticks / report.seconds,
    cacheHitShare: hits / Math.max(1, hits + grown('mud_cache_misses')),
  }
}

/** The tables every load is shown in. */
export function playedTables(title: string, all: readonly Played[]): Table[] {
  const felt: Table = {
    title: `${title}: what players feel (ms)`,
    head: ['load', 'cmds/s', 'ack p50', 'p95', 'p99', 'echo p50', 'p95', 'p99', 'max', 'lost'],
    rows: all.map(({ label, report, ack, echo, lost }) => [
      label,
      report.sent / report.seconds,
      ack.p50,
      ack.p95,
      ack.p99,
      echo.p50,
      echo.p95,
      echo.p99,
      echo.max,
      lost,
    ]),
  }
  const cost: Table = {
    title: `${title}: CPU-ms per command`,
    head: ['load', 'gateway', 'tick', 'worker', 'nats', 'postgres', 'superv.', 'all', 'generator'],
    rows: all.map(({ label, cpu, report }) => [
      label,
      ...['gateway', 'tick', 'worker', 'nats', 'postgres', 'supervisor'].map(
        (part) => cpu[part] ?? 0,
      ),
      cpu.all,
      report.cpuMs / Math.max(1, report.done),
    ]),
  }
  const inside: Table = {
    title: `${title}: inside (bucket bounds for p99 and max)`,
    head: [
      'load',
      'frames/s',
      'ticks/s',
      'tick mean',
      'flush mean',
      'tick p99',
      'tick max',
      'loop p99 gw',
      'loop p99 tick',
      'cache hits %',
    ],
    rows: all.map((one) => [
      one.label,
      one.report.frames / one.report.seconds,
      one.ticksPerSecond,
      one.tickMeanMs,
      one.flushMeanMs,
      one.tickP99Ms,
      one.tickMaxMs,
      one.loopP99Ms.gateway,
      one.loopP99Ms.tick,
      100 * one.cacheHitShare,
    ]),
  }
  return [felt, cost, inside]
}

export async function playersSuite(quick: boolean): Promise<SuiteResult> {
  const seconds = quick ? 8 : 20
  const loads = [
    { clients: 100, ratePerClient: 0.5 },
    { clients: 300, ratePerClient: 0.5 },
    { clients: 1_000, ratePerClient: 0.5 },
    { clients: 200, ratePerClient: 10 },
  ]
  const all: Played[] = []
  for (const load of loads) {
    const system = await startSystem()
    const plan = {
      urls: [system.ws],
      mix: usualMix,
      seconds,
      warmSeconds: 3,
      spread: true,
      seed: 7,
    }
    const label = `${load.clients} × ${load.ratePerClient}/s`
    const played = await play(system, label, { ...plan, ...load })
    note(summaryOf(played))
    all.push(played)
    await system.stop()
  }
  const bare = await bareCost(seconds)
  const floor: Table = {
    title: 'The bare pipeline under 1,000 × 0.5/s: CPU-ms per command',
    head: ['', ...parts, 'all'],
    rows: [['no game, no rooms', ...parts.map((part) => bare[part] ?? 0), bare.all]],
  }
  return {
    name: 'players',
    tables: [...playedTables('Players', all), floor],
    targets: all.flatMap((one) => targetsOf(one, all)),
  }
}

const parts = ['gateway', 'tick', 'nats', 'postgres']

/** What a command of the same load costs where nobody sees anybody and nothing is decided. */
async function bareCost(seconds: number) {
  const bare = await startBarePipeline()
  const plan = { urls: [bare.ws], mix: usualMix, seconds, warmSeconds: 3, spread: false, seed: 7 }
  const { report, before, after } = await runLoad(
    { ...plan, clients: 1_000, ratePerClient: 0.5 },
    { read: () => bare.cpu() },
  )
  await bare.stop()
  return cpuPerCommand(before, after, report.done)
}

/** One load in one line. */
export function summaryOf({ label, ack, echo, cpu, lost }: Played): string {
  const of = (one: typeof ack) => `${shown(one.p50)} / ${shown(one.p95)} / ${shown(one.p99)}`
  return `${label}: ack ${of(ack)}, echo ${of(echo)} ms, ${shown(cpu.all)} CPU-ms each, ${lost} lost`
}

function targetsOf(one: Played, all: readonly Played[]): Target[] {
  const targets: Target[] = [{ what: `${one.label}, lost`, value: one.lost, limit: 0 }]
  if (one === all[2]) {
    targets.push(
      { what: `${one.label}, echo p50 ms`, value: one.echo.p50, limit: 10 },
      { what: `${one.label}, echo p99 ms`, value: one.echo.p99, limit: 44 },
      { what: `${one.label}, echo p99 ms, then`, value: one.echo.p99, limit: 14 },
      { what: `${one.label}, CPU-ms per command`, value: one.cpu.all, limit: 1 },
      { what: `${one.label}, CPU-ms per command, then`, value: one.cpu.all, limit: 0.64 },
      { what: `${one.label}, tick p99 ms`, value: one.tickP99Ms, limit: 50 },
      { what: `${one.label}, tick max ms`, value: one.tickMaxMs, limit: 1_000 },
      { what: `${one.label}, loop p99 ms, gateway`, value: one.loopP99Ms.gateway, limit: 50 },
      { what: `${one.label}, loop p99 ms, tick`, value: one.loopP99Ms.tick, limit: 50 },
      {
        what: `${one.label}, room cache hits`,
        value: one.cacheHitShare,
        limit: 0.99,
        atLeast: true,
      },
    )
  }
  if (one === all[3]) {
    targets.push({ what: `${one.label}, CPU-ms per command`, value: one.cpu.all, limit: 0.35 })
  }
  return targets
}
