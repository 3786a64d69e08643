import { describe, expect, test } from 'vitest'
import {
  createLoginDialogue,
  type DialogueStep,
} from '../../../../server/edge/telnet/login-dialogue.ts'
import { lobbyOf } from './small-world.ts'

const accounts = new Map([['Ada', 'lovelace']])
const lobby = {
  ...lobbyOf({ accounts }),
  find: async (name: string) =>
    name === 'x1'
      ? { known: false as const, why: 'A name is made of letters only.' }
      : { known: accounts.has(name) },
}

/** Types the lines; gives what was said and asked last, or what is to be done. */
async function typed(...lines: string[]): Promise<Omit<DialogueStep, 'later'>> {
  const dialogue = createLoginDialogue(['new', 'guest'])
  let step = dialogue.begin()
  for (const line of lines) {
    step = dialogue.answer(line)
    if (step.later) step = await step.later(lobby)
  }
  return step
}

const askName = 'Your name (or "new", or "guest"): '
const nobody = 'Nobody here is called {player}Bran{/}.'
const askNew = 'Shall that be your name? (yes, no): '
const [choose, again] = ['Choose a password: ', 'Once more, to be sure: ']

describe('the sign-in dialogue', () => {
  test.each<[string, string[], DialogueStep]>([
    ['asks a known name for its password', ['Ada'], { ask: 'Password: ', isSecret: true }],
    ['says that nobody is called so', ['Bran'], { say: nobody, ask: askNew }],
    ['takes a no', ['Bran', 'no'], { ask: askName }],
    ['takes an empty line for a no', ['Bran', ''], { ask: askName }],
    [
      'does not take a password for an answer',
      ['Bran', 'tide and timber'],
      { say: 'Please answer yes or no.', ask: askNew },
    ],
    [
      'goes on to a password under that name',
      ['Bran', 'y'],
      { say: 'Welcome, {player}Bran{/}.', ask: choose, isSecret: true },
    ],
    [
      'asks a good password again',
      ['Bran', 'YES', 'tide and timber'],
      { ask: again, isSecret: true },
    ],
    [
      'makes the character',
      ['Bran', 'yes', 'tide and timber', 'tide and timber'],
      { frame: { t: 'register', name: 'Bran', password: 'tide and timber' } },
    ],
    [
      'refuses a short password where it is chosen',
      ['new', 'Bran', 'short'],
      { say: '{danger}A password needs at least 8 characters.{/}', ask: choose, isSecret: true },
    ],
    [
      'says why nobody may have a name',
      ['x1'],
      { say: 'Nobody here is called {player}x1{/}. A name is made of letters only.', ask: askName },
    ],
    ['says who is there', ['who'], { say: 'In the world: {player}Ada{/}.', ask: askName }],
    ['is crawled as a crawler asks', ['MSSP-REQUEST'], { isCrawl: true, ask: askName }],
    [
      'leaves the one-liners as they are',
      ['create Bran short'],
      { frame: { t: 'register', name: 'Bran', password: 'short' } },
    ],
  ])('%s', async (_what, lines, step) => {
    expect(await typed(...lines)).toEqual(step)
  })

  test('a common password is refused at once', async () => {
    expect((await typed('new', 'Bran', 'password1')).ask).toBe(choose)
  })

  test('counts those who are not named, and says when nobody is there or nothing is known', async () => {
    const told = async (who: Awaited<ReturnType<typeof lobby.who>>) =>
      (
        await createLoginDialogue([])
          .answer('who')
          .later?.({ ...lobby, who: async () => who })
      )?.say
    expect(await told({ names: ['Ada', 'Bo'], count: 5 })).toBe(
      'In the world: {player}Ada{/}, {player}Bo{/} and 3 more.',
    )
    expect(await told({ names: [], count: 0 })).toBe('Nobody is in the world just now.')
    expect(await told(null)).toBe('That cannot be said just now.')
  })

  test('looks up so much and no more: then a name counts as known', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => (index % 2 ? 'no' : 'Bran'))
    const names = [...lines, ...lines]
    expect((await typed(...names, 'Bran')).ask).toBe('Password: ')
    expect((await typed(...names, 'who')).say).toBe('You have asked often enough.')
  })

  test('says to those whose password is wrong what newcomers type', () => {
    const dialogue = createLoginDialogue([])
    expect(dialogue.refused('No.', 'bad-credentials').say).toBe(
      '{danger}No.{/} If you are new here, type “new”.',
    )
    expect(dialogue.refused('No.', 'banned').say).toBe('{danger}No.{/}')
  })
})
