/**
 * Character cards of the V1, V2 and V3 formats, as JSON or inside a PNG. A card comes from a stranger: every
 * length is bounded, and what is not understood is left out. The formats are described at
 * github.com/malfoyslastname/character-card-spec-v2 and github.com/kwaroran/character-card-spec-v3.
 */
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** Larger files are no cards; their pictures have some megabytes. */
export const cardBytesMax = 32 * 1024 * 1024
const jsonBytesMax = 2 * 1024 * 1024

const text = z
  .string()
  .catch('')
  .transform((given) => given.slice(0, 20_000))
const texts = z
  .array(z.unknown())
  .catch([])
  .transform((given) => given.slice(0, 40).filter((one) => typeof one === 'string'))

const entry = z.object({
  keys: texts,
  content: text,
  enabled: z.boolean().catch(true),
})

const body = z.object({
  name: z.string().trim().min(1),
  description: text,
  personality: text,
  first_mes: text,
  mes_example: text,
  alternate_greetings: texts,
  creator: text,
  character_book: z
    .object({ entries: z.array(z.unknown()).catch([]) })
    .catch({ entries: [] })
    .transform(({ entries }) =>
      entries.slice(0, 200).flatMap((one) => entry.safeParse(one).data ?? []),
    ),
})
export type Card = z.infer<typeof body>

/** The card in a file. Throws an error that says what is wrong with it. */
export function readCard(bytes: Buffer): Card {
  if (bytes.length > cardBytesMax) throw new Error('the file is too large to be a card')
  const json = isPng(bytes) ? jsonInPng(bytes) : bytes
  if (json.length > jsonBytesMax) throw new Error('the card holds more text than a card may')
  const given = parsed(json.toString('utf8'))
  const inner = z.object({ data: z.record(z.string(), z.unknown()) }).safeParse(given)
  const read = body.safeParse(inner.success ? inner.data.data : given)
  if (!read.success) throw new Error('it is no character card: it has no name')
  return read.data
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new Error('it is neither JSON nor a PNG with a card in it', { cause: error })
  }
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const isPng = (bytes: Buffer) => bytes.subarray(0, 8).equals(signature)

/** Newer cards carry their text twice: the newer format wins. */
const keywords = ['ccv3', 'chara'] as const

function jsonInPng(bytes: Buffer): Buffer {
  const found = new Map<string, Buffer>()
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw new Error('the picture breaks off')
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'tEXt') {
      if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) {
        throw new Error('the picture is damaged')
      }
      const zero = bytes.indexOf(0, at + 8)
      if (zero > 0 && zero < end) {
        found.set(bytes.toString('latin1', at + 8, zero), bytes.subarray(zero + 1, end))
      }
    }
    if (type === 'IEND') break
    at = end + 4
  }
  const base64 = keywords.map((word) => found.get(word)).find((one) => one !== undefined)
  if (!base64) throw new Error('there is no card in this picture')
  if (base64.length > jsonBytesMax * 2) throw new Error('the card holds more text than a card may')
  return Buffer.from(base64.toString('latin1'), 'base64')
}
