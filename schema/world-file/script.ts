/** Scripts: what happens when something happens, on a room, an item, a mobile or a whole zone. */

import { z } from 'zod'
import { compile, sourceMax } from '../scripts/compile.ts'
import { action } from './action.ts'
import {
  asList,
  beats,
  direction,
  hour,
  importedFrom,
  keywords,
  line,
  percent,
  plainId,
  prose,
  reference,
  strict,
  whole,
} from './common.ts'
import * as help from './help/script.ts'

/** What a script may be asked about before it happens, and so may forbid. */
export const deeds = [
  'enters',
  'leaves',
  'says',
  'emotes',
  'takes',
  'drops',
  'puts',
  'gives',
  'wears',
  'removes',
  'uses',
  'opens',
  'closes',
  'locks',
  'unlocks',
  'attacked',
  'skill',
] as const
export type ScriptDeed = (typeof deeds)[number]

/** What begins a script. */
export const occasions = [
  ...deeds,
  'arrives',
  'hurt',
  'below',
  'kills',
  'dies',
  'loads',
  'reset',
  'weather',
  'taken',
  'step',
  'done',
  'dropped',
  'every',
  'hour',
  'verb',
] as const
export type Occasion = (typeof occasions)[number]

/** A word that players type: plain letters only, so that none looks like another. */
const verbWord = z
  .string()
  .regex(/^[a-z]{2,20}$/, 'expected one word of 2 to 20 plain small letters, such as pull')

const step = strict(
  {
    as: line.optional(),
    type: line.optional(),
    wait: whole(0, 7200).optional(),
    reads: z.preprocess(asList, z.array(line)).default([]),
    hides: z.preprocess(asList, z.array(line)).default([]),
    event: line.optional(),
  },
  help.step,
)

const test = strict(
  {
    name: line,
    hour: hour.optional(),
    room: reference.optional(),
    carries: z.array(reference).default([]),
    skills: z.record(plainId, percent).default({}),
    gold: whole(0, 1_000_000).default(0),
    steps: z.array(step).min(1, 'expected at least one step'),
  },
  help.test,
)

/** The source of a script: compiled when it is saved, so that what is stored can always run. */
export const source = z
  .string()
  .max(sourceMax)
  .superRefine((text, context) => {
    const compiled = compile(text)
    if (compiled.ok) return
    for (const { line: at, column, message } of compiled.problems) {
      context.addIssue({ code: 'custom', message: `line ${at}, column ${column}: ${message}` })
    }
  })

export const scriptBody = strict(
  {
    lang: z.literal(1).default(1),
    about: prose.optional(),
    room: reference.optional(),
    item: reference.optional(),
    mobile: reference.optional(),
    on: z.enum(occasions),
    before: z.boolean().default(false),
    by: z.enum(['players', 'anybody', 'self']).default('players'),
    with: reference.optional(),
    words: keywords.optional(),
    social: plainId.optional(),
    way: direction.optional(),
    percent: percent.optional(),
    every: whole(1, 86_400).optional(),
    hours: z.preprocess(asList, z.array(hour)).optional(),
    verb: verbWord.optional(),
    what: keywords.default([]),
    quest: reference.optional(),
    secret: z.boolean().default(false),
    chance: percent.default(100),
    cooldownBeats: beats.default(0),
    once: z.boolean().default(false),
    many: z.boolean().default(false),
    ifBroken: z.enum(['allow', 'deny']).default('allow'),
    off: z.boolean().default(false),
    do: z.union([source, z.preprocess(asList, z.array(action).min(1))]),
    tests: z.array(test).default([]),
    ...importedFrom,
  },
  help.script,
).superRefine((script, context) => {
  const holders = [script.room, script.item, script.mobile].filter(Boolean)
  const lacks = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: [path], message })
  }
  const { on, before, verb, every, hours, percent: part } = script
  if (holders.length > 1) lacks('room', 'expected one of room, item or mobile; none for the zone')
  if (on === 'verb' && verb === undefined) lacks('verb', 'expected the word to type')
  if (on === 'every' && every === undefined) lacks('every', 'expected seconds')
  if (on === 'hour' && hours === undefined) lacks('hours', 'expected hours, such as [21]')
  if (on === 'below' && part === undefined) lacks('percent', 'expected a percentage')
  if (before && !deeds.some((one) => one === on)) {
    lacks('before', `only these can be forbidden: ${deeds.join(', ')}`)
  }
})

/**
 * A script. `do` is its source, or a list of actions; `with` is the item that a deed is about, `way`
 * the direction. `every` are seconds of world time, `percent` the part of health that has to be lost
 * to, `hours` the hours at whose beginning it runs. Without a room, item or mobile it is the zone's.
 */
export type Script = z.infer<typeof scriptBody> & { id: string; zone: string }
export type ScriptTest = z.infer<typeof test>
