/** The behaviours of mobiles that need a scene of their own; the others are in `mobiles.test.ts`. */
import { describe, expect, it, test } from 'vitest'
import { behaviourHint } from '../../handlers/prepared.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Mobile } from '../../schema/entities.ts'
import { beingIn } from '../../schema/world.ts'
import { behaviours } from '../../schema/world-file/behaviours.ts'
import type { Play } from '../support/rule-play.ts'
import { declared, defineMobile, playStory, standing } from '../support/story-inn.ts'

const placeOf = (play: Play, id: string) => play.world.get(id)?.place
const foeOf = (play: Play, id: string) => beingIn(play.world, id)?.fighting

/** Ann and Bob in the hall with the given mobiles, each standing there under its local name. */
function hallWith(...mobiles: readonly (readonly [string, Record<string, unknown>])[]): Play {
  return playStory(
    ...mobiles.flatMap(([name, body]): NewEvent[] => [
      defineMobile(`inn.${name}`, body),
      standing(name, `inn.${name}`, 'inn.hall'),
    ]),
  )
}

describe('helpers', () => {
  it('take the side of their own kind, and of nobody else', () => {
    const helper = { behaviours: [{ kind: 'helper', of: 'kind' }] }
    const play = playStory(
      defineMobile('inn.rat', helper),
      defineMobile('inn.owl', helper),
      standing('rat', 'inn.rat', 'inn.hall'),
      standing('other-rat', 'inn.rat', 'inn.hall'),
      standing('owl', 'inn.owl', 'inn.hall'),
    )
    play.type('Ann', 'kill rat')
    play.wait(4)
    expect([foeOf(play, 'rat'), foeOf(play, 'other-rat')]).toEqual(['ann', 'ann'])
    expect(foeOf(play, 'owl')).toBeUndefined()
  })

  it('take the side of players when they are of that sort', () => {
    const play = hallWith(['dog', { behaviours: [{ kind: 'helper', of: 'players' }] }], ['rat', {}])
    play.type('Ann', 'kill rat')
    play.wait(4)
    expect(foeOf(play, 'dog')).toBe('rat')
  })

  it('may be helpers of their kind by a flag alone', () => {
    const play = playStory(
      defineMobile('inn.rat', { flags: ['helper'] }),
      standing('rat', 'inn.rat', 'inn.hall'),
      standing('other-rat', 'inn.rat', 'inn.hall'),
    )
    play.type('Ann', 'kill rat')
    play.wait(4)
    expect([foeOf(play, 'rat'), foeOf(play, 'other-rat')]).toEqual(['ann', 'ann'])
  })
})

describe('guards', () => {
  it('take the side of the factions that they protect', () => {
    const play = hallWith(
      ['porter', { behaviours: [{ kind: 'guard', protects: ['cooks'] }] }],
      ['cook', { faction: 'cooks' }],
    )
    play.type('Ann', 'kill cook')
    play.wait(4)
    expect(foeOf(play, 'porter')).toBe('ann')
  })
})

describe('the aggressive', () => {
  it('attack mobiles of the factions that they hate instead of characters', () => {
    const hunter = { behaviours: [{ kind: 'aggressive', factions: ['rats'] }] }
    const play = hallWith(['hunter', hunter], ['rat', { faction: 'rats' }])
    play.wait(4)
    expect(foeOf(play, 'hunter')).toBe('rat')
  })

  it('keep to their hours, and leave alone who is far above them', () => {
    const awayAtNight = { behaviours: [{ kind: 'aggressive', hours: [20, 6] }] }
    const modest = { behaviours: [{ kind: 'aggressive', levelsAbove: 0 }] }
    const play = hallWith(['bat', awayAtNight], ['mouse', modest])
    play.world.patch('ann', { level: 9 })
    play.world.patch('bob', { level: 9 })
    play.wait(4)
    expect([foeOf(play, 'bat'), foeOf(play, 'mouse')]).toEqual([undefined, undefined])
  })

  it('may be aggressive by a flag alone', () => {
    const play = hallWith(['wolf', { flags: ['aggressive'] }])
    play.wait(4)
    expect(foeOf(play, 'wolf')).toMatch(/ann|bob/)
  })

  it('attack those of whom their faction thinks too little', () => {
    const watch = declared('faction', 'factions', 'watch', {
      name: 'the watch',
      description: 'Some.',
      attacksBelow: -100,
    })
    const play = playStory(
      watch,
      defineMobile('inn.guard', { faction: 'watch' }),
      standing('guard', 'inn.guard', 'inn.hall'),
    )
    play.wait(4)
    expect(foeOf(play, 'guard')).toBeUndefined()
    play.world.patch('bob', { reputation: { watch: -200 } })
    play.wait(4)
    expect(foeOf(play, 'guard')).toBe('bob')
  })
})

describe('the wimpy', () => {
  it.each([
    ['by a behaviour', { behaviours: [{ kind: 'wimpy', belowPercent: 50 }] }, true],
    ['by a flag', { flags: ['wimpy'] }, true],
    ['never, when they are brave', {}, false],
  ])('flee from a fight that goes badly, %s', (_how, body, flees) => {
    // Armour that hardly any blow gets through: neither of the two dies before the fight is over.
    const play = hallWith(['hen', { ...body, attack: -1000, armour: 1000 }])
    play.world.patch('hen', { health: [4, 20] })
    play.type('Ann', 'kill hen')
    play.wait(200)
    expect(placeOf(play, 'hen') !== 'inn.hall').toBe(flees)
  })
})

describe('healers without a price', () => {
  it('look after who is hurt most, unasked', () => {
    const play = hallWith(['nun', { behaviours: [{ kind: 'healer', health: 10 }] }])
    play.world.patch('ann', { health: [12, 40] })
    play.world.patch('bob', { health: [30, 40] })
    const read = play.wait(24).read('Bob')
    expect(read).toContain('The nun sees to the wounds of Ann.')
    expect(beingIn(play.world, 'ann')?.health[0]).toBeGreaterThanOrEqual(22)
  })
})

describe('innkeepers', () => {
  const host = ['host', { behaviours: [{ kind: 'innkeeper', price: 5 }] }] as const

  it('let a bed for coin, which restores whoever pays', () => {
    const play = hallWith(host)
    play.world.patch('ann', { health: [12, 40], stamina: [1, 20], gold: 7 })
    const read = play.type('Ann', 'say rent a bed').read('Ann')
    expect(read.join()).toContain('the bed is yours')
    expect(play.world.get('ann')).toMatchObject({ health: [40, 40], stamina: [20, 20], gold: 2 })
    expect(beingIn(play.world, 'host')?.gold).toBe(5)
  })

  it('send away those who cannot pay, and those who are rested', () => {
    const play = hallWith(host)
    expect(play.type('Ann', 'say rent a bed').read('Ann').at(-1)).toContain('rested enough')
    play.world.patch('ann', { health: [12, 40], gold: 4 })
    expect(play.type('Ann', 'say rent a bed').read('Ann').at(-1)).toContain('5 coins')
    expect(play.world.get('ann')).toMatchObject({ health: [12, 40], gold: 4 })
  })
})

describe('the hint for clients', () => {
  const hintOf = (...kinds: readonly string[]) => {
    const usual: Record<string, object> = {
      patrol: { path: ['hall', 'yard'] },
      schedule: { plan: [{ from: 0, room: 'hall' }] },
    }
    const play = hallWith([
      'one',
      {
        behaviours: kinds.map((kind) => ({ kind, ...usual[kind] })),
        shop: {},
        teaches: [],
      },
    ])
    return behaviourHint(play.world, play.world.get('one') as Mobile)
  }

  test.each(behaviours.map(({ kind, hint }) => [kind, hint?.text ?? 'waits']))(
    'of %s is “%s”',
    (kind, text) => {
      expect(hintOf(kind)).toBe(text)
    },
  )

  test('is of the trade before the walk, whatever the order of the behaviours', () => {
    expect(hintOf('talker', 'wander', 'healer', 'banker')).toBe('counts coins')
    expect(hintOf('scavenge', 'aggressive', 'patrol')).toBe('looks for a fight')
  })
})
