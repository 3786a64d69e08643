/** What admins put right: compensating events for chosen events, against the world as it is now. */
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect, it } from 'vitest'
import { diceFor, idsFor } from '../../handlers/dice.ts'
import { type ChosenEvent, effectsOf } from '../../handlers/reversal/effects.ts'
import { planReversal } from '../../handlers/reversal/plan.ts'
import { systemCommands } from '../../handlers/system-commands.ts'
import { copiesOf } from '../../schema/copies.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { goldOf } from '../../schema/entities.ts'
import { eventType } from '../../schema/events/index.ts'
import { itemDestroyed, itemLoaded, itemPut, itemTaken } from '../../schema/events/items.ts'
import { characterLeft } from '../../schema/events/presence.ts'
import { reversalId } from '../../schema/events/reversal.ts'
import { goldBurnt, goldDeposited, goldMinted } from '../../schema/events/trade.ts'
import { apply } from '../../schema/fold.ts'
import { NotLoaded } from '../../schema/world.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { given, perform } from '../support/given.ts'
import { mintedBy } from '../support/gold-ledger.ts'
import { thing } from '../support/small-inn.ts'

const now = { tick: 90, beat: 400, atMs: 1_700_000_000_000, heartbeatMs: 250 }

/** A scene whose events keep their positions and effects, as the log would tell them. */
function play(...events: readonly NewEvent[]) {
  const world = flat(given(...events).world)
  const ids = idsFor(1, 7)
  const log: (ChosenEvent & { minted: number })[] = []
  let tick = 10
  const happens = (...more: readonly NewEvent[]) => {
    tick += 1
    const before = log.length
    for (const [index, event] of more.entries()) {
      const meta = { shard: 1, tick, ordinal: index + 1, beat: 28, atMs: now.atMs }
      eventType(event.type).data.parse(event.data)
      const effects = effectsOf(world, (layer) => apply(layer, event, meta))
      const minted = mintedBy(world, event)
      log.push({ at: `${tick}.${index + 1}`, type: event.type, effects, minted })
      apply(world, event, meta)
    }
    return log.slice(before)
  }
  return {
    world,
    log,
    happens,
    /** Types a line that must be done; returns what it brought about. */
    types(who: string, line: string) {
      const { decision, events: done } = perform(new WorldMap(world), who, line, ids)
      expect(decision.kind === 'reject' ? decision.text : 'done', line).toBe('done')
      return happens(...done)
    },
    tries(who: string, line: string) {
      return happens(...perform(new WorldMap(world), who, line, ids).events)
    },
    plan: (...chosen: readonly ChosenEvent[]) => planReversal(world, now, 'owner', chosen),
    /** Does what the order of an admin does, through the rule the tick asks. */
    reverses(chosen: readonly ChosenEvent[], preview?: string) {
      const plain = chosen.map(({ at, type, effects }) => ({ at, type, effects }))
      const decision = systemCommands.get('admin-reverse')?.decide({
        world,
        now,
        data: {
          by: 'owner',
          byRole: 'owner',
          reason: 'a test',
          chosen: plain,
          preview: preview ?? planReversal(world, now, 'owner', plain).digest,
        },
        dice: diceFor(1, now.tick, 'r'),
        newId: (prefix) => ids.next(prefix),
        request: 'r',
        origin: 'g1',
      })
      if (decision?.kind !== 'accept') return { decision, done: [] }
      return { decision, done: happens(...decision.events) }
    },
  }
}

/** A copy in one layer that can be changed. */
function flat(world: WorldMap): WorldMap {
  const copy = new WorldMap()
  const layers: WorldMap[] = []
  for (let layer: WorldMap | undefined = world; layer; layer = layer.below) layers.unshift(layer)
  for (const layer of layers) {
    for (const [id, entity] of layer.entities) entity ? copy.load(entity) : copy.remove(id)
  }
  return copy
}

const goldIn = (world: WorldMap, id: string) => {
  const entity = world.get(id)
  return entity ? goldOf(entity) : 0
}
const words = (plan: { steps: readonly { words: string }[] }) => plan.steps.map((one) => one.words)
const whys = (plan: { cannot: readonly { why: string }[] }) => plan.cannot.map((one) => one.why)

describe('things', () => {
  it('given away come back, from wherever they are by now', () => {
    const game = play(thing('hat', 'inn.hat', 'ann'))
    const theft = game.types('ann', 'give hat to bob')
    game.types('bob', 'wear hat')
    game.types('bob', 'remove hat')
    game.types('bob', 'give hat to maren')
    const plan = game.plan(...theft)
    expect(words(plan)).toEqual(['a felt hat goes from old Maren back to Ann'])
    expect(plan.cannot).toEqual([])
    const { done } = game.reverses(theft)
    expect(done.map((one) => one.type)).toEqual(['admin-acted', 'item-returned'])
    expect(game.world.get('hat')).toMatchObject({ place: 'ann' })
    expect(game.world.get('hat')).not.toHaveProperty('worn')
  })

  it('go the whole way back when a chain of events is chosen, the newest first', () => {
    const game = play(thing('hat', 'inn.hat', 'inn.hall'))
    const chain = [
      ...game.types('ann', 'take hat'),
      ...game.types('ann', 'give hat to bob'),
      ...game.types('bob', 'wear hat'),
    ]
    const plan = game.plan(...chain)
    expect(words(plan)).toEqual([
      'a felt hat goes from Bob back to Ann',
      'a felt hat goes from Ann back to The Hall',
    ])
    expect(whys(plan)).toEqual(['it changed neither things nor gold'])
    game.reverses(chain)
    expect(game.world.get('hat')?.place).toBe('inn.hall')
  })

  it('that were doubled vanish, what others put into them stays, and their copies are counted', () => {
    const game = play(thing('coin', 'inn.coin', 'bob'))
    const doubled = game.happens(
      itemLoaded({ item: 'sack2', proto: 'inn.sack', place: 'bob', reason: 'a bug' }),
    )
    expect(copiesOf(game.world, 'inn.sack')).toBe(1)
    game.types('bob', 'put coin in sack')
    expect(words(game.plan(...doubled))).toEqual([
      'a linen sack vanishes from Bob; the 1 in it stay there',
    ])
    game.reverses(doubled)
    expect(game.world.get('sack2')).toBeUndefined()
    expect(game.world.get('coin')?.place).toBe('bob')
    expect(copiesOf(game.world, 'inn.sack')).toBe(0)
  })

  it('of a stack vanish as far as they are still there', () => {
    const game = play()
    const made = game.happens(
      itemLoaded({ item: 'arrows', proto: 'inn.arrow', place: 'ann', count: 9, reason: 'a bug' }),
    )
    const split = game.types('ann', 'drop 4 arrows')
    expect(whys(game.plan(...split))).toContain('it divided, joined or used up a stack (5 arrows)')
    // Half of a division undone would make pieces out of nothing.
    expect(game.plan(...split.filter(({ type }) => type === 'item-split')).steps).toEqual([])
    const plan = game.plan(...made)
    expect(words(plan)).toEqual(['5 of 9 arrows vanishes from Ann'])
    expect(whys(plan)).toEqual(['4 of 9 arrows are elsewhere or used up'])
  })

  it('that were destroyed come to be again as they were, with what was in them', () => {
    const game = play(
      thing('sack', 'inn.sack', 'ann', { gold: 7 }),
      thing('apple', 'inn.apple', 'sack'),
    )
    const before = game.world.get('apple')
    const lost = game.happens(itemDestroyed({ item: 'sack', reason: 'a bug' }))
    expect(lost[0]?.minted).toBe(-7)
    expect(words(game.plan(...lost))).toEqual([
      'a linen sack with 1 in it comes to be again with Ann',
      'a linen sack gets 7 gold coins that had left the world',
    ])
    const { done } = game.reverses(lost)
    expect(done.reduce((sum, one) => sum + one.minted, 0)).toBe(7)
    expect(game.world.get('apple')).toEqual(before)
    expect(game.world.get('sack')).toMatchObject({ place: 'ann', gold: 7, proto: 'inn.sack' })
  })

  it('stay where they are when what they were in is gone, and nothing is done', () => {
    const game = play(thing('sack', 'inn.sack', 'ann'), thing('apple', 'inn.apple', 'sack'))
    const taken = game.types('ann', 'take apple from sack')
    game.happens(itemDestroyed({ item: 'sack', reason: 'burnt' }))
    const plan = game.plan(...taken)
    expect(plan.steps).toEqual([])
    expect(whys(plan)).toEqual(['a red apple stays with Ann: what it was in is no longer there'])
    expect(game.reverses(taken).decision).toMatchObject({
      kind: 'reject',
      code: 'nothing-to-reverse',
    })
  })

  it('never go into themselves, though what they lay in lies in them by now', () => {
    const game = play(thing('big', 'inn.sack', 'ann'), thing('small', 'inn.sack', 'big'))
    const taken = game.happens(
      itemTaken({ actor: 'ann', item: 'small', from: 'big', room: 'inn.hall' }),
    )
    game.happens(itemPut({ actor: 'ann', item: 'big', into: 'small' }))
    const plan = game.plan(...taken)
    expect(plan.steps).toEqual([])
    expect(whys(plan)).toEqual(['a linen sack cannot go into itself'])
  })

  it('come back to somebody who is away, and count as away with them', () => {
    const game = play(thing('hat', 'inn.hat', 'ann'))
    const theft = game.types('ann', 'give hat to bob')
    expect(copiesOf(game.world, 'inn.hat')).toBe(1)
    game.happens(characterLeft({ character: 'ann', room: 'inn.hall', reason: 'quit' }))
    expect(game.world.get('ann')?.place).toBe('')
    game.reverses(theft)
    expect(game.world.get('hat')?.place).toBe('ann')
    expect(copiesOf(game.world, 'inn.hat')).toBe(0)
  })
})

describe('gold', () => {
  it('comes back as far as it is there, from the bank as well, and says what is missing', () => {
    const game = play()
    const theft = game.types('ann', 'give 40 gold to bob')
    game.types('bob', 'give 80 gold to maren')
    game.happens(goldDeposited({ actor: 'bob', amount: 6, fee: 0 }))
    expect(goldIn(game.world, 'bob')).toBe(10)
    const plan = game.plan(...theft)
    expect(words(plan)).toEqual(['10 gold coins go from Bob back to Ann (6 of them from the bank)'])
    expect(whys(plan)).toEqual(['30 of 40 gold coins are missing: Bob no longer has them'])
    const { done } = game.reverses(theft)
    expect(done.at(-1)).toMatchObject({ type: 'gold-returned', minted: 0 })
    expect([goldIn(game.world, 'ann'), goldIn(game.world, 'bob')]).toEqual([20, 0])
  })

  it('lies down again where it lay, though the pile was taken away whole', () => {
    const game = play()
    game.types('ann', 'drop 12 gold')
    const taken = game.types('bob', 'take gold')
    expect(words(game.plan(...taken))).toEqual([
      '12 gold coins go from Bob back to a pile of 12 gold coins',
    ])
    game.reverses(taken)
    expect(game.types('ann', 'take gold').map((one) => one.type)).toEqual(['gold-taken'])
    expect(goldIn(game.world, 'ann')).toBe(50)
  })

  it('of several hands comes back from each of them, and from nobody more than it got', () => {
    const game = play()
    const gold = (holder: string, name: string, change: number) => ({
      of: 'gold' as const,
      holder,
      name,
      change,
    })
    const effects = [gold('ann', 'Ann', -10), gold('bob', 'Bob', 4), gold('m1', 'Maren', 6)]
    const maren = goldIn(game.world, 'm1')
    const plan = game.plan({ at: '5.1', type: 'shared', effects })
    expect(words(plan)).toEqual([
      '4 gold coins go from Bob back to Ann',
      `${Math.min(6, maren)} gold coins go from Maren back to Ann`,
    ])
    expect(whys(plan)).toEqual([
      `${6 - maren} of 6 gold coins are missing: Maren no longer has them`,
    ])
  })

  it('that was minted is burnt, that was burnt is minted, both in the open', () => {
    const game = play()
    const minted = game.happens(goldMinted({ to: 'ann', amount: 100, reason: 'paid twice' }))
    const burnt = game.happens(goldBurnt({ from: 'bob', amount: 30, reason: 'a fine' }))
    const plan = game.plan(...minted, ...burnt)
    expect(words(plan)).toEqual([
      'Bob gets 30 gold coins that had left the world',
      '100 gold coins of Ann leave the world',
    ])
    const { done } = game.reverses([...minted, ...burnt])
    expect(done.map(({ type, minted: by }) => [type, by])).toEqual([
      ['admin-acted', 0],
      ['gold-remade', 30],
      ['gold-unmade', -100],
    ])
    expect([goldIn(game.world, 'ann'), goldIn(game.world, 'bob')]).toEqual([50, 50])
  })
})

describe('an order to reverse', () => {
  it('is refused the second time, for the log and for the preview', () => {
    const game = play(thing('hat', 'inn.hat', 'ann'))
    const theft = game.types('ann', 'give hat to bob')
    game.reverses(theft)
    game.types('ann', 'give hat to bob')
    expect(whys(game.plan(...theft))).toEqual(['it has been reversed already'])
    expect(game.reverses(theft).decision).toMatchObject({ code: 'nothing-to-reverse' })
    expect(game.world.get(reversalId(theft[0]?.at ?? ''))).toMatchObject({ of: 'reversal' })
    expect(game.world.get('hat')?.place).toBe('bob')
  })

  it('names one event twice and still reverses it once', () => {
    const game = play()
    const theft = game.types('ann', 'give 10 gold to bob')
    expect(words(game.plan(...theft, ...theft))).toHaveLength(1)
  })

  it('is refused when the world is no longer as the preview showed it', () => {
    const game = play(thing('hat', 'inn.hat', 'ann'))
    const theft = game.types('ann', 'give 40 gold to bob')
    const { digest } = game.plan(...theft)
    game.types('bob', 'give 80 gold to maren')
    expect(game.reverses(theft, digest).decision).toMatchObject({ code: 'changed-since' })
    expect(goldIn(game.world, 'bob')).toBe(10)
  })

  it('can itself be reversed like any other event', () => {
    const game = play()
    const gift = game.types('ann', 'give 40 gold to bob')
    const { done } = game.reverses(gift)
    expect(goldIn(game.world, 'ann')).toBe(50)
    game.reverses(done.filter((one) => one.type === 'gold-returned'))
    expect(goldIn(game.world, 'bob')).toBe(90)
  })

  it('is only for admins, whatever a gateway believed', () => {
    const game = play()
    const data = { by: 'bob', byRole: 'builder', reason: 'x', preview: 'x' }
    const chosen = game.types('ann', 'give 1 gold to bob')
    const rule = systemCommands.get('admin-reverse')
    const input = { world: game.world, now, dice: diceFor(1, 9, 'r'), request: 'r', origin: 'g1' }
    const plain = chosen.map(({ at, type, effects }) => ({ at, type, effects }))
    const ask = (more: object) =>
      rule?.decide({ ...input, newId: () => 'x1', data: { ...data, chosen: plain, ...more } })
    expect(ask({})).toMatchObject({ code: 'not-allowed' })
    expect(ask({ byRole: 'owner', chosen: [] })).toMatchObject({ code: 'bad-order' })
    expect(ask({ byRole: 'owner' })).toMatchObject({ code: 'changed-since' })
  })

  it('asks for what is not in memory, all of it in one go', () => {
    const game = play(thing('hat', 'inn.hat', 'ann'))
    const chosen = game.types('ann', 'give hat to bob')
    const cache = new WorldMap(new WorldMap(undefined, { complete: false }))
    let missing: unknown
    try {
      planReversal(cache, now, 'owner', chosen)
    } catch (error) {
      missing = error
    }
    expect(missing).toBeInstanceOf(NotLoaded)
    const { also } = missing as NotLoaded
    expect([...also].sort()).toEqual(['ann', 'hat', reversalId(chosen[0]?.at ?? '')].sort())
  })
})

const nouns = ['sack', 'coin', 'all', 'hat', 'apple', '7 gold', 'all gold', 'gold', 'ring']
const noun = fc.constantFrom(...nouns)
const typed = fc.oneof(
  noun.map((what) => `take ${what}`),
  noun.map((what) => `drop ${what}`),
  noun.map((what) => `put ${what} in sack`),
  fc.tuple(noun, fc.constantFrom('ann', 'bob')).map(([what, whom]) => `give ${what} to ${whom}`),
)
const people = fc.constantFrom('ann', 'bob')
const lines = fc.array(fc.tuple(people, typed), { minLength: 4, maxLength: 25 })
const picks = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 12 })

/** All gold, and how many things there are of each kind; nothing may hold itself. */
function sums(world: WorldMap) {
  let gold = 0
  const things: Record<string, number> = {}
  for (const entity of world.entities.values()) {
    if (!entity) continue
    gold += goldOf(entity)
    if (entity.kind !== 'item' || entity.proto === 'gold') continue
    things[entity.proto] = (things[entity.proto] ?? 0) + entity.count
    let at: string | undefined = entity.place
    for (let depth = 0; at; depth += 1) {
      expect(depth, `${entity.id} lies in itself`).toBeLessThan(20)
      at = world.get(at)?.place
    }
  }
  for (const entity of world.entities.values()) {
    if (entity && 'gold' in entity) expect(entity.gold ?? 0).toBeGreaterThanOrEqual(0)
  }
  return { gold, things }
}

describe('whatever was given, taken and dropped', () => {
  const done: Record<string, number> = {}

  test.prop([lines, picks], { numRuns: 300 })(
    'any choice of it is reversed without a coin or a thing more or less',
    (script, chosenAt) => {
      const game = play(
        thing('sack', 'inn.sack', 'inn.hall'),
        thing('coin', 'inn.coin', 'ann'),
        thing('hat', 'inn.hat', 'bob'),
        thing('apple', 'inn.apple', 'inn.hall'),
        thing('ring', 'inn.ring', 'ann'),
      )
      const before = sums(game.world)
      for (const [who, line] of script) game.tries(who, line)
      expect(sums(game.world)).toEqual(before)
      const chosen = chosenAt.flatMap((at) => game.log[at % Math.max(1, game.log.length)] ?? [])
      if (chosen.length === 0) return
      for (const { type } of game.reverses(chosen).done) done[type] = (done[type] ?? 0) + 1
      expect(sums(game.world)).toEqual(before)
    },
  )

  test.prop([lines], { numRuns: 100 })(
    'all of it reversed brings every thing and coin back to where it was',
    (script) => {
      const game = play(thing('coin', 'inn.coin', 'ann'), thing('hat', 'inn.hat', 'bob'))
      const places = () => ['coin', 'hat'].map((id) => game.world.get(id)?.place)
      const purses = () => ['ann', 'bob'].map((id) => goldIn(game.world, id))
      const before = [places(), purses()]
      for (const [who, line] of script) game.tries(who, line)
      for (const one of [...game.log].reverse()) game.reverses([one])
      expect([places(), purses()]).toEqual(before)
    },
  )

  afterAll(() => {
    // A property over reversals that do nothing would prove nothing.
    expect(done['item-returned'] ?? 0).toBeGreaterThan(50)
    expect(done['gold-returned'] ?? 0).toBeGreaterThan(50)
  })
})
