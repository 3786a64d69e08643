/** Somebody who knows nobody plays the whole starter world through a real socket. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { type Atlas, readAtlas } from './bot/atlas.ts'
import { type Body, bodyOf } from './bot/body.ts'
import { type Errands, errandsOf } from './bot/errands.ts'
import { sensesOf } from './bot/senses.ts'
import { connect } from './player.ts'

const starterWorld = fileURLToPath(new URL('../../deploy/world', import.meta.url))
/** Ten minutes at the usual heartbeat of a quarter of a second, and the heartbeat used here. */
const tenMinutesBeats = 2_400
const heartbeatMs = 20

let home: Home
let system: WholeSystem
let atlas: Atlas
beforeAll(async () => {
  home = await newHome()
  atlas = await readAtlas(starterWorld)
  system = await startWholeSystem(home, {
    MUD_WORLD_DIR: starterWorld,
    MUD_HEARTBEAT_MS: String(heartbeatMs),
  })
}, 60_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

test('a new player walks every room, completes every task, dies, and recovers', async () => {
  const player = await connect(system.gateways[0] ?? '')
  player.send({ t: 'hello' })
  player.send({ t: 'register', name: 'Wanderer', password: 'a long enough password' })
  await player.next((frame) => frame.t === 'state' && frame['part'] === 'quests')
  const body = bodyOf(sensesOf(player), atlas)
  const errands = errandsOf(body)
  expect(body.char()).toMatchObject({ level: 1, experience: 0 })
  for (const line of ['wear shirt', 'hold rushlight', 'light rushlight']) await done(body, line)

  const [first, ...others] = [...atlas.quests].sort((a, b) => a.level - b.level)
  if (first) await errands.complete(first)
  await dieAndRecover(body, errands)
  for (const quest of others) await errands.complete(quest)
  expect(body.quests().quests).toEqual([])
  expect(
    body
      .quests()
      .completed.map(({ id, times }) => [id, times])
      .sort(),
  ).toEqual(atlas.quests.map(({ id }) => [id, 1]).sort())
  expect(body.char().level).toBeGreaterThanOrEqual(6)

  await walkEverywhere(body, errands)
  const everyRoom = [...atlas.rooms].sort()
  expect([...body.visited].sort()).toEqual(everyRoom)
  // Whatever is left of the ten minutes is walked away, with everything the world does meanwhile.
  for (let round = 0; (await beatNow()) < tenMinutesBeats; round += 1) {
    await errands.goTo(everyRoom[(round * 37) % everyRoom.length] ?? atlas.start)
  }
  expect(system.log()).not.toContain('quarantined')
  player.drop()
}, 300_000)

/** A line that must come off. */
async function done(body: Body, line: string): Promise<void> {
  const { status, text } = await body.type(line)
  if (status !== 'completed') body.fail(`"${line}" is ${status}: ${text}`)
}

/** Picks a fight that cannot be won, and fetches what lies with the body. */
async function dieAndRecover(body: Body, errands: Errands): Promise<void> {
  const smith = 'saltmere.hessa'
  await errands.meet(smith)
  const { gold, experience } = body.char()
  const where = body.room().id
  const deaths = () => body.told.filter(({ kind }) => kind === 'character-died').length
  expect(gold).toBeGreaterThan(0)
  while (deaths() === 0) {
    if (body.fighting()) await body.moment()
    else await body.type('kill hessa')
  }
  expect(body.char()).toMatchObject({ gold: 0, position: 'resting' })
  expect(body.char().experience).toBeLessThan(experience ?? 0)
  expect(body.room().id).toBe('saltmere.shrine')
  await body.recover()
  await errands.recoverBody(where)
  expect(body.char().gold).toBe(gold)
}

async function walkEverywhere(body: Body, errands: Errands): Promise<void> {
  for (const room of atlas.rooms) if (!body.visited.has(room)) await errands.goTo(room)
}

/** The heartbeat the world is at, by its own books. */
async function beatNow(): Promise<number> {
  const rows = await ask<{ beat: string }>(system.databaseUrl('admin'), 'select beat from shards')
  return Number(rows[0]?.beat)
}
