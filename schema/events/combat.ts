/** Fights: who attacks whom, blows and their wounds, flight, and agreeing to duels. */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Character, Item, Mobile } from '../entities.ts'
import { beingId, characterId, itemId, roomId } from '../id-fields.ts'
import type { BeingId } from '../ids.ts'
import { being, gauges, nobody, thing } from '../views.ts'
import { mark, markFirst, type Named, named } from '../words.ts'
import { beingIn, type WorldReader } from '../world.ts'
import { seenInRoom } from './seen.ts'

const points = z.int().min(0).max(1_000_000)
const beat = z.int().min(0).max(1_000_000_000_000)

interface TwoView {
  actor: Named
  target: Named
}

/** How actor, target and bystanders perceive one act. */
function between(
  world: WorldReader,
  actor: BeingId,
  target: BeingId,
  data: Readonly<Record<string, unknown>> = {},
): Perception[] {
  return seenInRoom(world, actor, { ...data, target: named(world, target) })
}

export const fightStarted = defineEvent({
  type: 'fight-started',
  about: 'Somebody turned on somebody; the one attacked fights back unless busy with another.',
  data: z.strictObject({ actor: beingId, target: beingId }),
  subject: (data) => data.actor,
  views: (world, data) => [...being(world, data.actor), ...being(world, data.target)],
  evolve(world, data) {
    if (!beingIn(world, data.target) || data.actor === data.target) return
    world.patch<Character | Mobile>(data.actor, { fighting: data.target, position: 'fighting' })
    const target = beingIn(world, data.target)
    if (!beingIn(world, data.actor) || target?.fighting) return
    world.patch<Character | Mobile>(data.target, { fighting: data.actor, position: 'fighting' })
  },
  perceive: (world, data) => between(world, data.actor, data.target),
  text: {
    actor: (view: TwoView) => `{danger}You attack{/} ${mark(view.target)}{danger}!{/}`,
    target: (view: TwoView) => `${markFirst(view.actor)} {danger}attacks you!{/}`,
    others: (view: TwoView) => `${markFirst(view.actor)} attacks ${mark(view.target)}!`,
  },
})

export const fightEnded = defineEvent({
  type: 'fight-ended',
  about: 'Somebody stopped fighting: nobody is left to fight, or nobody wishes to.',
  data: z.strictObject({ actor: beingId }),
  subject: (data) => data.actor,
  views: (world, data) => being(world, data.actor),
  evolve(world, data) {
    if (beingIn(world, data.actor)?.position === 'fighting') {
      world.patch<Character | Mobile>(data.actor, { position: 'standing' })
    }
    if (beingIn(world, data.actor))
      world.patch<Character | Mobile>(data.actor, { fighting: undefined })
  },
})

const results = ['hit', 'critical', 'miss'] as const

interface BlowView extends TwoView {
  verb: string
  result: (typeof results)[number]
  damage: number
  /** The wound in percent of what the target can bear. */
  share: number
}

export const blowStruck = defineEvent({
  type: 'blow-struck',
  about: 'A blow fell, or missed; its damage is taken from the health of the one struck.',
  data: z.strictObject({
    actor: beingId,
    target: beingId,
    /** "slash", "bite": the weapon's verb, or the name of a skill. */
    verb: z.string(),
    result: z.enum(results),
    damage: points,
  }),
  subject: (data) => data.target,
  views: (world, data) => gauges(world, data.target),
  evolve(world, data) {
    const target = beingIn(world, data.target)
    if (!target) return
    const [now, max] = target.health ?? [1, 1]
    world.patch<Character | Mobile>(data.target, { health: [Math.max(0, now - data.damage), max] })
  },
  perceive(world, data) {
    const max = Math.max(1, beingIn(world, data.target)?.health?.[1] ?? 1)
    const { verb, result, damage } = data
    const share = Math.floor((100 * damage) / max)
    return between(world, data.actor, data.target, { verb, result, damage, share })
  },
  text: {
    actor: (view: BlowView) => `{danger}Your ${blow(view)}{/} ${mark(view.target)}${end(view)}`,
    target: (view: BlowView) =>
      `${markFirst(view.actor)}’s {danger}${blow(view)} you${end(view)}{/}`,
    others: (view: BlowView) =>
      `${markFirst(view.actor)}’s ${blow(view)} ${mark(view.target)}${end(view)}`,
  },
})

const severities: readonly (readonly [fromShare: number, verb: string])[] = [
  [0, 'scratches'],
  [4, 'grazes'],
  [8, 'hits'],
  [14, 'wounds'],
  [22, 'mauls'],
  [35, 'devastates'],
  [60, 'all but destroys'],
]

/** The verb for a wound of `share` percent of the target's health. */
export function severityOf(share: number): string {
  return severities.findLast(([from]) => share >= from)?.[1] ?? 'scratches'
}

function blow({ verb, result, damage, share }: BlowView): string {
  if (result === 'miss') return `${verb} misses`
  if (damage === 0) return `${verb} does nothing to`
  return `${verb} ${result === 'critical' ? 'cruelly ' : ''}${severityOf(share)}`
}

function end({ result, damage, share }: BlowView): string {
  return result === 'critical' || (damage > 0 && share >= 35) ? '!' : '.'
}

export const fleeFailed = defineEvent({
  type: 'flee-failed',
  about: 'Somebody tried to get out of a fight and did not manage it.',
  data: z.strictObject({ actor: beingId, busyUntil: beat }),
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data) {
    if (beingIn(world, data.actor))
      world.patch<Character | Mobile>(data.actor, { busyUntil: data.busyUntil })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, {}),
  text: {
    actor: () => '{danger}You look for a way out and find none!{/}',
    others: (view: { actor: Named }) => `${markFirst(view.actor)} looks wildly for a way out.`,
  },
})

export const weaponLost = defineEvent({
  type: 'weapon-lost',
  about: 'Somebody was disarmed; the weapon lies on the ground.',
  data: z.strictObject({ actor: beingId, target: beingId, item: itemId, room: roomId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    if (world.get(data.item)?.kind !== 'item' || world.get(data.room)?.kind !== 'room') return
    world.move(data.item, data.room)
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) =>
    between(world, data.actor, data.target, { item: named(world, data.item) }),
  text: {
    actor: (view: TwoView & { item: Named }) => `${markFirst(view.item)} flies out of reach.`,
    target: (view: TwoView & { item: Named }) => `You lose hold of ${mark(view.item)}!`,
    others: (view: TwoView & { item: Named }) => `${markFirst(view.item)} clatters to the ground.`,
  },
})

export const wimpySet = defineEvent({
  type: 'wimpy-set',
  about: 'Somebody decided at how few points of health to run.',
  data: z.strictObject({ actor: characterId, health: points }),
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data) {
    if (world.get(data.actor)?.kind !== 'character') return
    world.patch<Character>(data.actor, { wimpy: data.health === 0 ? undefined : data.health })
  },
  perceive: (world, data) => [
    {
      to: { character: data.actor },
      role: 'actor',
      data: { actor: named(world, data.actor), health: data.health },
    },
  ],
  text: {
    actor: (view: { health: number }) =>
      view.health === 0
        ? 'You will stand your ground, whatever comes.'
        : `You will run when you have fewer than ${view.health} points of health.`,
  },
})

export const duelConsented = defineEvent({
  type: 'duel-consented',
  about: 'A player agreed to be fought by other players who agreed as well, or took that back.',
  data: z.strictObject({ actor: characterId, agrees: z.boolean() }),
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data) {
    if (world.get(data.actor)?.kind !== 'character') return
    world.patch<Character>(data.actor, { pvp: data.agrees ? true : undefined })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { agrees: data.agrees }),
  text: {
    actor: (view: { agrees: boolean }) =>
      view.agrees
        ? '{danger}Whoever has agreed as well may now fight you, and you them.{/}'
        : 'You are no longer to be fought by other players, save where a place allows it.',
    others: (view: { actor: Named; agrees: boolean }) =>
      view.agrees
        ? `${markFirst(view.actor)} looks ready for a duel.`
        : `${markFirst(view.actor)} is done with duels.`,
  },
})
