/** Servers that are measured side by side, each started anew for every run. */
import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LoadPlan } from '../load/load.ts'
import { cpuMsOf } from './cpu.ts'
import { note, shown, spreadOf } from './figures.ts'
import { lostOf, runLoad } from './run-load.ts'
import { startSystem } from './system.ts'

export interface Side {
  readonly name: string
  start(): Promise<{ readonly ws: string; cpuMs(): number; stop(): Promise<void> }>
}

/** The program of a source tree; this one when none is named. */
export function mudstreamOf(name: string, root?: string): Side {
  return {
    name,
    async start() {
      const system = await startSystem(root === undefined ? {} : { root })
      return { ws: system.ws, cpuMs: system.cpuMs, stop: () => system.stop() }
    },
  }
}

/** A `ws` server with rooms that keeps nothing: what nobody can be faster than. */
export const bareWs: Side = {
  name: 'bare ws',
  async start() {
    const child = fork(fileURLToPath(new URL('../bare/rooms.ts', import.meta.url)))
    const port = await new Promise((resolve) => child.once('message', resolve))
    return {
      ws: `ws://127.0.0.1:${port}/ws`,
      cpuMs: () => cpuMsOf(child.pid ?? 0),
      async stop() {
        child.kill()
      },
    }
  },
}

/** Checks a revision out beside this tree for as long as `use` runs. */
export async function withRevision<T>(rev: string, use: (root: string) => Promise<T>): Promise<T> {
  const here = fileURLToPath(new URL('../../../', import.meta.url))
  const root = mkdtempSync(join(tmpdir(), 'mudstream-rev-'))
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', here, ...words], { stdio: 'ignore' })
  git('worktree', 'add', '--detach', '--force', root, rev)
  try {
    symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'))
    return await use(root)
  } finally {
    git('worktree', 'remove', '--force', root)
    rmSync(root, { recursive: true, force: true })
  }
}

/** What one run of one server gave. */
export interface Run {
  readonly p50: number
  readonly p99: number
  /** CPU milliseconds of all its processes for a command. */
  readonly cpu: number
  /** Frames that others got for a command: the crowd. */
  readonly crowd: number
  /** Bytes of a line as somebody else heard it. */
  readonly heardBytes: number
  readonly lost: number
}

export type Cell = Omit<LoadPlan, 'urls'> & { readonly label: string }

/** Plays a cell on every server in turn, `rounds` times, each time in the other order. */
export async function alternate(
  sides: readonly Side[],
  cell: Cell,
  rounds: number,
): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(sides.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const run = await runOf(side, cell)
      runs.get(side.name)?.push(run)
      const { p50, p99, cpu, lost } = run
      note(
        `${cell.label}, ${side.name}: p50 ${shown(p50)}, p99 ${shown(p99)} ms, ${shown(cpu)} CPU-ms each, ${lost} lost`,
      )
    }
  }
  return runs
}

async function runOf(side: Side, { label: _, ...plan }: Cell): Promise<Run> {
  const server = await side.start()
  try {
    const { report, before, after } = await runLoad(
      { ...plan, urls: [server.ws] },
      { read: () => server.cpuMs() },
    )
    const { p50, p99 } = spreadOf(report.echoesMs)
    const commands = Math.max(1, report.done)
    return {
      p50,
      p99,
      cpu: (after - before) / commands,
      crowd: report.heard / commands,
      heardBytes: report.heardBytes / Math.max(1, report.heard),
      lost: lostOf(report),
    }
  } finally {
    await server.stop()
  }
}

/** The middle value and the two at the ends. */
export function medianOf(values: readonly number[]) {
  const sorted = values.toSorted((one, other) => one - other)
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return { median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 }
}
