import { describe, expect, it } from 'vitest'
import { definitionSet } from '../../schema/events/world.ts'
import { beingIn, itemsAt } from '../../schema/world.ts'
import type { Play } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { defineMobile, playStory, standing } from '../support/story-inn.ts'

const placeOf = (play: Play, id: string) => play.world.get(id)?.place
const foeOf = (play: Play, id: string) => beingIn(play.world, id)?.fighting

describe('mobiles of themselves', () => {
  it('wander within their bounds, and stay put when told to', () => {
    const play = playStory(
      defineMobile('inn.cat', {
        behaviours: [{ kind: 'wander', chance: 100, everyBeats: 4, within: ['yard', 'hall'] }],
      }),
      defineMobile('inn.statue', {
        flags: ['sentinel'],
        behaviours: [{ kind: 'wander', chance: 100, everyBeats: 4 }],
      }),
      standing('cat', 'inn.cat', 'inn.hall'),
      standing('statue', 'inn.statue', 'inn.hall'),
    )
    const seen = new Set<string | undefined>()
    for (let pass = 0; pass < 12; pass += 1) {
      play.wait(4)
      seen.add(placeOf(play, 'cat'))
    }
    expect([...seen].sort()).toEqual(['inn.hall', 'inn.yard'])
    expect(placeOf(play, 'statue')).toBe('inn.hall')
    expect(play.broken).toEqual([])
  })

  it('who stand in one place come back to it after they were driven off', () => {
    const play = playStory(
      defineMobile('inn.thief', { flags: ['sentinel'] }),
      definitionSet({
        of: 'resets',
        key: 'inn',
        data: { program: [{ do: 'mobile', mobile: 'inn.thief', room: 'inn.hall', max: 1 }] },
      }),
      standing('thief', 'inn.thief', 'inn.yard', { origin: 'inn#0' }),
      standing('stray', 'inn.thief', 'inn.yard'),
    )
    play.wait(80)
    expect(placeOf(play, 'thief')).toBe('inn.hall')
    // Nobody's reset put the other one anywhere, so that it is at home wherever it stands.
    expect(placeOf(play, 'stray')).toBe('inn.yard')
    expect(play.broken).toEqual([])
  })

  it('walk their rounds, opening doors on the way', () => {
    const play = playStory(
      defineMobile('inn.watch', {
        behaviours: [{ kind: 'patrol', path: ['hall', 'kitchen'], pauseBeats: 8 }],
      }),
      standing('watch', 'inn.watch', 'inn.hall'),
    )
    const seen: (string | undefined)[] = []
    for (let pass = 0; pass < 16; pass += 1) {
      play.wait(4)
      if (seen.at(-1) !== placeOf(play, 'watch')) seen.push(placeOf(play, 'watch'))
    }
    expect(new Set(seen)).toEqual(new Set(['inn.hall', 'inn.kitchen']))
    expect(seen.length).toBeGreaterThan(3)
    expect(play.log.some((event) => event.type === 'door-changed')).toBe(true)
  })

  it('keep their hours: walk there in sight, and say so once', () => {
    const plan = [
      { from: 0, room: 'hall', line: 'The clerk sits down.' },
      { from: 12, room: 'yard', line: 'The clerk sits down in the sun.' },
    ]
    const play = playStory(
      defineMobile('inn.clerk', { behaviours: [{ kind: 'schedule', plan }] }),
      standing('clerk', 'inn.clerk', 'inn.hall'),
    )
    expect(play.wait(8).read('Ann')).toEqual(['The clerk sits down.'])
    expect(play.wait(40).read('Ann')).toEqual([])
    play.beat = 4 * 60 * 8
    const noon = play.wait(16).read('Ann')
    expect(noon).toContain('The clerk leaves to the east.')
    expect(placeOf(play, 'clerk')).toBe('inn.yard')
  })

  it('pick up what lies about, but not what is fixed', () => {
    const play = playStory(
      defineMobile('inn.magpie', {
        behaviours: [{ kind: 'scavenge', chance: 100, everyBeats: 4 }],
      }),
      standing('magpie', 'inn.magpie', 'inn.hall'),
      thing('i1', 'inn.coin', 'inn.hall'),
      thing('i2', 'inn.chest', 'inn.hall'),
    )
    play.wait(12)
    expect(placeOf(play, 'i1')).toBe('magpie')
    expect(placeOf(play, 'i2')).toBe('inn.hall')
  })

  it('attack on sight when they are of that kind, and their kind helps', () => {
    const play = playStory(
      defineMobile('inn.wolf', {
        behaviours: [{ kind: 'aggressive', levelsAbove: 200 }],
        faction: 'wolves',
      }),
      defineMobile('inn.cub', {
        behaviours: [{ kind: 'helper', of: 'faction' }],
        faction: 'wolves',
      }),
      standing('wolf', 'inn.wolf', 'inn.hall'),
      standing('cub', 'inn.cub', 'inn.hall'),
    )
    play.wait(8)
    expect(foeOf(play, 'wolf')).toMatch(/ann|bob/)
    expect(foeOf(play, 'cub')).toBe(foeOf(play, 'wolf'))
  })

  it('leave whoever is not awake alone: nothing happens where nobody is', () => {
    const play = playStory(
      defineMobile('inn.bat', { behaviours: [{ kind: 'wander', chance: 100, everyBeats: 4 }] }),
      standing('bat', 'inn.bat', 'inn.cellar'),
    )
    play.type('Ann', 'quit')
    play.type('Bob', 'quit')
    const before = play.log.length
    play.wait(200)
    expect(play.log.slice(before).filter((event) => event.type === 'character-moved')).toEqual([])
  })

  it('bar a way to those without what they ask for', () => {
    const guard = defineMobile('inn.porter', {
      behaviours: [
        { kind: 'guard', direction: 'east', unless: { item: 'brass-key' }, says: 'Key?' },
      ],
    })
    const play = playStory(
      guard,
      standing('porter', 'inn.porter', 'inn.hall'),
      thing('k', 'inn.brass-key', 'ann'),
    )
    expect(play.type('Bob', 'east').read('Bob')).toEqual(['The porter bars the way: “Key?”'])
    play.type('Ann', 'east')
    expect(placeOf(play, 'ann')).toBe('inn.yard')
  })

  it('heal for coin when asked, and never for more than one has', () => {
    const leech = defineMobile('inn.leech', {
      behaviours: [{ kind: 'healer', price: 5, health: 10 }],
    })
    const play = playStory(leech, standing('leech', 'inn.leech', 'inn.hall'))
    play.world.patch('ann', { health: [12, 40], gold: 7 })
    expect(play.type('Ann', 'ask leech about healing').read('Ann').at(-1)).toContain('5 coins')
    expect(play.world.get('ann')).toMatchObject({ health: [12, 40], gold: 7 })
    play.type('Ann', 'say yes, please')
    expect(play.world.get('ann')).toMatchObject({ health: [22, 40], gold: 2 })
    play.type('Ann', 'say yes')
    expect(play.world.get('ann')).toMatchObject({ health: [22, 40], gold: 2 })
    const turn = play.type('Ann', 'ask leech to heal me')
    expect(turn.read('Ann').at(-1)).toContain('you have not got them')
    expect(play.world.get('ann')).toMatchObject({ health: [22, 40], gold: 2 })
  })
})

describe('scripted reactions', () => {
  it('answer what is given, once for each character where they say so', () => {
    const porter = defineMobile('inn.porter', {
      reactions: [
        {
          on: 'gives',
          item: 'apple',
          once: true,
          do: [{ destroy: 'apple' }, { say: 'Thanks, {actor}!' }, { give: 'coin' }],
        },
      ],
    })
    const play = playStory(
      porter,
      standing('porter', 'inn.porter', 'inn.hall'),
      thing('a1', 'inn.apple', 'ann'),
      thing('a2', 'inn.apple', 'ann'),
    )
    const first = play.type('Ann', 'give apple to porter')
    expect(first.read('Bob')).toContain('The porter says: “Thanks, Ann!”')
    expect(
      itemsAt(play.world, 'ann')
        .map((item) => item.proto)
        .sort(),
    ).toEqual(['inn.apple', 'inn.coin'])
    const second = play.type('Ann', 'give apple to porter')
    expect(second.events.map((event) => event.type)).toEqual(['item-given'])
  })

  it('greet people who come in together once, and each of them only that time', () => {
    const play = playStory(
      defineMobile('inn.host', { greets: ['Welcome.'] }),
      standing('host', 'inn.host', 'inn.yard'),
    )
    play.type('Bob', 'follow ann')
    const greetings = (lines: readonly string[]) => lines.filter((line) => line.includes('Welcome'))
    expect(greetings(play.type('Ann', 'east').read('Ann'))).toHaveLength(1)
    expect(play.world.get('bob')?.place).toBe('inn.yard')
    play.wait(40)
    play.type('Bob', 'west')
    expect(greetings(play.type('Bob', 'east').read('Bob'))).toEqual([])
  })

  it('greet whoever comes in, with a gesture where the line begins with a colon', () => {
    const play = playStory(
      defineMobile('inn.host', { greets: [':bows to {actor}.'] }),
      standing('host', 'inn.host', 'inn.yard'),
    )
    expect(play.type('Ann', 'east').read('Ann')).toContain('The host bows to Ann.')
    play.type('Ann', 'west')
    expect(play.type('Ann', 'east').read('Ann')).not.toContain('The host bows to Ann.')
  })

  it('follow keywords, gestures and blows, within their cool-downs', () => {
    const play = playStory(
      defineMobile('inn.sage', {
        reactions: [
          { on: 'says', words: ['silence'], cooldownBeats: 40, do: [{ emote: 'nods.' }] },
          { on: 'emotes', social: 'bow', do: [{ social: 'bow' }] },
          { on: 'attacked', do: [{ narrate: 'A bell rings.' }] },
        ],
      }),
      standing('sage', 'inn.sage', 'inn.hall'),
    )
    expect(play.type('Ann', 'say silence, please').read('Bob')).toContain('The sage nods.')
    expect(play.type('Ann', 'say silence').read('Bob')).not.toContain('The sage nods.')
    expect(play.type('Ann', 'bow sage').read('Ann')).toContain('The sage bows to you.')
    expect(play.type('Ann', 'kill sage').read('Bob')).toContain('A bell rings.')
  })

  it('end with last words that are told when nobody is left to say them', () => {
    const play = playStory(
      defineMobile('inn.ghost', {
        reactions: [{ on: 'dies', do: [{ narrate: 'The air grows warm.' }] }],
      }),
      standing('ghost', 'inn.ghost', 'inn.hall', { health: [1, 20] }),
    )
    const read = [...play.type('Ann', 'kill ghost').read('Bob')]
    for (let round = 0; round < 30 && play.world.get('ghost'); round += 1)
      read.push(...play.wait(8).read('Bob'))
    expect(read).toContain('The air grows warm.')
  })

  it('never set each other off', () => {
    const parrot = (id: string) =>
      defineMobile(id, { reactions: [{ on: 'says', do: [{ say: 'Hello!' }] }] })
    const play = playStory(
      parrot('inn.red'),
      parrot('inn.blue'),
      standing('red', 'inn.red', 'inn.hall'),
      standing('blue', 'inn.blue', 'inn.hall'),
    )
    const spoken = play
      .type('Ann', 'say hello')
      .events.filter((event) => event.type === 'speech-uttered')
    expect(spoken).toHaveLength(3)
  })
})
