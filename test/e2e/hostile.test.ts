/** Outside input never ends a process: hostile bytes at every place that reads some, and a player beside it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { subjectsOf } from '../../schema/subjects.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'
import { openBus } from '../../server/platform/bus/nats-bus.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import { type Home, newHome, startWholeSystem, type WholeSystem } from '../chaos/whole-system.ts'
import {
  busTexts,
  chance,
  frames,
  httpPackets,
  opening,
  telnetPackets,
  textFrame,
} from './hostile/packets.ts'
import { sendAll } from './hostile/send.ts'
import { guest, type Player } from './player.ts'

const seed = 20_261_129
const subjects = subjectsOf('main')

let home: Home
let system: WholeSystem
let bus: Bus
let player: Player
let before: readonly (number | undefined)[]
const roles = ['gw1', 't1', 'w1']
const pids = () => roles.map((name) => system.pidOf(name))

beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home)
  const password = readSecrets(home.dataDir).nats.admin
  bus = await openBus({
    url: `nats://admin:${password}@127.0.0.1:${home.ports.nats}`,
    name: 'hostile',
    onBroken: () => undefined,
  })
  player = await guest(system.gateways[0] ?? '')
  before = pids()
}, 60_000)
afterAll(async () => {
  player?.drop()
  await bus?.close()
  await system?.stop()
  home.remove()
})

/** The bar of every burst: the same processes, and the same player on the same socket is answered. */
async function everybodyLives(): Promise<void> {
  const frames = await player.play('look')
  expect(frames.map(({ t }) => t)).toContain('done')
  expect(pids()).toEqual(before)
  expect(system.log()).not.toMatch(/uncaught-exception|unhandled-rejection|reader closed/)
}

it('roles are processes that can be watched', () => {
  for (const pid of before) expect(pid).toBeGreaterThan(0)
})

// PROMISE ARCHITECTURE: nothing that comes from outside ends a process
it('no request and no upgrade ends a gateway', async () => {
  await sendAll(
    home.ports.http,
    httpPackets(chance(seed)).map((packet) => [packet]),
  )
  await everybodyLives()
})

it.each([
  'v1.mudstream',
  'json.mudstandards.org',
  'gmcp.mudstandards.org',
  'terminal.mudstandards.org',
])('no frame of %s ends a gateway', async (protocol) => {
  const hello = textFrame('{"t":"hello"}')
  await sendAll(
    home.ports.http,
    frames(chance(seed)).map((frame) => [opening(protocol), hello, frame]),
  )
  await everybodyLives()
})

it('nothing that a telnet client sends ends a gateway', async () => {
  const packets = telnetPackets(chance(seed))
  await sendAll(
    home.ports.telnet,
    packets.map((packet) => [Buffer.from([255, 253, 201, 255, 251, 31, 255, 251, 39]), packet]),
  )
  await everybodyLives()
})

// PROMISE ARCHITECTURE: what cannot be read is logged, counted and dropped
it('no message of the bus ends a process; each is logged and counted', async () => {
  const heard = [
    subjects.system('control', 'order'),
    subjects.system('telemetry', 'gw1'),
    subjects.system('gateway', 'gw1'),
    subjects.system('left', 's1'),
    subjects.system('dead', 'order'),
    subjects.outputs('gw1'),
    subjects.live('inn.hall'),
    subjects.events(1, 'conflict-moved'),
    subjects.events(1, 'definition-set'),
  ]
  for (const text of busTexts(chance(seed))) {
    for (const subject of heard) bus.publish(subject, text)
  }
  await bus.flush()
  await everybodyLives()
  await expect.poll(dropped).toBeGreaterThan(100)
  expect(system.log()).toContain('"event":"bus-message-broken"')
  // The readers go on: who reads on these subjects hears what comes after.
  bus.publish(subjects.system('control', 'order'), controlOrder('debug'))
  await expect.poll(levelsHeard).toBe(roles.length)
  bus.publish(subjects.system('control', 'order'), controlOrder('info'))
})

it('no stored command and no stored job ends a process', async () => {
  for (const [index, text] of busTexts(chance(seed)).entries()) {
    await bus.store(subjects.commands(1, 'gw1'), text, { id: `hostile-c${index}` })
    await bus.store(subjects.jobs('talk', 'npc-reply', `hostile${index}`), text, {
      id: `hostile-j${index}`,
    })
  }
  await everybodyLives()
})

const controlOrder = (level: string) => JSON.stringify({ what: 'log-level', target: 'all', level })
const levelsHeard = () =>
  system.log().match(/"event":"log-level-changed","level":"debug"/g)?.length ?? 0

async function dropped(): Promise<number> {
  const text = await (await fetch(`${system.metrics[0]}/metrics`)).text()
  return Number(/^mud_bus_messages_dropped_total\{.*\} (\d+)/m.exec(text)?.[1])
}
