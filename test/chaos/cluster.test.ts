/** A cluster on one machine: what it says of itself, and that any one of its processes may die. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identify, isAlive } from '../../server/run/embedded/processes.ts'
import { telnetGuest } from '../e2e-clients/game.ts'
import type { TelnetClient } from '../e2e-clients/telnet-client.ts'
import { clusterTable, runClusterChaos } from './cluster-run.ts'
import { type ClusterSystem, startClusterSystem } from './cluster-system.ts'

let system: ClusterSystem
let visitor: TelnetClient
let isStopped = false
const startMs = 180_000

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
test('loses, doubles and reorders nothing while its parts die one after the other', async () => {
  const lines: string[] = []
  const report = await runClusterChaos(system, {
    seed: 20_262,
    faults: ['kill-database-primary', 'kill-stream-leader', 'kill-tick-and-gateway'],
    players: 6,
    say: (line) => lines.push(line),
  })
  process.stdout.write(`${[...lines, ...clusterTable(report)].join('\n')}\n`)
  expect(report.breaches).toEqual([])
  for (const { sent, acked, done } of report.rows) {
    expect(sent).toBeGreaterThan(0)
    expect([acked, done]).toEqual([sent, sent])
  }
  // What died stays away unless it was asked for otherwise.
  expect(system.pidOf('postgres-1')).toBeUndefined()
  // One telnet player was there all the time.
  visitor.type('say still here')
  await visitor.sees('still here')
}, 120_000)

test('ends with everything it has started', async () => {
  const all = system.processes()
  const { code } = await system.stop()
  isStopped = true
  expect(code).toBe(0)
  expect(all.filter(isAlive)).toEqual([])
  expect(system.output().trim()).toBe(system.readyLine)
}, 60_000)
