/** Coin and tasks in the shipped world: what is said moves them only where it orders or agrees. */
import { describe, expect, it } from 'vitest'
import { shippedPlay } from '../../support/shipped-play.ts'

const gold = (play: ReturnType<typeof shippedPlay>) => {
  const ann = play.world.get('ann')
  return ann?.kind === 'character' ? { gold: ann.gold, quests: Object.keys(ann.quests) } : undefined
}

/** Somebody tired, so that a bed would restore something. */
function tired(room: string) {
  const play = shippedPlay(room)
  play.world.patch('ann', { lucidity: [40, 100], stamina: [50, 100], gold: 200, health: [20, 40] })
  return play
}

const noOrders: readonly (readonly [room: string, line: string])[] = [
  ...[
    'what happened here last night?',
    'is it safe at night',
    'tell me the rest of the story',
    'I need to rest my feet',
    'how much is a bed',
    'how much is a room for the night?',
    'do you have a room',
    'is there a bed free?',
    'my brother works on a ship, what do you make of that?',
    'I lost my lantern in the fen',
    'I never sleep',
    'did you sleep well?',
    'the bed in my room was hard',
    'there is no room in here for all of us',
    'who sleeps up there',
    'what is up the stair? rooms?',
    'good night',
    'I would rather sleep under a hedge',
    'the rent is too high',
    'who rents the gull room',
    'rest assured, I will pay',
    'give me some room',
    'I gave him a bed once',
    'she has a room of her own',
    'yes',
    'maud, yes indeed, the night was cold',
    'Maud, are the beds clean?',
    'he told me to take a bed in the other inn',
    'take your time',
    'hire somebody to clean this',
  ].map((line) => ['saltmere.common-room', line] as const),
  ...[
    'I killed a rat',
    'I hate rats',
    'are there rats in the cellar?',
    'have you seen the rats',
    'a rat bit me on the leg this morning on my way up',
    'my rat is called Cheese',
    'rats?',
    'what do you pay for rats',
    'no rats for me, thanks',
    'do not talk of rats',
    'I lost my rat',
    'nan, I saw a rat the size of a cat',
    'who put the rats there',
    'I am no rat',
    'he is a rat',
    'the rats are none of my business',
    'is that rat stew?',
    'yes',
    'sure',
    'I had a rat for a pet',
  ].map((line) => ['saltmere.kitchen', line] as const),
  ...[
    'did you see a silver coin',
    'I lost my thimble',
    'silver hair suits you',
    'is that silver?',
    'my mother had a thimble',
    'what is a thimble for',
    'the sea is silver today',
    'do you have a thimble to sell',
    'I do not want the thimble',
    'thimble?',
  ].map((line) => ['saltmere.net-corner', line] as const),
]

describe('no order', () => {
  it('there are sixty lines', () => expect(noOrders.length).toBeGreaterThanOrEqual(60))

  it.each(noOrders)('in %s: “%s” moves neither coin nor task', (room, line) => {
    const play = tired(room)
    const before = gold(play)
    play.type('Ann', `say ${line}`)
    expect(gold(play)).toEqual(before)
    expect(play.broken).toEqual([])
  })
})

const beds = [
  'rent',
  'RENT!',
  'rent a bed',
  'maud, rent a bed please',
  'rent me a room for the night',
  "I'd like a bed",
  'I would like to rent a room',
  'I want a bed for the night',
  'give me a bed, please',
  "I'll take the bed",
  'I will take a room',
  'let me rent a bed',
  'book a room',
  'hello maud, rent a bed for tonight',
  'please, give me a room',
]
const rats = [
  'rats',
  'RATS!',
  'nan, rats',
  'the rats, please',
  "I'll do the rats",
  'I will take the rats',
  'rats it is',
  'I accept the rats',
  "yes, rats, I'll help",
  'hello nan, the rats please',
]
const thimbles = [
  'thimble',
  'the silver thimble',
  "I'll take the thimble",
  'granny, thimble',
  'THIMBLE',
]

describe('an order', () => {
  it.each(beds)('“%s” is paid once', (line) => {
    const play = tired('saltmere.common-room')
    play.type('Ann', `say ${line}`)
    expect(gold(play)?.gold).toBe(188)
  })

  it.each(rats)('“%s” begins the task', (line) => {
    const play = tired('saltmere.kitchen')
    play.type('Ann', `say ${line}`)
    expect(gold(play)?.quests).toContain('saltmere.rats')
  })

  it.each(thimbles)('“%s” begins the task', (line) => {
    const play = tired('saltmere.net-corner')
    play.type('Ann', `say ${line}`)
    expect(gold(play)?.quests).toContain('saltmere.thimble')
  })
})

describe('an offer', () => {
  it('of a bed is asked for, agreed to, and paid once', () => {
    const play = tired('saltmere.common-room')
    expect(play.type('Ann', 'say how much is a bed?').read('Ann').join()).toMatch(/twelve|12/i)
    play.type('Ann', 'say yes')
    expect(gold(play)?.gold).toBe(188)
    play.type('Ann', 'say yes')
    expect(gold(play)?.gold).toBe(188)
  })

  it('is over after a minute', () => {
    const play = tired('saltmere.common-room')
    play.type('Ann', 'say how much is a bed?')
    play.beat += 260
    play.type('Ann', 'say yes')
    expect(gold(play)?.gold).toBe(200)
  })

  it('of a task is agreed to with a yes, and said once', () => {
    const play = tired('saltmere.kitchen')
    const asked = play.type('Ann', 'ask nan are there rats in the cellar?').read('Ann')
    expect(asked.filter((line) => line.includes('Four of the big ones'))).toHaveLength(1)
    play.type('Ann', 'say yes')
    expect(gold(play)?.quests).toContain('saltmere.rats')
  })

  it('is made once: who has taken the task is not asked to take it', () => {
    const play = tired('saltmere.kitchen')
    const taken = play.type('Ann', 'say rats').read('Ann')
    expect(taken.filter((line) => line.startsWith('Nan'))).toHaveLength(1)
    play.beat += 1
    const again = play.type('Ann', 'say rats').read('Ann')
    expect(again.filter((line) => line.startsWith('Nan'))).toEqual([
      expect.stringContaining('You have that in hand already.'),
    ])
    expect(again.join()).toContain('You are already at it')
  })
})

describe('a word in a sentence', () => {
  it.each([
    [
      'saltmere.common-room',
      'my brother works on a ship, what do you make of that?',
      'Nan has rats',
    ],
    ['saltmere.common-room', 'I lost my lantern in the fen', "It's to be lit"],
    ['saltmere.common-room', 'tell me the rest of the story', 'clean sheets'],
  ])('in %s “%s” is not answered with “%s”', (room, line, reply) => {
    const play = tired(room)
    expect(play.type('Ann', `say maud, ${line}`).read('Ann').join()).not.toContain(reply)
  })
})

it('a task that is under way or done is spoken of, and not offered again', () => {
  const play = tired('saltmere.kitchen')
  play.type('Ann', 'say rats')
  const begun = gold(play)
  play.beat += 1
  expect(play.type('Ann', 'say nan, the rats please').read('Ann').join()).toContain(
    'You have that in hand already.',
  )
  expect(gold(play)).toEqual(begun)
  const state = { step: -1, count: 0, done: 1 }
  play.world.patch('ann', { quests: { [begun?.quests[0] ?? '']: state } })
  expect(play.type('Ann', 'say nan, the rats please').read('Ann').join()).toContain('That is done')
})
