/** Every behaviour that mobiles can have, each declared once. */

import { z } from 'zod'
import {
  asList,
  beats,
  coins,
  direction,
  hour,
  hours,
  percent,
  plainId,
  prose,
  reference,
  strict,
  whole,
} from './common.ts'
import { type BehaviourCheck, type ClassicSign, defineBehaviour } from './define-behaviour.ts'
import * as help from './help/behaviours.ts'
import { itemTypes } from './item.ts'

const declared = [
  defineBehaviour({
    kind: 'wander',
    fields: {
      chance: percent.default(10),
      everyBeats: beats.default(40),
      /** The rooms between which it stays; everywhere in its zone when there are none. */
      within: z.preprocess(asList, z.array(reference)).default([]),
    },
    help: {
      chance: ['How often it goes when it could.', 10, 'percent'],
      everyBeats: ['How often it could.', 40, 'beats'],
      within: [
        'The rooms between which it stays; all of its zone unless given.',
        ['saltmere.quay'],
      ],
    },
    hint: { text: 'wanders', rank: 10 },
    classic: { when: ({ marks, keepsShop }) => !marks.has('sentinel') && !keepsShop },
    check: ({ within }, on) => on.needAll('rooms', within, ['within']),
  }),
  defineBehaviour({
    kind: 'guard',
    fields: {
      /** The way it bars; a guard without one only protects. */
      direction: direction.optional(),
      unless: strict(
        {
          item: reference.optional(),
          faction: plainId.optional(),
          quest: reference.optional(),
        },
        help.guardUnless,
      ).prefault({}),
      says: prose.optional(),
      /** The factions whose side it takes in a fight. */
      protects: z.array(plainId).default([]),
    },
    help: {
      direction: ['The way it bars; one without a way only protects.', 'north'],
      unless: ['Who may pass.', { item: 'saltmere.pass' }],
      says: ['What it says to who may not.', 'Nobody passes.'],
      protects: ['Factions whose side it takes in a fight.', ['harbour-watch']],
    },
    hint: { text: 'stands guard', rank: 6 },
    classic: null,
    check({ unless, protects }, on) {
      on.need('items', unless.item, ['unless', 'item'])
      on.need('quests', unless.quest, ['unless', 'quest'])
      on.need('factions', unless.faction, ['unless', 'faction'])
      on.needAll('factions', protects, ['protects'])
    },
  }),
  defineBehaviour({
    kind: 'patrol',
    fields: {
      path: z.array(reference).min(2, 'expected at least two rooms to walk between'),
      pauseBeats: beats.default(80),
    },
    help: {
      path: [
        'The rooms of its round; each leads to the next.',
        ['saltmere.quay', 'saltmere.square'],
      ],
      pauseBeats: ['How long it stays in each.', 80, 'beats'],
    },
    hint: { text: 'walks its round', rank: 8 },
    classic: null,
    check({ path }, on) {
      on.needAll('rooms', path, ['path'])
      checkRound(path, on)
    },
  }),
  defineBehaviour({
    kind: 'scavenge',
    fields: {
      chance: percent.default(20),
      everyBeats: beats.default(40),
      /** The types of items it picks up; all when there are none. */
      types: z.array(z.enum(itemTypes)).default([]),
    },
    help: {
      chance: ['How often it picks something up when it could.', 20, 'percent'],
      everyBeats: ['How often it could.', 40, 'beats'],
      types: ['Types of things that it takes; all unless given.', ['food']],
    },
    hint: { text: 'looks about on the ground', rank: 11 },
    classic: { mark: 'scavenger' },
  }),
  defineBehaviour({
    kind: 'aggressive',
    fields: {
      chance: percent.default(100),
      /** It leaves those alone who are more than so many levels above it. */
      levelsAbove: whole(0, 200).default(200),
      hours: hours.default([0, 24]),
      /** It attacks mobiles of these factions instead of characters. */
      factions: z.array(plainId).default([]),
    },
    help: {
      chance: ['How often it attacks when it could.', 100, 'percent'],
      levelsAbove: ['It leaves those alone who are more levels above it.', 5, 'levels'],
      hours: ['When it attacks: from, to.', [20, 5], 'hours of the day'],
      factions: ['It attacks mobiles of these factions instead of characters.', ['smugglers']],
    },
    hint: { text: 'looks for a fight', rank: 7 },
    classic: { mark: 'aggressive' },
    check: ({ factions }, on) => on.needAll('factions', factions, ['factions']),
  }),
  defineBehaviour({
    kind: 'helper',
    fields: { of: z.enum(['faction', 'kind', 'players']).default('faction') },
    help: { of: ['Whom it helps: its faction, its kind, or players.', 'faction'] },
    hint: null,
    classic: { mark: 'helper', fields: { of: 'kind' } },
  }),
  defineBehaviour({
    kind: 'wimpy',
    fields: { belowPercent: percent.default(25) },
    help: { belowPercent: ['It flees when it has less health left.', 25, 'percent'] },
    hint: null,
    classic: { mark: 'wimpy' },
  }),
  defineBehaviour({
    kind: 'shopkeeper',
    fields: {},
    help: {},
    hint: { text: 'keeps shop', rank: 1 },
    classic: { when: ({ keepsShop }) => keepsShop },
    check(_behaviour, { mobile, report }) {
      if (mobile.shop === undefined) report([], 'expected a block "shop" for a shopkeeper')
    },
  }),
  defineBehaviour({
    kind: 'trainer',
    fields: {},
    help: {},
    hint: { text: 'waits for pupils', rank: 4 },
    classic: null,
    check(_behaviour, { mobile, report }) {
      if (mobile.teaches.length === 0) report([], 'expected "teaches" for a trainer')
    },
  }),
  defineBehaviour({
    kind: 'talker',
    fields: { chance: percent.default(5), everyBeats: beats.default(120) },
    help: {
      chance: ['How often it says a line when it could.', 5, 'percent'],
      everyBeats: ['How often it could.', 120, 'beats'],
    },
    hint: { text: 'is ready to talk', rank: 12 },
    classic: null,
  }),
  defineBehaviour({
    kind: 'schedule',
    fields: {
      plan: z
        .array(strict({ from: hour, room: reference, line: prose.optional() }, help.scheduleStop))
        .min(1, 'expected at least one hour'),
    },
    help: { plan: ['Where it is from which hour on.', [{ from: 20, room: 'saltmere.inn' }]] },
    hint: { text: 'keeps its hours', rank: 9 },
    classic: null,
    check({ plan }, on) {
      const stops = plan.map(({ room }) => room)
      on.needAll('rooms', stops, ['plan'])
    },
  }),
  defineBehaviour({
    kind: 'healer',
    /** A healer without a price looks after the hurt unasked. */
    fields: { price: coins.default(0), health: whole(1, 10_000).default(20) },
    help: {
      price: ['What it asks; without a price it looks after the hurt unasked.', 20, 'coppers'],
      health: ['How much it heals.', 20, 'points'],
    },
    hint: { text: 'looks for the hurt', rank: 5 },
    classic: { mark: 'healer' },
  }),
  defineBehaviour({
    kind: 'banker',
    fields: { feePercent: percent.default(0) },
    help: { feePercent: ['What it keeps of each sum.', 2, 'percent'] },
    hint: { text: 'counts coins', rank: 2 },
    classic: { mark: 'changer' },
  }),
  defineBehaviour({
    kind: 'innkeeper',
    fields: { price: coins.default(10) },
    help: { price: ['What a bed costs.', 10, 'coppers'] },
    hint: { text: 'keeps the house', rank: 3 },
    classic: null,
  }),
] as const

type Declared = (typeof declared)[number]
export type BehaviourKind = Declared['kind']

/** A behaviour as readers see it; `Behaviour<'wander'>` is one of that kind. */
export type Behaviour<K extends BehaviourKind = BehaviourKind> = {
  [P in K]: z.output<Extract<Declared, { kind: P }>['schema']>
}[K]

/** A declaration found by a kind: its check takes the behaviour under whose kind it was found. */
interface AnyBehaviour {
  readonly kind: BehaviourKind
  readonly hint: { readonly text: string; readonly rank: number } | null
  readonly classic: ClassicSign | null
  check?(behaviour: Behaviour, on: BehaviourCheck): void
}

export const behaviours: readonly AnyBehaviour[] = declared

const byKind = new Map(behaviours.map((behaviour) => [behaviour.kind, behaviour]))

/** The declaration of a kind; undefined for a kind that only a newer version knows. */
export function declarationOf(kind: BehaviourKind): AnyBehaviour | undefined {
  return byKind.get(kind)
}

const schemas = declared.map(({ schema }) => schema)

/** A behaviour in a world file; its bare kind may be written for one with the usual fields. */
export const behaviour = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.discriminatedUnion('kind', schemas as [(typeof schemas)[number], ...typeof schemas], {
    error: () => `expected a behaviour: ${declared.map(({ kind }) => kind).join(', ')}`,
  }),
)

/** Every stop of a round has an exit to the next one. */
function checkRound(path: readonly string[], { exitsOf, report }: BehaviourCheck): void {
  path.forEach((room, index) => {
    const next = path[(index + 1) % path.length]
    const exits = exitsOf(room)
    if (exits === undefined || next === undefined || next === room || exits.includes(next)) return
    report(['path', index], `expected an exit from ${room} to the next stop ${next}`)
  })
}
