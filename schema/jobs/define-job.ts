/**
 * The declaration of a kind of job, as far as the world, the bus and the workers share it. The key it
 * has in its record is the kind's name. How workers do the job stands in `workers/jobs/`, what the
 * world makes of the answer in `handlers/answers/`; both are records over all kinds, so a kind that
 * is missing in either does not compile.
 */
import type { z } from 'zod'
import type { Lane } from '../subjects.ts'

export interface JobDeclaration {
  /** First character of the ids of its jobs. Ids are stored: a letter is never changed or given twice. */
  readonly letter: string
  readonly lane: Lane
  /** World beats after which rules answer in the worker's place; null when nobody waits. */
  readonly fallbackBeats: number | null
  /** World beats after which an answer is refused because it comes too late. */
  readonly staleBeats: number
  /** What the worker is told: ids, and the part of the scene that the answer may mention. */
  readonly payload: z.ZodObject
  /**
   * What may come back. Properties are nullable instead of optional, because structured output of
   * OpenAI-compatible endpoints wants every property listed as required.
   */
  readonly answer: z.ZodObject
}

/** Declares a kind of job; the result keeps the exact types of payload and answer. */
export function defineJob<const D extends JobDeclaration>(declaration: D): D {
  return declaration
}
