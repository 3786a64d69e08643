/** How endpoints differ in what they take, ignore and refuse: the fake plays each of them. */
import type { ChatRequest } from './send.ts'

export interface Personality {
  /** A schema is kept to, left out without a word, or refused. */
  readonly schema: 'kept' | 'ignored' | 'refused'
  readonly object: 'kept' | 'ignored' | 'refused'
  /** Names of the limit that are heeded; the other one is ignored or refused. */
  readonly limit: 'both' | 'max_tokens' | 'max_completion_tokens'
  readonly otherLimit: 'ignored' | 'refused'
  /** It thinks first: not at all, unless told not to, or whatever it is told. */
  readonly thinks: 'never' | 'unless-told' | 'always'
}

const openai: Personality = {
  schema: 'kept',
  object: 'kept',
  limit: 'max_completion_tokens',
  otherLimit: 'refused',
  thinks: 'never',
}

/** Endpoints as operators meet them, and some of their troubles. */
export const personalities = {
  openai,
  'llama.cpp': { ...openai, limit: 'max_tokens', otherLimit: 'ignored' },
  'llama.cpp, bad grammar': {
    ...openai,
    schema: 'ignored',
    limit: 'max_tokens',
    otherLimit: 'ignored',
  },
  ollama: { ...openai, limit: 'max_tokens', otherLimit: 'ignored', thinks: 'unless-told' },
  'ollama cloud': {
    schema: 'ignored',
    object: 'ignored',
    limit: 'max_tokens',
    otherLimit: 'ignored',
    thinks: 'never',
  },
  vllm: { ...openai, limit: 'both', otherLimit: 'ignored' },
  'lm studio': { ...openai, object: 'refused', limit: 'max_tokens', otherLimit: 'ignored' },
  'lm studio, no schema': {
    schema: 'refused',
    object: 'refused',
    limit: 'max_tokens',
    otherLimit: 'refused',
    thinks: 'never',
  },
  'objects only': { ...openai, schema: 'refused', limit: 'both', otherLimit: 'ignored' },
  thinker: { ...openai, limit: 'both', otherLimit: 'ignored', thinks: 'always' },
} as const satisfies Readonly<Record<string, Personality>>

export const usualPersonality: Personality = openai

/** What the personality makes of a request: a refusal, or how it is answered. */
export type Reading =
  | { readonly refused: string }
  | {
      readonly refused?: undefined
      readonly form: 'schema' | 'object' | 'free'
      /** Most tokens of an answer. */
      readonly tokensMax: number
      /** Tokens of thoughts that come first. */
      readonly thoughts: number
    }

const thoughtTokens = 200

export function readRequest(request: ChatRequest, one: Personality): Reading {
  const { max_tokens: older, max_completion_tokens: newer, response_format: format } = request
  const heeds = (name: Personality['limit']) => one.limit === 'both' || one.limit === name
  for (const [name, given] of [
    ['max_tokens', older],
    ['max_completion_tokens', newer],
  ] as const) {
    if (given !== undefined && !heeds(name) && one.otherLimit === 'refused') {
      return { refused: `Unsupported parameter: ${name}` }
    }
  }
  const asked =
    format?.type === 'json_schema' ? 'schema' : format?.type === 'json_object' ? 'object' : 'free'
  if (asked !== 'free' && one[asked] === 'refused') {
    return { refused: `response_format ${format?.type} is not supported` }
  }
  const tokensMax =
    (heeds('max_tokens') ? older : undefined) ??
    (heeds('max_completion_tokens') ? newer : undefined) ??
    Number.POSITIVE_INFINITY
  const isQuiet =
    one.thinks === 'never' || (one.thinks === 'unless-told' && request.reasoning_effort === 'none')
  return {
    form: asked !== 'free' && one[asked] === 'kept' ? asked : 'free',
    tokensMax,
    thoughts: isQuiet ? 0 : thoughtTokens,
  }
}
