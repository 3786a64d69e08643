/** What a player knows who has read the world's files: its map, its tasks, and where things come from. */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { ItemPrototype, MobilePrototype, Quest, World } from '../../../schema/world-file.ts'
import { readWorld } from '../../../server/world/read-world.ts'

/** How one comes by a thing. */
export type Source =
  | { readonly how: 'room'; readonly room: string }
  | { readonly how: 'box'; readonly box: string; readonly room: string }
  | { readonly how: 'shop'; readonly keeper: string }
  | { readonly how: 'gift'; readonly giver: string; readonly forItem: string }
  | { readonly how: 'slay'; readonly mobile: string }

export interface Ware {
  readonly item: ItemPrototype
  readonly keeper: string
  readonly price: number
}

export interface Way {
  readonly dir: Direction
  readonly to: string
  readonly door?: { readonly name: string; readonly key?: string }
}

export interface Atlas {
  readonly start: string
  readonly quests: readonly Quest[]
  readonly rooms: readonly string[]
  waysOf(room: string): readonly Way[]
  isSafe(room: string): boolean
  /** Somebody who attacks on sight may be there. */
  isPerilous(room: string): boolean
  mobile(id: string): MobilePrototype
  item(id: string): ItemPrototype
  itemCalled(name: string): ItemPrototype | undefined
  mobileCalled(name: string): MobilePrototype | undefined
  /** Rooms in which a mobile may be met, the likeliest first. */
  homesOf(mobile: string): readonly string[]
  /** Everything that shops sell. */
  readonly wares: readonly Ware[]
  /** The ways to come by a thing, the most peaceful first. */
  sourcesOf(item: string): readonly Source[]
}

/** Reads the world of `folder`; it must be without problems. */
export async function readAtlas(folder: string): Promise<Atlas> {
  const { world, problems } = await readWorld(folder)
  if (problems.length > 0) throw new Error(`the world has ${problems.length} problems`)
  const items = new Map(Object.values(world.items).map((item) => [item.id, item]))
  const mobiles = new Map(Object.values(world.mobiles).map((mobile) => [mobile.id, mobile]))
  const known = <T>(map: ReadonlyMap<string, T>, id: string): T => {
    const found = map.get(id)
    if (!found) throw new Error(`the world knows no ${id}`)
    return found
  }
  const itemNames = new Map([...items.values()].map((item) => [item.name, item]))
  const mobileNames = new Map([...mobiles.values()].map((mobile) => [mobile.name, mobile]))
  const room = (id: string) => world.rooms[id]
  const perilous = new Set(
    [...mobiles.values()]
      .filter(({ behaviours }) => behaviours.some(({ kind }) => kind === 'aggressive'))
      .flatMap((mobile) => homesOf(world, mobile)),
  )
  return {
    start: world.settings?.start ?? '',
    quests: Object.values(world.quests),
    rooms: Object.keys(world.rooms),
    waysOf: (id) => waysOf(world, id),
    isSafe: (id) => room(id)?.flags.includes('safe') ?? false,
    isPerilous: (id) => perilous.has(id),
    mobile: (id) => known(mobiles, id),
    item: (id) => known(items, id),
    itemCalled: (name) => itemNames.get(name),
    mobileCalled: (name) => mobileNames.get(name),
    homesOf: (id) => homesOf(world, known(mobiles, id)),
    wares: [...mobiles.values()].flatMap(({ id: keeper, shop }) =>
      (shop?.sells ?? []).map((ware) => {
        const item = known(items, ware.item)
        return { item, keeper, price: Math.ceil((item.value * (shop?.markup ?? 100)) / 100) }
      }),
    ),
    sourcesOf: (id) => sourcesOf(world, [...mobiles.values()], known(items, id)),
  }
}

function waysOf(world: World, id: string): Way[] {
  const exits = world.rooms[id]?.exits ?? {}
  return directions.flatMap((dir) => {
    const exit = exits[dir]
    if (!exit) return []
    const { door } = exit
    // The key of a door that is only closed is nobody's errand.
    const key = door?.state === 'locked' ? door.key : undefined
    const known = door ? { name: door.name, ...(key ? { key } : {}) } : undefined
    return [{ dir, to: exit.to, ...(known ? { door: known } : {}) }]
  })
}

const programOf = (world: World) => Object.values(world.resets).flat()

function homesOf(world: World, mobile: MobilePrototype): string[] {
  const loaded = programOf(world).flatMap((step) =>
    step.do === 'mobile' && step.mobile === mobile.id ? [step.room] : [],
  )
  const walked = mobile.behaviours.flatMap((behaviour) => {
    if (behaviour.kind === 'wander') return behaviour.within
    if (behaviour.kind === 'patrol') return behaviour.path
    return behaviour.kind === 'schedule' ? behaviour.plan.map(({ room }) => room) : []
  })
  return [...new Set([...loaded, ...walked])]
}

function sourcesOf(
  world: World,
  mobiles: readonly MobilePrototype[],
  item: ItemPrototype,
): Source[] {
  const sources: Source[] = []
  for (const step of programOf(world)) {
    if (step.do === 'load' && step.item === item.id) sources.push({ how: 'room', room: step.room })
    if (step.do !== 'load') continue
    for (const inner of step.then) {
      if (inner.item !== item.id) continue
      sources.push({ how: 'box', box: step.item, room: step.room })
    }
  }
  for (const keeper of mobiles) {
    const sells = keeper.shop?.sells.some((one) => one.item === item.id)
    if (sells) sources.push({ how: 'shop', keeper: keeper.id })
  }
  for (const giver of mobiles) {
    for (const { on, item: forItem, do: script } of giver.reactions) {
      const gives = script.some((action) => action.act === 'give' && action.item === item.id)
      // Who hands back what it was given is no source of it.
      if (on === 'gives' && forItem && forItem !== item.id && gives)
        sources.push({ how: 'gift', giver: giver.id, forItem })
    }
  }
  const mortal = mobiles.filter(({ flags }) => !flags.includes('immortal')).map(({ id }) => id)
  for (const step of programOf(world)) {
    if (step.do !== 'mobile' || !step.then.some((inner) => inner.item === item.id)) continue
    if (mortal.includes(step.mobile)) sources.push({ how: 'slay', mobile: step.mobile })
  }
  return sources
}
