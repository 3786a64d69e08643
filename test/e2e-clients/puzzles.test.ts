/** The puzzles of the starter world, by a guest over telnet who types what the screen suggests. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { until } from '../chaos/whole-system.ts'
import { deployedWorld, type Game, rich, startGame, startMs, telnetGuest } from './game.ts'
import type { TelnetClient } from './telnet-client.ts'

/** The places of the puzzles; each way northeast of one leads to the next, so that nobody walks for an hour. */
const places = [
  'saltmere.common-room',
  'saltmere.fishmarket',
  'fen.bog-hollow',
  'fen.causeway-head',
  'tooth.rock-landing',
  'strand.tide-line',
  'undercroft.drowned-chapel',
  'undercroft.rat-run',
  'undercroft.ossuary',
  'fen.barrow-mound',
]

let game: Game
let guest: TelnetClient
const folder = mkdtempSync(join(tmpdir(), 'mudstream-puzzles-'))

beforeAll(async () => {
  cpSync(deployedWorld, folder, { recursive: true })
  // An hour before the fish market closes, and two before a hat is taken off.
  rewrite('world.yaml', (text) => text.replace('startHour: 8', 'startHour: 19'))
  // Nobody waits in the wild for who stands there and thinks.
  for (const zone of ['fen', 'strand', 'tooth', 'undercroft']) {
    rewrite(`${zone}.yaml`, (text) => text.replaceAll(/^ {2}- \{mobile: .*\n/gm, ''))
  }
  game = await startGame({ MUD_WORLD_DIR: folder, MUD_HEARTBEAT_MS: '25' })
  await order({
    do: 'together',
    summary: 'a way from puzzle to puzzle',
    orders: places.slice(1).map((to, index) => ({
      ...{ do: 'link', room: places[index], direction: 'northeast' },
      ...{ to, oneWay: true },
    })),
  })
  guest = await telnetGuest(game.telnetPort, { ...rich, window: [250, 60] })
}, startMs)
afterAll(async () => {
  guest?.drop()
  await game?.end()
  rmSync(folder, { recursive: true, force: true })
})

function rewrite(name: string, change: (text: string) => string): void {
  const file = join(folder, name)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

async function order(wanted: object): Promise<void> {
  const [url] = game.system.gateways
  const call = async (path: string, body: object, headers: object = {}) => {
    const all = { 'content-type': 'application/json', ...headers }
    const sent = await fetch(url + path, {
      ...{ method: 'POST', headers: all },
      body: JSON.stringify(body),
    })
    return (await sent.json()) as { token: string; request: string }
  }
  const { token } = await call('/v1/sessions', { name: 'owner', password: 'lantern-and-salt' })
  const authorization = `Bearer ${token}`
  const { request } = await call('/v1/build/orders', { order: wanted }, { authorization })
  const asked = async () => {
    const answer = await fetch(`${url}/v1/requests/${request}`, { headers: { authorization } })
    return ((await answer.json()) as { status: string }).status
  }
  await until('the order', asked, (status) => status === 'completed')
}

const on = async (line: string, words: string | RegExp) => {
  guest.type(line)
  return guest.sees(words)
}

it('lets a guest haggle with Agnes, who has her limits', async () => {
  await on('light rushlight', 'light')
  await on('northeast', 'The Fish Market')
  await on('look notice', 'HAGGLE')
  await on('ask agnes about prices', 'say what you would pay')
  const asked = Number(/\d+$/.exec(await on('haggle herring', /The herring\? \d+/))?.[0])
  await on(`haggle herring ${Math.ceil(asked * 0.8)}`, 'no more words')
  await on('haggle knife 1', 'gulls pay better')
})

it('calls the fog with three sprigs, and not with two', async () => {
  await on('northeast', 'Bog Hollow')
  await on('take 3 myrtle', 'myrtle')
  await on('northeast', 'Head of the Causeway')
  await on('look cup', 'waiting for a third')
  await on('drop 1 myrtle', 'cup smells of it')
  await on('drop 1 myrtle', 'cup smells of it')
  await on('drop 1 myrtle', 'breathes out')
})

it('lowers the bridge to the seals, which comes up again', async () => {
  await on('northeast', 'The Landing on the Tooth')
  await on('look crane', 'windlass')
  await on('look windlass', 'handle')
  await on('turn crank', /\S/)
  await on('turn windlass', 'You lean on the windlass')
  await on('look', /Exits:[^.]*down/)
  await on('turn handle', 'down already')
  await guest.sees('knocks home')
})

it('bows to the hat by day in vain, and by night is told a tune', async () => {
  await on('northeast', 'The Tide Line')
  await on('look hat', 'by night one ought to mean it')
  await on('bow', 'there are rules')
  await guest.sees('takes off its hat')
  await on('bow', 'four bells, low, high, low and the middle one')
})

it('rings the drowned bell in the order that a post tells of', async () => {
  await on('northeast', 'Drowned Chapel')
  await on('look rope', 'strike')
  await on('strike rope', 'three ropes')
  for (const note of ['high', 'low', 'high', 'low']) await on(`strike ${note}`, `${note} note`)
  await on('strike the middle rope', 'Something small comes down')
  await on('take box', 'snuff')
})

it('cuts the wire in the Rat Run', async () => {
  await on('northeast', 'The Rat Run')
  await on('look wire', 'stretched across')
  await on('cut rope', /\S/)
  await on('cut wire', 'You cut the wire')
  await on('west', 'Ossuary')
})

it('answers the barrow, after a wrong word', async () => {
  await on('northeast', 'what it is that walks in with the sea')
  await on('look slot', 'walks in with the sea')
  await on('say a boat', 'is not moved')
  await on('say a footprint', 'long breath')
})
