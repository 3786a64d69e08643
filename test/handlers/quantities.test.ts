/** Numbers that players type: what says "not one" or "fewer" must never mean "all" or "one". */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readNoun, unmeant } from '../../handlers/nouns.ts'
import { goldIn } from '../../handlers/portions.ts'
import { given } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'
import { market } from './market.ts'

const scene = () =>
  given(
    ...market,
    thing('i1', 'inn.arrow', 'cid', { count: 5 }),
    thing('i2', 'inn.sack', 'cid'),
    thing('i3', 'inn.coin', 'inn.yard'),
  )

/** Every way to ask for things by number, with the number left open. */
const countedLines: readonly ((number: string) => string)[] = [
  (number) => `drop ${number} arrows`,
  (number) => `give ${number} arrows to gus`,
  (number) => `give gus ${number} arrows`,
  (number) => `put ${number} arrows in sack`,
  (number) => `sell ${number} arrows`,
  (number) => `value ${number} arrows`,
  (number) => `take ${number} coins`,
  (number) => `buy ${number} pears`,
  (number) => `drop ${number} gold`,
  (number) => `give ${number} gold to gus`,
  (number) => `put ${number} gold in sack`,
  (number) => `take ${number} gold`,
  (number) => `drop ${number}`,
  (number) => `put ${number} in sack`,
  (number) => `take ${number}`,
  (number) => `buy ${number}`,
]

const ordinalLines: readonly ((number: string) => string)[] = [
  (number) => `drop ${number}.arrow`,
  (number) => `take ${number}.coin`,
  (number) => `kill ${number}.gus`,
  (number) => `look ${number}.gus`,
  (number) => `consider ${number}.gus`,
  (number) => `give arrow to ${number}.gus`,
  (number) => `buy ${number}.pear`,
  (number) => `open ${number}.door`,
  (number) => `wear ${number}.arrow`,
]

const nought = fc.constantFrom('0', '00', '000000000000')
const fewer = fc.constantFrom('-1', '-3', '-99999999999999999999')

describe('a number of things', () => {
  it.each(['drop', 'sell', 'put 7 arrows in sack'])(
    'is refused in words when there are fewer (%s)',
    (verb) => {
      const line = verb.includes(' ') ? verb : `${verb} 7 arrows`
      scene().when('Cid', line).thenRefuses('too-few', 'There are only 5 of those.')
      const { decision } = scene().when('Cid', line.replace('7', '5')).performed
      expect(decision).not.toMatchObject({ code: 'too-few' })
    },
  )

  it('is refused in words when there is only one', () => {
    scene().when('Cid', 'take 2 coins').thenRefuses('too-few', 'There is only one of those.')
  })

  test.prop([fc.constantFrom(...countedLines), nought])(
    'is never all of them when it is 0',
    (line, number) => {
      scene()
        .when('Cid', line(number))
        .thenRefuses('how-many', 'None at all? That is quickly done.')
    },
  )

  test.prop([fc.constantFrom(...ordinalLines), nought])(
    'is never the first when it is 0',
    (line, number) => {
      scene()
        .when('Cid', line(number))
        .thenRefuses('how-many', 'There is no number nought: the first one is 1.')
    },
  )

  test.prop([fc.constantFrom(...countedLines, ...ordinalLines), fewer])(
    'has an answer and does nothing when it is below 0',
    (line, number) => {
      scene()
        .when('Cid', line(number))
        .thenRefuses('how-many', 'Fewer than none? Nobody can do that.')
    },
  )

  test.prop([fc.constantFrom(...countedLines.slice(0, 8)), fc.integer({ min: 6, max: 400 })])(
    'has an answer and does nothing when nobody has so many',
    (line, digits) => {
      scene()
        .when('Cid', line('9'.repeat(digits + 1)))
        .thenRefuses('how-many', 'There are not that many anywhere.')
    },
  )

  it('is read as typed, and is absent when nobody typed it', () => {
    expect(readNoun('coin')).toEqual({ words: ['coin'], all: false })
    expect(readNoun('0 coin')).toEqual({ words: ['coin'], all: false, count: 0 })
    expect(readNoun('0.coin')).toEqual({ words: ['coin'], all: false, nth: 0 })
    expect(readNoun('-0 coin')).toEqual({ words: ['coin'], all: false, count: 0 })
    expect(goldIn('0 gold')).toBe(0)
    expect(unmeant(readNoun('3 coins'))).toBeNull()
    expect(unmeant(readNoun('all'))).toBeNull()
  })
})
