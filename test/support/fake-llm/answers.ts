/** Plausible answers without a model: prose picked by a hash of the prompt, JSON grown from the schema. */
import type { ChatRequest } from './send.ts'

const sentences = [
  'Rain ticks against the shutters and somebody laughs too loudly.',
  'The lamp gutters, then steadies itself as if nothing had happened.',
  'A smell of tar and wet rope drifts in from the harbour.',
  'Somewhere below the boards, water shifts its weight.',
  'The talk dips for a moment and then finds its old level.',
  'Dust turns slowly in the one bar of light.',
  'A cup is set down with more care than it deserves.',
  'Outside, a gull complains about the hour.',
  'The fire settles, and the shadows settle with it.',
  'Boots scuff the threshold and think better of it.',
]

/** The same request always gets the same words. */
export function answerFor(request: ChatRequest): string {
  const seed = hashOf(request.messages.map((message) => message.content).join('\n'))
  const schema = request.response_format?.json_schema?.schema
  if (schema) return JSON.stringify(valueFor(schema as Schema, seed, request))
  return proseFor(seed)
}

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minItems?: number
  readonly minimum?: number
}

function valueFor(schema: Schema, seed: number, request: ChatRequest): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[seed % schema.enum.length]
  if (schema.anyOf) return valueFor(schema.anyOf[0] ?? {}, seed, request)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, inner], index) => [
          key,
          valueFor(inner, seed + index * 7, request),
        ]),
      )
    case 'array': {
      const length = Math.max(1, schema.minItems ?? 1)
      return Array.from({ length }, (_, index) =>
        valueFor(schema.items ?? {}, seed + index * 13, request),
      )
    }
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 10)
    case 'string':
      return sentences[seed % sentences.length]
    default:
      return null
  }
}

function proseFor(seed: number): string {
  return [seed, seed >>> 5, seed >>> 11].map((part) => sentences[part % sentences.length]).join(' ')
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
