/**
 * The questions by which a text player signs in, makes a character or comes as a guest. Pure: lines
 * in, steps out. `connect <name> <password>` and `create <name> <password>` work at the first
 * question, for clients that send them by themselves.
 */

import type { ClientFrame } from '../../../schema/frames/client.ts'
import { escapeMarkup } from '../../../schema/markup.ts'

export interface DialogueStep {
  /** Said first, with markup. */
  readonly say?: string
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
  readonly refused: (message: string) => DialogueStep
}

type Question = 'name' | 'password' | 'new-name' | 'new-password' | 'new-password-again'

const refusalsMax = 5
export const nameLengthMax = 60
export const passwordLengthMax = 1_000
export const passwordsDiffer = 'These were two different passwords.'

const questions: Readonly<Record<Exclude<Question, 'name'>, DialogueStep>> = {
  password: { ask: 'Password: ', isSecret: true },
  'new-name': { ask: 'By what name shall you be known? ' },
  'new-password': { ask: 'Choose a password: ', isSecret: true },
  'new-password-again': { ask: 'Once more, to be sure: ', isSecret: true },
}

/** `others`: what may be typed in place of a name. Guests are offered only where they are let in. */
export function createLoginDialogue(others: readonly string[]): LoginDialogue {
  const askName = { ask: `Your name (${others.map((word) => `or "${word}"`).join(', ')}): ` }
  let question: Question = 'name'
  let name = ''
  let password = ''
  let refusals = 0

  const askFor = (next: Question, say?: string): DialogueStep => {
    question = next
    return {
      ...(say === undefined ? {} : { say }),
      ...(next === 'name' ? askName : questions[next]),
    }
  }

  const answers: Readonly<Record<Question, (line: string) => DialogueStep>> = {
    name(line) {
      const typed = line.trim()
      const direct = directSignIn(typed)
      if (direct) return { frame: direct }
      if (typed === '') return askFor('name')
      if (typed.toLowerCase() === 'guest') return { frame: { t: 'guest' } }
      if (typed.toLowerCase() === 'new') return askFor('new-name')
      name = typed.slice(0, nameLengthMax)
      return askFor('password')
    },
    password(line) {
      question = 'name'
      if (line === '') return askFor('name')
      return { frame: { t: 'login', name, password: line.slice(0, passwordLengthMax) } }
    },
    'new-name'(line) {
      name = line.trim().slice(0, nameLengthMax)
      if (name === '') return askFor('name')
      return askFor('new-password', `Welcome, {player}${escapeMarkup(name)}{/}.`)
    },
    'new-password'(line) {
      password = line.slice(0, passwordLengthMax)
      return password === '' ? askFor('name') : askFor('new-password-again')
    },
    'new-password-again'(line) {
      if (line !== password) return askFor('new-password', passwordsDiffer)
      question = 'new-name'
      return { frame: { t: 'register', name, password } }
    },
  }

  return {
    begin: () => askFor('name'),
    answer: (line) => answers[question](line),
    refused(message) {
      password = ''
      refusals += 1
      const say = `{danger}${escapeMarkup(message)}{/}`
      return refusals >= refusalsMax ? { say, isOver: true } : askFor(question, say)
    },
  }
}

function directSignIn(line: string): ClientFrame | undefined {
  const [, verb, name, password] = /^(connect|create) (\S{1,60}) (\S{1,1000})$/i.exec(line) ?? []
  if (verb === undefined || name === undefined || password === undefined) return undefined
  return { t: verb.toLowerCase() === 'create' ? 'register' : 'login', name, password }
}
