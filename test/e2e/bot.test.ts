/** Somebody who knows nobody plays the whole starter world through a real socket. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, foldLog } from '../chaos/fold.ts'
import { dumpLog } from '../chaos/log-dump.ts'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { type Atlas, readAtlas } from './bot/atlas.ts'
import { type Bot, botOf, done, has } from './bot/bot.ts'
import { complete, goTo, meet } from './bot/errands.ts'
import { recover } from './bot/fighting.ts'
import { outfit, searchBodies } from './bot/outfit.ts'
import { sensesOf } from './bot/senses.ts'
import { connect } from './player.ts'

const starterWorld = fileURLToPath(new URL('../../deploy/world', import.meta.url))
/** Ten minutes at the usual heartbeat of a quarter of a second, and the heartbeat used here. */
const tenMinutesBeats = 2_400
const heartbeatMs = 10

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
  const bot = botOf(sensesOf(player), atlas)
  expect(bot.char()).toMatchObject({ level: 1, experience: 0 })
  for (const line of ['wear shirt', 'hold rushlight', 'light rushlight']) await done(bot, line)

  await doEveryTask(bot)
  expect(bot.quests().quests).toEqual([])
  expect(
    bot
      .quests()
      .completed.map(({ id, times }) => [id, times])
      .sort(),
  ).toEqual(atlas.quests.map(({ id }) => [id, 1]).sort())
  expect(bot.char().level).toBeGreaterThanOrEqual(6)

  for (const room of atlas.rooms) {
    bot.errand = `a visit to ${room}`
    if (!bot.visited.has(room)) await goTo(bot, room)
  }
  const everyRoom = [...atlas.rooms].sort()
  expect([...bot.visited].sort()).toEqual(everyRoom)
  // Whatever is left of the ten minutes is walked away, with everything the world does meanwhile.
  for (let round = 0; (await beatNow()) < tenMinutesBeats; round += 1) {
    await goTo(bot, everyRoom[(round * 37) % everyRoom.length] ?? atlas.start)
  }
  expect(system.log()).not.toContain('"event":"quarantined"')
  player.drop()
  // Everything that happened is in the log: folded anew, it is the world that is there.
  const { events, entities } = await dumpLog(system)
  expect(differences(foldLog(events).world, entities)).toEqual([])
}, 300_000)

async function doEveryTask(bot: Bot): Promise<void> {
  const [first, ...others] = [...atlas.quests].sort((a, b) => a.level - b.level)
  if (first) await complete(bot, first)
  await dieAndRecover(bot)
  await goAboutTown(bot)
  for (const quest of others) {
    await complete(bot, quest)
    // The medal opens the vault, and whoever falls in the next fight may find it gone.
    if (has(bot, 'saltmere.medal') > 0 && !bot.visited.has('saltmere.vault'))
      await goTo(bot, 'saltmere.vault')
    await outfit(bot, (keeper) => meet(bot, keeper))
  }
}

/** Picks a fight that cannot be won, and fetches what lies with the body. */
async function dieAndRecover(bot: Bot): Promise<void> {
  await meet(bot, 'saltmere.hessa')
  const { gold, experience } = bot.char()
  const where = bot.room().id
  const deaths = () => bot.told.filter(({ kind }) => kind === 'character-died').length
  expect(gold).toBeGreaterThan(0)
  while (deaths() === 0) {
    if (bot.char().position === 'fighting') await bot.moment()
    else await bot.type('kill hessa')
  }
  expect(bot.char()).toMatchObject({ gold: 0, position: 'resting' })
  expect(bot.char().experience).toBeLessThan(experience ?? 0)
  expect(bot.room().id).toBe('saltmere.shrine')
  await recover(bot)
  await goTo(bot, where)
  await searchBodies(bot)
  expect(bot.char().gold).toBe(gold)
}

/** The bank, a teacher, a quarrel: what people do between their tasks. */
async function goAboutTown(bot: Bot): Promise<void> {
  const { gold } = bot.char()
  await goTo(bot, 'saltmere.counting-house')
  await done(bot, 'deposit 20')
  expect(bot.char().gold).toBe(gold - 20)
  await done(bot, 'withdraw 20')
  await meet(bot, 'saltmere.patch')
  await done(bot, 'learn hide')
  expect(bot.char().gold).toBe(gold - 15)
  await goTo(bot, 'saltmere.fishmarket')
  await done(bot, 'support fishers')
}

/** The heartbeat the world is at, by its own books. */
async function beatNow(): Promise<number> {
  const rows = await ask<{ beat: string }>(system.databaseUrl('admin'), 'select beat from shards')
  return Number(rows[0]?.beat)
}
