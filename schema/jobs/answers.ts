/**
 * What may come back from a worker, per kind. Nullable instead of optional: structured output of
 * the OpenAI kind demands that every property is listed as required.
 */
import { z } from 'zod'
import { moods } from './payloads.ts'

/** Longer prose is cut off by nobody: it is refused, and the scripted narrator speaks instead. */
export const proseCharactersMax = 600

const prose = z.string().trim().min(1).max(proseCharactersMax)
const shortProse = z.string().trim().min(1).max(240)
const choice = z.string().min(1).max(48)
const importance = z.int().min(0).max(100)

const narration = z.strictObject({ text: prose })

export const answerSchemas = {
  'narrate-room': narration,
  'narrate-combat': narration,
  'narrate-phase': narration,
  'npc-reply': z.strictObject({
    say: prose,
    emote: shortProse.nullable().default(null),
    mood: z.enum(moods).nullable().default(null),
    /** One thing about this talk worth keeping; it belongs to the speaker alone. */
    remember: z.strictObject({ text: shortProse, importance }).nullable().default(null),
  }),
  'npc-plan': z.strictObject({
    actions: z
      .array(z.strictObject({ option: choice, text: shortProse }))
      .min(1)
      .max(6),
  }),
  'npc-reaction': z.strictObject({
    option: choice,
    say: shortProse.nullable().default(null),
    emote: shortProse.nullable().default(null),
  }),
  'social-bundle': z.strictObject({
    gossip: z.array(shortProse).min(1).max(6),
    reputation: z
      .array(
        z.strictObject({
          id: z.string().max(96),
          word: z.enum(['unknown', 'liked', 'trusted', 'doubted', 'feared']),
        }),
      )
      .max(20)
      .default([]),
  }),
  canon: z.strictObject({ text: prose, references: z.array(shortProse).max(6).default([]) }),
  'summarise-memory': z.strictObject({ summary: prose, importance }),
  pregenerate: z.strictObject({
    replies: z
      .array(z.strictObject({ question: z.string().min(1).max(160), say: prose }))
      .min(1)
      .max(12),
  }),
} as const

export type AnswerOf<K extends keyof typeof answerSchemas> = z.infer<(typeof answerSchemas)[K]>
