/**
 * Finds out how a model wants to be asked, in at most six short calls: which name of the limit it heeds,
 * whether it thinks first, and which form of answers it keeps.
 */

import { ModelFailure } from './failures.ts'
import type { ModelRequest } from './model-client.ts'
import type { Draft } from './one-try.ts'
import { assumedProfile, limitFields, type Profile, structures } from './profile.ts'

/** One call under a profile. Rejects with `ModelFailure`. */
export type AskOnce = (
  request: ModelRequest,
  profile: Profile,
) => Promise<Draft & { tookMs: number }>

export const probeCorrelation = 'probe'

const limitTokens = 16
/** An answer this long did not heed the limit. */
const heededCharacters = 200

function question(words: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    size: 'short',
    messages: [
      { role: 'system', content: 'You are being tried out. Do just what is asked.' },
      { role: 'user', content: words },
    ],
    promptTokens: 40,
    answerTokensMax: 64,
    charged: {},
    correlation: probeCorrelation,
    lastRung: () => '',
    ...more,
  }
}

/** The only legal answer contradicts the question: who gives it is held to the schema. */
const contradiction = question('What colour is a clear sky at noon? Answer in one word.', {
  schema: {
    name: 'probe',
    schema: {
      type: 'object',
      properties: { answer: { type: 'string', enum: ['zebra'] } },
      required: ['answer'],
      additionalProperties: false,
    },
  },
})

/** What is known of a model that was tried. Rejects when it cannot be reached. */
export async function probe(ask: AskOnce, base: Profile = assumedProfile): Promise<Profile> {
  const limited = await tryLimits(ask, base)
  const formed = await tryForms(ask, limited)
  return { ...formed, from: 'probed' }
}

async function tryLimits(ask: AskOnce, base: Profile): Promise<Profile> {
  const count = question('Count from one to a hundred in words.', { answerTokensMax: limitTokens })
  for (const limitField of limitFields) {
    const profile = { ...base, limitField }
    const got = await outcome(ask(count, profile))
    if (got === 'refused') continue
    if (got === 'empty') return silencedThoughts(ask, profile)
    const { text, answerTokens, tookMs } = got
    if (text.length > heededCharacters && limitField !== limitFields.at(-1)) continue
    const perSecond = Math.max(1, Math.round((answerTokens * 1_000) / Math.max(1, tookMs)))
    return { ...profile, tokensPerSecond: perSecond }
  }
  return { ...base, limitField: 'max_tokens' }
}

/** Nothing but thoughts came: most can be told not to think. */
async function silencedThoughts(ask: AskOnce, profile: Profile): Promise<Profile> {
  const off: Profile = { ...profile, thinking: 'off' }
  const got = await outcome(ask(question('Say yes.', { answerTokensMax: limitTokens }), off))
  return typeof got === 'object' ? off : { ...profile, thinking: 'unavoidable' }
}

async function tryForms(ask: AskOnce, base: Profile): Promise<Profile> {
  for (const structured of structures) {
    if (structured === 'text') break
    const got = await outcome(ask(contradiction, { ...base, structured }))
    if (typeof got !== 'object') continue
    const answer = answerIn(got.text)
    if (structured === 'json_schema' && answer === 'zebra') {
      return { ...base, structured, enforced: true }
    }
    if (structured === 'json_object' && answer !== undefined) {
      return { ...base, structured, enforced: false }
    }
  }
  return { ...base, structured: 'text', enforced: false }
}

function answerIn(text: string): unknown {
  try {
    const read: unknown = JSON.parse(text)
    return read !== null && typeof read === 'object' ? Reflect.get(read, 'answer') : undefined
  } catch {
    // Foreign data: it is no JSON.
    return undefined
  }
}

async function outcome<T>(call: Promise<T>): Promise<T | 'refused' | 'empty'> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ModelFailure && error.kind === 'bad-request') return 'refused'
    if (error instanceof ModelFailure && error.kind === 'empty') return 'empty'
    throw error
  }
}
