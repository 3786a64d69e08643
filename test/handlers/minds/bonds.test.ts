/** What deeds do to bonds in the shipped world, by rules alone. */
import { describe, expect, it } from 'vitest'
import { claimIn } from '../../../handlers/minds/claims.ts'
import { feelingFor } from '../../../handlers/rules/bonds.ts'
import { moodOf } from '../../../handlers/rules/mood.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { bondsOf, faded, toldTo } from '../../../schema/events/bonds.ts'
import { eventType } from '../../../schema/events/index.ts'
import { personForgotten } from '../../../schema/events/presence.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt } from '../../../schema/world.ts'
import type { Play } from '../../support/rule-play.ts'
import { shippedPlay } from '../../support/shipped-play.ts'

const maud = 'saltmere.maud'
const moss = 'saltmere.moss'

const feeling = (play: Play, npc: string, name = 'ann') =>
  feelingFor(play.world, npc, play.world.get(name) as Character, play.beat)
const read = (play: Play, line: string, name = 'Ann') => play.type(name, line).read(name).join('\n')
const copyOf = (play: Play, npc: string) =>
  mobilesAt(play.world, play.world.get('ann')?.place ?? '').find(
    ({ proto }) => proto === npc,
  ) as Mobile

describe('presents', () => {
  it('make a bond, up to a bound for each day, which shows in prices, greetings and words', () => {
    const play = shippedPlay('saltmere.common-room', { Bob: 'saltmere.common-room' })
    const before = read(play, 'list')
    for (let count = 0; count < 6; count += 1) play.type('Ann', 'give 9 gold to maud')
    expect(feeling(play, maud).warmth).toBe(30)
    expect(feeling(play, maud, 'bob').warmth).toBe(0)
    expect(read(play, 'list')).not.toBe(before)
    expect(read(play, 'list', 'Bob')).toBe(before)
    expect(read(play, 'ask maud do you like me')).toContain('You have been good to me')
    expect(read(play, 'ask maud do you like me', 'Bob')).not.toContain('good to me')
    expect(moodOf(copyOf(play, maud), mobilePrototype(play.world, maud), play.beat).word).toBe(
      'glad',
    )
    play.wait(3_000)
    expect(moodOf(copyOf(play, maud), mobilePrototype(play.world, maud), play.beat).word).toBe(
      'calm',
    )
    play.type('Ann', 'south')
    play.type('Ann', 'north')
    expect(
      play.log.some((one) =>
        JSON.stringify(one.data).includes('Ann! Good to see you again, my lamb'),
      ) || play.log.some((one) => JSON.stringify(one.data).includes('There you are, Ann')),
    ).toBe(true)
    expect(play.broken).toEqual([])
  })

  it('that are liked count double, and coin for a bed is none', () => {
    const play = shippedPlay('saltmere.common-room')
    play.type('Ann', 'rent a bed')
    expect(feeling(play, maud).warmth).toBe(0)
    play.type('Ann', 'buy rum')
    play.type('Ann', 'give rum to hobb')
    // Ten coins of rum are 6 points of warmth; he likes it.
    expect(feeling(play, 'saltmere.hobb').warmth).toBe(12)
  })
})

describe('a blow', () => {
  it('is answered by a refusal, on the next day too, and the bond outlives the one who was struck', () => {
    const play = shippedPlay('saltmere.watch-yard')
    expect(read(play, 'kill moss')).toContain('Nobody fights here')
    expect(feeling(play, moss).warmth).toBeLessThanOrEqual(-60)
    play.world.remove(copyOf(play, moss).id)
    play.beat += 24 * 60 * 8
    expect(feeling(play, moss).warmth).toBeLessThanOrEqual(-50)
    const other = shippedPlay('saltmere.watch-yard')
    other.type('Ann', 'kill moss')
    for (const line of [
      'ask moss where is the quay',
      'ask moss train',
      'say Moss, what do you sell',
    ]) {
      expect(read(other, line)).toMatch(/Out of my sight|do not talk to your kind/)
    }
    expect(read(other, 'ask moss are you angry with me')).toMatch(/struck me/)
  })
})

it('what a player told is kept, told back to that player alone, and forgotten with the person', () => {
  const play = shippedPlay('saltmere.common-room', { Bob: 'saltmere.common-room' })
  play.type('Ann', 'say Maud, my brother is called Tomas.')
  expect(read(play, 'ask maud what is my brother called?')).toContain(
    'Your brother is called Tomas',
  )
  expect(read(play, 'ask maud what is my brother called?', 'Bob')).not.toContain('Tomas')
  expect(read(play, 'ask hobb what is my brother called?')).not.toContain('Tomas')
  // What is said anew takes the place of what was said before.
  play.type('Ann', 'say Maud, my brother is called Jonas.')
  expect(read(play, 'ask maud what is my brother called?')).toContain('Jonas')
  expect(toldTo(play.world, 'ann', maud)).toHaveLength(1)
  const meta = { shard: 1, tick: 99, ordinal: 1, beat: 999, atMs: 0 }
  const forgotten = personForgotten({ character: 'ann', pseudonym: 'Someone1' })
  eventType(forgotten.type).evolve(play.world, forgotten.data, meta)
  expect(toldTo(play.world, 'ann', maud)).toEqual([])
  expect(bondsOf(play.world, 'ann')).toEqual({})
})

it('a promise that is kept is worth more than one that is not', () => {
  const kept = shippedPlay('saltmere.common-room')
  kept.type('Ann', 'say Hobb, I will bring you a rum.')
  kept.type('Ann', 'buy rum')
  kept.type('Ann', 'give rum to hobb')
  expect(feeling(kept, 'saltmere.hobb').trust).toBeGreaterThanOrEqual(20)
  const broken = shippedPlay('saltmere.common-room')
  broken.type('Ann', 'say Hobb, I will bring you a rum.')
  broken.beat += 3 * 24 * 60 * 8
  broken.type('Ann', 'say Hobb, good evening to you.')
  expect(feeling(broken, 'saltmere.hobb').trust).toBeLessThanOrEqual(-25)
})

it.each([
  ['Maud, my brother is called Tomas.', 'brother', 'your brother is called Tomas'],
  ['my sister’s name is Ilka', 'sister', 'your sister is called Ilka'],
  ['I come from the Down', 'from', 'you come from the Down'],
  ['I lost my ring in the fen', 'lost', 'you lost your ring in the fen'],
  ['I will bring you a rope', 'promise', 'you said you would bring a rope'],
  ['my father drowned last winter', 'father', 'your father drowned last winter'],
])('“%s” claims something', (line, matter, back) => {
  expect(claimIn(line)).toMatchObject({ matter, back })
})

it.each([
  'what is my brother called?',
  'is my room ready?',
  'where did I lose it',
  'tell me a story',
])('“%s” claims nothing', (line) => {
  expect(claimIn(line)).toBeUndefined()
})

it('a feeling is half gone after ninety days, and gone in the end', () => {
  expect([0, 1_036_800, 2_073_600, 99_000_000].map((beats) => faded(-60, beats))).toEqual([
    -60, -30, -15, 0,
  ])
})
