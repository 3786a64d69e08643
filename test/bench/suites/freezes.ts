/**
 * How soon the admin page, in a real browser, is red and names the right one after Postgres, NATS, the
 * tick, the worker or the gateway has stopped under players, and how soon it is green again.
 */
import { newHome, startWholeSystem, until } from '../../chaos/whole-system.ts'
import { openAdminView } from '../../e2e/admin-view.ts'
import { whileFrozen } from '../../e2e/freezing.ts'
import { guest } from '../../e2e/player.ts'
import type { SuiteResult, Target } from '../support/figures.ts'

const heldMs = 4_000
const well = 'All is well.'

const frozen = [
  ['Postgres', 'Postgres: '],
  ['NATS', 'NATS: no answer'],
  ['t1', 'tick t1: no sign of life'],
  ['w1', 'worker w1: no sign of life'],
  ['gw1', 'gateway gw1: or the way to it'],
] as const

export async function freezesSuite(quick: boolean): Promise<SuiteResult> {
  const count = quick ? 20 : 100
  const home = await newHome()
  const system = await startWholeSystem(home, { MUD_PROFILE: 'full' })
  const http = system.gateways[0] ?? ''
  const players = await Promise.all(Array.from({ length: count }, () => guest(http)))
  let n = 0
  // Each says something every two seconds.
  const talking = setInterval(() => {
    n += 1
    for (const player of players) player.send({ t: 'cmd', n, line: 'say hello' })
  }, 2_000)
  const view = await openAdminView(http, 'lantern-and-salt')
  const rows: (string | number)[][] = []
  const targets: Target[] = []
  for (const [name, blamed] of frozen) {
    await until('all to be well', view.verdict, (words) => words === well)
    await sleep(2_000)
    await view.said()
    const beganMs = Date.now()
    let ownMs = beganMs
    await whileFrozen(system, name, async () => {
      ownMs = Date.now()
      await sleep(heldMs)
    })
    const wokeMs = Date.now()
    await until('all to be well', view.verdict, (words) => words === well)
    const said = await view.said()
    const red = said.find(({ words }) => words !== well)
    const named = said.find(({ words }) => words.startsWith(blamed))
    const green = said.findLast(({ words }) => words === well)
    const [redMs, namedMs, greenMs] = [
      (red?.atMs ?? Infinity) - ownMs,
      (named?.atMs ?? Infinity) - ownMs,
      (green?.atMs ?? Infinity) - wokeMs,
    ]
    rows.push([name, redMs, namedMs, greenMs, named?.words ?? 'nobody'])
    targets.push({ what: `${name} stopped: named, ms`, value: namedMs, limit: 2_000 })
    targets.push({ what: `${name} goes on: green, ms`, value: greenMs, limit: 5_000 })
  }
  clearInterval(talking)
  for (const player of players) player.drop()
  await view.close()
  await system.stop()
  home.remove()
  return {
    name: 'freezes',
    tables: [
      {
        title: `the admin page while one of them stands still for ${heldMs} ms, ${count} players`,
        head: [
          'stopped',
          'red after, ms',
          'named after, ms',
          'green after, ms',
          'first named with',
        ],
        rows,
      },
    ],
    targets,
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
