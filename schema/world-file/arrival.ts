import { z } from 'zod'
import { line, plainId, reference, strict, whole } from './common.ts'
import * as help from './help/arrival.ts'

const lesson = strict(
  {
    id: plainId,
    hint: line,
    /** Verbs that end the lesson when one of them succeeds. */
    by: z.array(z.string().max(40)).default([]),
    /** The room in which it ends: by one of the verbs, or by being there. */
    room: reference.optional(),
    /** It ends when an origin has been chosen. */
    origin: z.literal(true).optional(),
    /** It ends when something has been killed. */
    kill: z.literal(true).optional(),
    /** Lies there from then on, unless one of its kind lies there already. */
    lays: reference.optional(),
  },
  help.lesson,
)

const origin = strict(
  {
    name: line,
    /** Read by whoever chooses it. */
    text: line,
    kit: z.array(reference).default([]),
    /** The word by which the weapon of the kit is wielded. */
    weapon: z.string().max(40),
    skill: plainId.optional(),
    /** How well the skill is known, of 100. */
    proficiency: whole(1, 100).default(10),
  },
  help.origin,
)

/**
 * How newcomers begin: where they may come from, and what they are taught by playing, one lesson after
 * another. A lesson ends by its verbs, in its room where it names one; `{weapon}` in a hint stands for the
 * weapon of the origin. The first origin is that of whoever skips the lessons.
 */
export const arrival = strict(
  {
    origins: z.record(plainId, origin),
    lessons: z.array(lesson).min(1),
    /** Read when the last lesson is over. */
    done: line,
    /** Read by who skips what is left. */
    skipped: line,
  },
  help.arrival,
)

export type Arrival = z.infer<typeof arrival>
export type Lesson = z.infer<typeof lesson>
