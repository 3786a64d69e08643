/** Standing its ground, running in time, and getting well again. */
import type { ItemPrototype } from '../../../schema/world-file.ts'
import type { Way } from './atlas.ts'
import { type Bot, called, fail, health, isFighting } from './bot.ts'
import { step, wayTo } from './walking.ts'

/** Below these shares of health it runs, and goes out to fight again. */
export const runsBelow = 0.4
export const fightsFrom = 0.85

/** Fights, flees or waits until nobody fights any more and it stands. */
export async function settle(bot: Bot): Promise<void> {
  for (let waited = 0; bot.char().position !== 'standing'; waited += 1) {
    if (waited > 3_000) fail(bot, 'a fight or a sleep without an end')
    if (!isFighting(bot)) await bot.type('stand')
    else if (health(bot) < runsBelow) await getAway(bot)
    else await strikeOn(bot)
  }
}

/** A draught if there is one, else away. */
async function getAway(bot: Bot): Promise<void> {
  const draught = remedies(bot).find(({ type }) => type === 'potion')
  const { status } = await bot.type(draught ? `quaff ${called(draught)}` : 'flee')
  if (status !== 'completed') await bot.moment()
}

async function strikeOn(bot: Bot): Promise<void> {
  const [stamina] = bot.char().vitals.stamina
  const did = stamina >= 6 ? await bot.type('kick') : undefined
  if (did?.status !== 'completed' && isFighting(bot)) await bot.moment()
}

/** What is carried that mends wounds. */
function remedies({ atlas, items }: Bot): ItemPrototype[] {
  return items().inventory.flatMap(({ name }) => {
    const item = atlas.itemCalled(name)
    return (item?.consumable?.restores.health ?? 0) > 0 && item ? [item] : []
  })
}

/** Gets well again: by what there is to eat, and by sleep in a place of peace. */
export async function recover(bot: Bot): Promise<void> {
  await settle(bot)
  for (let meal = 0; meal < 6 && health(bot) < fightsFrom && !isFighting(bot); meal += 1) {
    const food = remedies(bot).find(({ type }) => type === 'food')
    if (!food) break
    await bot.type(`eat ${called(food)}`)
  }
  if (health(bot) >= fightsFrom) return settle(bot)
  await goToPeace(bot)
  for (let waited = 0; health(bot) < 0.97; waited += 1) {
    if (waited > 3_000) fail(bot, 'nothing mends')
    if (bot.char().position !== 'sleeping') await bot.type('sleep')
    await bot.moment()
  }
  await settle(bot)
}

async function goToPeace(bot: Bot): Promise<void> {
  for (let walked = 0; !bot.atlas.isSafe(bot.room().id); walked += 1) {
    if (walked > 200) fail(bot, 'there is no peace anywhere')
    await settle(bot)
    const [way] = nearestPeace(bot) ?? fail(bot, 'there is no way to a place of peace')
    if (way) await step(bot, way)
  }
}

function nearestPeace(bot: Bot): readonly Way[] | undefined {
  return bot.atlas.rooms
    .filter((room) => bot.atlas.isSafe(room))
    .flatMap((room) => [wayTo(bot, room) ?? []])
    .filter((path) => path.length > 0)
    .sort((a, b) => a.length - b.length)[0]
}
