import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { commands } from '../../handlers/commands/index.ts'
import { idsFor } from '../../handlers/dice.ts'
import { fits, readNoun } from '../../handlers/nouns.ts'
import { parseLine } from '../../handlers/parse.ts'
import { registry } from '../../handlers/registry.ts'
import type { Role } from '../../schema/roles.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { given, perform } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'

const roles: readonly Role[] = ['guest', 'player', 'builder', 'admin', 'owner']
const verbs = commands.flatMap((command) => [command.verb, ...(command.aliases ?? [])])
const words = fc.constantFrom(
  ...[
    'the',
    'all',
    'all.',
    '2.',
    '2.coin',
    '0.coin',
    '0 coin',
    '0',
    '-2 coin',
    '999999999999999999999 coin',
    '99999 coin',
    'coin',
    'from',
    'in',
    'to',
    'of',
  ],
  ...['bob', 'maren', 'door', 'north', 'me', 'gold', '5 gold', '-1', '{room}', '\u0000', '🏮', "'"],
)
/** Lines that look like commands, beside lines that look like nothing. */
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(fc.constantFrom(...verbs), fc.array(words, { maxLength: 8 }))
    .map(([verb, rest]) => [verb, ...rest].join(' ')),
)

describe('the parser', () => {
  test.prop([line, fc.constantFrom(...roles)], { numRuns: 2000 })(
    'reads any line for anybody, and invents nothing',
    (text, role) => {
      const parsed = parseLine(text, registry, role)
      if (parsed.kind !== 'command') return
      const given = Object.values(parsed.args).join('').length
      const directions = String(parsed.args.direction ?? '').length
      expect(given - directions).toBeLessThanOrEqual(text.length)
      for (const [name, value] of Object.entries(parsed.args)) {
        expect(parsed.command.arguments?.map((argument) => argument.name)).toContain(name)
        expect(value).not.toBe('')
      }
    },
  )

  it('looks at each word of a very long line once', () => {
    for (const piece of ['the ', 'all.', '2.', 'coin from ', "'", '. ', 'é ', '\t']) {
      let reads = 0
      const counting = {
        find(typed: string, role: Role) {
          reads += 1
          return registry.find(typed, role)
        },
      }
      const parsed = parseLine(`take ${piece.repeat(20_000)}`, counting, 'player')
      expect(['command', 'usage']).toContain(parsed.kind)
      expect(reads).toBe(1)
    }
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'finds in any noun phrase only words of it',
    (phrase) => {
      const noun = readNoun(phrase)
      for (const word of noun.words) expect(phrase.toLowerCase()).toContain(word)
      expect(noun.words.every((word) => !/\s/.test(word) && word !== '')).toBe(true)
      for (const number of [noun.nth ?? 1, noun.count ?? 1]) {
        expect(Number.isSafeInteger(number)).toBe(true)
      }
    },
  )
})

describe('the rules', () => {
  const scene = given(
    thing('i1', 'inn.sack', 'ann'),
    thing('i2', 'inn.coin', 'inn.hall'),
    thing('i3', 'inn.arrow', 'ann', { count: 5 }),
  )

  test.prop([line], { numRuns: 2000 })('answer any line in words, and never throw', (text) => {
    const { decision, seen } = perform(new WorldMap(scene.world), 'ann', text, idsFor(1, 7))
    const told = seen.get('ann')?.join(' ') ?? ''
    expect(told).not.toBe('')
    expect(told).not.toMatch(/undefined|null|NaN|\[object|\binn\.|\bi\d\b/)
    if (decision.kind === 'reject') expect(decision.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it('call things by any beginning of their words, in any order', () => {
    const key = given(thing('i1', 'inn.brass-key', 'ann')).world.get('i1')
    if (!key) throw new Error('the key is missing')
    const called = (phrase: string) => fits(scene.world, key, readNoun(phrase).words)
    expect(['key', 'brass', 'brass key', 'key brass', 'br ke', 'keys'].filter(called)).toHaveLength(
      6,
    )
    expect(['lock', 'iron key', 'keyhole', 'ass'].filter(called)).toEqual([])
  })
})
