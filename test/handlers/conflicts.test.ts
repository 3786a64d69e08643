import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { afterChoice, nextPhase } from '../../handlers/rules/conflict-steps.ts'
import { canonIndex } from '../../schema/events/canon.ts'
import {
  type ConflictState,
  conflictPhaseChanged,
  conflictRecord,
  conflictState,
  isLegalStep,
  phases,
} from '../../schema/events/conflict.ts'
import type { JobResult } from '../../schema/jobs.ts'
import type { Conflict, ConflictChoice } from '../../schema/world-file.ts'
import { worldOf } from '../support/given.ts'
import { defineMobile, millers, playStory, quarrel, standing } from '../support/story-inn.ts'

const millersMan = [defineMobile('inn.miller', {}), standing('miller', 'inn.miller', 'inn.hall')]
const stateIn = (play: ReturnType<typeof playStory>) =>
  conflictState(play.world, 'inn.wood') as ConflictState

describe('conflicts', () => {
  it('list how they stand, and what can be done here', () => {
    const play = playStory(quarrel)
    expect(play.type('Ann', 'conflicts').read('Ann')[0]).toContain(
      'The Wood (here): brewing, tension 30, progress 0',
    )
    expect(play.type('Ann', 'conflict wood').read('Ann')[0]).toContain('support <party>: Do it.')
    expect(play.state('Ann', 'conflicts')).toMatchObject({ conflicts: [{ id: 'inn.wood' }] })
  })

  it('offer only their own choices, whatever words an object of the program knows', () => {
    const play = playStory(quarrel)
    expect(play.type('Ann', 'constructor').code).toBe('unknown')
    expect(play.type('Ann', 'choose constructor').code).toBe('no-conflict')
    expect(play.broken).toEqual([])
  })

  it('weigh on the minds of those around while they are open', () => {
    const play = playStory(quarrel)
    const lucidityAfter = (phase: ConflictState['phase'], tension: number) => {
      const state = { ...stateIn(play), phase, tension, sinceBeat: play.beat }
      play.world.put({
        id: conflictRecord('inn.wood'),
        kind: 'record',
        place: '',
        of: 'conflict',
        data: state,
      })
      play.world.patch('ann', { lucidity: [50, 100] })
      const from = play.log.length
      play.wait(240)
      return play.log
        .slice(from)
        .filter(({ type, data }) => type === 'vitals-changed' && data['being'] === 'ann')
        .reduce((sum, { data }) => sum + Number(data['lucidity'] ?? 0), 0)
    }
    // Half an hour of world time in company gives seven points, and such a quarrel takes nine.
    expect(lucidityAfter('brewing', 20)).toBeGreaterThanOrEqual(7)
    expect(lucidityAfter('climax', 100)).toBeLessThanOrEqual(-1)
    expect(play.broken).toEqual([])
  })

  it('move their numbers at once, show a placeholder, and tell the prose later', () => {
    const play = playStory(quarrel, millers, millersMan)
    const turn = play.type('Ann', 'support miller')
    expect(stateIn(play)).toMatchObject({
      phase: 'rising',
      tension: 40,
      progress: 10,
      support: { miller: 70, burner: 40 },
    })
    expect(turn.read('Bob')).toEqual([
      'Ann does it for the miller.',
      'A murmur goes round.',
      'The miller prepares to respond…',
    ])
    expect(turn.jobs.map((job) => job.kind).sort()).toEqual(['narrate-phase', 'npc-reaction'])
    const phase = turn.jobs.find((job) => job.kind === 'narrate-phase')
    const told = play.answer({
      kind: 'narrate-phase',
      job: phase?.job,
      event: phase?.event,
      expiresAtBeat: phase?.expiresAtBeat,
      by: 'model',
      answer: { text: 'They are shouting now.' },
    } as JobResult)
    expect(told.read('Ann')).toEqual(['They are shouting now.'])
    expect(stateIn(play).prose?.['rising']).toMatchObject({ text: 'They are shouting now.' })
    const answered = play.wait(30).read('Ann')
    expect(answered).toContain('The miller stands firm and says nothing.')
    expect(stateIn(play).tension).toBe(41)
  })

  it('tell each turn between two phases once, where they are carried out', () => {
    const play = playStory(quarrel)
    const support = play.type('Ann', 'support burner')
    // What the phase says that begins with it is enough.
    expect(support.events.map(({ type }) => type)).toContain('conflict-beat')
    expect(support.read('Bob').join()).not.toContain('is ahead')
    play.beat += 1
    expect(play.type('Bob', 'bribe miller').read('Ann').join()).not.toMatch(/ahead|Voices/)
    play.beat += 1
    const cooled = play.type('Bob', 'mediate').read('Ann')
    expect(cooled.filter((line) => /Voices drop|people listen again/.test(line))).toHaveLength(1)
    expect(play.type('Bob', 'look').read('Ann')).toEqual([])
    expect(stateIn(play).told).toEqual([1, false, 'burner'])
    expect(play.broken).toEqual([])
  })

  it('tell the world file’s own prose when no writer answers', () => {
    const play = playStory(quarrel)
    play.type('Ann', 'support miller')
    expect(play.wait(70).read('Bob')).toContain('Shouts.')
  })

  it('come to an outcome that changes opinions and enters the canon, once', () => {
    const play = playStory(quarrel, millers)
    for (const line of ['support miller', 'support miller', 'support miller'])
      play.type('Ann', line)
    const turn = play.type('Ann', 'mediate')
    expect(turn.read('Bob')).toContain('The Wood: The oaks come down.')
    expect(stateIn(play)).toMatchObject({ phase: 'resolution', outcome: 'felled' })
    expect(play.world.get('ann')).toMatchObject({ reputation: { millers: 50 } })
    expect(canonIndex(play.world, 'inn').latest.map((entry) => entry.text)).toEqual([
      'The wood was felled.',
    ])
    expect(play.log.filter((event) => event.type === 'canon-recorded')).toHaveLength(1)
    expect(play.type('Ann', 'mediate').code).toBe('settled')
  })

  it('ask for what a choice costs, and burn the gold of a bribe', () => {
    const play = playStory(quarrel)
    play.world.patch('ann', { gold: 15 })
    expect(play.type('Ann', 'bribe miller').events.map((event) => event.type)).toContain(
      'gold-burnt',
    )
    expect(play.world.get('ann')).toMatchObject({ gold: 5, stamina: [57, 60] })
    expect(play.type('Ann', 'bribe miller').read('Ann')).toEqual([
      'That takes 10 coins, and you have 5.',
    ])
    expect(play.type('Ann', 'support').read('Ann')[0]).toContain('“support miller” (the miller)')
  })

  it('drift by the hour of world time', () => {
    const play = playStory(quarrel)
    play.wait(80)
    const before = stateIn(play).tension
    play.beat = 3 * 60 * 8
    play.wait(80)
    expect(stateIn(play).tension).toBe(before + 6)
  })

  it('are opened by builders with one line', () => {
    const play = playStory()
    expect(play.type('Bob', 'create conflict well The Well: uptown, downtown').status).toBe(
      'completed',
    )
    expect(play.type('Ann', 'support uptown').status).toBe('completed')
    expect(play.type('Ann', 'create conflict no No: a, b').status).toBe('refused')
  })

  it('refuse a step that is not the next one', () => {
    const world = worldOf(quarrel)
    const change = { conflict: 'inn.wood', name: 'x', rooms: [], placeholder: 'x' }
    for (const to of ['climax', 'resolution', 'aftermath', 'brewing'] as const) {
      conflictPhaseChanged.evolve(world, { ...change, from: 'brewing', to }, meta)
      expect(conflictState(world, 'inn.wood')?.phase).toBe('brewing')
    }
    conflictPhaseChanged.evolve(world, { ...change, from: 'brewing', to: 'rising' }, meta)
    expect(conflictState(world, 'inn.wood')?.phase).toBe('rising')
  })
})

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 1, atMs: 0 }
const amount = fc.integer({ min: 0, max: 100 })
const change = fc.integer({ min: -100, max: 100 })

describe('the arithmetic of conflicts', () => {
  test.prop([amount, amount, amount, amount, change, change, change, change])(
    'keeps every number within 0 and 100, and every step legal',
    (tension, progress, one, two, chosen, rivals, more, on) => {
      const declared = worldOf(quarrel).definitions.get<Conflict>(
        'conflict',
        'inn.wood',
      ) as Conflict
      let state: ConflictState = {
        phase: 'brewing',
        sinceBeat: 0,
        tension,
        progress,
        support: { miller: one, burner: two },
        version: 0,
      }
      const choice = { chosen, rivals, tension: more, progress: on } as ConflictChoice
      for (let step = 0; step < 12; step += 1) {
        const after = afterChoice(state, choice, 'miller')
        const numbers = [after.tension, after.progress, ...Object.values(after.support)]
        for (const number of numbers) expect(number >= 0 && number <= 100).toBe(true)
        const next = nextPhase(declared, { ...state, ...after }, step)
        if (next) expect(isLegalStep(state.phase, next)).toBe(true)
        state = { ...state, ...after, phase: next ?? state.phase }
      }
      expect(phases).toContain(state.phase)
    },
  )
})
