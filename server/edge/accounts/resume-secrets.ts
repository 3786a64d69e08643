/**
 * Secrets that resume sessions. Each carries how often its session had been resumed before, proven with
 * the master key. So a store that has lost the last minutes and knows only an earlier secret takes a later
 * one (RELIABILITY 3.1), while one that was used long ago stays refused.
 *
 *   <count in base 36>-<chance>-<proof>
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../../schema/db/tables.ts'
import { masterKey } from '../../persons/master-key.ts'
import { randomId, randomSecret } from '../../platform/ambient.ts'
import { digestOf } from './digest.ts'

/** No two secrets are the same, so one that got lost on its way ends when the next one is made. */
const chanceLength = 8
/** A guest's token holds the secret and has to fit into a header and a cookie. */
const proofBytes = 16

/** A new secret after `count` resumes; one that nobody can count where there is no master key. */
export function resumeSecret(session: string, count: number): string {
  const counted = `${count.toString(36)}-${randomId(chanceLength)}`
  const proof = proofOf(session, counted)
  return proof ? `${counted}-${proof}` : randomSecret()
}

/** How many resumes came before this secret was made; -1 when it does not prove it. */
export function resumesBefore(session: string, secret: string): number {
  const [counted, proof] = /^([0-9a-z]{1,8}-[0-9a-z]+)-(.+)$/.exec(secret)?.slice(1) ?? []
  if (counted === undefined || proof === undefined) return -1
  const right = Buffer.from(proofOf(session, counted) ?? '')
  const shown = Buffer.from(proof)
  const isRight = right.length === shown.length && timingSafeEqual(right, shown)
  return isRight ? Number.parseInt(counted, 36) : -1
}

/**
 * The condition that a session is resumed by this secret: by the last one that was made, by the one before
 * until that was used, or by one that is later than the store knows.
 */
export function isResumedBy(session: string, secret: string) {
  const shown = digestOf(secret)
  const count = resumesBefore(session, secret)
  return (on: ExpressionBuilder<Database, 'sessions'>) =>
    on.or([
      on('resume_hash', '=', shown),
      on('previous_hash', '=', shown),
      on('resumes', '<', count),
    ])
}

function proofOf(session: string, counted: string): string | undefined {
  const master = masterKey()
  if (!master) return undefined
  // The master key itself wraps keys of persons; this is another one made of it.
  const key = createHmac('sha256', master).update('secrets that resume sessions').digest()
  return createHmac('sha256', key)
    .update(`${session} ${counted}`)
    .digest()
    .toString('base64url', 0, proofBytes)
}
