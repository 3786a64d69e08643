/**
 * Words of a person as the log has them: AES-256-GCM under that person's key (NIST SP 800-38D). Deleting
 * the key erases the words, and the log stays as it is.
 *
 * The nonce is made from the key, the place in the log and the words (as in SIV modes, RFC 8452), so
 * the same tick always writes the same bytes and no nonce ever serves two texts. Keys are `KeyObject`s:
 * Node would turn raw bytes into one at every use, which costs several times as much as sealing a line.
 */
import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto'
import type { BeingId } from '../../schema/ids.ts'

/** What is shown when a key is deleted. */
export const erasedWords = '[erased]'

const prefix = 'sealed:v1:'
const nonceBytes = 12
const tagBytes = 16

/** `sealed:v1:<person>:<nonce, tag and cipher text in base64url>` */
const sealedInJson = /"sealed:v1:([a-z0-9]{1,26}):([A-Za-z0-9_-]{38,})"/g

/** Seals a text for a place in the log (`shard.tick.ordinal.field`). */
export function sealText(key: KeyObject, person: BeingId, text: string, place: string): string {
  const nonce = createHmac('sha256', key)
    .update(`${place}\n${text}`)
    .digest()
    .subarray(0, nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(person))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const packed = Buffer.concat([nonce, cipher.getAuthTag(), body])
  return `${prefix}${person}:${packed.toString('base64url')}`
}

function openText(key: KeyObject, person: BeingId, packed: string): string {
  const bytes = Buffer.from(packed, 'base64url')
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(Buffer.from(person))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  const text = decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8')
  return text + decipher.final('utf8')
}

/** True when a JSON text may hold sealed words: cheap enough for every page. */
export function hasSealed(json: string): boolean {
  return json.includes(`"${prefix}`)
}

/** True for a text that looks sealed. */
export function isSealed(text: string): boolean {
  return text.startsWith(prefix)
}

/** Whose words are sealed in a JSON text. */
export function personsIn(json: string): Set<string> {
  return new Set([...json.matchAll(sealedInJson)].map((match) => match[1] ?? ''))
}

/** The JSON text with everything opened for which there is a key, and the rest shown as erased. */
export function openJson(json: string, keyOf: (person: BeingId) => KeyObject | undefined): string {
  return json.replace(sealedInJson, (_all, person: BeingId, packed: string) => {
    const key = keyOf(person)
    return JSON.stringify(key ? openOrErase(key, person, packed) : erasedWords)
  })
}

function openOrErase(key: KeyObject, person: BeingId, packed: string): string {
  try {
    return openText(key, person, packed)
  } catch {
    // It was not sealed by this key: somebody typed what looks sealed, or the bytes were changed.
    return erasedWords
  }
}
