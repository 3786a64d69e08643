/**
 * What a mobile knows that may be said to one listener. The prompt, the answer check and the scripted
 * teller read the same facts. What the listener has not won is not in it, so nobody can talk it out of
 * a model.
 */
import { z } from 'zod'
import { line } from './views.ts'

const short = z.string().max(120)

/** How somebody puts data into words. */
const manner = z.strictObject({
  temper: z.string().max(24),
  /** What it calls everybody. */
  address: z.string().max(40).optional(),
  /** Speaks in as few words as there are. */
  terse: z.boolean().default(false),
  /** Speaks in capitals. */
  shout: z.boolean().default(false),
  /** Sentences with which it begins now and then. */
  openings: z.array(z.string().max(60)).max(6).optional(),
})
export type Manner = z.infer<typeof manner>

export const factsMax = 80

const fact = z.strictObject({
  /** What it is about: `exit:south`, `ware:saltmere.rum`, `person:saltmere.nan`. */
  id: short,
  /** One sentence about what is so. */
  text: z.string().min(1).max(400),
  /** The author's words in the mobile's mouth, or the datum alone. */
  own: z.string().max(600).optional(),
  /** Words by which it is found. */
  about: z.array(z.string().max(40)).max(16).default([]),
})
export type Fact = z.infer<typeof fact>

/** Whether a fact is what the listener itself has told: words of a player, for that player's ears alone. */
export const isTold = ({ id }: Pick<Fact, 'id'>): boolean => id.startsWith('told:')

export const dossier = z.strictObject({
  manner,
  facts: z.array(fact).max(factsMax),
  /** Its latest lines to this listener, oldest first. */
  said: z.array(line).max(12).default([]),
  /** The hour of the world, 0 to 23. */
  hour: z.int().min(0).max(23),
})
export type Dossier = z.infer<typeof dossier>
