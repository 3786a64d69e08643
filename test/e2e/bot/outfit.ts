/** Wearing and wielding: what was found, and what a shop sells for the gold one has. */
import type { ItemPrototype } from '../../../schema/world-file.ts'
import { type Body, called } from './body.ts'

/** A rough price of fighting with it or in it. */
function worthOf({ weapon, armour }: ItemPrototype): number {
  const [count, sides, plus] = weapon?.damage ?? [0, 0, 0]
  return (count * (sides + 1)) / 2 + plus + (weapon?.attack ?? 0) + (armour?.protection ?? 0)
}

function inSlot({ items, atlas }: Body, slot: string | undefined): ItemPrototype | undefined {
  const rival = items().worn.find((one) => one.slot === slot)
  return rival && atlas.itemCalled(rival.name)
}

/** How much better it would be than what is in use; 0 for what cannot be used. */
function gainOf(body: Body, item: ItemPrototype): number {
  if (!item.slot || item.light || item.level > body.char().level) return 0
  if (item.flags.includes('two-handed')) return 0
  const known = inSlot(body, item.slot)
  return worthOf(item) - (known ? worthOf(known) : 0)
}

/** Wears and wields what is better than what is in use. */
export async function useFinds(body: Body): Promise<void> {
  for (const { name } of body.items().inventory) {
    const item = body.atlas.itemCalled(name)
    if (!item || gainOf(body, item) <= 0) continue
    const known = inSlot(body, item.slot)
    if (known) await body.type(`remove ${called(known)}`)
    await body.type(`${item.type === 'weapon' ? 'wield' : 'wear'} ${called(item)}`)
  }
}

/** Takes what the fallen had. Several may lie here, and somebody may object to it. */
export async function searchBodies(body: Body): Promise<void> {
  for (let tried = 0; tried < 20; tried += 1) {
    await body.settle()
    await body.type('look')
    const here = body.room().items.filter(({ name }) => name.startsWith('the corpse of'))
    const count = here.reduce((sum, one) => sum + one.count, 0)
    for (let nth = 1; nth <= count && !body.fighting(); nth += 1) {
      await body.type(`get all from ${nth}.corpse`)
    }
    if (body.fighting()) continue
    body.bodies.delete(body.room().id)
    await useFinds(body)
    return dropSpoils(body)
  }
}

const spoils: ReadonlySet<string> = new Set(['weapon', 'armour', 'clothing', 'trash', 'treasure'])

/** Nobody can carry everything that others wore; what some task needs is kept. */
async function dropSpoils(body: Body): Promise<void> {
  for (const { name } of body.items().inventory) {
    const item = body.atlas.itemCalled(name)
    if (!item || !spoils.has(item.type) || item.flags.includes('quest')) continue
    await body.type(`drop ${called(item)}`)
  }
}

/** Buys what helps most, as long as the gold lasts; a few coins are kept for keys and meals. */
export async function outfit(body: Body, meet: (keeper: string) => Promise<void>): Promise<void> {
  for (let bought = 0; bought < 3; bought += 1) {
    const [best] = wares(body).sort((a, b) => b.gain - a.gain)
    if (!best) return
    await meet(best.keeper)
    const { status } = await body.type(`buy ${called(best.item)}`)
    if (status !== 'completed') return
    await useFinds(body)
  }
}

const keptGold = 40

function wares(body: Body) {
  return body.atlas.wares
    .filter(({ keeper, price }) => price <= body.char().gold - keptGold && isPeaceful(body, keeper))
    .map((ware) => ({ ...ware, gain: gainOf(body, ware.item) }))
    .filter(({ gain, item }) => gain > 0 && body.has(item.id) === 0)
}

function isPeaceful({ atlas }: Body, keeper: string): boolean {
  return atlas.homesOf(keeper).every((room) => !atlas.isPerilous(room))
}
