/**
 * Passwords: argon2id with the parameters OWASP asks for at least (19 MiB, 2 passes, 1 lane),
 * computed on the thread pool and two at a time, so that fifty sign-ins do not stall a gateway.
 */
import { hash, verify } from '@node-rs/argon2'
import { bulkhead } from 'cockatiel'

// 2 is the library's number for argon2id; its own enum is a `const enum`, which type stripping lacks.
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const twoAtATime = bulkhead(2, 200)

export async function hashPassword(password: string): Promise<string> {
  return twoAtATime.execute(() => hash(password.normalize('NFC'), argon2id))
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
    matches ||= await twoAtATime.execute(() => verify(against, readable ? form : ''))
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

/** Why a password is not good enough, in words, or null. */
export function passwordProblem(password: string): string | null {
  const problem = unreadable(password)
  if (problem) return problem
  if (password.length < 8) return 'A password needs at least 8 characters.'
  return password.length > unitsMax ? 'A password may have at most 200 characters.' : null
}
