/**
 * Who a mobile is: how it speaks, what it knows and would tell to whom, what it wants, what its day is like.
 * The dossier, and by it prompts, the check of answers and the scripted teller, read all of it.
 */

import { z } from 'zod'
import { asList, hour, keywords, line, prose, reference, sentence, strict } from './common.ts'
import * as help from './help/persona.ts'

/** How a mobile feels; each temper may have lines of its own. */
export const tempers = [
  'calm',
  'cheerful',
  'wary',
  'gruff',
  'angry',
  'afraid',
  'sad',
  'sly',
] as const

/** Who is told something: anybody, somebody who is known a little and liked, or somebody who is trusted. */
export const shares = ['stranger', 'known', 'trusted'] as const
export type Share = (typeof shares)[number]

const manner = strict(
  {
    /** What it calls people, such as "my lamb"; in some of its sentences, never in all. */
    address: line.max(40).optional(),
    /** Short sentences with which it begins now and then. */
    openings: z.preprocess(asList, z.array(sentence.max(60)).max(6)).default([]),
    /** Answers with the datum alone. */
    terse: z.boolean().default(false),
    /** Speaks in capitals. */
    shout: z.boolean().default(false),
  },
  help.manner,
).describe('how it puts things: address, openings, terse, shout')

const opinion = strict(
  {
    of: reference.optional().describe('the mobile it is about'),
    about: keywords.default([]).describe('words by which the matter is asked for'),
    says: sentence.max(400).describe('what it says of it, in its own words'),
  },
  help.opinion,
).refine(({ of, about }) => of !== undefined || about.length > 0, {
  message: 'expected "of" (a mobile) or "about" (words)',
})

const knowledge = strict(
  {
    about: keywords.refine((words) => words.length > 0, 'expected words by which it is asked for'),
    says: sentence.max(400).describe('what it says, in its own words'),
    share: z.enum(shares).default('stranger').describe('who is told: stranger, known or trusted'),
    needs: strict({ item: reference.optional(), quest: reference.optional() }, help.knowledgeNeeds)
      .prefault({})
      .describe('what else wins it: an item that is shown, or a quest that is done'),
  },
  help.knowledge,
)

const want = strict(
  {
    says: sentence.max(400).describe('what it wants, in its own words'),
    item: reference.optional().describe('the thing it wants, if it can be given'),
  },
  help.want,
)

/** Verbs that a day may consist of: nothing that harms anybody or reaches beyond the room. */
export const dayVerbs = [
  'say',
  'emote',
  'buy',
  'give',
  'get',
  'drop',
  'put',
  'eat',
  'drink',
  'open',
  'close',
  'light',
  'extinguish',
  'wear',
  'remove',
  'sit',
  'rest',
  'stand',
  'look',
] as const

const dayStep = strict(
  {
    at: hour.max(23).describe('the hour at which it sets out'),
    room: reference.optional().describe('where it goes first; where it is unless given'),
    do: z
      .preprocess(asList, z.array(line.max(160)).min(1, 'expected at least one line').max(6))
      .describe('what it does there: lines as a player would type them'),
  },
  help.dayStep,
)
export type DayStep = z.infer<typeof dayStep>

export const persona = strict(
  {
    temper: z.enum(tempers).default('calm'),
    speech: prose,
    facts: z.array(sentence).default([]),
    /** Never told to anybody, and never in a prompt. */
    secrets: z.array(sentence).default([]),
    manner: manner.optional(),
    likes: z
      .preprocess(asList, z.array(line.max(60)).max(8))
      .optional()
      .describe('what pleases it; a gift that answers to one of these words counts double'),
    opinions: z.array(opinion).max(12).optional().describe('what it thinks of people and matters'),
    knows: z.array(knowledge).max(16).optional().describe('what it knows, and who is told'),
    wants: z.array(want).max(4).optional().describe('what it wants'),
    day: z.array(dayStep).max(6).optional().describe('what it does at which hour'),
  },
  help.persona,
)
export type Persona = z.infer<typeof persona>
export type Temper = (typeof tempers)[number]
export type Knowledge = NonNullable<Persona['knows']>[number]
