/** `mudstream status` and `mudstream top`: the system at a glance, in a terminal. */
import type { Command } from 'commander'
import type { QueuesAnswer, StorageRow } from '../../../schema/admin.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import {
  type ProcessReport,
  profileOf,
  profileWords,
  type TickFigures,
} from '../../../schema/telemetry.ts'
import { queuesOf } from '../../edge/admin-api/facts.ts'
import { presentOf } from '../../edge/admin-api/present.ts'
import { storageOf } from '../../log/retention/storage.ts'
import { systemClock } from '../../platform/ambient.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { coerceError } from '../../platform/errors.ts'
import { openSignBoard, type SignBoard } from '../../platform/signs.ts'
import { openTelemetryBoard } from '../../platform/telemetry.ts'
import { withBus } from './open-bus.ts'
import { lookAtDatabase } from './open-database.ts'
import { tableLines } from './table-lines.ts'

const reportsEveryMs = 1_000
/** Every process reports once a second; two rounds have heard all of them. */
const listenMs = 2_200

const mib = (bytes: number, digits = 0) => `${(bytes / 1_048_576).toFixed(digits)} MiB`
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

/** What a role does, in a few words. */
function doing({ role, figures }: ProcessReport): string {
  if (role === 'tick') return ticking(figures)
  const counts = Object.entries(figures).filter(([, value]) => typeof value === 'number')
  return counts.map(([name, value]) => `${name} ${String(value)}`).join(', ')
}

function ticking(figures: TickFigures): string {
  if (!figures.leading) return 'stands by'
  const { tick, epoch, waiting, commands, duration, age } = figures
  const took = duration.count > 0 ? `p50 ${ms(duration.p50)} p99 ${ms(duration.p99)}` : 'at rest'
  return `leads: epoch ${epoch}, tick ${tick}, ${took}, ${commands} commands/s, oldest ${ms(age.max)}, ${waiting} waiting`
}

/** The table, one process per line. */
export function statusLines(reports: readonly ProcessReport[]): string[] {
  if (reports.length === 0) return ['No process reports: is Mudstream running?']
  const rows = reports.map((report) => [
    report.instance,
    `${Math.round(report.loopBusy * 100)} %`,
    ms(report.loopP99Ms),
    mib(report.rssBytes),
    doing(report),
  ])
  return tableLines([['process', 'busy', 'loop p99', 'memory', 'what it does'], ...rows])
}

/** What waits on the bus: streams, and lanes of work for models. */
export function queueLines({ streams, lanes }: QueuesAnswer): string[] {
  return [
    '',
    ...tableLines([
      ['stream', 'messages', 'size', 'last'],
      ...streams.map((one) => [
        one.stream,
        String(one.messages),
        mib(one.bytes),
        String(one.lastSeq),
      ]),
    ]),
    '',
    ...tableLines([
      ['lane', 'waiting', 'under way', 'again', ''],
      ...lanes.map((one) => [
        one.lane,
        String(one.pending),
        String(one.underWay),
        String(one.redelivered),
        one.paused ? 'paused' : '',
      ]),
    ]),
  ]
}

/** What is kept; or why that cannot be said, because processes and queues can be shown all the same. */
async function storage(): Promise<readonly StorageRow[] | string> {
  try {
    return await lookAtDatabase(({ db }) => storageOf(db))
  } catch (error) {
    return coerceError(error).message
  }
}

/** What is kept, how much of it there is, and how it grows. */
function storageLines(kept: readonly StorageRow[] | string): string[] {
  if (typeof kept === 'string') return ['', `What is kept cannot be read: ${kept}`]
  return [
    '',
    ...tableLines([
      ['kept', 'rows', 'size', 'growth per day'],
      ...kept.map(({ kind, rows, bytes, bytesPerDay }) => [
        kind,
        String(rows),
        mib(bytes, 1),
        bytesPerDay === null ? '–' : mib(bytesPerDay, 1),
      ]),
    ]),
  ]
}

/** How it is at this moment: well, or who is to blame. */
function presentLine(signs: SignBoard): string {
  const heard = signs.heard()
  const busHeardMs = Math.min(...heard.map(({ silentMs }) => silentMs))
  const owed = { busMs: busHeardMs, storeMs: 0, servers: [] }
  const { wrong } = presentOf({ by: 'this terminal', ...owed, busHeardMs, signs: heard })
  if (wrong.length === 0) return 'All is well.'
  return wrong.map(({ who, words }) => `${who}: ${words}`).join('; ')
}

/** What the processes themselves tell: the settings of this terminal may be others. */
function profileLine(reports: readonly ProcessReport[]): string {
  const profile = profileOf(reports)
  return profile ? ` Profile ${profileWords[profile]}.` : ''
}

/** The objectives, by the worst process of the last ten seconds that any of them told. */
class Objectives {
  readonly #worst = new Map<string, number>()
  readonly #goals: Readonly<Record<string, number>>

  constructor({ sloP99TickMs, sloP95SendMs, sloP95PipelineMs, sloP95LlmMs }: Config) {
    this.#goals = {
      tick: sloP99TickMs,
      applied: sloP95SendMs,
      pipeline: sloP95PipelineMs,
      llm: sloP95LlmMs,
    }
  }

  hear({ figures }: ProcessReport): void {
    for (const [name, value] of Object.entries(figures.objectives ?? {}))
      this.#worst.set(name, value)
  }

  lines(): string[] {
    return [
      '',
      ...tableLines([
        ['objective', 'last', 'goal', ''],
        ...Object.entries(this.#goals).map(([name, goal]) => {
          const value = this.#worst.get(name)
          const judged = value === undefined ? '' : value > goal ? 'MISSED' : 'kept'
          return [name, value === undefined ? '–' : ms(value), ms(goal), judged]
        }),
      ]),
    ]
  }
}

/** Shows the system once, or every second until Ctrl-C. */
async function run(how: 'once' | 'again', options: { json?: boolean }): Promise<void> {
  const config = loadConfig(environment())
  await withBus(config, async (bus) => {
    const subjects = subjectsOf(config.world)
    const board = openTelemetryBoard(bus, subjects)
    const signs = openSignBoard(bus, subjects)
    const objectives = new Objectives(config)
    board.onReport((report) => objectives.hear(report))
    await systemClock.sleep(listenMs)
    for (;;) {
      const reports = board.reports()
      const queues = await queuesOf({ streams: bus.streams, subjects, now: systemClock.now })
      // It changes by the day: nothing to look at every second.
      const kept = how === 'once' ? await storage() : undefined
      const shown =
        options.json === true
          ? [JSON.stringify({ processes: reports, queues, storage: kept })]
          : [
              `${presentLine(signs)}${profileLine(reports)}`,
              ...statusLines(reports),
              ...(how === 'again' ? objectives.lines() : []),
              ...queueLines(queues),
              ...(kept === undefined ? [] : storageLines(kept)),
            ]
      // Home and clear to the end, so that a terminal does not flicker.
      const before = how === 'again' && process.stdout.isTTY ? '\u001b[H\u001b[J' : ''
      process.stdout.write(`${before}${shown.join('\n')}\n`)
      if (how === 'once') {
        if (reports.length === 0) process.exitCode = 1
        signs.close()
        return board.close()
      }
      await systemClock.sleep(reportsEveryMs)
    }
  })
}

/** Gives the subcommand its options and its action; `top` goes on until Ctrl-C. */
export const configure = (command: Command, name: string): void => {
  command
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => run(name === 'top' ? 'again' : 'once', options))
}
