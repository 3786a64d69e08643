/**
 * How an endpoint wants to be asked: OpenAI-compatible ones differ in what they take, what they ignore
 * without a word, and what they refuse.
 */
import type { ModelRequest } from './model-client.ts'

/** Ways of asking for a shape, strictest first. */
export const structures = ['json_schema', 'json_object', 'text'] as const
export type Structure = (typeof structures)[number]
export const limitFields = ['max_completion_tokens', 'max_tokens'] as const

export interface Profile {
  readonly structured: Structure
  /** What comes back has the shape that was asked for, whatever the model would say. */
  readonly enforced: boolean
  readonly limitField: (typeof limitFields)[number]
  /** `off`: it would think first and is told not to; `unavoidable`: it thinks whatever it is told. */
  readonly thinking: 'none' | 'off' | 'unavoidable'
  /** `assumed` until it was tried. */
  readonly from: 'assumed' | 'probed' | 'set'
  readonly tokensPerSecond?: number
}

/** What the strictest endpoints take: anything else is found out. */
export const assumedProfile: Profile = {
  structured: 'json_schema',
  enforced: true,
  limitField: 'max_completion_tokens',
  thinking: 'none',
  from: 'assumed',
}

/** "json_schema enforced, max_tokens, 41 tokens/s", for operators. */
export function describeProfile(profile: Profile): string {
  const { structured, enforced, limitField, thinking, from, tokensPerSecond } = profile
  return [
    enforced ? `${structured} enforced` : structured,
    limitField,
    ...(thinking === 'none' ? [] : [`thinking ${thinking}`]),
    ...(tokensPerSecond === undefined ? [] : [`${tokensPerSecond} tokens/s`]),
    ...(from === 'probed' ? [] : [from]),
  ].join(', ')
}

/** Why talk with this model is worse than it could be, or undefined. */
export function weaknessOf({ structured, thinking }: Profile): string | undefined {
  if (thinking === 'unavoidable') return 'it thinks aloud before every answer'
  return structured === 'text' ? 'it takes no form of structured answers' : undefined
}

/** Room for thoughts that come first whatever one does. */
const thoughtsFactor = 4

/** What of a request depends on the profile. */
export function formOf({ schema, messages, answerTokensMax }: ModelRequest, profile: Profile) {
  const { structured, limitField, thinking } = profile
  const tokens = thinking === 'unavoidable' ? answerTokensMax * thoughtsFactor : answerTokensMax
  const common = {
    [limitField]: tokens,
    ...(thinking === 'off' ? { reasoning_effort: 'none' as const } : {}),
  }
  const plain = messages.map(({ role, content }) => ({ role, content }))
  if (!schema) return { ...common, messages: plain }
  if (structured === 'json_schema') {
    const json_schema = { ...schema, strict: true }
    return { ...common, messages: plain, response_format: { type: 'json_schema', json_schema } }
  }
  const asked = plain.map(({ role, content }, at) => ({
    role,
    content: at === 0 ? `${content}\n${shapeInWords(schema.schema, structured)}` : content,
  }))
  if (structured === 'text') return { ...common, messages: asked }
  return { ...common, messages: asked, response_format: { type: 'json_object' } }
}

type JsonSchema = Readonly<Record<string, unknown>>

/** The shape of an answer in words. Small models keep lines better than JSON; lists need JSON all the same. */
function shapeInWords(schema: JsonSchema, structured: Structure): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const isFlat = properties.every(([, one]) => !/"type":"array"/.test(JSON.stringify(one)))
  if (structured === 'text' && isFlat) {
    const lines = properties.filter(([, one]) => !/"type":"object"/.test(JSON.stringify(one)))
    return `Answer in lines, each once, and leave out a line you have nothing for:\n${lines
      .map(([name, one]) => `${name.toUpperCase()}: ${typeInWords(one)}`)
      .join('\n')}`
  }
  return `Answer with one JSON object and nothing else: ${JSON.stringify(exampleOf(schema))}`
}

function typeInWords(schema: JsonSchema): string {
  const options = optionsOf(schema)
  if (options.length > 0) return `one of ${options.join(', ')}`
  return /"type":"(?:integer|number)"/.test(JSON.stringify(schema)) ? 'a number' : 'text'
}

/** What stands in for a value: the choices, or its type. */
function exampleOf(schema: JsonSchema): unknown {
  const either = schema['anyOf'] as readonly JsonSchema[] | undefined
  if (either) {
    const [first] = either
    const example = first ? exampleOf(first) : 'text'
    return typeof example === 'string' ? `${example}, or null` : example
  }
  if (schema['type'] === 'object') {
    const inner = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
    return Object.fromEntries(inner.map(([name, one]) => [name, exampleOf(one)]))
  }
  if (schema['type'] === 'array') return [exampleOf((schema['items'] ?? {}) as JsonSchema)]
  return typeInWords(schema)
}

function optionsOf(schema: JsonSchema): readonly string[] {
  const either = (schema['anyOf'] ?? []) as readonly JsonSchema[]
  const own = (schema['enum'] ?? []) as readonly string[]
  return [...own, ...either.flatMap((one) => (one['enum'] ?? []) as readonly string[])]
}
