/** Jobs whose answer is one paragraph for everybody in a room. */
import { z } from 'zod'
import { defineJob } from './define-job.ts'
import { conflictView, line, personView, prose, sceneView } from './views.ts'

const narration = z.strictObject({ text: prose })

export const narrationJobs = {
  'narrate-room': defineJob({
    letter: 'a',
    lane: 'ambient',
    fallbackBeats: null,
    staleBeats: 480,
    payload: z.strictObject({
      scene: sceneView,
      occasion: z.enum(['first-visit', 'happening', 'quiet']),
      happened: z.array(line).max(12),
    }),
    answer: narration,
  }),
  'narrate-combat': defineJob({
    letter: 'b',
    lane: 'reaction',
    fallbackBeats: null,
    staleBeats: 120,
    payload: z.strictObject({
      scene: sceneView,
      attacker: personView,
      defender: personView,
      /** The rounds as the rules decided them, oldest first. */
      blows: z.array(line).max(12),
      outcome: z.enum(['going-on', 'fled', 'slain']),
    }),
    answer: narration,
  }),
  'narrate-phase': defineJob({
    letter: 'c',
    lane: 'reaction',
    fallbackBeats: 60,
    staleBeats: 60,
    payload: z.strictObject({
      scene: sceneView,
      conflict: conflictView,
      from: conflictView.shape.phase,
      /** The world file's own prose for this phase: what the scripted narrator says. */
      fallback: z.string().max(600).optional(),
    }),
    answer: narration,
  }),
}
