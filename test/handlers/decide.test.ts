import { describe, expect, expectTypeOf, it } from 'vitest'
import { decideLine, type Registry } from '../../handlers/decide.ts'
import { type Decision, reject } from '../../handlers/decision.ts'
import { type CommandType, defineCommand, type LineReader } from '../../handlers/define-command.ts'
import { diceFor } from '../../handlers/dice.ts'
import type { Direction } from '../../schema/directions.ts'
import { postureChanged } from '../../schema/events/posture.ts'
import { given, type Scene } from '../support/given.ts'

/** A refusal whose code tells who decided the line. */
const by = (code: string): Decision => reject(code, code)
const reader = (code: string, word: string, always?: true): LineReader => ({
  ...(always ? { always } : {}),
  read: (_context, line) => (line.startsWith(word) ? by(code) : null),
})

function decide(scene: Scene, line: string, parts: Partial<Registry>): Decision {
  const registry = {
    find: () => undefined,
    usable: () => [],
    beforeVerbs: [],
    wholeWords: [],
    afterVerbs: [],
  }
  const now = { tick: 7, beat: 28, atMs: 0, heartbeatMs: 250 }
  const input = { world: scene.world, actor: 'ann', line, now, newId: (prefix: string) => prefix }
  return decideLine(
    { ...input, dice: diceFor(1, 7, line), request: 'r' },
    { ...registry, ...parts },
  )
}

describe('the arguments of a rule', () => {
  const said: unknown[] = []
  const climb = defineCommand({
    verb: 'climb',
    arguments: [
      { name: 'way', kind: 'direction' },
      { name: 'steps', kind: 'number', optional: true },
      { name: 'how', kind: 'rest', optional: true },
    ],
    help: { group: 'moving', brief: 'A planted verb.' },
    decide(_context, args) {
      expectTypeOf(args.way).toEqualTypeOf<Direction>()
      expectTypeOf(args.steps).toEqualTypeOf<number | undefined>()
      expectTypeOf(args.how).toEqualTypeOf<string | undefined>()
      // @ts-expect-error no such argument is declared
      expect(args.speed).toBeUndefined()
      said.push(args)
      return by('climbed')
    },
  })
  const find = (): CommandType => climb

  it('arrive as what their kinds say', () => {
    decide(given(), 'climb u 12 With Care', { find })
    expect(said.at(-1)).toEqual({ way: 'up', steps: 12, how: 'With Care' })
    decide(given(), 'climb ne carefully', { find })
    expect(said.at(-1)).toEqual({ way: 'northeast', how: 'carefully' })
  })

  it('that do not fit their kind are answered by the usage line', () => {
    expect(decide(given(), 'climb quickly', { find })).toMatchObject({
      code: 'usage',
      text: 'Try it like this: climb <way> [<steps>] [<how>]',
    })
  })
})

describe('line readers', () => {
  const look = defineCommand({
    verb: 'look',
    help: { group: 'looking', brief: 'A planted verb.' },
    decide: () => by('verb'),
  })
  const find = (typed: string) => (typed === 'look' ? look : undefined)
  const code = (decision: Decision) => (decision.kind === 'reject' ? decision.code : decision.kind)

  it('are asked before the verbs, or in their order about what no verb claims', () => {
    const parts = {
      find,
      beforeVerbs: [reader('before', 'look hard')],
      afterVerbs: [reader('first', 'bo'), reader('second', 'b')],
    }
    const lines = ['look', 'look hard', 'bow', 'beg', 'sing']
    const codes = lines.map((line) => code(decide(given(), line, parts)))
    expect(codes).toEqual(['verb', 'before', 'first', 'second', 'unknown'])
  })

  it('decide for those who cannot act only when they say so', () => {
    const asleep = given().after(postureChanged({ actor: 'ann', to: 'sleeping' }))
    const afterVerbs = [reader('gesture', 'bow', true), reader('skill', 'kick')]
    expect(code(decide(asleep, 'bow', { afterVerbs }))).toBe('gesture')
    expect(code(decide(asleep, 'kick rat', { afterVerbs }))).toBe('asleep')
  })
})
