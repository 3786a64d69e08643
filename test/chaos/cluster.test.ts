/** A cluster on one machine: what it says of itself, and that any one of its processes may die. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identify, isAlive } from '../../server/run/embedded/processes.ts'
import { telnetGuest } from '../e2e-clients/game.ts'
import type { TelnetClient } from '../e2e-clients/telnet-client.ts'
import { gentleFaults } from './cluster-faults.ts'
import { runClusterChaos } from './cluster-run.ts'
import { type ClusterSystem, startClusterSystem } from './cluster-system.ts'
import { clusterTable } from './cluster-table.ts'

let system: ClusterSystem
let visitor: TelnetClient
let isStopped = false
const startMs = 180_000
const seed = 3

beforeAll(async () => {
  system = await startClusterSystem()
  visitor = await telnetGuest(system.telnetPorts[0] ?? 0)
}, startMs)
afterAll(async () => {
  visitor?.drop()
  if (system && !isStopped) await system.stop()
}, startMs)

// PROMISE RUNBOOK: prints one line when everything is ready
test('says in one line where it is, and in a file which process is which', () => {
  expect(system.readyLine).toMatch(
    /^mudstream cluster ready http=http:\/\/127\.0\.0\.1:\d+,http:\/\/127\.0\.0\.1:\d+ telnet=127\.0\.0\.1:\d+,127\.0\.0\.1:\d+ data=\/\S+$/,
  )
  const names = system.processes().map(({ name }) => name)
  const wanted = 'nats-1 nats-2 nats-3 postgres-1 postgres-2 t1 t2 gw1 gw2 w1 w2 door1 door2'
  expect(names.sort()).toEqual(wanted.split(' ').sort())
  for (const one of system.processes()) expect(identify(one.pid)).toBeDefined()
})

// PROMISE RUNBOOK: any one of its servers and roles may die while people play
test('loses, doubles and reorders nothing while its parts are disturbed and die in turn', async () => {
  const lines: string[] = []
  const report = await runClusterChaos(system, {
    seed,
    faults: [
      ...gentleFaults(seed, 2),
      'pause-database-primary',
      'kill-stream-leader',
      'kill-tick-and-gateway',
    ],
    players: 6,
    say: (line) => lines.push(line),
  })
  process.stdout.write(`${[...lines, ...clusterTable(report)].join('\n')}\n`)
  expect(report.breaches).toEqual([])
  for (const { sent, acked, applied } of report.rows) {
    expect(sent).toBeGreaterThan(0)
    expect([acked, applied]).toEqual([sent, sent])
  }
  // Another history of the database begins another timeline, whoever leads, and everybody is told.
  const passed = report.rows.find(({ fault }) => fault === 'pause-database-primary')
  expect(passed?.told['resync']).toBeGreaterThan(0)
  // What died stays away unless it was asked for otherwise; a frozen primary is ended, and wakes no more.
  expect(system.pidOf('postgres-1')).toBeUndefined()
  // One telnet player was there all the time.
  visitor.type('say still here')
  await visitor.sees('still here')
}, 240_000)

test('ends with everything it has started', async () => {
  const all = system.processes()
  const { code } = await system.stop()
  isStopped = true
  expect(code).toBe(0)
  expect(all.filter(isAlive)).toEqual([])
  expect(system.output().trim()).toBe(system.readyLine)
}, 60_000)
