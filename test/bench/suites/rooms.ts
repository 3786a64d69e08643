/** A large world with two ticks: how soon it starts, and how soon the standby goes on when the leader is killed. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ask } from '../../chaos/whole-system.ts'
import { guest } from '../../e2e/player.ts'
import { note, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { type System, startSystem } from '../support/system.ts'

const env = { MUD_PROFILE: 'full', MUD_TICKS: '2', MUD_WORKERS: '0' }
/** Long enough for the leases of several leaders that take the world from one another. */
const flapMs = 10_000

export async function roomsSuite(quick: boolean): Promise<SuiteResult> {
  const width = quick ? 100 : 317
  const rooms = width * width
  const first = await startSystem({ width, env })
  const { dataDir } = first
  await first.stop(true)
  note(`first start with ${shown(rooms)} rooms: ${shown(first.readyMs)} ms`)
  const againMs: number[] = []
  const overMs: number[] = []
  let flaps = 0
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    const system = await startSystem({ width, dataDir, env })
    againMs.push(system.readyMs)
    const taken = await takeOver(system)
    overMs.push(taken.ms)
    flaps += taken.flaps
    note(`again ${shown(system.readyMs)} ms, taken over in ${shown(taken.ms)} ms`)
    await system.stop(true)
  }
  rmSync(dataDir, { recursive: true, force: true })
  const [start, over] = [spreadOf(againMs).p50, Math.max(...overMs)]
  return {
    name: 'rooms',
    tables: [
      {
        title: `${shown(rooms)} rooms, two ticks`,
        head: ['first start ms', 'start ms', 'a player waits, worst ms', 'leaders too many'],
        rows: [[first.readyMs, start, over, flaps]],
      },
    ],
    targets: [
      { what: `start on ${shown(rooms)} rooms, ms`, value: start, limit: 8_000 },
      { what: `takeover with ${shown(rooms)} rooms, ms`, value: over, limit: 3_000 },
      { what: 'leaders that came after the one that took over', value: flaps, limit: 0 },
    ],
  }
}

/** Kills the leader while somebody plays: how long that player waited, and how many led after the next one. */
async function takeOver(system: System): Promise<{ ms: number; flaps: number }> {
  const player = await guest(system.http)
  await player.play('say before')
  // The standby has the world ready by then.
  await pause(flapMs)
  const before = await leader(system)
  const processes = JSON.parse(readFileSync(join(system.dataDir, 'processes.json'), 'utf8')) as {
    name: string
    pid: number
  }[]
  const { pid } = processes.find(({ name }) => name === before.owner) ?? {}
  if (pid === undefined) throw new Error(`no process ${before.owner}`)
  const began = performance.now()
  process.kill(pid, 'SIGKILL')
  await player.play('say after')
  const ms = performance.now() - began
  await pause(flapMs)
  const after = await leader(system)
  player.drop()
  return { ms, flaps: after.epoch - before.epoch - 1 }
}

async function leader(system: System): Promise<{ owner: string; epoch: number }> {
  const [row] = await ask<{ owner: string; epoch: number }>(
    system.postgresUrl('owner'),
    'select owner, epoch::int as epoch from shards',
  )
  if (!row) throw new Error('there is no shard')
  return row
}
