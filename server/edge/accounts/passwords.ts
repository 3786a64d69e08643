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
  return twoAtATime.execute(() => hash(password, argon2id))
}

let decoy: Promise<string> | undefined

/** Compares; a missing hash costs the same work, so that unknown names cannot be told by time. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('the password of nobody at all')
  const against = stored ?? (await decoy)
  const matches = await twoAtATime.execute(() => verify(against, password))
  return stored !== null && matches
}

/** Why a password is not good enough, in words, or null. */
export function passwordProblem(password: string): string | null {
  if (password.length < 8) return 'A password needs at least 8 characters.'
  return password.length > 200 ? 'A password may have at most 200 characters.' : null
}
