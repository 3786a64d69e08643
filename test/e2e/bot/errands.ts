/** Errands: getting somewhere, meeting somebody, coming by a thing, winning a fight, doing a task. */
import type { Quest, QuestStep } from '../../../schema/world-file.ts'
import type { Source } from './atlas.ts'
import { type Body, called } from './body.ts'
import { outfit, searchBodies, useFinds } from './outfit.ts'

export interface Errands {
  goTo(room: string): Promise<void>
  meet(mobile: string): Promise<void>
  fetch(item: string, count?: number): Promise<void>
  give(item: string, mobile: string): Promise<void>
  slay(mobile: string): Promise<void>
  /** Fetches what lies with one's own body, wherever that is. */
  recoverBody(room: string): Promise<void>
  complete(quest: Quest): Promise<void>
}

export function errandsOf(body: Body): Errands {
  const { atlas, fail } = body
  /** Keys that are being fetched: the doors they open are no way to them. */
  const wanted = new Set<string>()

  async function goTo(room: string): Promise<void> {
    for (let walked = 0; body.room().id !== room; walked += 1) {
      if (walked > 300) fail(`no end on the way to ${room}`)
      await body.settle()
      await afterFights()
      const path = body.wayTo(room, wanted)
      if (!path) await findKeyTo(room)
      else if (path[0] && !(await body.step(path[0])) && !body.fighting()) await body.type('look')
    }
  }
  /** After a fight: what the fallen had is taken, and whoever was beaten gets well first. */
  async function afterFights(): Promise<void> {
    if (body.bodies.has(body.room().id)) await searchBodies(body)
    if (body.health() < 0.4) await body.recover()
  }
  /** Goes back to where somebody fell while it was running. */
  async function searchEverywhere(): Promise<void> {
    for (const room of body.bodies) {
      await goTo(room)
      await afterFights()
    }
  }
  async function findKeyTo(room: string): Promise<void> {
    for (const key of keysTowards(room)) {
      wanted.add(key)
      await fetch(key)
      wanted.delete(key)
      return
    }
    fail(`there is no way to ${room}`)
  }
  /** Keys of the doors on the way as the map has it, the first door first. */
  function keysTowards(room: string): string[] {
    const start = body.room().id
    const keys = new Map<string, string[]>([[start, []]])
    const queue = [start]
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (at === room) return (keys.get(at) ?? []).filter((key) => body.has(key) === 0)
      for (const { to, door } of atlas.waysOf(at)) {
        if (keys.has(to) || (door?.key && wanted.has(door.key))) continue
        keys.set(to, [...(keys.get(at) ?? []), ...(door?.key ? [door.key] : [])])
        queue.push(to)
      }
    }
    return []
  }

  const isHere = (mobile: string) =>
    body
      .room()
      .people.some(({ name, kind }) => kind === 'npc' && name === atlas.mobile(mobile).name)

  async function meet(mobile: string): Promise<void> {
    // Who came or went since the room was shown is not in that picture.
    await body.type('look')
    for (let round = 0; round < 12; round += 1) {
      for (const room of around(atlas.homesOf(mobile), round)) {
        if (isHere(mobile)) return
        await goTo(room)
        await body.type('look')
      }
      if (isHere(mobile)) return
    }
    fail(`${mobile} is nowhere to be met`)
  }

  /** The rooms where somebody should be, and those as many open steps further as it was missed there. */
  function around(homes: readonly string[], steps: number): string[] {
    const found = new Set(homes)
    let edge = [...homes]
    for (let step = 0; step < Math.min(steps, 3); step += 1) {
      const next = edge.flatMap((room) => atlas.waysOf(room)).filter(({ door }) => !door?.key)
      edge = next.map(({ to }) => to).filter((to) => !found.has(to))
      for (const room of edge) found.add(room)
    }
    return [...found]
  }

  const killed = (name: string) =>
    body.told.filter(({ kind, data }) => {
      const { actor } = data as { actor?: { name?: string } }
      return kind === 'mobile-killed' && actor?.name === name
    }).length

  async function slay(mobile: string): Promise<void> {
    const prototype = atlas.mobile(mobile)
    const before = killed(prototype.name)
    for (let bout = 0; killed(prototype.name) === before; bout += 1) {
      if (bout > 60) fail(`${mobile} does not die`)
      await body.settle()
      if (body.health() < 0.85) await body.recover()
      await meet(mobile)
      if (!body.fighting()) await body.type(`kill ${called(prototype)}`)
      await body.settle()
    }
    await searchEverywhere()
  }

  async function fetch(item: string, count = 1): Promise<void> {
    for (let tried = 0; body.has(item) < count; tried += 1) {
      if (tried > 12) fail(`cannot come by ${item}`)
      const sources = atlas.sourcesOf(item)
      const source = sources[tried % Math.max(1, sources.length)]
      if (!source) fail(`nobody knows where to find ${item}`)
      else await draw(source, item)
    }
  }
  async function draw(source: Source, item: string): Promise<void> {
    const noun = called(atlas.item(item))
    switch (source.how) {
      case 'room':
        await goTo(source.room)
        await body.type(`take ${noun}`)
        return
      case 'box':
        return openAndTake(source.box, source.room, noun)
      case 'shop':
        await meet(source.keeper)
        await body.type(`buy ${noun}`)
        return
      case 'gift':
        return give(source.forItem, source.giver)
      case 'slay':
        return slay(source.mobile)
    }
  }
  async function openAndTake(box: string, room: string, noun: string): Promise<void> {
    const { container } = atlas.item(box)
    if (container?.locked && container.key) await fetch(container.key)
    await goTo(room)
    const boxNoun = called(atlas.item(box))
    if (container?.locked) await body.type(`unlock ${boxNoun}`)
    if (container?.closed || container?.locked) await body.type(`open ${boxNoun}`)
    await body.type(`take ${noun} from ${boxNoun}`)
  }

  async function give(item: string, mobile: string): Promise<void> {
    await fetch(item)
    await meet(mobile)
    await body.type(`give ${called(atlas.item(item))} to ${called(atlas.mobile(mobile))}`)
  }

  async function recoverBody(room: string): Promise<void> {
    await goTo(room)
    await searchBodies(body)
  }

  async function doStep({ on, count }: QuestStep): Promise<void> {
    const { item, mobile, room, words } = on.where
    if (on.event === 'mobile-killed' && mobile) return slay(mobile)
    if (on.event === 'character-moved' && room) return goTo(room)
    if (on.event === 'item-taken' && item) return fetch(item, count)
    if (on.event === 'item-given' && item && mobile) return give(item, mobile)
    if (on.event !== 'speech-uttered' || !words?.[0]) fail(`no idea how to do ${on.event}`)
    if (room) await goTo(room)
    else if (mobile) await meet(mobile)
    await body.type(`say ${words?.[0]}`)
  }

  const isDone = ({ id }: Quest) => body.quests().completed.some((one) => one.id === id)

  async function complete(quest: Quest): Promise<void> {
    if (body.char().level < quest.level) fail(`too low for ${quest.id}`)
    if (quest.giver) await meet(quest.giver)
    await body.settle()
    await body.type(`say ${quest.accept[0]}`)
    for (let tried = 0; !isDone(quest); tried += 1) {
      const entry = body.quests().quests.find(({ id }) => id === quest.id)
      if (!entry || tried > 40) fail(`${quest.id} was not taken on, or does not end`)
      // Steps in order are shown up to the open one; free ones all at once.
      const at = entry?.steps.findIndex((step) => step.count < step.of) ?? -1
      const step = quest.steps[at]
      if (!step) fail(`${quest.id} is at no step`)
      else await doStep(step)
    }
    await useFinds(body)
    await outfit(body, meet)
  }

  return { goTo, meet, fetch, give, slay, recoverBody, complete }
}
