/** Friends, being away, looking for company, ignoring, and words for the keepers. */
import { describe, expect, it } from 'vitest'
import { remarkLeft } from '../../schema/events/people.ts'
import { shippedPlay } from '../support/shipped-play.ts'

const here = 'saltmere.common-room'
const both = () => shippedPlay(here, { Bob: here })
const said = (read: readonly string[]): string => read.join(' ')

describe('friends', () => {
  it('are told when a friend comes and goes, unless that friend ignores them', () => {
    const play = both()
    expect(said(play.type('Ann', 'friend bob').read('Ann'))).toContain('You will be told when Bob')
    expect(said(play.type('Bob', 'quit').read('Ann'))).toContain(
      'Your friend Bob has left the world.',
    )
    expect(said(play.type('Ann', 'friends').read('Ann'))).toContain('Bob (not here now)')
    const other = both()
    other.type('Ann', 'friend bob')
    other.type('Bob', 'ignore ann')
    expect(said(other.type('Bob', 'quit').read('Ann'))).not.toContain('Your friend')
    expect(said(other.type('Ann', 'friend bob').read('Ann'))).toContain('no longer look out')
  })
})

describe('being away and looking for company', () => {
  it('shows in who, and to whoever tells something', () => {
    const play = both()
    play.type('Bob', 'afk supper')
    play.type('Bob', 'lfg')
    const who = said(play.type('Ann', 'who').read('Ann'))
    expect(who).toContain('away: supper')
    expect(who).toContain('looks for company')
    const told = said(play.type('Ann', 'tell bob are you there').read('Ann'))
    expect(told).toContain('Bob is away: supper.')
    expect(said(play.type('Bob', 'afk').read('Bob'))).toContain('You are back')
    expect(said(play.type('Ann', 'who').read('Ann'))).not.toContain('supper')
  })
})

describe('who is away', () => {
  it('finds what was told as a letter', () => {
    const play = both()
    play.type('Bob', 'quit')
    expect(said(play.type('Ann', 'tell bob the tide is out').read('Ann'))).toContain('on its way')
    expect(said(play.type('Ann', 'tell nemo hello').read('Ann'))).toContain('Nobody called nemo')
  })
})

describe('whoever is ignored', () => {
  it.each([
    ['give oatcake to bob', 'takes nothing from you'],
    ['give 1 gold to bob', 'takes nothing from you'],
    ['follow bob', 'does not want you along'],
    ['wave bob', 'You wave'],
    ['tell bob hello', 'does not want to hear from you'],
  ])('reaches nobody by “%s”', (line, answer) => {
    const play = both()
    play.type('Bob', 'ignore ann')
    const turn = play.type('Ann', line)
    expect(said(turn.read('Ann'))).toContain(answer)
    expect(turn.read('Bob')).toEqual([])
  })

  it('is not read in a title either', () => {
    const play = both()
    play.type('Ann', 'title the Unbearable')
    expect(said(play.type('Bob', 'who').read('Bob'))).toContain('Unbearable')
    play.type('Bob', 'ignore ann')
    expect(said(play.type('Bob', 'who').read('Bob'))).not.toContain('Unbearable')
  })
})

describe('words for the keepers', () => {
  it('are written down with the room, and nobody else hears of them', () => {
    const play = both()
    for (const line of [
      'bug the fire is cold',
      'typo it says breda',
      'idea a bench',
      'report bob he insults me',
    ]) {
      const turn = play.type('Ann', line)
      expect(said(turn.read('Ann'))).toContain('It is written down')
      expect(turn.read('Bob')).toEqual([])
      expect(turn.events.filter((event) => remarkLeft.is(event))).toMatchObject([
        { data: { character: 'ann', room: here } },
      ])
    }
    expect(play.log.filter((event) => remarkLeft.is(event)).at(-1)).toMatchObject({
      data: { kind: 'report', whom: 'Bob', words: 'he insults me' },
    })
    expect(said(play.type('Ann', 'report nemo is odd').read('Ann'))).toContain('Nobody called nemo')
  })
})

describe('what the keepers write', () => {
  it('is read by its own word, and the message of the day by everybody who comes in', () => {
    const play = both()
    expect(said(play.type('Ann', 'news').read('Ann'))).toContain('What is new')
    expect(said(play.type('Ann', 'rules').read('Ann'))).toContain('Leave people alone')
    play.world.patch('bob', { role: 'builder' })
    play.type('Bob', 'create article motd the lanterns are lit tonight')
    expect(said(play.type('Ann', 'motd').read('Ann'))).toContain('lanterns are lit')
  })
})

describe('a board', () => {
  const square = 'saltmere.bell-square'
  const atBoard = () => shippedPlay(square, { Bob: square })

  it('shows everybody who passes what was pinned to it', () => {
    const play = atBoard()
    expect(said(play.type('Ann', 'look at board').read('Ann'))).toContain('Try “board”')
    expect(said(play.type('Bob', 'board').read('Bob'))).toContain('Nothing is pinned')
    const pinned = play.type('Ann', 'board write lost cat: it is grey, and it bites')
    expect(said(pinned.read('Bob'))).toContain('Ann pins up a note: “lost cat”')
    expect(said(play.type('Bob', 'board').read('Bob'))).toContain('1. lost cat (Ann, just now)')
    expect(said(play.type('Bob', 'board read 1').read('Bob'))).toContain('it is grey, and it bites')
    play.type('Bob', 'ignore ann')
    expect(said(play.type('Bob', 'board').read('Bob'))).toContain('Nothing is pinned')
  })

  it('gives a note back to its writer only', () => {
    const play = atBoard()
    play.type('Ann', 'board write a wager: who swims to the Tooth?')
    expect(play.type('Bob', 'board remove 1').code).toBe('not-yours')
    expect(play.type('Ann', 'board remove 1').status).toBe('completed')
    expect(play.type('Ann', 'board read 1').code).toBe('no-note')
  })

  it.each([
    ['board write only a title', 'usage'],
    ['board sing', 'usage'],
    ['board read 7', 'no-note'],
    [`board write ${'x'.repeat(61)}: y`, 'too-long'],
  ])('refuses “%s” in words', (line, code) => {
    expect(atBoard().type('Ann', line).code).toBe(code)
  })

  it('has so much room for one writer, and hangs where it hangs', () => {
    const play = atBoard()
    for (let note = 1; note <= 5; note += 1) play.type('Ann', `board write note ${note}: words`)
    expect(play.type('Ann', 'board write one more: words').code).toBe('full')
    expect(play.type('Bob', 'board write mine: words').status).toBe('completed')
    expect(play.type('Ann', 'take board').code).toBe('fixed')
    play.type('Ann', 'north')
    expect(play.type('Ann', 'board').code).toBe('no-board')
  })
})
