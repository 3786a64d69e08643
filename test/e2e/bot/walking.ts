/** Finding ways, and going them a step at a time. */
import type { Way } from './atlas.ts'
import { type Bot, has } from './bot.ts'

/** Steps that are gone to keep out of one dangerous room. */
const detourSteps = 8

interface Reached {
  readonly cost: number
  readonly path: readonly Way[]
}

/**
 * The shortest way to a room, where somebody who attacks on sight is worth a detour; undefined when a
 * locked door without its key bars every way.
 */
export function wayTo(bot: Bot, target: string): readonly Way[] | undefined {
  const { atlas } = bot
  const start = bot.room().id
  const best = new Map<string, Reached>([[start, { cost: 0, path: [] }]])
  const queue = [start]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const here = best.get(at)
    if (!here) continue
    for (const way of atlas.waysOf(at)) {
      if (!isPassable(bot, at, way)) continue
      const detour = way.to !== target && atlas.isPerilous(way.to) ? detourSteps : 0
      const cost = here.cost + 1 + detour
      if (cost >= (best.get(way.to)?.cost ?? Number.POSITIVE_INFINITY)) continue
      best.set(way.to, { cost, path: [...here.path, way] })
      queue.push(way.to)
    }
  }
  return best.get(target)?.path
}

function isPassable(bot: Bot, from: string, way: Way): boolean {
  const key = way.door?.key
  if (!key) return true
  if (bot.wanted.has(key)) return false
  if (has(bot, key) > 0 || bot.unlocked.has(`${from}/${way.dir}`)) return true
  const room = bot.room()
  const seen = room.id === from ? room.exits.find(({ dir }) => dir === way.dir) : undefined
  return seen?.door === 'open' || seen?.door === 'closed'
}

/** Keys that are missing for the doors on the way as the map has it, the first door first. */
export function keysTowards(bot: Bot, room: string): string[] {
  const start = bot.room().id
  const keys = new Map<string, string[]>([[start, []]])
  const queue = [start]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === room) return (keys.get(at) ?? []).filter((key) => has(bot, key) === 0)
    for (const { to, door } of bot.atlas.waysOf(at)) {
      if (keys.has(to) || (door?.key && bot.wanted.has(door.key))) continue
      keys.set(to, [...(keys.get(at) ?? []), ...(door?.key ? [door.key] : [])])
      queue.push(to)
    }
  }
  return []
}

/** One step, through a door if there is one; false when it did not come off. */
export async function step(bot: Bot, way: Way): Promise<boolean> {
  const from = bot.room().id
  if (way.door) await openDoor(bot, from, way)
  await bot.type(way.dir)
  return bot.room().id !== from
}

async function openDoor(bot: Bot, from: string, way: Way): Promise<void> {
  const seen = bot.room().exits.find(({ dir }) => dir === way.dir)
  if (seen?.door === 'open') return
  const noun = way.door?.name.replace(/^(a|an|the) /, '') ?? way.dir
  const key = way.door?.key
  if (key && seen?.door !== 'closed') await bot.type(`unlock ${noun}`)
  const opened = await bot.type(`open ${noun}`)
  if (opened.status === 'completed' && key) bot.unlocked.add(`${from}/${way.dir}`)
}
