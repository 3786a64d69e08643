import { beforeAll, describe, expect, it } from 'vitest'
import type { Character } from '../../schema/entities.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import { apply } from '../../schema/fold.ts'
import type { Quest, World } from '../../schema/world-file.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { digested, planWorldLoad } from '../../server/world/load-world.ts'
import { readWorld } from '../../server/world/read-world.ts'
import { questBot } from '../support/quest-bot.ts'
import { type Play, playIn } from '../support/rule-play.ts'
import { player } from '../support/small-inn.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
let files: World

beforeAll(async () => {
  const read = await readWorld('deploy/world')
  expect(read.problems).toEqual([])
  files = read.world
})

/** The shipped world with a hero in it: strong enough for every fight, with a light that lasts. */
function heroPlay(): Play {
  const world = new WorldMap()
  // Taking the rows applies the events.
  Array.from(planWorldLoad(world, digested(files), { shard: 1, tick: 1, beat: 0, atMs: 0 }))
  for (const event of player('Hero', files.settings?.start ?? '')) apply(world, event, meta)
  world.patch<Character>('hero', {
    level: 40,
    health: [9_000, 9_000],
    stamina: [5_000, 5_000],
    lucidity: [900, 900],
  })
  const lamp = itemLoaded({
    item: 'lamp',
    proto: 'saltmere.brass-lantern',
    place: 'hero',
    worn: 'held',
    reason: 'test',
    state: { lit: true },
  })
  apply(world, lamp, meta)
  return playIn(world, 8)
}

describe('every quest of the shipped world', () => {
  it('is one of twelve', () => {
    expect(Object.keys(files.quests)).toHaveLength(12)
  })

  it('can be completed by typing, and pays what it promises, once', () => {
    const play = heroPlay()
    const bot = questBot(play, 'Hero')
    for (const quest of inOrder(Object.values(files.quests))) {
      const from = play.log.length
      bot.complete(quest)
      const events = play.log.slice(from)
      const paid = events.filter(
        ({ type, data }) => type === 'gold-minted' && data['reason'] === `quest ${quest.id}`,
      )
      const { rewards } = quest
      expect(paid.map(({ data }) => data['amount'])).toEqual(rewards.gold > 0 ? [rewards.gold] : [])
      const learned = events.filter(
        ({ type, data }) => type === 'experience-gained' && data['reason'] === 'quest',
      )
      expect(learned.map(({ data }) => data['amount'])).toEqual([rewards.experience])
      const given = events.filter(
        ({ type, data }) => type === 'item-loaded' && data['reason'] === `quest ${quest.id}`,
      )
      expect(given.map(({ data }) => data['proto'])).toEqual(rewards.items)
      const opinions = events
        .filter(({ data }) => data['reason'] === `quest ${quest.id}`)
        .flatMap(({ type, data }) => (type === 'reputation-changed' ? [data['faction']] : []))
      expect(opinions).toEqual(Object.keys(rewards.reputation))
      expect(bot.self().quests[quest.id], quest.id).toEqual({ step: -1, count: 0, done: 1 })
      bot.type(`say ${quest.accept[0]}`)
      expect(bot.self().quests[quest.id]?.done, quest.id).toBe(1)
    }
    expect(play.broken).toEqual([])
    expect(play.type('Hero', 'quests').read('Hero')[0]).toContain('You have completed:')
  }, 120_000)
})

describe('the shops of the shipped world', () => {
  it.each([
    ['saltmere.maud', ['ale', 'beer', 'stew', 'rum', 'oatcake', 'rushlight']],
    ['saltmere.vale', ['lantern', 'oil', 'rope', 'boots', 'oilskin', 'cap', 'satchel']],
    ['saltmere.hessa', ['cutlass', 'axe', 'knife', 'shield', 'jerkin', 'mail', 'gauntlets']],
    ['saltmere.lorn', ['red', 'green', 'blue', 'drops', 'bandage']],
    ['saltmere.agnes', ['herring', 'eel', 'knife']],
  ])('of %s sell what people ask for by its plain name', (keeper, wishes) => {
    const play = heroPlay()
    play.world.patch<Character>('hero', { gold: 5_000 })
    const shop = [...play.world.entities.values()].find(
      (entity) => entity?.kind === 'mobile' && entity.proto === keeper,
    )
    play.world.move('hero', shop?.place ?? '')
    for (const wish of wishes) {
      const turn = play.type('Hero', `buy ${wish}`)
      expect(
        turn.events.map(({ type }) => type),
        `buy ${wish}`,
      ).toContain('item-bought')
    }
  })
})

/** Quests after those they require. */
function inOrder(quests: readonly Quest[]): Quest[] {
  return [...quests].sort((a, b) => Number(!!a.requires.quest) - Number(!!b.requires.quest))
}
