import { describe, expect, it } from 'vitest'
import type { CharacterId } from '../../schema/ids.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import { apply } from '../../schema/fold.ts'
import { shippedPlay } from '../support/shipped-play.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const ann = 'ann' as CharacterId

const play = () => {
  const played = shippedPlay('saltmere.common-room', { Bob: 'saltmere.common-room' })
  for (const kind of ['rushlight', 'gutting-knife', 'knitted-cap', 'oatcake']) {
    const proto = `saltmere.${kind}`
    apply(played.world, itemLoaded({ item: `i${kind}`, proto, place: ann, reason: 'test' }), meta)
  }
  return played
}

/** The lines that are offered. */
const offered = (words: string): string[] =>
  (play().type('Ann', `hint ${words}`).read('Ann')[0] ?? '')
    .split(/: |(?<=…)|(?<=\.) /)
    .map((part) => part.trim())
    .filter((part) => /^[a-z]+( |$)/.test(part) && !part.endsWith('.'))

describe('what can be done with something', () => {
  it.each([
    ['knife', ['wield knife', 'drop knife', 'give knife to …'], 'take knife'],
    ['cap', ['wear cap'], 'wield cap'],
    ['oatcake', ['eat oatcake'], 'light oatcake'],
    ['rushlight', ['light rushlight', 'hold rushlight'], 'eat rushlight'],
    ['maud', ['look maud', 'list maud', 'tell maud …'], 'take maud'],
    ['east', ['east', 'look east'], 'open east'],
    ['#irushlight', ['light rushlight'], 'take rushlight'],
  ])('is asked of the rules themselves: %s', (words, lines, never) => {
    const shown = play().type('Ann', `hint ${words}`).read('Ann').join(' ')
    for (const line of lines) expect(shown).toContain(`${line}`)
    expect(shown).not.toContain(`${never}:`)
  })

  it('proposes what somebody can be asked about', () => {
    expect(play().type('Ann', 'hint maud').read('Ann').join()).toContain('ask maud about work')
  })

  it.each(['knife', 'cap', 'oatcake', 'rushlight', 'east', 'bob'])(
    'offers no line for %s that is refused when it is typed',
    (words) => {
      const lines = offered(words).filter((line) => !line.endsWith('…'))
      expect(lines.length).toBeGreaterThan(1)
      for (const line of lines)
        expect([line, play().type('Ann', line).status]).toEqual([line, 'completed'])
    },
  )

  it('changes nothing, and says so where there is nothing', () => {
    const played = play()
    const before = played.log.length
    expect(played.type('Ann', 'hint maud').events).toEqual([])
    expect(played.type('Ann', 'hint dragon').code).toBe('not-here')
    expect(played.log.length).toBe(before)
  })
})

it('lets people say how others speak of them', () => {
  const played = play()
  expect(played.type('Ann', 'pronouns she').status).toBe('completed')
  expect(played.state('Ann', 'char')).toMatchObject({ pronouns: 'she', toNextLevel: [0, 100] })
  expect(played.type('Bob', 'finger ann').read('Bob').join()).toContain('Ann (she, level 1)')
  expect(played.type('Ann', 'pronouns purple').code).toBe('no-pronouns')
})
