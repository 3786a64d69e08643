/**
 * Player-written text in a prompt is data. It is cleaned, it loses every character a fence is made
 * of, and it stands between marks whose key nobody outside this process can guess.
 */
import { createHmac } from 'node:crypto'
import { cleanSpeech } from '../../schema/text.ts'
import { randomKey } from '../../server/platform/ambient.ts'

export interface Fence {
  /** The key of this prompt's fences; the prompt announces it. */
  readonly key: string
  /** Wraps lines that are already clean. */
  around(label: string, lines: readonly string[]): string
}

const keyLength = 10
const processSecret = randomKey(32)

/** The fence of one job. The same job has the same key in this process, so a retry is byte-equal. */
export function fenceFor(job: string, secret: Uint8Array = processSecret): Fence {
  const key = createHmac('sha256', secret).update(job).digest('hex').slice(0, keyLength)
  return {
    key,
    around: (label, lines) => `<<${label} ${key}>>\n${lines.join('\n')}\n<<end ${key}>>`,
  }
}

/**
 * One clean line of at most 512 code points that can neither close a fence nor pass for a message
 * role: angle and curly brackets, backticks and pipes become harmless look-alikes.
 */
export function asData(text: string): string {
  return cleanSpeech(text)
    .replaceAll(/[<＜〈《«]/gu, '‹')
    .replaceAll(/[>＞〉》»]/gu, '›')
    .replaceAll('{', '(')
    .replaceAll('}', ')')
    .replaceAll(/[`|]/g, "'")
}
