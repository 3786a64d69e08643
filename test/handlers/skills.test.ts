import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { chanceOf, growthChance } from '../../handlers/abilities/skills.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { effectBegan } from '../../schema/events/effects.ts'
import { skillLearned } from '../../schema/events/growth.ts'
import { beingIn, itemsAt } from '../../schema/world.ts'
import type { Skill } from '../../schema/world-file.ts'
import type { Play } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { arena, creature, fightIn, waitUntil } from './arena.ts'

const ann = (play: Play) => play.world.get('ann') as Character

const knows = (skill: string, to = 100) => skillLearned({ actor: 'ann', skill, name: skill, to })

/** Types the line again and again, with cost and cooldown taken away, until it goes well. */
function untilWell(play: Play, line: string) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { lucidity, stamina } = ann(play)
    play.world.patch<Character>('ann', {
      cooldowns: {},
      lucidity: [lucidity[1], lucidity[1]],
      stamina: [stamina[1], stamina[1]],
      level: 9,
      busyUntil: 0,
    })
    const turn = play.type('Ann', line)
    if (turn.events.some(({ type, data }) => type === 'skill-used' && data.success)) return turn
    if (turn.status !== 'completed') throw new Error(`${line}: ${turn.read('Ann').join(' ')}`)
  }
  throw new Error(`${line} never went well`)
}

const everyone = Object.keys(
  (parse(readFileSync('deploy/world/skills.yaml', 'utf8')) as { skills: object }).skills,
)

describe('every skill and spell that is shipped', () => {
  const lines: Readonly<Record<string, string>> = {
    kick: 'kick straw',
    bash: 'bash straw',
    rescue: 'rescue bob',
    disarm: 'disarm straw',
    hide: 'hide',
    backstab: 'backstab straw',
    pick: 'pick down',
    track: 'track cid',
    forage: 'forage',
    bind: 'bind bob',
    hearten: 'hearten bob',
    spark: 'cast spark at straw',
    mend: 'mend bob',
    tidebless: 'consecrate bob',
    gloom: 'gloom straw',
    kindle: 'kindle',
    cleanse: 'cleanse bob',
    slumber: 'slumber straw',
    homeward: 'cast homeward',
    reveal: 'reveal',
  }

  it('has a line to be tried with', () => {
    expect(Object.keys(lines).sort()).toEqual([...everyone].sort())
    expect(everyone.length).toBeGreaterThanOrEqual(12)
  })

  it.each(everyone)('%s does what it says when it goes well', (skill) => {
    const place = { pick: 'inn.kitchen', reveal: 'inn.hall' }[skill] ?? 'inn.pit'
    const play = fightIn(
      knows(skill),
      creature('d1', 'inn.dummy', 'inn.pit'),
      thing('w1', 'inn.sword', 'd1', { worn: 'wield' }),
      thing('b1', 'inn.bun', 'inn.hall'),
      effectBegan({ target: 'bob', effect: 'poison', until: 9_999, stacks: 2, lines: {} }),
      effectBegan({ target: 'bob', effect: 'bleeding', until: 9_999, stacks: 1, lines: {} }),
    )
    play.world.patch<Character>('ann', { level: 9 })
    play.world.patch<Character>('bob', { health: [10, 40] })
    play.world.move('ann', place)
    if (skill === 'forage') {
      const pit = play.world.room('inn.pit')
      if (pit) play.world.put({ ...pit, terrain: 'forest' })
    }
    if (skill === 'rescue') play.type('Bob', 'kill straw')
    const line = lines[skill] ?? skill
    const turn = untilWell(play, line)
    expect(play.broken).toEqual([])
    const types = turn.events.map(({ type }) => type)
    const declared = play.world.definitions.get<Skill>('skill', skill)
    const { damage, heals, applies, removes, special } = declared?.effect ?? {}
    if (damage) expect(types).toContain('blow-struck')
    if (heals) expect(types).toContain('vitals-changed')
    if (applies?.length) expect(types).toContain('effect-began')
    if (removes?.includes('poison')) expect(types).toContain('effect-ended')
    if (declared?.hostile) expect(beingIn(play.world, 'd1')?.fighting).toBe('ann')
    const proof: Readonly<Record<string, () => void>> = {
      recall: () => expect(ann(play).place).toBe('inn.hall'),
      unlock: () => expect(play.world.room('inn.kitchen')?.exits.down?.door?.state).toBe('closed'),
      rescue: () => expect(beingIn(play.world, 'd1')?.fighting).toBe('ann'),
      disarm: () => expect(play.world.get('w1')?.place).toBe('inn.pit'),
      track: () => expect(turn.read('Ann').join(' ')).toContain('The trail leads upwards'),
      reveal: () => expect(turn.read('Ann').join(' ')).toContain('a panel'),
      forage: () =>
        expect(itemsAt(play.world, 'ann').map(({ proto }) => proto)).toEqual(['inn.bun']),
      hide: () => expect(play.type('Bob', 'look').read('Bob').join(' ')).not.toContain('Ann'),
    }
    if (special) proof[special]?.()
  })
})

describe('using a skill', () => {
  const straw = creature('d1', 'inn.dummy', 'inn.hall')

  it('costs, and has to be waited for', () => {
    const scene = arena(knows('spark'), straw)
    const after = scene.when('Ann', 'spark straw')
    const used = after.performed.events.find(({ type }) => type === 'skill-used')
    expect(used?.data).toMatchObject({ skill: 'spark', target: 'd1', lucidity: 6, readyAt: 40 })
    expect((after.world.get('ann') as Character).lucidity).toEqual([94, 100])
    after
      .when('Ann', 'spark straw')
      .thenRefuses('not-ready', 'You are not ready to do that again so soon.')
  })

  it('is refused to who never learned it, is too tired, or has nobody to aim at', () => {
    const scene = arena(straw)
    scene
      .when('Ann', 'cast spark straw')
      .thenRefuses('unknown-skill', 'You do not know the spell “Spark”.')
    scene
      .when('Ann', 'bash straw')
      .thenRefuses('unknown-skill', 'Nobody has taught you “Bash” yet.')
    const able = arena(straw, knows('spark'))
    able.when('Ann', 'spark').thenRefuses('whom', 'At whom?')
    able.when('Ann', 'spark goose').thenRefuses('not-here', 'You see no goose here.')
    able
      .when('Ann', 'cast wobble')
      .thenRefuses('unknown-skill', 'You know no spell called “wobble”.')
    const world = able.world
    world.patch<Character>('ann', { lucidity: [5, 100] })
    able
      .when('Ann', 'spark straw')
      .thenRefuses('unclear', 'You cannot gather your thoughts enough for that.')
  })

  it('tells actor, target and bystanders apart', () => {
    const play = fightIn(knows('mend'))
    play.world.patch<Character>('bob', { health: [10, 40] })
    const turn = untilWell(play, 'mend bob')
    expect(turn.read('Ann')[0]).toBe('You speak the knitting words over Bob.')
    expect(turn.read('Bob')[0]).toBe('Ann speaks the knitting words, and your hurts draw together.')
    const own = untilWell(play, 'mend')
    expect(own.read('Ann')[0]).toBe('You speak the knitting words over yourself.')
    expect(own.read('Bob')[0]).toBe('Ann murmurs over themselves.')
  })

  it('teaches by use', () => {
    const play = fightIn(creature('d1', 'inn.dummy', 'inn.pit'))
    waitUntil(
      play,
      () => {
        play.world.patch<Character>('ann', { cooldowns: {}, stamina: [60, 60] })
        play.type('Ann', 'kick straw')
        return (ann(play).skills.kick ?? 0) > 3
      },
      200,
    )
    expect(play.log.some(({ type }) => type === 'skill-improved')).toBe(true)
  })

  it('shares a word with a command without getting in its way', () => {
    const scene = arena(knows('pick'), thing('i1', 'inn.apple', 'inn.hall'))
    scene.when('Ann', 'pick apple').thenSees('Ann', 'You take a red apple.')
    scene.when('Ann', 'pick lock').thenRefuses('not-here', 'You see no lock here.')
    scene.when('Ann', 'pick north').thenRefuses('not-locked', 'There is no lock to pick there.')
  })

  test.prop([fc.nat(100), fc.nat(100), fc.nat(100), fc.boolean()])(
    'is never certain either way, and better for who knows it better',
    (difficulty, known, more, dim) => {
      const mind = dim ? 'dim' : 'clear'
      const skill = { difficulty } as Skill
      const low = chanceOf(skill, Math.min(known, more), mind)
      const high = chanceOf(skill, Math.max(known, more), mind)
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(5)
      expect(high).toBeLessThanOrEqual(95)
      expect(growthChance(known, 'failure')).toBeGreaterThanOrEqual(growthChance(known, 'success'))
      expect(growthChance(100, 'failure')).toBe(0)
    },
  )
})

describe('teachers', () => {
  const scene = arena(creature('t1', 'inn.master', 'inn.hall'))

  it('say what they teach, at what price', () => {
    const [text = ''] = scene.when('Ann', 'train').performed.seen.get('ann') ?? []
    expect(text).toContain('The master teaches:')
    expect(text).toContain('Mend (30 gold)')
    expect(text).toContain('Bash (80 gold, from level 3)')
  })

  it('teach for gold, which they then have', () => {
    const taught = scene.when('Ann', 'train mend')
    expect(taught.performed.events.map(({ type }) => type)).toEqual(['gold-given', 'skill-learned'])
    expect(taught.world.get('ann')).toMatchObject({ gold: 20, skills: { mend: 15 } })
    expect((taught.world.get('t1') as Mobile).gold).toBe(35)
    taught.when('Ann', 'train mend').thenRefuses('no-gold', 'That costs 30 gold, and you have 20.')
    expect(taught.when('Ann', 'skills').performed.seen.get('ann')?.[0]).toContain(
      'mend: Mend (15 of 100; 10 lucidity)',
    )
  })

  it('refuse in words', () => {
    scene
      .when('Ann', 'train bash')
      .thenRefuses('too-low', 'Come back when you have reached level 3.')
    scene.when('Ann', 'train kick').thenRefuses('not-taught', 'Nobody here teaches “kick”.')
    scene.when('Cid', 'train').thenRefuses('no-teacher', 'Nobody here teaches anything.')
  })
})
