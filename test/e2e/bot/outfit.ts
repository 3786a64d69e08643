/** Wearing and wielding: what was found, and what a shop sells for the gold one has. */
import type { ItemPrototype } from '../../../schema/world-file.ts'
import { type Bot, called, has, isFighting } from './bot.ts'
import { settle } from './fighting.ts'

/** A rough price of fighting with it or in it. */
function worthOf({ weapon, armour }: ItemPrototype): number {
  const [count, sides, plus] = weapon?.damage ?? [0, 0, 0]
  return (count * (sides + 1)) / 2 + plus + (weapon?.attack ?? 0) + (armour?.protection ?? 0)
}

function inSlot({ items, atlas }: Bot, slot: string | undefined): ItemPrototype | undefined {
  const rival = items().worn.find((one) => one.slot === slot)
  return rival && atlas.itemCalled(rival.name)
}

/** How much better it would be than what is in use; 0 for what cannot be used. */
function gainOf(bot: Bot, item: ItemPrototype): number {
  if (!item.slot || item.light || item.level > bot.char().level) return 0
  if (item.flags.includes('two-handed')) return 0
  const known = inSlot(bot, item.slot)
  return worthOf(item) - (known ? worthOf(known) : 0)
}

/** Wears and wields what is better than what is in use. */
export async function useFinds(bot: Bot): Promise<void> {
  for (const { name } of bot.items().inventory) {
    const item = bot.atlas.itemCalled(name)
    if (!item || gainOf(bot, item) <= 0) continue
    const known = inSlot(bot, item.slot)
    if (known) await bot.type(`remove ${called(known)}`)
    await bot.type(`${item.type === 'weapon' ? 'wield' : 'wear'} ${called(item)}`)
  }
}

/** Takes what the fallen had. Several may lie here, and somebody may object to it. */
export async function searchBodies(bot: Bot): Promise<void> {
  for (let tried = 0; tried < 20; tried += 1) {
    await settle(bot)
    await bot.type('look')
    const here = bot.room().items.filter(({ name }) => name.startsWith('the corpse of'))
    const count = here.reduce((sum, one) => sum + one.count, 0)
    for (let nth = 1; nth <= count && !isFighting(bot); nth += 1) {
      await bot.type(`get all from ${nth}.corpse`)
    }
    if (isFighting(bot)) continue
    bot.bodies.delete(bot.room().id)
    await useFinds(bot)
    return dropSpoils(bot)
  }
}

const spoils: ReadonlySet<string> = new Set(['weapon', 'armour', 'clothing', 'trash', 'treasure'])

/** Nobody can carry everything that others wore; what some task needs is kept. */
async function dropSpoils(bot: Bot): Promise<void> {
  for (const { name } of bot.items().inventory) {
    const item = bot.atlas.itemCalled(name)
    if (!item || !spoils.has(item.type) || item.flags.includes('quest')) continue
    await bot.type(`drop ${called(item)}`)
  }
}

/** Buys what helps most, as long as the gold lasts; a few coins are kept for keys and meals. */
export async function outfit(bot: Bot, meet: (keeper: string) => Promise<void>): Promise<void> {
  for (let bought = 0; bought < 3; bought += 1) {
    const [best] = wares(bot).sort((a, b) => b.gain - a.gain)
    if (!best) return
    await meet(best.keeper)
    const { status } = await bot.type(`buy ${called(best.item)}`)
    if (status !== 'completed') return
    await useFinds(bot)
  }
}

const keptGold = 40

function wares(bot: Bot) {
  return bot.atlas.wares
    .filter(({ keeper, price }) => price <= bot.char().gold - keptGold && isPeaceful(bot, keeper))
    .map((ware) => ({ ...ware, gain: gainOf(bot, ware.item) }))
    .filter(({ gain, item }) => gain > 0 && has(bot, item.id) === 0)
}

function isPeaceful({ atlas }: Bot, keeper: string): boolean {
  return atlas.homesOf(keeper).every((room) => !atlas.isPerilous(room))
}
