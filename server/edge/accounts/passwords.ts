/**
 * Passwords: argon2id with the parameters OWASP asks for at least (19 MiB, 2 passes, 1 lane),
 * computed on the thread pool and two at a time, so that fifty sign-ins do not stall a gateway.
 */
import { hash, verify } from '@node-rs/argon2'
import { bulkhead, isBulkheadRejectedError } from 'cockatiel'
import { canonicalName } from '../../../schema/names.ts'
import { RetryableError } from '../../platform/errors.ts'

// 2 is the library's number for argon2id; its own enum is a `const enum`, which type stripping lacks.
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** More people sign in than can wait: no fault of ours, and soon over. */
export class Crowded extends RetryableError {}

/**
 * Makes a function that does what it is given when it is its turn: `most` at once, and no more than
 * `waiting` after them. It throws `Crowded` to whoever comes later.
 */
export function inTurns(most: number, waiting: number) {
  const turns = bulkhead(most, waiting)
  return async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await turns.execute(work)
    } catch (error) {
      if (!isBulkheadRejectedError(error)) throw error
      throw new Crowded('Too many people come in at once. Try again in a moment.')
    }
  }
}

const twoAtATime = inTurns(2, 200)

export async function hashPassword(password: string): Promise<string> {
  return twoAtATime(() => hash(password.normalize('NFC'), argon2id))
}

let decoy: Promise<string> | undefined

/**
 * Compares; a missing hash costs the same work, so that unknown names cannot be told by time. A
 * password is composed first (RFC 8265); hashes from before that rule are of what was typed.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('the password of nobody at all')
  const against = stored ?? (await decoy)
  // Two unreadable passwords look alike, and nobody could have chosen one.
  const readable = unreadable(password) === null && password.length <= unitsMax
  let matches = false
  for (const form of new Set([password.normalize('NFC'), password])) {
    matches ||= await twoAtATime(() => verify(against, readable ? form : ''))
  }
  return stored !== null && readable && matches
}

const unitsMax = 200

/**
 * Why nobody can tell this password from another, in words, or null. Bytes that are no text arrive as
 * the replacement character, whatever they were.
 */
export function unreadable(password: string): string | null {
  if (password.isWellFormed() && !password.includes('\ufffd')) return null
  return 'That password could not be read: it is not UTF-8 text. Set your client to UTF-8, or use plain letters and digits.'
}

/** What is wrong with a new password, as protocol and people say it. */
export interface PasswordProblem {
  readonly code: 'bad-password' | 'weak-password'
  readonly why: string
}

const lengthMin = 8

/** Why somebody who is called `name` may not choose this password, or null. */
export async function passwordProblem(
  password: string,
  name: string,
): Promise<PasswordProblem | null> {
  const unread = unreadable(password)
  if (unread) return { code: 'bad-password', why: unread }
  if (password.length > unitsMax) {
    return { code: 'bad-password', why: 'A password may have at most 200 characters.' }
  }
  const weak = await weakness(password.normalize('NFC').toLowerCase(), canonicalName(name))
  return weak === null ? null : { code: 'weak-password', why: weak }
}

/** Both are compared in small letters; digits around a word that is tried first make it no better. */
async function weakness(password: string, name: string): Promise<string | null> {
  if (password.length < lengthMin) return 'A password needs at least 8 characters.'
  const core = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (core === name) return 'A password must be more than your name. Choose another.'
  if (new Set(password).size < 4) {
    return 'A password needs more different characters. Several words make a good one.'
  }
  const common = await commonPasswords()
  if (common.has(password) || (common.has(core) && core.length > password.length - 4)) {
    return 'That is one of the first passwords that guessers try. Several words make a good one.'
  }
  return null
}

let common: Promise<ReadonlySet<string>> | undefined

/** Some fifty thousand passwords that were used most; read when the first one is chosen. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return common
}
