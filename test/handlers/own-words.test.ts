/** Words that every object knows by itself, typed wherever a player can type a word. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { commands } from '../../handlers/commands/index.ts'
import { idsFor } from '../../handlers/dice.ts'
import { ownOf } from '../../schema/own.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { given, perform } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'
import { market } from './market.ts'

const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf']
const verbs = commands.flatMap((command) => [command.verb, ...(command.aliases ?? [])])

describe('a word that every object knows', () => {
  const scene = given(...market, thing('i1', 'inn.sack', 'cid'))

  it.each(words)('%s has an answer behind every verb, and as a verb', (word) => {
    const forms = [
      word,
      `to ${word}`,
      `me ${word}`,
      `${word} on`,
      `${word} ${word}`,
      `send ${word} hi`,
    ]
    const lines = verbs.flatMap((verb) => forms.map((form) => `${verb} ${form}`))
    for (const line of [...forms, ...lines]) {
      const { seen } = perform(new WorldMap(scene.world), 'cid', line, idsFor(1, 7))
      const told = seen.get('cid')?.join(' ') ?? ''
      expect(told, line).not.toBe('')
      expect(told, line).not.toMatch(/undefined|NaN|\[object|native code/)
    }
  })

  test.prop([
    fc.dictionary(fc.string(), fc.integer()),
    fc.oneof(fc.constantFrom(...words), fc.string()),
  ])('is found in a record only when the record holds it', (record, word) => {
    expect(ownOf(record, word)).toBe(new Map(Object.entries(record)).get(word))
    expect(ownOf(undefined, word)).toBeUndefined()
  })
})
