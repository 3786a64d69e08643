/** Secrets are stored as digests only, so that a stolen table opens nothing. */
import { hash } from 'node:crypto'

/** SHA-256 of a secret of at least 160 random bits; not for passwords, which need a slow hash. */
export function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}
