/**
 * What a small machine feels: how long `npm start` takes with nothing and with a long past, and what the
 * idle system holds of memory and takes of a core, with everything embedded; both profiles.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { makeLargeLog } from '../large-log.ts'
import { note, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { withDatabase } from '../support/own-database.ts'
import { cpuMsByPid, memoryMib } from '../support/process-tree.ts'

const launcher = fileURLToPath(new URL('../../../server/run/launch/launch.js', import.meta.url))
const profiles = ['full', 'small'] as const
type Profile = (typeof profiles)[number]

interface Idle {
  readonly mib: number
  /** Per cent of a core. */
  readonly cpu: number
}

interface Measured {
  readonly profile: Profile
  readonly firstMs: number
  readonly againMs: number
  readonly idle: Idle
}

export async function startSuite(quick: boolean): Promise<SuiteResult> {
  const events = quick ? 200_000 : 1_000_000
  const times = quick ? 3 : 5
  const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-bench-'))
  await withDatabase(dataDir, (db) => makeLargeLog(db, { events, characters: 1_000, rooms: 500 }))
  // The first start on that log reads the world files.
  await ended((await started(dataDir, 'full')).child)
  const measured: Measured[] = []
  for (const profile of profiles) measured.push(await measure(profile, dataDir, times))
  rmSync(dataDir, { recursive: true, force: true })
  const log = `${shown(events)} events`
  return {
    name: 'start',
    tables: [
      {
        title: `Starting (medians of ${times}), and doing nothing`,
        head: ['profile', 'empty folder ms', `${log} ms`, 'idle MiB (PSS)', 'idle % of a core'],
        rows: measured.map(({ profile, firstMs, againMs, idle }) => [
          profile,
          firstMs,
          againMs,
          idle.mib,
          idle.cpu,
        ]),
      },
    ],
    targets: measured.flatMap(({ profile, againMs, idle }) => [
      { what: `${profile}: start on ${log}, ms`, value: againMs, limit: 2_000 },
      ...(profile === 'small'
        ? [
            { what: 'small: idle, MiB', value: idle.mib, limit: 400 },
            { what: 'small: idle, % of a core', value: idle.cpu, limit: 1.5 },
          ]
        : []),
    ]),
  }
}

async function measure(profile: Profile, dataDir: string, times: number): Promise<Measured> {
  const firstMs: number[] = []
  const againMs: number[] = []
  for (let round = 0; round < times; round += 1) {
    const empty = mkdtempSync(join(tmpdir(), 'mudstream-bench-'))
    const first = await started(empty, profile)
    firstMs.push(first.readyMs)
    await ended(first.child)
    rmSync(empty, { recursive: true, force: true })
    const again = await started(dataDir, profile)
    againMs.push(again.readyMs)
    await ended(again.child)
  }
  const { child } = await started(dataDir, profile)
  const idle = await idleOf(child.pid ?? 0)
  await ended(child)
  const measured = { profile, firstMs: median(firstMs), againMs: median(againMs), idle }
  note(`${profile}: ${shown(measured.againMs)} ms, ${shown(idle.mib)} MiB, ${shown(idle.cpu)} %`)
  return measured
}

const median = (values: readonly number[]): number => spreadOf(values).p50

const settleMs = 40_000
const windowMs = 20_000

async function idleOf(pid: number): Promise<Idle> {
  await pause(settleMs)
  const before = cpuMsByPid(pid)
  const began = performance.now()
  await pause(windowMs)
  const after = [...cpuMsByPid(pid)]
  const usedMs = after.reduce((sum, [one, ms]) => sum + ms - (before.get(one) ?? 0), 0)
  return { mib: memoryMib(pid), cpu: (100 * usedMs) / (performance.now() - began) }
}

async function started(
  dataDir: string,
  profile: Profile,
): Promise<{ readonly child: ChildProcess; readonly readyMs: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, [launcher, 'start'], {
    env: {
      PATH: process.env['PATH'],
      MUD_DATA_DIR: dataDir,
      MUD_HTTP_PORT: '0',
      MUD_TELNET_PORT: '0',
      MUD_LOG_LEVEL: 'warn',
      MUD_PROFILE: profile,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const over = once(child, 'exit').then(() => {
    throw new Error('the system ended before it was ready')
  })
  await Promise.race([once(child.stdout, 'data'), over])
  return { child, readyMs: performance.now() - began }
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}
