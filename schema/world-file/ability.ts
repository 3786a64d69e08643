import { z } from 'zod'
import {
  appliedEffect,
  asList,
  beats,
  coins,
  dice,
  level,
  line,
  modifiers,
  plainId,
  prose,
  strict,
  vitals,
  whole,
} from './common.ts'
import * as help from './help/ability.ts'

export const effectFlags = [
  'blind',
  'silenced',
  'hidden',
  'slowed',
  'asleep',
  'drunk',
  'light',
  'stunned',
  'night-eyes',
  'water-breath',
] as const

export const effectBody = strict(
  {
    name: line,
    description: prose,
    good: z.boolean().default(false),
    stacking: z.enum(['refresh', 'extend', 'stack', 'highest']).default('refresh'),
    maxStacks: whole(1, 100).default(1),
    durationBeats: beats,
    everyBeats: whole(1, 100_000).default(8),
    changes: vitals.prefault({}),
    modifiers: modifiers.default({}),
    flags: z.array(z.enum(effectFlags)).default([]),
    begins: strict({ self: prose, others: prose.optional() }, help.effectBegins),
    wearOff: prose,
  },
  help.effect,
)

/**
 * A timed effect. It lasts `durationBeats` heartbeats; every `everyBeats` of them it adds
 * `changes` once per stack. `refresh` starts the time again, `extend` adds it, `stack` counts up to
 * `maxStacks`, `highest` keeps the longer one.
 */
export type Effect = z.infer<typeof effectBody> & { id: string }

export const skillSpecials = [
  'hide',
  'recall',
  'track',
  'unlock',
  'reveal',
  'forage',
  'rescue',
  'disarm',
  'identify',
] as const

export const skillBody = strict(
  {
    verb: line,
    aliases: z.array(line).default([]),
    name: line,
    kind: z.enum(['skill', 'spell']),
    description: prose,
    cost: strict(
      {
        stamina: whole(0, 1000).default(0),
        lucidity: whole(0, 1000).default(0),
      },
      help.skillCost,
    ).prefault({}),
    cooldownBeats: beats.default(8),
    target: z.enum(['self', 'character', 'item', 'room', 'exit', 'none']),
    hostile: z.boolean().default(false),
    level: level.default(1),
    learnedByUse: z.boolean().default(false),
    price: coins.default(0),
    difficulty: whole(0, 100).default(30),
    effect: strict(
      {
        damage: dice.optional(),
        heals: dice.optional(),
        restores: vitals.prefault({}),
        applies: z.preprocess(asList, z.array(appliedEffect)).default([]),
        removes: z.preprocess(asList, z.array(plainId)).default([]),
        special: z.enum(skillSpecials).optional(),
      },
      help.skillEffect,
    ).prefault({}),
    messages: strict(
      {
        self: prose,
        target: prose.optional(),
        others: prose.optional(),
        fails: prose.optional(),
      },
      help.skillMessages,
    ),
  },
  help.skill,
)

/**
 * A skill or spell. `difficulty` is how many points out of 100 a beginner's chance is lowered;
 * `learnedByUse` lets anyone of the level try it and grow by trying. Messages know the
 * placeholders {actor}, {target} and {item}.
 */
export type Skill = z.infer<typeof skillBody> & { id: string }
export type SkillSpecial = (typeof skillSpecials)[number]

export const socialBody = strict(
  {
    aliases: z.preprocess(asList, z.array(plainId)).default([]),
    noTarget: strict({ self: prose, others: prose }, help.socialAlone),
    target: strict({ self: prose, target: prose, others: prose }, help.socialAimed).optional(),
    onSelf: strict({ self: prose, others: prose }, help.socialOnSelf).optional(),
  },
  help.social,
)

/** A social; its id is its verb. Texts know the placeholders {actor} and {target}. */
export type Social = z.infer<typeof socialBody> & { id: string }

export const articleBody = strict(
  {
    title: line,
    keywords: z.preprocess(asList, z.array(line)).default([]),
    brief: line,
    text: prose,
    see: z.preprocess(asList, z.array(line)).default([]),
  },
  help.article,
)

/**
 * A page of help that is no verb: its id is the word to ask for it, `keywords` are other ones, `see` names
 * what to read next.
 */
export type Article = z.infer<typeof articleBody> & { id: string }
