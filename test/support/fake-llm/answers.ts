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

/** What somebody does, as a gesture of a mobile is written. */
const gestures = [
  'nods slowly.',
  'looks at the fire for a while.',
  'wipes both hands on an apron.',
  'shrugs.',
  'smiles without showing teeth.',
]

/** The same request always gets the same words. `form`: what the answer is held to. */
export function answerFor(request: ChatRequest, form: 'schema' | 'object' | 'free'): string {
  const prompt = request.messages.map((message) => message.content).join('\n')
  const seed = hashOf(prompt)
  const schema = request.response_format?.json_schema?.schema
  if (schema && form === 'schema') return JSON.stringify(valueFor(schema as Schema, seed, request))
  if (prompt.includes('Count from one to a hundred')) return 'one, two, three, '.repeat(100)
  if (prompt.includes('What colour is a clear sky'))
    return form === 'object' ? '{"answer":"blue"}' : 'Blue.'
  const say = sentences[seed % sentences.length]
  if (form === 'object') return JSON.stringify({ say, emote: null, mood: null, remember: null })
  if (prompt.includes('SAY: text'))
    return `SAY: ${say}\nEMOTE: ${gestures[seed % gestures.length]}\nMOOD: none`
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
          key === 'emote'
            ? gestures[(seed + index) % gestures.length]
            : valueFor(inner, seed + index * 7, request),
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
