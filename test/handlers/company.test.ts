import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { fightStarted } from '../../schema/events/combat.ts'
import { sessionLost } from '../../schema/events/presence.ts'
import type { WorldMap } from '../../schema/world-map.ts'
import { given } from '../support/given.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'
import { player } from '../support/small-inn.ts'

const begin = (...more: readonly (NewEvent | readonly NewEvent[])[]): Play =>
  playIn(oneLayer(given(...(more.flat() as NewEvent[])).world))

function person(world: WorldMap, id: string): Character {
  const entity = world.get(id)
  if (entity?.kind !== 'character') throw new Error(`no ${id}`)
  return entity
}

function all(play: Play, ...lines: readonly (readonly [string, string])[]) {
  for (const [who, line] of lines) {
    expect(play.type(who, line).status, `${who}: ${line}`).toBe('completed')
  }
}

describe('following', () => {
  it('walks along, room by room, with one’s own eyes', () => {
    const play = begin()
    all(play, ['Bob', 'follow ann'])
    const turn = play.type('Ann', 'east')
    expect(turn.read('Bob')).toEqual([
      'Ann leaves to the east.',
      'You go east.',
      expect.stringContaining('The Yard'),
    ])
    expect(person(play.world, 'bob').place).toBe('inn.yard')
    expect(play.state('Bob', 'room')).toMatchObject({ id: 'inn.yard' })
    all(play, ['Bob', 'follow me'], ['Ann', 'west'])
    expect(person(play.world, 'bob').place).toBe('inn.yard')
  })

  it('goes in a chain and in a circle without an end to the tick', () => {
    const play = begin()
    all(play, ['Ann', 'east'], ['Bob', 'east'])
    all(play, ['Ann', 'follow cid'], ['Bob', 'follow ann'], ['Cid', 'follow bob'])
    all(play, ['Cid', 'west'])
    for (const id of ['ann', 'bob', 'cid']) expect(person(play.world, id).place).toBe('inn.hall')
    expect(play.broken).toEqual([])
  })

  it('leaves behind whoever rests or has lost the link, and ends when the leader leaves', () => {
    const lost = sessionLost({ session: 'sbob', character: 'bob', beat: 28 })
    const play = begin(lost)
    play.world.patch<Character>('bob', { following: 'ann' })
    all(play, ['Ann', 'east'])
    expect(person(play.world, 'bob').place).toBe('inn.hall')
    all(play, ['Cid', 'follow ann'])
    expect(play.type('Ann', 'quit').read('Cid')).toContain('You no longer follow Ann.')
    expect(person(play.world, 'cid').following).toBeUndefined()
    play.type('Cid', 'follow zoe')
    expect(play.type('Cid', 'follow zoe').read('Cid')).toEqual(['You see nobody called zoe here.'])
  })
})

describe('a group', () => {
  const formed = () => {
    const play = begin()
    all(play, ['Ann', 'group invite bob'], ['Bob', 'group accept'])
    all(play, ['Ann', 'group cid'], ['Cid', 'group join'])
    return play
  }

  it('is formed by asking and accepting, and everybody sees how the others are', () => {
    const play = formed()
    expect(play.type('Bob', 'group').read('Bob')[0]).toContain(
      'Ann (level 1, health 40 of 40, leads)',
    )
    for (const name of ['Ann', 'Bob', 'Cid']) {
      expect(play.state(name, 'group')).toMatchObject({
        leader: 'ann',
        members: [{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cid' }],
      })
    }
    expect(play.type('Bob', 'group invite zoe').status).toBe('refused')
    expect(play.type('Cid', 'group accept').read('Cid')[0]).toContain('in a group already')
  })

  it('talks among itself, wherever its members are', () => {
    const play = formed()
    const turn = play.type('Cid', 'gsay over here')
    expect(turn.read('Ann')).toEqual(['[group] Cid: “over here”'])
    expect(turn.read('Cid')).toEqual(['[group] You: “over here”'])
    const outside = begin(player('Dan', 'inn.hall'))
    expect(outside.type('Dan', 'gsay hello').read('Dan')).toEqual(['You are in no group.'])
  })

  it('passes to another when its leader leaves the world, and ends with one left', () => {
    const play = formed()
    expect(play.type('Ann', 'quit').read('Bob').at(-1)).toBe(
      'Ann leaves the group. Bob leads it now.',
    )
    expect(person(play.world, 'cid').group).toBe('bob')
    all(play, ['Bob', 'group remove cid'])
    expect(person(play.world, 'bob').group).toBeUndefined()
    expect(play.state('Cid', 'group')).toEqual({ leader: '', members: [] })
    expect(play.type('Bob', 'group leave').read('Bob')).toEqual(['You are in no group.'])
  })
})

describe('channels', () => {
  it('reach everybody who listens, and are remembered', () => {
    const play = begin()
    const turn = play.type('Ann', 'gossip is anybody there?')
    expect(turn.read('Cid')).toEqual(['[gossip] Ann: “is anybody there?”'])
    all(play, ['Cid', 'channel gossip off'])
    expect(play.type('Ann', 'gossip hello?').read('Cid')).toEqual([])
    expect(play.type('Cid', 'gossip what').read('Cid')[0]).toContain('You do not listen to gossip.')
    all(play, ['Cid', 'channel gossip on'])
    expect(play.type('Cid', 'history gossip').read('Cid')[0]).toBe(
      'Last said on gossip: Ann (just now): “is anybody there?” Ann (just now): “hello?”',
    )
  })

  it('are muted by a verb of their own, and heard again', () => {
    const play = begin()
    all(play, ['Cid', 'mute gossip'])
    expect(play.type('Ann', 'gossip hello?').read('Cid')).toEqual([])
    expect(play.type('Cid', 'mute').read('Cid')[0]).toContain('gossip')
    expect(play.type('Cid', 'mute nonsense').code).toBe('no-channel')
    all(play, ['Cid', 'unmute gossip'])
    expect(play.type('Ann', 'gossip hello?').read('Cid')).toEqual(['[gossip] Ann: “hello?”'])
  })

  it('keep a bounded history', () => {
    const play = begin()
    for (let said = 1; said <= 25; said += 1) all(play, ['Ann', `newbie line ${said}.`])
    const told = play.type('Bob', 'newbie').read('Bob')[0] ?? ''
    expect(told).toContain('line 25.')
    expect(told).toContain('line 6.')
    expect(told).not.toContain('line 5.')
  })

  it('are closed to those whose role does not open them', () => {
    const play = begin(player('Eve', 'inn.hall', 'owner'))
    expect(play.type('Ann', 'builders hello').status).toBe('refused')
    const turn = play.type('Eve', 'builders hello')
    expect(turn.read('Ann')).toEqual([])
    expect(turn.read('Eve')).toEqual(['[builders] You: “hello”'])
  })
})

describe('ignoring', () => {
  it('keeps every word and gesture of somebody away', () => {
    const play = begin()
    all(play, ['Bob', 'ignore ann'])
    for (const line of ['say hi', 'shout hi', 'emote waves', 'bow bob', 'bow', 'gossip hi']) {
      const turn = play.type('Ann', line)
      expect(turn.status, line).toBe('completed')
      expect(turn.read('Bob'), line).toEqual([])
    }
    expect(play.type('Ann', 'tell bob hi').read('Ann')).toEqual([
      'Bob does not want to hear from you.',
    ])
    expect(play.type('Ann', 'mail send bob hi').status).toBe('refused')
    expect(play.type('Ann', 'group invite bob').status).toBe('refused')
    expect(play.type('Bob', 'history gossip').read('Bob')[0]).toContain('Nothing was said')
    // Deeds are not words: what Ann does can still be seen.
    expect(play.type('Ann', 'east').read('Bob')).toEqual(['Ann leaves to the east.'])
    expect(play.type('Bob', 'ignore').read('Bob')).toEqual(['You hear nothing of Ann.'])
    all(play, ['Bob', 'ignore ann'])
    expect(play.type('Ann', 'gossip hi').read('Bob')).toHaveLength(1)
  })
})

describe('being muted', () => {
  it('silences every way of speaking until the time is over', () => {
    const play = begin()
    play.world.patch<Character>('ann', { mutedUntil: 1_700_000_000_000 + 60_000 })
    const speech = [
      'say hi',
      'tell cid hi',
      'gossip hi',
      'shout hi',
      'mail send bob hi',
      'emote hums',
    ]
    const shown = ['title the loud', 'describe A mouth.']
    for (const line of [...speech, ...shown]) {
      expect(play.type('Ann', line).read('Ann'), line).toEqual([
        'You have been asked to keep silent for a while.',
      ])
    }
    play.wait(240)
    expect(play.type('Ann', 'say hi').status).toBe('completed')
  })
})

describe('letters', () => {
  it.each(['Mary-Jane', "O'Nelly", 'José'])('find %s, who is away, in any spelling', (name) => {
    const play = begin(...player(name, 'inn.hall'))
    all(play, [name, 'quit'])
    const spellings = [name, name.toUpperCase(), name.normalize('NFD'), name.replace("'", '\u2019')]
    for (const spelling of spellings) {
      all(play, ['Ann', `mail send ${spelling} hi`], ['Ann', `finger ${spelling}`])
      all(play, ['Ann', `ignore ${spelling}`])
      play.type('Ann', `ignore ${spelling}`)
    }
    expect(person(play.world, name.toLowerCase()).letters).toBe(spellings.length)
  })

  it('reach those who are away and wait for them', () => {
    const play = begin()
    all(play, ['Cid', 'quit'])
    all(play, ['Ann', 'mail send cid the boat leaves at noon'], ['Bob', 'mail send Cid hello'])
    expect(person(play.world, 'cid').letters).toBe(2)
    const back = oneLayer(play.world)
    const again = playIn(back)
    back.move('cid', 'inn.hall')
    expect(again.type('Ann', 'mail send zed hi').status).toBe('refused')
    back.patch<Character>('cid', { session: 'scid' })
    back.put({ id: 'scid', kind: 'session', place: 'cid', gateway: 'g1', conn: 'c2', via: 'ws' })
    expect(again.type('Cid', 'mail').read('Cid')[0]).toContain(
      '1. Ann, just now (unread): the boat leaves at noon',
    )
    expect(again.type('Cid', 'mail read 1').read('Cid')).toEqual([
      'A letter from Ann, just now: “the boat leaves at noon”',
    ])
    all(again, ['Cid', 'mail burn 1'])
    expect(person(back, 'cid').letters).toBe(1)
    expect(again.type('Cid', 'mail read').read('Cid')[0]).toContain('“hello”')
    expect(person(back, 'cid').letters).toBeUndefined()
  })

  it('are announced to whoever is here, and never to guests', () => {
    const play = begin(player('Gus', 'inn.hall', 'guest'))
    expect(play.type('Ann', 'mail send bob hi').read('Bob')).toEqual([
      'A letter from Ann reaches you. Try “mail”.',
    ])
    expect(play.type('Ann', 'mail send gus hi').status).toBe('refused')
    expect(play.type('Gus', 'mail send ann hi').status).toBe('refused')
  })
})

describe('showing oneself', () => {
  it('takes a title and a description, and shows them', () => {
    const play = begin()
    all(play, ['Ann', 'title the lamplighter'], ['Ann', 'describe me as a tall woman.'])
    expect(play.type('Bob', 'finger ann').read('Bob')).toEqual([
      'Ann the lamplighter (level 1) is in the world. a tall woman.',
    ])
    expect(play.type('Bob', 'look at ann').read('Bob')[0]).toContain('a tall woman.')
    expect(play.type('Ann', 'title').read('Ann')).toEqual(['Others see: Ann the lamplighter'])
    expect(play.type('Ann', 'score').read('Ann')[0]).toContain('You are Ann the lamplighter,')
    all(play, ['Ann', 'title none'])
    expect(person(play.world, 'ann').title).toBeUndefined()
    expect(play.type('Bob', 'whois nobody').read('Bob')).toEqual([
      'Nobody of that name is known here.',
    ])
  })
})

describe('a lost link in a fight', () => {
  const fighting = [
    fightStarted({ actor: 'm1', target: 'ann' }),
    sessionLost({ session: 'sann', character: 'ann', beat: 28 }),
  ]

  it('runs as soon as it can', () => {
    const play = begin(...fighting)
    for (let tried = 0; tried < 40 && person(play.world, 'ann').place === 'inn.hall'; tried += 1) {
      play.wait(4)
    }
    expect(person(play.world, 'ann').place).not.toBe('inn.hall')
    expect(play.broken).toEqual([])
  })

  it('stays when its player wished so', () => {
    const play = begin(...fighting)
    play.world.patch<Character>('ann', { autoFlee: false })
    const turn = play.wait(4)
    expect(turn.events.map(({ type }) => type)).not.toContain('flee-failed')
    expect(person(play.world, 'ann').place).toBe('inn.hall')
  })
})

describe('what was told to somebody', () => {
  it('can be read again, but not the words of who is ignored', () => {
    const play = begin()
    play.type('Ann', 'tell bob the tide has turned')
    play.type('Cid', 'tell bob never mind her')
    expect(play.type('Bob', 'history tell').read('Bob').join('\n')).toMatch(
      /Last told to you:[\s\S]*Ann \(just now\)[\s\S]*he tide has turned[\s\S]*Cid/,
    )
    play.type('Bob', 'ignore cid')
    expect(play.type('Bob', 'history tells').read('Bob').join('\n')).not.toContain('ever mind')
    expect(play.type('Ann', 'history tell').read('Ann')).toEqual([
      'Nobody has told you anything of late.',
    ])
    expect(play.broken).toEqual([])
  })
})
