/** The questions by which a guest keeps the character. Lines in, steps out. An empty line ends it. */
import {
  type DialogueStep,
  danger,
  nameLengthMax,
  passwordLengthMax,
  passwordsDiffer,
} from './login-dialogue.ts'

export interface ClaimDialogue {
  readonly begin: () => DialogueStep
  readonly answer: (line: string) => DialogueStep
  /** The gateway refused the name or the password. */
  readonly refused: (message: string) => DialogueStep
  /** The question that waits for an answer; undefined while the gateway answers. */
  readonly question: () => DialogueStep | undefined
}

/** What somebody types who wants to keep the character, with the name where it is given at once. */
export const claimLine = /^(?:claim|keep|register)(?:\s+(\S{1,60}))?(?:\s+(\S{1,1000}))?$/i

const askName: DialogueStep = { ask: 'By what name shall you be known? ' }
const askPassword: DialogueStep = { ask: 'Choose a password: ', isSecret: true }
const askAgain: DialogueStep = { ask: 'Once more, to be sure: ', isSecret: true }

/** `given`: a name that was typed at once, or nothing. */
export function createClaimDialogue(given = '', secret = ''): ClaimDialogue {
  let name = given
  let password = secret
  let question: DialogueStep | undefined

  const askFor = (next: DialogueStep, say?: string): DialogueStep => {
    question = next
    return say === undefined ? next : { ...next, say }
  }
  const send = (): DialogueStep => {
    question = undefined
    return { frame: { t: 'claim', name, password } }
  }

  return {
    begin: () => (name && password ? send() : askFor(name ? askPassword : askName)),
    answer(line) {
      if (line.trim() === '') return { say: 'You stay a guest for now.', isOver: true }
      if (question === askName) {
        name = line.trim().slice(0, nameLengthMax)
        return askFor(askPassword)
      }
      if (question === askPassword) {
        password = line.slice(0, passwordLengthMax)
        return {
          async later(lobby) {
            const why = await lobby.problemOf(password, name)
            return why === null ? askFor(askAgain) : askFor(askPassword, danger(why))
          },
        }
      }
      return line === password ? send() : askFor(askPassword, passwordsDiffer)
    },
    refused(message) {
      password = ''
      return askFor(askName, danger(message))
    },
    question: () => question,
  }
}
