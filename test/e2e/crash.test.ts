/** Whole systems that are stopped, killed and cut off: what was promised to players still holds. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { signal } from '../../server/run/embedded/processes.ts'
import { leadership } from '../chaos/faults.ts'
import { differences, foldLog } from '../chaos/fold.ts'
import { dumpLog } from '../chaos/log-dump.ts'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'

const homes: Home[] = []
const systems: WholeSystem[] = []
async function start(home: Home, settings: Record<string, string> = {}): Promise<WholeSystem> {
  const system = await startWholeSystem(home, settings)
  systems.push(system)
  return system
}
async function home(): Promise<Home> {
  const made = await newHome()
  homes.push(made)
  return made
}
afterEach(async () => {
  for (const system of systems.splice(0)) {
    if (system.child.exitCode === null && system.child.signalCode === null) await system.stop()
  }
  for (const one of homes.splice(0)) one.remove()
})

const words = (frames: readonly Frame[]): string => JSON.stringify(frames)

// PROMISE RUNBOOK: clients come back within seconds and miss nothing
const profiles = ['full', 'small'] as const

test.each(profiles)(
  'SIGTERM says goodbye with a way back, and the session goes on (%s)',
  async (profile) => {
    const here = await home()
    const first = await start(here, { MUD_PROFILE: profile })
    const player = await guest(first.gateways[0] ?? '')
    await player.play('say before the pause')
    expect(words(await player.play('score'))).toContain('You have explored 1 place of')
    const stopping = first.stop()
    const bye = await player.next(({ t }) => t === 'bye')
    expect(bye).toMatchObject({ t: 'bye', resume: true })
    // Nobody is let in to be thrown out again; in the end nobody listens any more.
    await expect(connect(first.gateways[0] ?? '')).rejects.toThrow(/refused with 503|ECONNREFUSED/)
    expect((await player.closed).code).toBe(1012)
    expect(await stopping).toEqual({ code: 0, signal: null })

    const second = await start(here, { MUD_PROFILE: profile })
    const again = await resumed(second.gateways[0] ?? '', player.session())
    expect(again.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 2 })
    expect(words(await again.play('say after the pause'))).toContain('after the pause')
    // Where somebody has been is kept, and coming back to where one was is no first visit.
    expect(words(await again.play('score'))).toContain('You have explored 1 place of')
  },
  60_000,
)

test('a second start on the same data folder is refused with the reason', async () => {
  const here = await home()
  const system = await start(here)
  const other = { ...here, ports: (await home()).ports }
  await expect(startWholeSystem(other)).rejects.toThrow(
    `already running on ${here.dataDir}: process ${system.child.pid}`,
  )
  expect(words(await (await guest(system.gateways[0] ?? '')).play('say still here'))).toContain(
    'still',
  )
}, 60_000)

// PROMISE PROTOCOL 3.2: The command is stored durably and will be applied exactly once or refused in words.
// PROMISE README: an acknowledged command is applied exactly once or refused in words
// PROMISE README: what it acknowledges is on disk, applied exactly once and seen once, whichever process dies.
test.each(profiles)(
  'kill -9 of everything at once loses nothing that was acknowledged (%s)',
  async (profile) => {
    const here = await home()
    const first = await start(here, { MUD_PROFILE: profile })
    const player = await guest(first.gateways[0] ?? '')
    for (let n = 1; n <= 40; n += 1) player.send({ t: 'cmd', n, line: `say mark1x${n}` })
    await player.next((frame) => frame.t === 'ack' && frame['n'] === 20)
    const killed = first.killEverything()
    await player.closed
    await killed
    const acked = player.frames.filter(({ t }) => t === 'ack').map((frame) => Number(frame['n']))

    const second = await start(here, { MUD_PROFILE: profile })
    const again = await resumed(second.gateways[0] ?? '', player.session())
    const lastN = Number(again.frames[0]?.['lastN'])
    expect(lastN).toBeGreaterThanOrEqual(Math.max(...acked))
    await until(
      'everything stored to be applied',
      () => again.frames.concat(player.frames),
      (frames) => {
        const done = new Set(frames.filter(({ t }) => t === 'done').map((frame) => frame['n']))
        return Array.from({ length: lastN }, (_, index) => index + 1).every((n) => done.has(n))
      },
    )
    const dump = await dumpLog(second)
    const { world, speeches } = foldLog(dump.events)
    expect(speeches.map(({ mark }) => mark)).toEqual(
      Array.from({ length: lastN }, (_, index) => `mark1x${index + 1}`),
    )
    expect(differences(world, dump.entities)).toEqual([])
  },
  90_000,
)

test('the standby takes over within ten seconds of a kill, and the player notices a pause only', async () => {
  const system = await start(await home(), { MUD_TICKS: '2', MUD_LEASE_MS: '3000' })
  const player = await guest(system.gateways[0] ?? '')
  await player.play('say to the first leader')
  const { leader, standby } = await leadership(system)
  const pid = system.pidOf(leader) ?? 0
  const began = performance.now()
  signal(pid, 'SIGKILL')
  expect(words(await player.play('say to the second leader'))).toContain('second leader')
  const tookMs = performance.now() - began
  expect((await leadership(system)).leader).toBe(standby)
  // The contract of the issue, not a measurement: two thirds of it are still far from what it takes.
  expect(tookMs).toBeLessThan(10_000)
  expect(player.frames.filter(({ t }) => t === 'bye')).toEqual([])
}, 60_000)

test.each(profiles)(
  'without the bus nothing is acknowledged; what is refused is not stored, what is unknown gets known (%s)',
  async (profile) => {
    const system = await start(await home(), { MUD_PROFILE: profile })
    const player = await guest(system.gateways[0] ?? '')
    await player.play('say one')
    const nats = system.pidOf('NATS') ?? 0
    await freeze(nats)
    const refused = await firstRefused(player)
    expect(refused).toBeGreaterThan(2)
    expect(player.frames.filter(({ t }) => t === 'ack')).toHaveLength(1)
    signal(nats, 'SIGCONT')
    // The refused number is free for another line; everything before it is repeated unchanged.
    await until(
      'everything to be done',
      () => {
        const open = unacked(player, refused)
        for (const n of open)
          player.send({ t: 'cmd', n, line: n === refused ? 'say at last' : stuck(n) })
        return open
      },
      (open) => open.length === 0,
    )
    await player.next((frame) => frame.t === 'done' && frame['n'] === refused)
    const dump = await dumpLog(system)
    const said = dump.events.filter(({ type }) => type === 'speech-uttered')
    const lines = Array.from({ length: refused - 2 }, (_, index) => stuck(index + 2))
    expect(said.map(({ data }) => `say ${data['words']}`)).toEqual([
      'say one',
      ...lines,
      'say at last',
    ])
  },
  60_000,
)

/** Stops a process in the middle of what it does: its threads may go on for a moment after the signal. */
async function freeze(pid: number): Promise<void> {
  signal(pid, 'SIGSTOP')
  const stateOf = (task: string) =>
    readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8').split(') ').at(-1)?.charAt(0)
  const states = () => readdirSync(`/proc/${pid}/task`).map(stateOf)
  await until('the process to stand still', states, (all) => all.every((state) => state === 'T'))
}

const stuck = (n: number): string => `say stuck ${n}`

/** Numbers up to `last` that have not been acknowledged yet. */
function unacked(player: Player, last: number): number[] {
  const acked = new Set(player.frames.filter(({ t }) => t === 'ack').map((frame) => frame['n']))
  return Array.from({ length: last }, (_, index) => index + 1).filter((n) => !acked.has(n))
}

/** Sends commands into the frozen bus until the gateway has noticed and refuses one; its number. */
async function firstRefused(player: Player): Promise<number> {
  for (let n = 2; n < 60; n += 1) {
    const from = player.frames.length
    player.send({ t: 'cmd', n, line: stuck(n) })
    player.send({ t: 'ping', at: n })
    await player.next((frame) => frame.t === 'pong' && frame['at'] === n, from)
    // The refusal of a number may come after the next one has been sent, which then leaves a gap.
    const [reject] = player.frames.filter((frame) => frame['code'] === 'unavailable')
    if (reject) return Number(reject['n'])
    // The link to the bus is looked at every second and a half; half a minute is plenty.
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the gateway never noticed')
}
