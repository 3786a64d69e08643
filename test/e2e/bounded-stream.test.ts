/** The command stream is bounded, and the game is not: what is applied makes room for what comes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signal } from '../../server/run/embedded/processes.ts'
import { leadership } from '../chaos/faults.ts'
import { dumpLog } from '../chaos/log-dump.ts'
import { type Home, newHome, startWholeSystem, type WholeSystem } from '../chaos/whole-system.ts'
import { guest } from './player.ts'

let home: Home
let system: WholeSystem
beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home, { MUD_COMMANDS_MAX_MB: '1', MUD_TICKS: '2' })
}, 60_000)
afterAll(async () => {
  await system?.stop()
  home?.remove()
})

/** Each is about half a kilobyte in the stream, so that 10,000 of them are five times its size. */
const lines = 10_000
const atOnce = 50
const words = 'word '.repeat(90)

// PROMISE RELIABILITY 5: The stream of commands runs for ever on its bound
test('five times what the stream may hold goes through it, once each, over a change of leader', async () => {
  const player = await guest(system.gateways[0] ?? '')
  const { leader, standby } = await leadership(system)
  for (let n = 1; n <= lines; n += atOnce) {
    const from = player.frames.length
    for (let one = n; one < n + atOnce; one += 1) {
      player.send({ t: 'cmd', n: one, line: `say ${one} ${words}` })
    }
    if (n === lines / 2 + 1) signal(system.pidOf(leader) ?? 0, 'SIGKILL')
    const last = n + atOnce - 1
    // What nobody has applied stays, however full the stream is: no more than this waits in it.
    const answer = await player.next(
      (frame) => frame.t === 'reject' || (frame.t === 'done' && frame['n'] === last),
      from,
    )
    expect(answer).toMatchObject({ t: 'done' })
  }
  expect(player.frames.filter(({ t }) => t === 'reject')).toEqual([])

  const { session } = player.session()
  const { commands, events } = await dumpLog(system)
  const numbers = commands.filter((row) => row.session === session).map(({ n }) => n)
  expect(numbers.sort((one, other) => one - other)).toEqual(
    Array.from({ length: lines }, (_, index) => index + 1),
  )
  expect(events.filter(({ type }) => type === 'speech-uttered')).toHaveLength(lines)
  expect((await leadership(system)).leader).toBe(standby)
  player.drop()
}, 240_000)
