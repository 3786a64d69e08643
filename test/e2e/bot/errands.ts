/** Errands: getting somewhere, meeting somebody, coming by a thing, winning a fight, doing a task. */
import type { Quest, QuestStep } from '../../../schema/world-file.ts'
import type { Source } from './atlas.ts'
import { type Bot, called, fail, has, health, isFighting } from './bot.ts'
import { fightsFrom, recover, runsBelow, settle } from './fighting.ts'
import { searchBodies, useFinds } from './outfit.ts'
import { keysTowards, step, wayTo } from './walking.ts'

type Gift = Extract<Source, { how: 'gift' }>

/** Walks to a room, fetching the keys that are missing on the way. */
export async function goTo(bot: Bot, room: string): Promise<void> {
  for (let walked = 0; bot.room().id !== room; walked += 1) {
    if (walked > 300) fail(bot, `no end on the way to ${room}`)
    await settle(bot)
    await afterFights(bot)
    const path = wayTo(bot, room)
    if (!path) await findKeyTo(bot, room)
    else if (path[0] && !(await step(bot, path[0])) && !isFighting(bot)) await bot.type('look')
  }
}

/** After a fight: what the fallen had is taken, and whoever was beaten gets well first. */
async function afterFights(bot: Bot): Promise<void> {
  if (bot.bodies.has(bot.room().id)) await searchBodies(bot)
  if (health(bot) < runsBelow) await recover(bot)
}

/** Goes back to where somebody fell while it was running. */
async function searchEverywhere(bot: Bot): Promise<void> {
  for (const room of bot.bodies) {
    await goTo(bot, room)
    await afterFights(bot)
  }
}

async function findKeyTo(bot: Bot, room: string): Promise<void> {
  const [key] = keysTowards(bot, room)
  if (!key) return fail(bot, `there is no way to ${room}`)
  bot.wanted.add(key)
  await fetch(bot, key)
  bot.wanted.delete(key)
}

function isHere(bot: Bot, mobile: string): boolean {
  const { name: wanted } = bot.atlas.mobile(mobile)
  return bot.room().people.some(({ name, kind }) => kind === 'npc' && name === wanted)
}

/**
 * Looks for somebody where it lives, and then further and further around, as long as `isWanted`: who
 * is looked for in a fight may fall on the way.
 */
export async function meet(bot: Bot, mobile: string, isWanted = () => true): Promise<void> {
  // Who came or went since the room was shown is not in that picture.
  await bot.type('look')
  for (let round = 0; round < 12; round += 1) {
    for (const room of around(bot, bot.atlas.homesOf(mobile), round)) {
      if (isHere(bot, mobile) || !isWanted()) return
      await goTo(bot, room)
      await bot.type('look')
    }
    if (isHere(bot, mobile) || !isWanted()) return
  }
  fail(bot, `${mobile} is nowhere to be met`)
}

/** The rooms where somebody should be, and those up to so many unlocked steps further. */
function around({ atlas }: Bot, homes: readonly string[], steps: number): string[] {
  const found = new Set(homes)
  let edge = [...homes]
  for (let taken = 0; taken < Math.min(steps, 3); taken += 1) {
    const next = edge.flatMap((room) => atlas.waysOf(room)).filter(({ door }) => !door?.key)
    edge = next.map(({ to }) => to).filter((to) => !found.has(to))
    for (const room of edge) found.add(room)
  }
  return [...found]
}

/** How many of that name have fallen before its eyes. */
function fallen(bot: Bot, name: string): number {
  return bot.told.filter(({ kind, data }) => {
    const { actor } = data as { actor?: { name?: string } }
    return kind === 'mobile-killed' && actor?.name === name
  }).length
}

/** Fights one of a kind until it is dead, in as many bouts as that takes. */
export async function slay(bot: Bot, mobile: string): Promise<void> {
  const prototype = bot.atlas.mobile(mobile)
  const before = fallen(bot, prototype.name)
  const lives = () => fallen(bot, prototype.name) === before
  for (let bout = 0; lives(); bout += 1) {
    if (bout > 60) fail(bot, `${mobile} does not die`)
    await settle(bot)
    if (health(bot) < fightsFrom) await recover(bot)
    await meet(bot, mobile, lives)
    if (!isFighting(bot) && lives()) await bot.type(`kill ${called(prototype)}`)
    await settle(bot)
  }
  await searchEverywhere(bot)
}

/** Comes by a thing in the most peaceful way there is. */
export async function fetch(bot: Bot, item: string, count = 1): Promise<void> {
  for (let tried = 0; has(bot, item) < count; tried += 1) {
    if (tried > 12) fail(bot, `cannot come by ${item}`)
    const sources = bot.atlas.sourcesOf(item)
    const source = sources[tried % Math.max(1, sources.length)]
    if (!source) fail(bot, `nobody knows where to find ${item}`)
    else await draw(bot, source, item)
  }
}

async function draw(bot: Bot, source: Source, item: string): Promise<void> {
  const noun = called(bot.atlas.item(item))
  switch (source.how) {
    case 'room':
      await goTo(bot, source.room)
      await bot.type(`take ${noun}`)
      return
    case 'box':
      return openAndTake(bot, source.box, source.room, noun)
    case 'shop':
      await meet(bot, source.keeper)
      await bot.type(`buy ${noun}`)
      return
    case 'gift':
      return earn(bot, source, item)
    case 'slay':
      // It may have fallen already, on the way to something else.
      await searchEverywhere(bot)
      return has(bot, item) > 0 ? undefined : slay(bot, source.mobile)
  }
}

/** Gives what is asked for, unless that is gone for good, and waits for what is given in return. */
async function earn(bot: Bot, { forItem, giver }: Gift, item: string): Promise<void> {
  if (has(bot, forItem) === 0 && bot.atlas.sourcesOf(forItem).length === 0) return
  await give(bot, forItem, giver)
  for (let looked = 0; has(bot, item) === 0 && looked < 100; looked += 1) await bot.type('look')
}

async function openAndTake(bot: Bot, box: string, room: string, noun: string): Promise<void> {
  const prototype = bot.atlas.item(box)
  const { container } = prototype
  if (container?.locked && container.key) await fetch(bot, container.key)
  await goTo(bot, room)
  const boxNoun = called(prototype)
  if (container?.locked) await bot.type(`unlock ${boxNoun}`)
  if (container?.closed || container?.locked) await bot.type(`open ${boxNoun}`)
  await bot.type(`take ${noun} from ${boxNoun}`)
}

async function give(bot: Bot, item: string, mobile: string): Promise<void> {
  await fetch(bot, item)
  await meet(bot, mobile)
  await bot.type(`give ${called(bot.atlas.item(item))} to ${called(bot.atlas.mobile(mobile))}`)
}

async function doStep(bot: Bot, { on, count }: QuestStep): Promise<void> {
  const { item, mobile, room, words } = on.where
  if (on.event === 'mobile-killed' && mobile) return slay(bot, mobile)
  if (on.event === 'character-moved' && room) return goTo(bot, room)
  if (on.event === 'item-taken' && item) return fetch(bot, item, count)
  if (on.event === 'item-given' && item && mobile) return give(bot, item, mobile)
  if (on.event !== 'speech-uttered' || !words?.[0]) fail(bot, `no idea how to do ${on.event}`)
  if (room) await goTo(bot, room)
  else if (mobile) await meet(bot, mobile)
  await bot.type(`say ${words?.[0]}`)
}

/** Takes a task on and does it, step by step. */
export async function complete(bot: Bot, quest: Quest): Promise<void> {
  bot.errand = quest.id
  if (bot.char().level < quest.level) fail(bot, `too low for ${quest.id}`)
  if (quest.giver) await meet(bot, quest.giver)
  await settle(bot)
  await bot.type(`say ${quest.accept[0]}`)
  for (let tried = 0; !isDone(bot, quest); tried += 1) {
    const entry = bot.quests().quests.find(({ id }) => id === quest.id)
    if (!entry || tried > 40) fail(bot, `${quest.id} was not taken on, or does not end`)
    // Steps in order are shown up to the open one; free ones all at once.
    const at = entry?.steps.findIndex(({ count, of }) => count < of) ?? -1
    const open = quest.steps[at]
    if (!open) fail(bot, `${quest.id} is at no step`)
    else await doStep(bot, open)
  }
  await useFinds(bot)
}

function isDone(bot: Bot, { id }: Quest): boolean {
  return bot.quests().completed.some((one) => one.id === id)
}
