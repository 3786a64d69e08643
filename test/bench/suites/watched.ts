/**
 * What being watched costs the tick: its CPU per command while admins look on and while nobody
 * does, in turns, and what it spends on telling about itself, which it does in either case.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Leadership } from '../../../server/core/tick/leadership.ts'
import { TickTelemetry } from '../../../server/core/tick/tick-telemetry.ts'
import { openBusPlayers } from '../load/bus-players.ts'
import { note, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { type System, startSystem } from '../support/system.ts'

const players = 100
const commandsPerSecond = 1_000
const admins = 3
const turnMs = 1_000
/** What the page asks for beside its live stream, and how often. */
const lists = ['sessions', 'queues', 'dead', 'bans', 'leases']
const listsEveryMs = 3_000

interface Turn {
  readonly watched: boolean
  readonly cpuMs: number
  readonly commands: number
}

export async function watchedSuite(quick: boolean): Promise<SuiteResult> {
  const pairs = quick ? 4 : 10
  const system = await startSystem()
  const load = await openBusPlayers(system.natsUrl('gateway'), players)
  const playing = load.play(commandsPerSecond, (2 * pairs * (turnMs + 250)) / 1_000 + 2)
  await sleep(1_500)
  const turns: Turn[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    // Either begins as often as the other, so that a machine that slows down favours neither.
    for (const watched of pair % 2 === 0 ? [false, true] : [true, false]) {
      turns.push(await oneTurn(system, watched))
    }
  }
  const { sent, done } = await playing
  await load.close()
  await system.stop()
  const each = (watched: boolean) =>
    turns.filter((turn) => turn.watched === watched).map((turn) => turn.cpuMs / turn.commands)
  const [alone, seen] = [spreadOf(each(false)), spreadOf(each(true))]
  const noise = noiseOf(each(false), alone.p50)
  const busyMs = spreadOf(turns.map((turn) => turn.cpuMs / (turnMs / 1_000))).p50
  const tellingMs = tellingCost(commandsPerSecond)
  note(`${shown(busyMs)} CPU-ms a second, of them ${shown(tellingMs)} to tell about itself`)
  return {
    name: 'watched',
    tables: [
      {
        title: `CPU-ms of the tick per command, ${commandsPerSecond} commands/s, turns of ${turnMs} ms`,
        head: ['admins who watch', 'turns', 'p50', 'p95', 'noise of p50, %'],
        rows: [
          ['none', alone.count, alone.p50, alone.p95, 100 * noise],
          [String(admins), seen.count, seen.p50, seen.p95, 100 * noiseOf(each(true), seen.p50)],
        ],
      },
      {
        title: 'CPU-ms of the tick per second',
        head: ['all of it', 'telling about itself', 'per cent'],
        rows: [[busyMs, tellingMs, (100 * tellingMs) / busyMs]],
      },
    ],
    targets: [
      { what: 'share of the tick’s CPU for telemetry', value: tellingMs / busyMs, limit: 0.01 },
      {
        what: 'share added per command by admins who watch, beyond the noise',
        value: Math.max(0, seen.p50 / alone.p50 - 1 - noise),
        limit: 0.01,
      },
      { what: 'lost', value: sent - done, limit: 0 },
    ],
  }
}

/** Standard error of the median of equal turns, as a share of it: less than that cannot be seen. */
function noiseOf(values: readonly number[], median: number): number {
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + (value - median) ** 2, 0) / Math.max(1, values.length - 1),
  )
  return (1.253 * spread) / Math.sqrt(values.length) / median
}

async function oneTurn(system: System, watched: boolean): Promise<Turn> {
  const leave = watched ? await watch(system) : () => undefined
  await sleep(150)
  const before = await readings(system)
  await sleep(turnMs)
  const after = await readings(system)
  leave()
  const [cpuMs, commands] = [after.cpuMs - before.cpuMs, after.commands - before.commands]
  return { watched, cpuMs, commands }
}

async function readings(system: System): Promise<{ cpuMs: number; commands: number }> {
  const commands = (await system.tickMetrics()).value('mud_commands_applied_total')
  return { cpuMs: threadCpuMs(tickPid(system)), commands }
}

function tickPid(system: System): number {
  const listed = JSON.parse(readFileSync(join(system.dataDir, 'processes.json'), 'utf8')) as {
    name: string
    pid: number
  }[]
  const tick = listed.find(({ name }) => /^t\d/.test(name))
  if (!tick) throw new Error('there is no tick')
  return tick.pid
}

/** Nanoseconds on a CPU so far, all threads (first field of proc_pid_schedstat); finer than `stat`. */
function threadCpuMs(pid: number): number {
  let ns = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  }
  return ns / 1e6
}

/** Admins with the page open: the live stream, and the lists in their rhythm. */
async function watch(system: System): Promise<() => void> {
  const headers = { authorization: `Bearer ${await ownerToken(system)}` }
  const leaving = new AbortController()
  const ask = (path: string) =>
    fetch(`${system.http}/admin/api/${path}`, { headers, signal: leaving.signal })
  const timers = await Promise.all(
    Array.from({ length: admins }, async () => {
      const live = await ask('live')
      if (live.status !== 200) throw new Error(`the live stream answers ${live.status}`)
      void live.body?.pipeTo(new WritableStream()).catch(() => undefined)
      const look = () =>
        Promise.all(lists.map(async (list) => (await ask(list)).text())).catch(() => undefined)
      await look()
      return setInterval(() => void look(), listsEveryMs)
    }),
  )
  return () => {
    for (const timer of timers) clearInterval(timer)
    leaving.abort()
  }
}

let token: Promise<string> | undefined

function ownerToken(system: System): Promise<string> {
  token ??= fetch(`${system.http}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password: 'owner-of-the-bench' }),
  }).then(async (answer) => ((await answer.json()) as { token: string }).token)
  return token
}

const ticksPerSecond = 100
const stagesOfTick = ['collect', 'load', 'decide', 'encode', 'flush', 'promote', 'publish'] as const

/** CPU milliseconds for a second of telemetry: every stage and tick noted, one report written. */
function tellingCost(commands: number): number {
  const telemetry = new TickTelemetry(() => Date.now(), 250)
  const lead = { shard: 1, epoch: 1, tick: 1, beat: 1, cache: { stats: () => ({ hits: 1 }) } }
  const seconds = 400
  let bytes = 0
  const progress = { commandSeq: 9, streamSeq: 9, relayedTick: 9, reopened: 0, stuck: null }
  let began = process.cpuUsage()
  for (let second = -50; second < seconds; second += 1) {
    if (second === 0) began = process.cpuUsage()
    for (let tick = 0; tick < ticksPerSecond; tick += 1) {
      for (const stage of stagesOfTick) telemetry.stage(stage, 0.5 + (tick % 7) / 10)
      telemetry.observer.ticked(
        tickReport(commands / ticksPerSecond, second, tick),
        4 + (tick % 9),
        20,
        3,
      )
    }
    bytes += JSON.stringify(
      telemetry.figures({
        lead: lead as unknown as Leadership,
        waiting: 3,
        progress: () => progress,
      }),
    ).length
  }
  const { user, system } = process.cpuUsage(began)
  if (bytes === 0) throw new Error('nothing was told')
  return (user + system) / 1_000 / seconds
}

function tickReport(commands: number, second: number, tick: number) {
  const at = Date.now() - 20 - ((second * 31 + tick) % 50)
  const command = { t: 'line', session: 'sbench', n: tick + 1, line: 'say so', at } as const
  return {
    outcome: 'committed' as const,
    tick,
    commands,
    events: commands,
    rows: 3 * commands,
    outputBytes: 400 * commands,
    applied: [],
    oldest: { command, origin: 'bench', storedMs: at + 2 },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
