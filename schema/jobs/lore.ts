/** Jobs about what is told and remembered: gossip, canon, memories, prepared replies. */
import { z } from 'zod'
import { defineJob } from './define-job.ts'
import {
  conflictView,
  id,
  importance,
  line,
  npcView,
  prose,
  sceneView,
  shortProse,
} from './views.ts'

/** A common question in its normalised form. */
const question = z.string().min(1).max(160)

export const loreJobs = {
  'social-bundle': defineJob({
    letter: 'g',
    lane: 'ambient',
    fallbackBeats: null,
    staleBeats: 480,
    payload: z.strictObject({
      scene: sceneView,
      /** Changes when anyone comes or goes; a bundle for other company is never shown. */
      occupants: z.string().max(64),
      conflicts: z.array(conflictView).max(4).default([]),
    }),
    answer: z.strictObject({
      gossip: z.array(shortProse).min(1).max(6),
    }),
  }),
  canon: defineJob({
    letter: 'h',
    lane: 'maintenance',
    fallbackBeats: null,
    staleBeats: 7_200,
    payload: z.strictObject({
      conflict: conflictView,
      outcome: line,
      tellers: z.array(npcView).max(6).default([]),
    }),
    answer: z.strictObject({ text: prose, references: z.array(shortProse).max(6).default([]) }),
  }),
  'summarise-memory': defineJob({
    letter: 'i',
    lane: 'maintenance',
    fallbackBeats: null,
    // Never: memories that are gone by then are simply not there.
    staleBeats: Number.MAX_SAFE_INTEGER,
    payload: z.strictObject({
      npc: npcView,
      /** Whose private memories these are; null for what the mobile knows of everyone. */
      about: id.nullable(),
      memories: z
        .array(z.strictObject({ id, text: line, importance }))
        .min(2)
        .max(40),
    }),
    answer: z.strictObject({ summary: prose, importance }),
  }),
  pregenerate: defineJob({
    letter: 'j',
    lane: 'maintenance',
    fallbackBeats: null,
    staleBeats: 7_200,
    payload: z.strictObject({
      scene: sceneView,
      npc: npcView,
      questions: z.array(question).min(1).max(12),
      conflicts: z.array(conflictView).max(4).default([]),
      canonVersion: z.int().min(0).default(0),
    }),
    answer: z.strictObject({
      replies: z
        .array(z.strictObject({ question, say: prose }))
        .min(1)
        .max(12),
    }),
  }),
}
