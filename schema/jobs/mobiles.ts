/** Jobs that find the words and choices of one mobile. */
import { z } from 'zod'
import { defineJob } from './define-job.ts'
import { dossier } from './dossier.ts'
import {
  choice,
  conflictView,
  id,
  importance,
  label,
  line,
  moods,
  npcView,
  option,
  personView,
  prose,
  said,
  sceneView,
  shortProse,
} from './views.ts'

export const mobileJobs = {
  'npc-reply': defineJob({
    letter: 'd',
    lane: 'talk',
    fallbackBeats: 40,
    staleBeats: 40,
    payload: z.strictObject({
      scene: sceneView,
      npc: npcView,
      speaker: z.strictObject({ id, name: label }),
      line: said,
      /** A private talk has the smaller history budget, and its memories stay with the speaker. */
      private: z.boolean(),
      history: z
        .array(z.strictObject({ by: z.enum(['npc', 'player']), text: said }))
        .max(24)
        .default([]),
      conflicts: z.array(conflictView).max(4).default([]),
      canonVersion: z.int().min(0).default(0),
      /** What the mobile knows that may be said to this speaker; absent in jobs of older ticks. */
      dossier: dossier.optional(),
      /** The words by which the mobile is called. */
      called: z.array(z.string().max(40)).max(16).default([]),
      fallback: z.array(line).max(8).default([]),
    }),
    answer: z.strictObject({
      say: prose,
      emote: shortProse.nullable().default(null),
      mood: z.enum(moods).nullable().default(null),
      /** One thing about this talk worth keeping; it belongs to the speaker alone. */
      remember: z.strictObject({ text: shortProse, importance }).nullable().default(null),
    }),
  }),
  'npc-plan': defineJob({
    letter: 'e',
    lane: 'ambient',
    fallbackBeats: null,
    staleBeats: 480,
    payload: z.strictObject({
      scene: sceneView,
      npc: npcView,
      options: z.array(option).min(1).max(12),
      wanted: z.int().min(1).max(6),
    }),
    answer: z.strictObject({
      actions: z
        .array(z.strictObject({ option: choice, text: shortProse }))
        .min(1)
        .max(6),
    }),
  }),
  'npc-reaction': defineJob({
    letter: 'f',
    lane: 'reaction',
    fallbackBeats: 24,
    staleBeats: 24,
    payload: z.strictObject({
      scene: sceneView,
      npc: npcView,
      cause: z.strictObject({ kind: z.string().max(48), by: personView, text: line }),
      options: z.array(option).min(1).max(12),
    }),
    answer: z.strictObject({
      option: choice,
      say: shortProse.nullable().default(null),
      emote: shortProse.nullable().default(null),
    }),
  }),
}
