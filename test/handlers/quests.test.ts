import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import { given } from '../support/given.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { defineMobile, standing } from '../support/story-inn.ts'
import { definition, mobile } from './market.ts'

const tasks: readonly NewEvent[] = [
  definition('quests', 'inn.hat', {
    name: 'The Lost Hat',
    brief: 'Maren misses a hat.',
    giver: 'maren',
    accept: ['hat', 'cold'],
    offer: 'It is in the yard, I think.',
    finish: 'My hat!',
    steps: [
      {
        id: 'find',
        text: 'Find the hat.',
        on: { event: 'item-taken', where: { item: 'hat' } },
        done: 'That must be it.',
      },
      {
        id: 'give',
        text: 'Give the hat to Maren.',
        on: { event: 'item-given', where: { item: 'hat', mobile: 'maren' } },
      },
    ],
    rewards: { gold: 30, experience: 20, items: ['ring'], reputation: { inn: 25 } },
  }),
  definition('quests', 'inn.rounds', {
    name: 'The Rounds',
    brief: 'Somebody has to look at the yard and greet the nave.',
    giver: 'maren',
    accept: ['rounds'],
    ordered: false,
    repeatable: true,
    steps: [
      {
        id: 'yard',
        text: 'See the yard.',
        on: { event: 'character-moved', where: { room: 'yard' } },
      },
      {
        id: 'bows',
        text: 'Bow twice.',
        count: 2,
        on: { event: 'social-performed', where: { social: 'bow' } },
      },
    ],
    rewards: { gold: 5 },
  }),
  definition('quests', 'inn.apples', {
    name: 'Apples by Themselves',
    brief: 'Apples are to be dropped in the yard.',
    steps: [
      {
        id: 'drop',
        text: 'Drop two apples in the yard.',
        count: 2,
        on: { event: 'item-dropped', where: { item: 'apple', room: 'yard' } },
      },
    ],
    rewards: { gold: 1 },
  }),
  definition('quests', 'inn.later', {
    name: 'For Later',
    brief: 'Only after the hat.',
    giver: 'maren',
    accept: ['later'],
    requires: { quest: 'hat' },
    steps: [
      { id: 'say', text: 'Say done.', on: { event: 'speech-uttered', where: { words: ['done'] } } },
    ],
  }),
  definition('quests', 'inn.hard', {
    name: 'Too Hard',
    brief: 'For heroes.',
    giver: 'maren',
    accept: ['hard'],
    level: 9,
    steps: [
      { id: 'say', text: 'Say done.', on: { event: 'speech-uttered', where: { words: ['done'] } } },
    ],
  }),
]

const begin = (...more: readonly NewEvent[]): Play =>
  playIn(oneLayer(given(...tasks, thing('i1', 'inn.hat', 'inn.yard'), ...more).world))

const ann = (play: Play) => {
  const entity = play.world.get('ann')
  if (entity?.kind !== 'character') throw new Error('Ann is gone')
  return entity
}

const types = (events: readonly NewEvent[]) => events.map(({ type }) => type)

describe('a task', () => {
  it('is taken on by a word to its giver, who says what is to be done', () => {
    const play = begin()
    const asked = play.type('Ann', 'say did you lose a HAT?')
    expect(asked.read('Ann').at(-1)).toBe(
      'Old Maren says to you: “It is in the yard, I think. Will you do it? Say HAT, or yes.”',
    )
    expect(ann(play).quests).toEqual({})
    const turn = play.type('Ann', 'say yes')
    expect(turn.read('Ann').slice(1)).toEqual([
      'old Maren says to you: “It is in the yard, I think.”'.replace('old', 'Old'),
      'You take on a task, The Lost Hat: Find the hat.',
    ])
    expect(turn.kinds('Bob')).not.toContain('quest-begun')
    expect(play.state('Ann', 'quests')).toMatchObject({
      quests: [{ id: 'inn.hat', name: 'The Lost Hat', step: 'Find the hat.', done: false }],
    })
  })

  it('is carried forward by deeds and rewarded once', () => {
    const play = begin()
    for (const line of ['ask maren about the cold', 'east']) play.type('Ann', line)
    const found = play.type('Ann', 'take hat')
    expect(found.read('Ann').at(-1)).toBe('The Lost Hat: That must be it. Give the hat to Maren.')
    play.type('Ann', 'west')
    const before = ann(play)
    const given = play.type('Ann', 'give hat to maren')
    const read = given.read('Ann')
    expect(read[0]).toBe('You give a felt hat to old Maren.')
    expect(read).toContain('Old Maren says to you: “My hat!”')
    expect(read).toContain('You have completed The Lost Hat.')
    expect(read).toContain('You receive 30 gold coins.')
    expect(ann(play).gold).toBe(before.gold + 30)
    expect(ann(play).experience).toBe(before.experience + 20)
    expect(ann(play).reputation).toEqual({ inn: 25 })
    expect(play.type('Ann', 'inventory').read('Ann')[0]).toContain('a silver ring')
    // What was handed over is used up, so that the world can hold another one for the next.
    expect(play.world.get('i1')).toBeUndefined()
    expect(play.type('Ann', 'say hat').read('Ann').at(-1)).toBe('You have done that already.')
    expect(types(play.log).filter((type) => type === 'quest-completed')).toHaveLength(1)
    expect(play.broken).toEqual([])
  })

  it('counts what is already in the bag', () => {
    const play = begin(thing('i2', 'inn.sack', 'ann'), thing('i3', 'inn.hat', 'i2'))
    const turn = play.type('Ann', 'quest accept lost hat')
    expect(types(turn.events)).toEqual(['speech-uttered', 'quest-begun', 'quest-progressed'])
    expect(turn.read('Ann').at(-1)).toContain('Give the hat to Maren.')
  })

  it('may leave the order open, and be done again', () => {
    const play = begin()
    for (let round = 0; round < 2; round += 1) {
      play.type('Ann', 'say rounds')
      expect(play.type('Ann', 'bow').read('Ann').at(-1)).toBe('The Rounds: Bow twice. (1 of 2)')
      play.type('Ann', 'east')
      const last = play.type('Ann', 'bow')
      expect(types(last.events)).toContain('quest-completed')
      play.type('Ann', 'west')
    }
    expect(ann(play).gold).toBe(60)
    expect(ann(play).quests['inn.rounds']?.done).toBe(2)
  })

  it('begins by itself when it has no giver', () => {
    const play = begin(thing('i4', 'inn.apple', 'ann'), thing('i5', 'inn.apple', 'ann'))
    play.type('Ann', 'drop apple')
    expect(ann(play).quests).toEqual({})
    for (const line of ['take apple', 'east']) play.type('Ann', line)
    expect(types(play.type('Ann', 'drop apple').events)).toEqual([
      'item-dropped',
      'quest-begun',
      'quest-progressed',
    ])
    expect(play.type('Ann', 'drop apple').read('Ann')).toContain(
      'You have completed Apples by Themselves.',
    )
  })

  it('is refused for those who are not ready, with the reason', () => {
    const play = begin()
    expect(play.type('Ann', 'ask maren later').read('Ann').slice(-2)).toEqual([
      'That comes after “The Lost Hat”.',
      'Old Maren says to you: “That is nothing for you yet.”',
    ])
    expect(play.type('Ann', 'quest accept hard').read('Ann')).toEqual([
      'That is for people of level 9 or more.',
    ])
    expect(play.type('Ann', 'quest here').read('Ann')[0]).not.toContain('Too Hard')
    expect(play.type('Cid', 'quest here').read('Cid')).toEqual([
      'Nobody here has a task for you just now.',
    ])
  })

  it('can be looked up and given up', () => {
    const play = begin()
    expect(play.type('Ann', 'quests').read('Ann')[0]).toMatch(/^You have no task\./)
    play.type('Ann', 'say hat')
    expect(play.type('Ann', 'say cold').read('Ann').at(-1)).toBe(
      'You are already at it: Find the hat.',
    )
    expect(play.type('Ann', 'quest hat').read('Ann')[0]).toBe(
      'The Lost Hat Maren misses a hat. Find the hat.',
    )
    expect(play.type('Ann', 'quest drop hat').read('Ann')).toEqual(['You give up The Lost Hat.'])
    expect(play.type('Ann', 'quest drop hat').status).toBe('refused')
    expect(play.state('Ann', 'quests')).toEqual({ quests: [], completed: [] })
  })

  it('is not moved by what others do, or by the same thing elsewhere', () => {
    const play = begin(mobile('m9', 'inn.stranger', 'inn.hall', 'a stranger'))
    for (const line of ['say hat', 'east', 'take hat', 'west']) play.type('Ann', line)
    expect(types(play.type('Ann', 'give hat to stranger').events)).toEqual(['item-given'])
    expect(ann(play).quests['inn.hat']).toMatchObject({ step: 1 })
  })

  it('counts a kill for who killed and for the group, not for who stood by', () => {
    const hunt = definition('quests', 'inn.hunt', {
      name: 'The Hunt',
      brief: 'There are wolves.',
      giver: 'maren',
      accept: ['wolves'],
      steps: [
        {
          id: 'kill',
          text: 'Kill two wolves.',
          count: 2,
          on: { event: 'mobile-killed', where: { mobile: 'wolf' } },
        },
      ],
    })
    const play = begin(
      hunt,
      defineMobile('inn.wolf', {}),
      standing('w1', 'inn.wolf', 'inn.hall', { health: [1, 20], name: 'a wolf' }),
    )
    for (const name of ['Ann', 'Bob']) play.type(name, 'say wolves')
    play.type('Ann', 'kill wolf')
    for (let round = 0; round < 60 && play.world.get('w1'); round += 1) play.wait(4)
    const progressed = play.log.filter(({ type }) => type === 'quest-progressed')
    expect(progressed.map(({ data }) => data['character'])).toEqual(['ann'])
    expect(play.broken).toEqual([])
  })
})
