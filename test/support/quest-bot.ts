/**
 * Somebody who plays by typing: walks, opens, unlocks, fetches, fights and talks, guided only by
 * what the world holds. Every deed is a line through the real rules.
 */
import { type Direction, directions } from '../../schema/directions.ts'
import type { Character, Entity, Item, Mobile } from '../../schema/entities.ts'
import { keywordsOf } from '../../schema/words.ts'
import type { Quest, QuestStep } from '../../schema/world-file.ts'
import type { Play, Turn } from './rule-play.ts'

export interface Bot {
  readonly name: string
  readonly self: () => Character
  /** One line; what it brought about. */
  readonly type: (line: string) => Turn
  readonly goTo: (room: string) => void
  readonly fetch: (proto: string, count?: number) => void
  readonly slay: (proto: string) => void
  readonly complete: (quest: Quest) => void
}

/** A bot for a character of `play`. It throws when it cannot go on, and says why. */
export function questBot(play: Play, name: string): Bot {
  const { world } = play
  const id = name.toLowerCase()
  const self = () => {
    const entity = world.get(id)
    if (entity?.kind !== 'character') throw new Error(`${name} is not in the world`)
    return entity
  }
  const last: string[] = []
  const type = (line: string) => {
    const turn = play.type(name, line)
    last.push(`> ${line}`, ...turn.read(name))
    return turn
  }
  const fail = (why: string): never => {
    throw new Error(`${why}\n${last.slice(-16).join('\n')}`)
  }
  const all = <K extends Entity['kind']>(kind: K, proto: string) =>
    [...world.entities.values()].filter(
      (entity): entity is Extract<Entity, { kind: K; proto: string }> =>
        entity?.kind === kind && 'proto' in entity && entity.proto === proto,
    )

  /** Fights on until nobody fights any more. */
  function settle(): void {
    for (let round = 0; self().position !== 'standing'; round += 1) {
      if (round > 400) fail('a fight or a sleep without an end')
      if (self().position !== 'fighting') type('stand')
      play.wait(4)
    }
  }

  const has = (proto: string) => heldBy(id).some((item) => item.proto === proto)
  function heldBy(holder: string, depth = 0): Item[] {
    if (depth > 4) return []
    return world
      .contents(holder)
      .flatMap((one) => (one.kind === 'item' ? [one, ...heldBy(one.id, depth + 1)] : []))
  }

  /** Keys that are being fetched: the doors they open are no way to them. */
  const wanted = new Set<string>()

  /** The way to a room as directions. Doors without a key at hand are walls, or keys are to be found. */
  function pathTo(target: string, keys: boolean): Direction[] | undefined {
    const start = self().place
    const cameBy = new Map<string, { from: string; way: Direction }>()
    const queue = [start]
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (at === target) return unwind(cameBy, start, target)
      const room = world.room(at)
      for (const way of directions) {
        const exit = room?.exits[way]
        if (!exit || cameBy.has(exit.to) || exit.to === start) continue
        const locked = exit.door?.state === 'locked'
        const key = exit.door?.key ?? ''
        if (locked && !has(key) && (!keys || wanted.has(key))) continue
        cameBy.set(exit.to, { from: at, way })
        queue.push(exit.to)
      }
    }
    return undefined
  }

  function goTo(room: string): void {
    for (let step = 0; self().place !== room; step += 1) {
      if (step > 400) fail(`no end on the way to ${room}`)
      settle()
      const [way] = pathTo(room, false) ?? unlockSomethingTowards(room)
      if (way) walk(way)
    }
  }

  /** Fetches the first key that is missing on the way. */
  function unlockSomethingTowards(room: string): Direction[] {
    const path = pathTo(room, true) ?? fail(`there is no way to ${room} at all`)
    let at = self().place
    for (const way of path) {
      const exit = world.room(at)?.exits[way]
      const key = exit?.door?.state === 'locked' ? exit.door.key : undefined
      if (key && !has(key)) {
        wanted.add(key)
        fetch(key)
        wanted.delete(key)
        return []
      }
      at = exit?.to ?? at
    }
    return fail(`the way to ${room} is locked for ever`)
  }

  function walk(way: Direction): void {
    const from = self().place
    const door = world.room(from)?.exits[way]?.door
    const called = door?.keywords?.[0] ?? way
    if (door?.state === 'locked') type(`unlock ${called}`)
    if (door && door.state !== 'open') type(`open ${called}`)
    type(way)
    if (self().place !== from) return
    if (self().position === 'fighting') return settle()
    if (self().stamina[0] < 5) type('rest')
    play.wait(8)
  }

  const keyword = (entity: Entity) => keywordsOf(world, entity)[0] ?? ''

  /** The n-th of those a word fits, as players write it: "2.rat". */
  function phraseFor(entity: Entity, among: readonly Entity[] = world.contents(entity.place)) {
    const word = keyword(entity)
    const alike = among.filter(
      (one) =>
        one.id !== id &&
        (one.kind === 'item') === (entity.kind === 'item') &&
        keywordsOf(world, one).some((known) => known.startsWith(word)),
    )
    if (alike.length < 2) return word
    return `${alike.findIndex((one) => one.id === entity.id) + 1}.${word}`
  }

  function slayOne(mobile: Mobile): void {
    for (let round = 0; world.get(mobile.id); round += 1) {
      if (round > 300) fail(`${mobile.name} does not die`)
      const now = world.get(mobile.id)
      if (now && now.place !== self().place) goTo(now.place)
      const here = world.get(mobile.id)
      if (here && self().position !== 'fighting') type(`kill ${phraseFor(here)}`)
      play.wait(8)
    }
    settle()
  }

  function slay(proto: string): void {
    const [mobile] = all('mobile', proto)
    if (!mobile) return waitFor(() => all('mobile', proto).length > 0, `a ${proto}`)
    slayOne(mobile)
  }

  function waitFor(there: () => boolean, what: string): void {
    for (let waited = 0; !there(); waited += 1) {
      if (waited > 200) fail(`${what} never comes`)
      play.wait(120)
    }
  }

  function fetch(proto: string, count = 1): void {
    for (let tried = 0; heldCount(proto) < count; tried += 1) {
      if (tried > 20) fail(`cannot get hold of ${proto}`)
      const item = nearest(all('item', proto).filter((one) => !isHeld(one)))
      if (item) takeUp(item)
      else waitFor(() => all('item', proto).some((one) => !isHeld(one)), `a ${proto}`)
    }
  }

  /** One that can be reached as things are, if there is any. */
  function nearest(items: readonly Item[]): Item | undefined {
    return items.find((item) => pathTo(roomAround(item), false) !== undefined) ?? items[0]
  }

  function roomAround(item: Item): string {
    let at: Entity | undefined = item
    for (let depth = 0; at && at.kind !== 'room' && depth < 8; depth += 1) at = world.get(at.place)
    return at?.id ?? ''
  }

  const heldCount = (proto: string) =>
    heldBy(id)
      .filter((item) => item.proto === proto)
      .reduce((sum, item) => sum + item.count, 0)
  const isHeld = (item: Item) => heldBy(id).some((one) => one.id === item.id)

  function takeUp(item: Item): void {
    const holder = world.get(item.place)
    if (holder?.kind === 'mobile') {
      slayOne(holder)
      return
    }
    if (holder?.kind === 'item') {
      const room = world.get(holder.place)
      if (room?.kind === 'mobile') return slayOne(room)
      goTo(holder.place)
      const box = phraseFor(holder, [...world.contents(id), ...world.contents(holder.place)])
      const key = world.definitions.get<{ container?: { key?: string } }>('item', holder.proto)
        ?.container?.key
      if (holder.locked && key && !has(key)) return fetch(key)
      if (holder.locked) type(`unlock ${box}`)
      if (holder.closed) type(`open ${box}`)
      type(`take ${phraseFor(item)} from ${box}`)
      return
    }
    goTo(item.place)
    type(`take ${phraseFor(item)}`)
  }

  function meet(proto: string): Mobile {
    for (let tried = 0; tried < 30; tried += 1) {
      const [mobile] = all('mobile', proto)
      if (!mobile) waitFor(() => all('mobile', proto).length > 0, `somebody like ${proto}`)
      else {
        goTo(mobile.place)
        const now = world.get(mobile.id)
        if (now?.kind === 'mobile' && now.place === self().place) return now
      }
    }
    return fail(`cannot meet ${proto}`)
  }

  function doStep({ on, count }: QuestStep): void {
    const { item, mobile, room, words } = on.where
    if (on.event === 'mobile-killed' && mobile) return slay(mobile)
    if (on.event === 'character-moved' && room) return goTo(room)
    if (on.event === 'item-taken' && item) return fetch(item, count)
    if (on.event === 'item-given' && item && mobile) {
      fetch(item)
      const receiver = meet(mobile)
      const given = heldBy(id).find((one) => one.proto === item)
      if (given?.place !== id && given) type(`take ${keyword(given)} from all`)
      type(`give ${given ? keyword(given) : ''} to ${keyword(receiver)}`)
      return
    }
    if (on.event === 'speech-uttered' && words?.[0]) {
      if (room) goTo(room)
      else if (mobile) meet(mobile)
      type(`say ${words[0]}`)
      return
    }
    fail(`no idea how to do ${on.event}`)
  }

  const state = (quest: Quest) => self().quests[quest.id]

  function complete(quest: Quest): void {
    if (quest.giver) meet(quest.giver)
    settle()
    type(`say ${quest.accept[0]}`)
    if (state(quest)?.step !== 0 && (state(quest)?.done ?? 0) === 0) {
      fail(`${quest.id} was not taken on`)
    }
    for (let tried = 0; (state(quest)?.done ?? 0) === 0; tried += 1) {
      if (tried > 40) fail(`${quest.id} does not end: ${JSON.stringify(state(quest))}`)
      const open = quest.ordered
        ? quest.steps[state(quest)?.step ?? 0]
        : quest.steps.find((step, at) => (state(quest)?.counts?.[at] ?? 0) < step.count)
      if (open) doStep(open)
    }
  }

  return { name, self, type, goTo, fetch, slay, complete }
}

function unwind(
  cameBy: ReadonlyMap<string, { from: string; way: Direction }>,
  start: string,
  target: string,
): Direction[] {
  const path: Direction[] = []
  for (let at = target; at !== start; ) {
    const step = cameBy.get(at)
    if (!step) break
    path.unshift(step.way)
    at = step.from
  }
  return path
}
