/** Walking, opening, fighting, eating and sleeping, by typed lines and by what is seen. */
import type { ItemPrototype } from '../../../schema/world-file.ts'
import type { Atlas, Way } from './atlas.ts'
import type { Outcome, Senses } from './senses.ts'

export interface Body extends Senses {
  readonly atlas: Atlas
  /** Gives up, with the story of how it came to this. */
  fail(why: string): never
  health(): number
  fighting(): boolean
  has(proto: string): number
  /** The shortest way to a room; undefined when a locked door without its key bars every way. */
  wayTo(room: string, avoiding?: ReadonlySet<string>): readonly Way[] | undefined
  /** One step; false when it did not come off. */
  step(way: Way): Promise<boolean>
  /** Fights, flees or waits until nobody fights any more and it stands. */
  settle(): Promise<void>
  /** Gets well again, in peace. */
  recover(): Promise<void>
}

/** A word or more by which a thing is called; never two things alike. */
export const called = ({ keywords }: { keywords: readonly string[] }): string => keywords.join(' ')

/** Steps that are gone to keep out of one dangerous room. */
const detourSteps = 8

interface Reached {
  readonly cost: number
  readonly path: readonly Way[]
}

/** Below these shares of health it runs, and goes out to fight again. */
const runsBelow = 0.4
const fightsFrom = 0.85

export function bodyOf(senses: Senses, atlas: Atlas): Body {
  const fail = (why: string): never => {
    const { name, level, vitals, gold } = senses.char()
    const at = `${name}, level ${level}, health ${vitals.health}, ${gold} gold`
    throw new Error(`${why} (${at}, in ${senses.room().id})\n${senses.story()}`)
  }
  const health = () => {
    const [now, max] = senses.char().vitals.health
    return now / Math.max(1, max)
  }
  const fighting = () => senses.char().position === 'fighting'
  const has = (proto: string) => {
    const { inventory, worn } = senses.items()
    const { name } = atlas.item(proto)
    const carried = inventory.filter((item) => item.name === name)
    const used = worn.filter((item) => item.name === name)
    return carried.reduce((sum, item) => sum + item.count, 0) + used.length
  }
  /** Locks that have been opened with their key and were not seen shut again. */
  const unlocked = new Set<string>()

  /** The shortest way; a room where somebody attacks on sight is worth a detour. */
  function wayTo(target: string, avoiding?: ReadonlySet<string>): readonly Way[] | undefined {
    const start = senses.room().id
    const best = new Map<string, Reached>([[start, { cost: 0, path: [] }]])
    const queue = [start]
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const here = best.get(at)
      if (!here) continue
      for (const way of atlas.waysOf(at)) {
        const key = way.door?.key
        if (key && (avoiding?.has(key) || !isOpenable(at, way, key))) continue
        const detour = way.to !== target && atlas.isPerilous(way.to) ? detourSteps : 0
        const cost = here.cost + 1 + detour
        if (cost >= (best.get(way.to)?.cost ?? Number.POSITIVE_INFINITY)) continue
        best.set(way.to, { cost, path: [...here.path, way] })
        queue.push(way.to)
      }
    }
    return best.get(target)?.path
  }
  function isOpenable(from: string, way: Way, key: string): boolean {
    if (has(key) > 0 || unlocked.has(`${from}/${way.dir}`)) return true
    const room = senses.room()
    const seen = room.id === from ? room.exits.find(({ dir }) => dir === way.dir) : undefined
    return seen?.door === 'open' || seen?.door === 'closed'
  }

  async function step(way: Way): Promise<boolean> {
    const from = senses.room().id
    if (way.door) await openDoor(from, way)
    await senses.type(way.dir)
    return senses.room().id !== from
  }
  async function openDoor(from: string, way: Way): Promise<void> {
    const seen = senses.room().exits.find(({ dir }) => dir === way.dir)
    if (seen?.door === 'open') return
    const noun = way.door?.name.replace(/^(a|an|the) /, '') ?? way.dir
    const key = way.door?.key
    if (key && seen?.door !== 'closed') await senses.type(`unlock ${noun}`)
    const opened = await senses.type(`open ${noun}`)
    if (opened.status === 'completed' && key) unlocked.add(`${from}/${way.dir}`)
  }

  async function settle(): Promise<void> {
    for (let waited = 0; senses.char().position !== 'standing'; waited += 1) {
      if (waited > 3_000) fail('a fight or a sleep without an end')
      if (!fighting()) await senses.type('stand')
      else if (health() < runsBelow) await getAway()
      else await strikeOn()
    }
  }
  /** A draught if there is one, else away. */
  async function getAway(): Promise<void> {
    const draught = remedies().find(({ type }) => type === 'potion')
    const did: Outcome = await senses.type(draught ? `quaff ${called(draught)}` : 'flee')
    if (did.status !== 'completed') await senses.moment()
  }
  async function strikeOn(): Promise<void> {
    const [stamina] = senses.char().vitals.stamina
    const did = stamina >= 6 ? await senses.type('kick') : undefined
    if (did?.status !== 'completed' && fighting()) await senses.moment()
  }

  /** What is carried that mends wounds. */
  function remedies(): ItemPrototype[] {
    return senses.items().inventory.flatMap(({ name }) => {
      const item = atlas.itemCalled(name)
      return (item?.consumable?.restores.health ?? 0) > 0 && item ? [item] : []
    })
  }
  async function recover(): Promise<void> {
    await settle()
    for (let meal = 0; meal < 6 && health() < fightsFrom && !fighting(); meal += 1) {
      const food = remedies().find(({ type }) => type === 'food')
      if (!food) break
      await senses.type(`eat ${called(food)}`)
    }
    if (health() >= fightsFrom) return settle()
    await goToPeace()
    await senses.type('sleep')
    for (let waited = 0; health() < 0.97; waited += 1) {
      if (waited > 3_000) fail('nothing mends')
      if (senses.char().position !== 'sleeping') await senses.type('sleep')
      await senses.moment()
    }
    await settle()
  }
  async function goToPeace(): Promise<void> {
    for (let walked = 0; !atlas.isSafe(senses.room().id); walked += 1) {
      if (walked > 200) fail('there is no peace anywhere')
      await settle()
      const [way] = nearestPeace() ?? fail('there is no way to a place of peace')
      if (way) await step(way)
    }
  }
  function nearestPeace(): readonly Way[] | undefined {
    return atlas.rooms
      .filter((room) => atlas.isSafe(room))
      .flatMap((room) => [wayTo(room) ?? []])
      .filter((path) => path.length > 0)
      .sort((a, b) => a.length - b.length)[0]
  }

  return { ...senses, atlas, fail, health, fighting, has, wayTo, step, settle, recover }
}
