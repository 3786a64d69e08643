import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { diceFor } from '../../handlers/dice.ts'
import { applyEffect, stacked, timesDue } from '../../handlers/rules/effects.ts'
import { bounded, offsetOf, pointsDue, ratesFor } from '../../handlers/rules/recovery.ts'
import { effectiveStats } from '../../handlers/rules/stats.ts'
import { recovery } from '../../handlers/systems/fights/recovery.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { effectBegan } from '../../schema/events/effects.ts'
import { beingIn } from '../../schema/world.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { arena, creature, fightIn, room, waitUntil } from './arena.ts'

const ann = (play: Play) => play.world.get('ann') as Character

const under = (effect: string, until: number, stacks = 1, by?: string): NewEvent =>
  effectBegan({ target: 'ann', effect, until, stacks, lines: {}, ...(by ? { by } : {}) })

describe('effects', () => {
  it('work every so often, and say so when they are over', () => {
    const play = fightIn(under('poison', 28 + 64, 2))
    const seen: string[] = []
    const before = ann(play).health[0]
    while (ann(play).effects.length > 0 && play.beat < 200) {
      seen.push(...play.wait(1).read('Ann'))
    }
    const wounds = seen.filter((line) => line === 'You suffer: poisoned (4).')
    expect(wounds.length).toBe(3)
    expect(seen.at(-1)).toBe('The sour heat under your skin fades.')
    // Recovery goes on all the while.
    const mended = play.log
      .filter(({ type, data }) => type === 'vitals-changed' && data.why === 'recovery')
      .reduce((sum, { data }) => sum + Number(data.health ?? 0), 0)
    expect(ann(play).health[0]).toBe(before - 12 + mended)
    expect(play.broken).toEqual([])
  })

  it('may kill, and whoever caused them is to blame', () => {
    const play = fightIn(creature('r1', 'inn.rat', 'inn.pit', { health: [2, 9] }))
    const rat = beingIn(play.world, 'r1')
    if (!rat) throw new Error('no rat')
    const [began] = applyEffect(play.world, rat, { effect: 'poison', by: 'ann' }, play.beat)
    play.world.patch('r1', {
      effects: [{ id: 'poison', until: play.beat + 64, stacks: 1, by: 'ann' }],
    })
    expect(began?.type).toBe('effect-began')
    waitUntil(play, () => play.log.some(({ type }) => type === 'mobile-killed'))
    expect(play.log.find(({ type }) => type === 'mobile-killed')?.data.killer).toBe('ann')
    expect(ann(play).experience).toBe(120)
  })

  it('stack as each of them declares', () => {
    const known = { until: 150, stacks: 2 }
    const rule = (stacking: 'refresh' | 'extend' | 'stack' | 'highest') =>
      stacked({ stacking, maxStacks: 3, durationBeats: 40 }, known, 100, 40)
    expect(rule('refresh')).toEqual({ until: 140, stacks: 1 })
    expect(rule('extend')).toEqual({ until: 190, stacks: 1 })
    expect(rule('stack')).toEqual({ until: 140, stacks: 3 })
    expect(rule('highest')).toEqual({ until: 150, stacks: 1 })
    const full = { until: 150, stacks: 3 }
    expect(stacked({ stacking: 'stack', maxStacks: 3, durationBeats: 40 }, full, 100, 40)).toEqual({
      until: 140,
      stacks: 3,
    })
  })

  it('never last longer than ten times their own time, however often they are extended', () => {
    let known = { until: 0, stacks: 1 }
    for (let times = 0; times < 50; times += 1) {
      known = stacked({ stacking: 'extend', maxStacks: 1, durationBeats: 40 }, known, 0, 40)
    }
    expect(known.until).toBe(400)
  })

  test.prop([fc.nat(500), fc.integer({ min: 1, max: 60 }), fc.constantFrom(1, 4, 8)])(
    'work equally often whatever the steps in which they are looked at',
    (until, every, span) => {
      const stepped = Array.from({ length: 600 / span + 1 }, (_, step) => step * span)
      const count = (beats: readonly number[], width: number) =>
        beats.reduce((sum, beat) => sum + timesDue(until, beat, width, every), 0)
      const single = Array.from({ length: stepped.at(-1) ?? 0 }, (_, beat) => beat + 1)
      expect(count(stepped.slice(1), span)).toBe(count(single, 1))
    },
  )

  it('change what one can do, as equipment does', () => {
    const scene = arena(
      under('blessing', 9_999),
      under('drunkenness', 9_999, 3),
      thing('w1', 'inn.sword', 'ann', { worn: 'wield' }),
      thing('c1', 'inn.crown', 'ann', { worn: 'head' }),
      thing('c2', 'inn.crown', 'bob'),
    )
    const stats = effectiveStats(scene.world, scene.world.get('ann') as Character)
    expect(stats).toMatchObject({
      attack: 2 + 90 + 3 + 2 - 3,
      damage: 3,
      armour: 4 + 1,
      maxHealth: 60,
      verb: 'slash',
      dice: [50, 1, 0],
    })
    expect(stats.flags.has('drunk')).toBe(true)
    const plain = effectiveStats(scene.world, scene.world.get('bob') as Character)
    expect(plain).toMatchObject({ attack: 2, armour: 0, maxHealth: 40, verb: 'punch' })
  })

  it('keep the stunned and the sleeping from acting', () => {
    arena(under('stunned', 99))
      .when('Ann', 'take all')
      .thenRefuses('stunned', 'The world is ringing too loudly for that.')
    arena(under('slumber', 99)).when('Ann', 'kick bob').thenRefuses('asleep', 'You cannot wake up.')
  })
})

describe('recovery', () => {
  const hurt =
    (id: string, fields: Partial<Character> = {}) =>
    (play: Play) =>
      play.world.patch<Character>(id, {
        health: [1, 40],
        stamina: [1, 60],
        lucidity: [50, 100],
        ...fields,
      })

  it('mends faster at rest and asleep, and not at all in a fight', () => {
    const gained = (position: Character['position']) => {
      const play = fightIn()
      hurt('ann', { position })(play)
      play.wait(400)
      return ann(play).health[0] - 1
    }
    const [standing, resting, sleeping, fighting] = (
      ['standing', 'resting', 'sleeping', 'fighting'] as const
    ).map(gained)
    expect(standing).toBeGreaterThan(10)
    expect(resting).toBeGreaterThan((standing ?? 0) * 1.5)
    expect(sleeping).toBeGreaterThan((standing ?? 0) * 2)
    expect(fighting).toBe(0)
  })

  it('writes nothing about who is well', () => {
    const play = fightIn(creature('r1', 'inn.rat', 'inn.pit'))
    play.wait(400)
    expect(play.log.filter(({ type }) => type === 'vitals-changed')).toEqual([])
  })

  it('writes at most one event per being and minute of world time', () => {
    const play = fightIn(creature('r1', 'inn.rat', 'inn.pit'))
    hurt('ann')(play)
    hurt('bob')(play)
    const { events } = play.wait(80)
    const mine = events.filter(
      ({ type, data }) => type === 'vitals-changed' && data.being === 'ann',
    )
    expect(mine.length).toBeGreaterThan(5)
    expect(mine.length).toBeLessThanOrEqual(10)
  })

  it('comes at beats of each being, so that no beat has a whole crowd to see to', () => {
    const rats = Array.from({ length: 64 }, (_, n) => `r${n}`)
    const play = fightIn(...rats.map((id) => creature(id, 'inn.rat', 'inn.pit')))
    for (const id of rats) play.world.patch<Mobile>(id, { health: [1, 999], position: 'sleeping' })
    const beats = Array.from({ length: 80 }, () =>
      play.wait(1).events.filter(({ type }) => type === 'vitals-changed'),
    )
    const most = Math.max(...beats.map(({ length }) => length))
    expect(most).toBeLessThan(rats.length / 2)
    const gained = rats.map((id) => (play.world.get(id) as Mobile).health[0] - 1)
    // Ten minutes of world time, and at most a point of difference for the moment of each.
    expect(Math.min(...gained)).toBeGreaterThan(5)
    expect(Math.max(...gained) - Math.min(...gained)).toBeLessThanOrEqual(1)
  })

  it('lets lucidity drift by the room, the dark, company and quarrels', () => {
    const drift = (lucidity: number, dark: boolean, company: boolean, tension = 0) => {
      const rate = ratesFor({
        position: 'standing',
        regenPercent: 100,
        lucidityDrift: lucidity,
        dark,
        company,
        tension,
        healthRegen: 0,
        staminaRegen: 0,
        lucidityRegen: 0,
        level: 1,
      })
      return rate.lucidity
    }
    expect(drift(4, false, false)).toBeGreaterThan(drift(0, false, false))
    expect(drift(-4, false, false)).toBeLessThan(0)
    expect(drift(0, true, false)).toBeLessThan(0)
    expect(drift(0, false, true)).toBeGreaterThan(drift(0, false, false))
    expect(drift(0, false, false, 60)).toBeLessThan(0)
  })

  test.prop([fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 40 }), fc.string()])(
    'gives exactly the rate in the long run, with nothing carried along',
    (rate, beatsPerMinute, id) => {
      const steps = 1000
      let sum = 0
      for (let step = 1; step <= steps; step += 1) {
        sum += pointsDue(rate, {
          beat: step * 8,
          stepBeats: 8,
          beatsPerMinute,
          offset: offsetOf(id),
        })
      }
      expect(Math.abs(sum - (rate * steps * 8) / beatsPerMinute / 1000)).toBeLessThanOrEqual(1)
    },
  )

  test.prop([fc.nat(200), fc.integer({ min: 1, max: 100 }), fc.integer({ min: -300, max: 300 })])(
    'keeps gauges between nothing and their most',
    (now, max, change) => {
      const after = now + bounded(now, max, change)
      expect(after).toBeGreaterThanOrEqual(0)
      expect(after).toBeLessThanOrEqual(max)
    },
  )

  it('looks at nobody but those who play: the absent are never read', () => {
    const scene = arena(room('inn.far', { title: 'Far', description: 'Away.' }))
    const world = oneLayer(scene.world)
    for (let n = 0; n < 10_000; n += 1) {
      world.put({ ...(world.get('bob') as Character), id: `away${n}`, name: `Away${n}`, place: '' })
    }
    const reads: string[] = []
    const watched = new Proxy(world, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        return (...args: string[]) => {
          if (key === 'get' || key === 'contents') reads.push(String(args[0]))
          return value.apply(target, args)
        }
      },
    })
    const now = { tick: 1, beat: 80, atMs: 0, heartbeatMs: 250 }
    recovery.run({
      world: watched,
      now,
      dice: diceFor(1, 1, 'test'),
      newId: () => 'x',
      request: '',
      activeRooms: ['inn.hall', 'inn.yard'],
      rules: { linkGraceBeats: 480 },
    })
    expect(reads.length).toBeGreaterThan(0)
    expect(reads.filter((id) => id.startsWith('away'))).toEqual([])
  })
})

describe('what a character is told of itself', () => {
  it('is what is so: gauges with equipment, effects by name, and the opponent', () => {
    const play = playIn(
      oneLayer(
        arena(
          under('blessing', 9_999),
          thing('c1', 'inn.crown', 'ann', { worn: 'head' }),
          creature('d1', 'inn.dummy', 'inn.hall'),
        ).world,
      ),
    )
    play.type('Ann', 'kill straw')
    expect(play.state('Ann', 'char')).toMatchObject({
      vitals: { health: [40, 60] },
      affects: [{ id: 'blessing', name: 'blessed by the Tide' }],
      position: 'fighting',
      opponent: { id: 'd1', name: 'a straw man' },
    })
    play.type('Ann', 'score')
    const turn = play.type('Ann', 'score')
    expect(turn.read('Ann').join('\n')).toContain('You are fighting a straw man')
  })
})
