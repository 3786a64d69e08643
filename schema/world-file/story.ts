import { z } from 'zod'
import {
  appliedEffect,
  asList,
  beats,
  coins,
  direction,
  doorState,
  keywords,
  level,
  line,
  lines,
  percent,
  plainId,
  prose,
  reference,
  strict,
  whole,
} from './common.ts'
import * as help from './help/story.ts'

/** Events a quest step may wait for, and in brackets what its `where` may compare. */
export const questEvents = [
  'item-taken', // item, room
  'item-given', // item, mobile
  'item-dropped', // item, room
  'item-used', // item, room
  'character-moved', // room
  'mobile-killed', // mobile, room
  'speech-uttered', // words, mobile, room
  'social-performed', // social, mobile, room
  'skill-used', // skill, mobile, room
  'door-unlocked', // room
  'conflict-moved', // conflict, choice, party
  'conflict-phase-changed', // conflict, phase
] as const

export const conflictPhases = ['brewing', 'rising', 'climax', 'resolution', 'aftermath'] as const
export type ConflictPhase = (typeof conflictPhases)[number]
const phase = z.enum(conflictPhases)

const condition = strict(
  {
    item: reference.optional(),
    room: reference.optional(),
    mobile: reference.optional(),
    zone: plainId.optional(),
    words: keywords.optional(),
    social: plainId.optional(),
    skill: plainId.optional(),
    conflict: reference.optional(),
    choice: plainId.optional(),
    party: plainId.optional(),
    phase: phase.optional(),
  },
  help.condition,
)

export const questBody = strict(
  {
    name: line,
    brief: prose,
    giver: reference.optional(),
    accept: keywords.default([]),
    offer: prose.optional(),
    finish: prose.optional(),
    level: level.default(0),
    requires: strict(
      { quest: reference.optional(), item: reference.optional() },
      help.questRequires,
    ).prefault({}),
    ordered: z.boolean().default(true),
    steps: z
      .array(
        strict(
          {
            id: plainId,
            text: prose,
            on: strict({ event: z.enum(questEvents), where: condition.prefault({}) }, help.questOn),
            count: whole(1, 1000).default(1),
            done: prose.optional(),
          },
          help.questStep,
        ),
      )
      .min(1, 'expected at least one step'),
    rewards: strict(
      {
        gold: coins.default(0),
        experience: whole(0, 10_000_000).default(0),
        items: z.array(reference).default([]),
        effects: z.array(appliedEffect).default([]),
        skill: plainId.optional(),
        reputation: z.record(plainId, whole(-1000, 1000)).default({}),
      },
      help.questRewards,
    ).prefault({}),
    repeatable: z.boolean().default(false),
  },
  help.quest,
)

/**
 * A quest. It begins when its giver is asked for one of the `accept` words (or by itself with the
 * first step when it has no giver). A step counts events whose fields equal everything in
 * `where`; `words` is met by any one of them. Rewards are paid once per character.
 */
export type Quest = z.infer<typeof questBody> & { id: string; zone: string }
export type QuestStep = Quest['steps'][number]
export type QuestCondition = z.infer<typeof condition>

const amount = whole(0, 100)
const change = whole(-100, 100)
const threshold = strict(
  {
    tension: amount.optional(),
    progress: amount.optional(),
    hours: whole(0, 10_000).optional(),
  },
  help.threshold,
)

const choice = strict(
  {
    help: prose,
    needsParty: z.boolean().default(true),
    chosen: change.default(0),
    rivals: change.default(0),
    tension: change.default(0),
    progress: change.default(0),
    cost: strict(
      {
        gold: coins.default(0),
        stamina: whole(0, 1000).default(0),
        lucidity: whole(0, 1000).default(0),
      },
      help.choiceCost,
    ).prefault({}),
    requires: strict(
      {
        item: reference.optional(),
        quest: reference.optional(),
        level: level.default(0),
      },
      help.choiceRequires,
    ).prefault({}),
    cooldownBeats: beats.default(40),
    messages: strict({ self: prose, others: prose }, help.choiceMessages),
  },
  help.conflictChoice,
)

const outcomeEffects = strict(
  {
    reputation: z.record(plainId, whole(-1000, 1000)).default({}),
    doors: z
      .array(strict({ room: reference, direction, state: doorState }, help.outcomeDoor))
      .default([]),
    loads: z.array(strict({ item: reference, room: reference }, help.outcomeLoad)).default([]),
    mobiles: z
      .array(strict({ mobile: reference, room: reference }, help.outcomeMobile))
      .default([]),
  },
  help.outcomeEffects,
)

export const conflictBody = strict(
  {
    name: line,
    brief: prose,
    rooms: z.preprocess(asList, z.array(reference).min(1, 'expected at least one room')),
    parties: z
      .array(
        strict(
          {
            id: plainId,
            name: line,
            kind: z.enum(['npc', 'faction']),
            mobile: reference.optional(),
            faction: plainId.optional(),
            stance: prose,
            support: amount.default(50),
            actions: z.array(prose).default([]),
          },
          help.party,
        ),
      )
      .min(2, 'expected at least two parties'),
    tension: amount.default(20),
    progress: amount.default(0),
    phases: strict(
      {
        rising: threshold,
        climax: threshold,
        resolution: threshold,
        aftermath: threshold,
      },
      help.phases,
    ),
    choices: z.record(plainId, choice),
    drift: strict({ tension: change.default(0), progress: change.default(0) }, help.drift).prefault(
      {},
    ),
    outcomes: z
      .array(
        strict(
          {
            id: plainId,
            when: strict(
              {
                party: plainId.optional(),
                supportAtLeast: amount.optional(),
                tensionAtMost: amount.optional(),
                tensionAtLeast: amount.optional(),
              },
              help.outcomeWhen,
            ).prefault({}),
            text: prose,
            canon: prose,
            effects: outcomeEffects.prefault({}),
          },
          help.outcome,
        ),
      )
      .min(1, 'expected at least one outcome'),
    prose: z.record(phase, lines),
    placeholder: lines,
    beats: strict(
      {
        hotter: lines.optional(),
        cooler: lines.optional(),
        ahead: lines.optional(),
        sides: lines.optional(),
      },
      help.conflictBeats,
    ).optional(),
    gossip: lines.default([]),
    reopensAfterHours: whole(0, 10_000).default(0),
  },
  help.conflict,
)

/**
 * A conflict between parties over tension and progress, both 0 to 100. A phase begins when all of
 * its thresholds are reached (`hours` are hours of world time since the phase before it began);
 * phases follow each other in order. `drift` is per hour of world time. A choice moves the
 * support of the party it names by `chosen` and of all others by `rivals`; its messages know
 * {actor} and, when it needs a party, {party}. The first outcome
 * whose `when` holds is the one that happens; the last one must hold always.
 */
export type Conflict = z.infer<typeof conflictBody> & { id: string; zone: string }
export type ConflictChoice = z.infer<typeof choice>
export type ConflictOutcome = Conflict['outcomes'][number]

export const factionBody = strict(
  {
    name: line,
    description: prose,
    reputation: whole(-1000, 1000).default(0),
    enemies: z.array(plainId).default([]),
    helpsAbove: whole(-1000, 1000).default(1000),
    attacksBelow: whole(-1000, 1000).default(-1000),
  },
  help.faction,
)

/** A group of mobiles with a common opinion of each character, from -1000 to 1000. */
export type Faction = z.infer<typeof factionBody> & { id: string }

export const weathers = ['clear', 'cloud', 'fog', 'rain', 'storm', 'snow'] as const
export const climateBody = strict(
  {
    name: line,
    weights: z.partialRecord(z.enum(weathers), percent),
    lines: z
      .partialRecord(z.enum([...weathers, 'dawn', 'day', 'dusk', 'night']), lines)
      .default({}),
  },
  help.climate,
)

/** How likely each weather is in a climate, and what people outdoors read when it changes. */
export type Climate = z.infer<typeof climateBody> & { id: string }
export type Weather = (typeof weathers)[number]
