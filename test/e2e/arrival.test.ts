/**
 * Newcomers who know nothing but what the screen says: they type what the hints put in quotes, at each
 * door, until the first steps are over.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningRole } from '../../server/platform/roles.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { httpOf, openStage, type Stage } from '../settings/stage.ts'
import { connect, guest, type Player } from './player.ts'

const password = 'a lantern in the fog'

let stage: Stage
let gateway: RunningRole
beforeAll(async () => {
  stage = await openStage({
    MUD_LIMIT_SIGN_INS: '0',
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    // Fights are as long as ever, and take less of anybody's time.
    MUD_HEARTBEAT_MS: '25',
  })
  await stage.start('tick', 't1')
  gateway = await stage.start('gateway', 'gwone')
}, 60_000)
afterAll(() => stage?.stop())

/** A screen, and the hands of somebody who reads it. */
interface Hands {
  readonly screen: () => string
  readonly type: (line: string) => Promise<void>
}

/** How the hints begin, in their order. */
const steps = [
  'Lines like this',
  'Where do you come from',
  'A knitted cap lies here, and nobody claims it. Pick',
  'Put it on',
  'Before you meet',
  'People here know',
  'Nan Oxley cooks',
  'Nan has a task',
  'The cellar below',
  'Now light it',
  'The trapdoor may',
  'Go down by',
  'There they are',
  'Well fought',
  'Those were',
]
const hintsIn = (screen: string): string[] =>
  screen.split('\n').filter((line) => steps.some((step) => line.startsWith(step)))

/** Which steps were told. The trapdoor may stand open from before: then opening it and going down are one. */
const told = (hints: readonly string[]): string[] =>
  hints
    .map((hint) => steps.find((step) => hint.startsWith(step)) ?? '')
    .filter((step) => step !== 'Go down by')
const all = told(steps)

/** What a hint puts in quotes, in its order. “skip” would end the steps, so nobody types it who wants them. */
const quoted = (hint: string): string[] =>
  [...hint.matchAll(/“([^”]+)”/g)].map(([, line = '']) => line).filter((line) => line !== 'skip')

/** Follows the hints; returns those that were read. Throws when one of them leads nowhere. */
async function follow({ screen, type }: Hands): Promise<string[]> {
  const read: string[] = []
  for (;;) {
    await expect.poll(() => hintsIn(screen()).length).toBeGreaterThan(read.length)
    const hints = hintsIn(screen())
    const hint = hints.at(-1) ?? ''
    read.splice(0, Infinity, ...hints)
    if (hint.startsWith('Those were')) return read
    const before = hints.length
    for (const line of quoted(hint)) {
      if (hintsIn(screen()).length > before) break
      if (line === 'hint' || line === 'flee') continue
      await type(line)
    }
    if (hint.startsWith('There they')) {
      await expect.poll(() => hintsIn(screen()).length, { timeout: 60_000 }).toBeGreaterThan(before)
    }
  }
}

const handsOf = (player: Player): Hands => ({
  screen: () => player.frames.map(({ text }) => text ?? '').join('\n'),
  async type(line) {
    await player.play(line)
  },
})

test('a guest follows the hints over a socket, is armed, wins, and keeps what was earned', async () => {
  const player = await guest(httpOf(gateway))
  const hands = handsOf(player)
  const hints = await follow(hands)
  expect(told(hints)).toEqual(all)
  const worn = await player.play('equipment')
  expect(JSON.stringify(worn)).toMatch(/gutting knife/)
  expect(JSON.stringify(worn)).toMatch(/knitted cap/)
  const known = await player.play('skills')
  expect(JSON.stringify(known)).toMatch(/bind/i)

  // Who comes back is not taught again, and is known.
  player.send({ t: 'claim', name: 'Hollin', password })
  await player.next(
    ({ t, character }) => t === 'welcome' && JSON.stringify(character).includes('Hollin'),
  )
  await player.play('quit')
  const again = await connect(httpOf(gateway))
  again.send({ t: 'hello' })
  again.send({ t: 'login', name: 'Hollin', password })
  await again.next(({ t, part }) => t === 'state' && part === 'items')
  expect(hintsIn(handsOf(again).screen())).toEqual([])
  await again.play('hint')
  expect(hintsIn(handsOf(again).screen())).toEqual([])
  again.drop()
}, 180_000)

test('the same over telnet, and the place is kept over a goodbye', async () => {
  const secret = password.replaceAll(' ', '-')
  const first = await openTelnet(gateway.telnet?.port ?? 0, { window: [500, 60] })
  await first.sees('Your name')
  first.type(`create Sorrel ${secret}`)
  await first.sees(steps[0] ?? '')
  first.type('look')
  await first.sees(steps[1] ?? '')
  first.type('quit')
  await first.closed

  const telnet = await openTelnet(gateway.telnet?.port ?? 0, { window: [500, 60] })
  await telnet.sees('Your name')
  telnet.type(`connect Sorrel ${secret}`)
  await telnet.sees(steps[1] ?? '')
  const screen = () =>
    telnet
      .text()
      .replace(/\u001b\[[0-9;]*m|<[A-Z]+>/g, '')
      .replaceAll('\r', '')
  let typed = 0
  const type = async (line: string) => {
    typed += 1
    telnet.type(line)
    // Lines are answered in their order: once the server wonders at this one, the other is done.
    telnet.type(`zz${typed}zz`)
    await telnet.sees(`“zz${typed}zz”`)
  }
  const hints = await follow({ screen, type })
  expect(told(hints)).toEqual(all.slice(1))
  telnet.drop()
}, 180_000)

test('who skips is armed all the same, and one step can be left out', async () => {
  const player = await guest(httpOf(gateway))
  const { screen } = handsOf(player)
  await expect.poll(() => hintsIn(screen()).length).toBe(1)
  await player.play('skip this')
  expect(hintsIn(screen()).at(-1)).toMatch(/^Where do you come from/)
  // Asking for the list chooses nothing.
  await player.play('origin')
  expect(hintsIn(screen())).toHaveLength(2)
  await player.play('skip')
  expect(screen()).toContain('As you like.')
  expect(JSON.stringify(await player.play('inventory'))).toMatch(/gutting knife/)
  expect(JSON.stringify(await player.play('skip'))).toContain('There is nothing to skip.')
  player.drop()
})
