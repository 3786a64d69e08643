/** How many commands a second one tick process sustains, and what each costs there. */
import { openBusPlayers } from '../load/bus-players.ts'
import { note, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { quantileMs } from '../support/scrape.ts'
import { cpuPerCommand, startSystem } from '../support/system.ts'

const rates = [500, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 16_000]
const p99Max = 250

export async function throughputSuite(quick: boolean): Promise<SuiteResult> {
  const system = await startSystem()
  const players = await openBusPlayers(system.natsUrl('gateway'), 400)
  const rows: (string | number)[][] = []
  let sustained = 0
  for (const rate of rates) {
    const before = { cpu: system.cpu(), tick: await system.tickMetrics() }
    const load = await players.play(rate, quick ? 4 : 8)
    const after = { cpu: system.cpu(), tick: await system.tickMetrics() }
    const reached = load.done / load.seconds
    const spread = spreadOf(load.latenciesMs)
    // The books also hold the warm-up, so the share of a command is counted over all of it.
    const applied = 'mud_commands_applied_total'
    const commands = after.tick.value(applied) - before.tick.value(applied)
    const cpu = cpuPerCommand(before.cpu, after.cpu, commands)
    const tickP99 = quantileMs(before.tick, after.tick, 'mud_tick_duration_seconds', 0.99)
    const lost = load.sent - load.done
    const cost = ['tick', 'nats', 'postgres'].map((part) => cpu[part] ?? 0)
    rows.push([String(rate), reached, spread.p50, spread.p99, lost, ...cost, cpu.all, tickP99])
    note(`${rate}/s: p99 ${shown(spread.p99)} ms, ${shown(cpu.all)} CPU-ms each`)
    const holds = spread.p99 <= p99Max && reached >= 0.95 * rate && lost === 0
    if (!holds) break
    sustained = rate
  }
  await players.close()
  await system.stop()
  const head = [
    'wanted/s',
    'done/s',
    'p50 ms',
    'p99',
    'lost',
    'tick',
    'nats',
    'postgres',
    'all',
    'tick p99',
  ]
  const title = 'Commands a second through one tick (CPU-ms per command by part; no sockets)'
  return {
    name: 'throughput',
    tables: [{ title, head, rows }],
    targets: [
      { what: 'commands/s with p99 below 250 ms', value: sustained, limit: 2_000, atLeast: true },
      { what: 'commands/s, aim', value: sustained, limit: 10_000, atLeast: true },
      { what: 'CPU-ms per command at 2,000/s', value: Number(rows[1]?.[8] ?? 99), limit: 0.35 },
    ],
  }
}
