/**
 * The questions by which a text player signs in, makes a character or comes as a guest: lines in, steps
 * out. `connect <name> <password>` and `create <name> <password>` work at the first question, for clients
 * that send them by themselves; so do `who`, and the request of crawlers that speak no telnet.
 */

import type { ClientFrame } from '../../../schema/frames/client.ts'
import type { RejectCode } from '../../../schema/frames/server.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import type { Lobby, NameFound } from './lobby.ts'

export interface DialogueStep {
  /** Said first, with markup. */
  readonly say?: string
  /** What somebody has to look up; lines wait until it is found and the step after it is done. */
  readonly later?: (lobby: Lobby) => Promise<DialogueStep>
  /** The server's status is asked for, as lines. */
  readonly isCrawl?: boolean
  /** The question to show, plain. Absent while the gateway answers. */
  readonly ask?: string
  /** The next line is secret. */
  readonly isSecret?: boolean
  /** To be done by the session. */
  readonly frame?: ClientFrame
  /** The questions are over; at the door that closes the connection. */
  readonly isOver?: boolean
}

export interface LoginDialogue {
  readonly begin: () => DialogueStep
  readonly answer: (line: string) => DialogueStep
  /** The gateway refused what the dialogue led to. */
  readonly refused: (message: string, code?: RejectCode) => DialogueStep
}

type Question = 'name' | 'password' | 'is-new' | 'new-name' | 'new-password' | 'new-password-again'

const refusalsMax = 5
/** What one connection may look up; after that every name counts as known. */
const lookUpsMax = 12
export const nameLengthMax = 60
export const passwordLengthMax = 1_000
export const passwordsDiffer = 'These were two different passwords.'

const questions: Readonly<Record<Exclude<Question, 'name'>, DialogueStep>> = {
  password: { ask: 'Password: ', isSecret: true },
  'is-new': { ask: 'Shall that be your name? (yes, no): ' },
  'new-name': { ask: 'By what name shall you be known? ' },
  'new-password': { ask: 'Choose a password: ', isSecret: true },
  'new-password-again': { ask: 'Once more, to be sure: ', isSecret: true },
}

/** How far the questions have come. */
interface Asking {
  readonly askName: DialogueStep
  question: Question
  name: string
  password: string
  refusals: number
  lookUps: number
}

/** `others`: what may be typed in place of a name. Guests are offered only where they are let in. */
export function createLoginDialogue(others: readonly string[]): LoginDialogue {
  const asking: Asking = {
    askName: { ask: `Your name (${others.map((word) => `or "${word}"`).join(', ')}): ` },
    question: 'name',
    name: '',
    password: '',
    refusals: 0,
    lookUps: 0,
  }
  return {
    begin: () => askFor(asking, 'name'),
    answer: (line) => answers[asking.question](asking, line),
    refused(message, code) {
      asking.password = ''
      asking.refusals += 1
      const hint = code === 'bad-credentials' ? ' If you are new here, type “new”.' : ''
      const say = `${danger(message)}${hint}`
      return asking.refusals >= refusalsMax
        ? { say, isOver: true }
        : askFor(asking, asking.question, say)
    },
  }
}

function askFor(asking: Asking, next: Question, say?: string): DialogueStep {
  asking.question = next
  return {
    ...(say === undefined ? {} : { say }),
    ...(next === 'name' ? asking.askName : questions[next]),
  }
}

const answers: Readonly<Record<Question, (asking: Asking, line: string) => DialogueStep>> = {
  name: onFirst,
  'is-new'(asking, line) {
    const typed = line.trim()
    if (/^y(es)?$/i.test(typed)) return askFor(asking, 'new-password', welcome(asking))
    if (typed === '' || /^no?$/i.test(typed)) return askFor(asking, 'name')
    return askFor(asking, 'is-new', 'Please answer yes or no.')
  },
  password(asking, line) {
    asking.question = 'name'
    if (line === '') return askFor(asking, 'name')
    const password = line.slice(0, passwordLengthMax)
    return { frame: { t: 'login', name: asking.name, password } }
  },
  'new-name'(asking, line) {
    asking.name = line.trim().slice(0, nameLengthMax)
    if (asking.name === '') return askFor(asking, 'name')
    return askFor(asking, 'new-password', welcome(asking))
  },
  'new-password'(asking, line) {
    if (line === '') return askFor(asking, 'name')
    asking.password = line.slice(0, passwordLengthMax)
    return {
      async later(lobby) {
        const why = await lobby.problemOf(asking.password, asking.name)
        if (why === null) return askFor(asking, 'new-password-again')
        return askFor(asking, 'new-password', danger(why))
      },
    }
  },
  'new-password-again'(asking, line) {
    const { name, password } = asking
    if (line !== password) return askFor(asking, 'new-password', passwordsDiffer)
    asking.question = 'new-name'
    return { frame: { t: 'register', name, password } }
  },
}

function onFirst(asking: Asking, line: string): DialogueStep {
  const typed = line.trim()
  const direct = directSignIn(typed)
  if (direct) return { frame: direct }
  if (typed === '') return askFor(asking, 'name')
  const word = typed.toLowerCase()
  if (word === 'guest') return { frame: { t: 'guest' } }
  if (word === 'new') return askFor(asking, 'new-name')
  if (word === 'mssp-request') return { isCrawl: true, ...askFor(asking, 'name') }
  asking.lookUps += 1
  const mayLookUp = asking.lookUps <= lookUpsMax
  if (word === 'who') {
    if (!mayLookUp) return askFor(asking, 'name', 'You have asked often enough.')
    return { later: async (lobby) => askFor(asking, 'name', whoWords(await lobby.who())) }
  }
  asking.name = typed.slice(0, nameLengthMax)
  if (!mayLookUp) return askFor(asking, 'password')
  return { later: async (lobby) => found(asking, await lobby.find(asking.name)) }
}

function found(asking: Asking, about: NameFound): DialogueStep {
  if (about.known) return askFor(asking, 'password')
  const nobody = `Nobody here is called {player}${escapeMarkup(asking.name)}{/}.`
  if (about.why === undefined) return askFor(asking, 'is-new', nobody)
  return askFor(asking, 'name', `${nobody} ${escapeMarkup(about.why)}`)
}

const welcome = ({ name }: Asking) => `Welcome, {player}${escapeMarkup(name)}{/}.`

export const danger = (message: string) => `{danger}${escapeMarkup(message)}{/}`

function whoWords(present: Awaited<ReturnType<Lobby['who']>>): string {
  if (!present) return 'That cannot be said just now.'
  const { names, count } = present
  if (count === 0) return 'Nobody is in the world just now.'
  const listed = names.map((name) => `{player}${escapeMarkup(name)}{/}`).join(', ')
  const more = count > names.length ? ` and ${count - names.length} more` : ''
  return `In the world: ${listed}${more}.`
}

function directSignIn(line: string): ClientFrame | undefined {
  const [, verb, name, password] = /^(connect|create) (\S{1,60}) (\S{1,1000})$/i.exec(line) ?? []
  if (verb === undefined || name === undefined || password === undefined) return undefined
  return { t: verb.toLowerCase() === 'create' ? 'register' : 'login', name, password }
}
