/** The simulated bus and NATS pass the same suite. */

import { subjectsOf } from '../../schema/subjects.ts'
import { createTickBus } from '../../server/core/tick/tick-bus.ts'
import { createCommandStore } from '../../server/edge/session/command-store.ts'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { openBus } from '../../server/platform/bus/nats-bus.ts'
import { ensureStreams } from '../../server/platform/bus/streams.ts'
import { loadConfig } from '../../server/platform/config.ts'
import { startLink } from '../chaos/link.ts'
import { until } from '../chaos/whole-system.ts'
import { simDice } from '../sim/dice.ts'
import { simProcess } from '../sim/process.ts'
import { noFaults } from '../sim/rates.ts'
import { createScheduler } from '../sim/scheduler.ts'
import { simBus } from '../sim/sim-bus.ts'
import { createTally } from '../sim/tally.ts'
import { failOnBroken } from '../support/bus.ts'
import { natsUrl } from '../support/servers.ts'
import { type BusUnderTest, busContract } from './bus-contract.ts'

const patienceMs = 30_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function natsUnderTest(): Promise<BusUnderTest> {
  const subjects = subjectsOf('buscontract')
  const direct = natsUrl('admin')
  const url = new URL(direct)
  const link = await startLink(Number(url.port), () => 0.5)
  url.port = String(link.port)
  const admin = await connectNats(direct, 'bus-contract-admin')
  await ensureStreams(admin, subjects, loadConfig({}))
  const openSide = (name: string) => openBus({ url: url.href, name, onBroken: failOnBroken })
  const tickSide = await openSide('bus-contract-tick')
  const gatewaySide = await openSide('bus-contract-gateway')
  return {
    tick: createTickBus(tickSide, subjects),
    gateway: (name, boot) =>
      createCommandStore({ bus: gatewaySide, subjects, shard: 1, origin: name, boot }),
    onOutputs(gateway, receive) {
      tickSide.subscribe(subjects.outputs(gateway), { read: (text) => text, heard: receive })
    },
    sayAlive: (gateway, boot) => tickSide.publish(subjects.system('gateway', gateway), boot),
    async breakLinks() {
      link.set('cut')
      await pause(300)
      link.set('open')
    },
    async replaceStream() {
      const manager = await admin.jetstreamManager({ checkAPI: false })
      await manager.streams.delete(subjects.streams.commands)
      await ensureStreams(admin, subjects, loadConfig({}))
    },
    until: (enough) => until('the bus', enough, Boolean, patienceMs).then(() => undefined),
    async end() {
      const manager = await admin.jetstreamManager({ checkAPI: false })
      for (const name of Object.values(subjects.streams)) await manager.streams.delete(name)
      await Promise.all([admin.close(), tickSide.close(), gatewaySide.close()])
      link.close()
    },
  }
}

async function simUnderTest(): Promise<BusUnderTest> {
  const dice = simDice(7)
  const scheduler = createScheduler(dice, false)
  const rates = () => noFaults
  const bus = simBus({ scheduler, dice, rates, tally: createTally(), dedupeMs: 3_600_000 })
  const processes = ['t1', 'gw1', 'gw2'].map((name) => simProcess(name, scheduler))
  for (const process of processes) process.start()
  const named = (name: string) => {
    const found = processes.find((process) => process.name === name)
    if (!found) throw new Error(`there is no process ${name}`)
    return found
  }
  return {
    tick: bus.forTick(named('t1')),
    gateway: (name, boot) => bus.forGateway(named(name), boot),
    onOutputs(gateway, receive) {
      bus.onOutputs(gateway, named(gateway), (message) => receive(JSON.stringify(message)))
    },
    sayAlive: (gateway, boot) => bus.alive(gateway, boot),
    async breakLinks() {
      bus.restart(0)
    },
    async replaceStream() {
      bus.rename()
    },
    async until(enough) {
      // What the test itself has set in motion comes first.
      await new Promise(setImmediate)
      const inTime = await scheduler.runUntil(enough, scheduler.nowMs() + patienceMs)
      if (!inTime && !enough()) throw new Error('the simulated bus did not come to it')
    },
    end: async () => undefined,
  }
}

busContract('the bus on NATS', natsUnderTest)
busContract('the simulated bus', simUnderTest)
