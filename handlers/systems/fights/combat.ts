/**
 * Fights go on by themselves: a round every two seconds at the usual heartbeat, in rooms where
 * somebody plays and nowhere else. A being without health dies by a reaction, whatever took it.
 */
import { onEvent } from '../../../schema/define-event.ts'
import { blowStruck } from '../../../schema/events/combat.ts'
import { vitalsChanged } from '../../../schema/events/effects.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { characterLeft } from '../../../schema/events/presence.ts'
import type { BeingId, RoomId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { beingIn, type WorldReader } from '../../../schema/world.ts'
import type { Dice } from '../../decision.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type System,
  type SystemContext,
} from '../../define-system.ts'
import { markedBeings } from '../../marked.ts'
import { beingsIn } from '../../nouns.ts'
import { blowEvents, roundBeats } from '../../rules/blow.ts'
import { deathEvents } from '../../rules/death.ts'
import { type Fighter, nextOpponent, stopFighting, whyNoFight } from '../../rules/fight.ts'
import { initiativeOf } from '../../rules/hit.ts'
import { effectiveStats } from '../../rules/stats.ts'
import { createTrial, type Trial } from '../../rules/trial.ts'

export const combatRounds: System = {
  name: 'combat-rounds',
  everyBeats: roundBeats,
  run(context) {
    const { world, now, dice } = context
    const acts: Act[] = []
    for (const [room, fighters] of markedBeings(context, 'fighting')) {
      const trial = createTrial(world, now)
      const order = fighters
        .map((being) => ({ being, first: initiativeOf(effectiveStats(world, being), dice) }))
        .sort((a, b) => b.first - a.first || (a.being.id < b.being.id ? -1 : 1))
      for (const { being } of order) takeTurn(trial, being.id, now.beat, dice)
      acts.push({ kind: 'events', events: trial.events })
      for (const runner of runners(trial.world, room)) {
        acts.push({ kind: 'line', actor: runner, line: 'flee' })
      }
    }
    return acts
  },
}

function takeTurn(trial: Trial, id: string, beat: number, dice: Dice): void {
  const being = beingIn(trial.world, id)
  if (!being?.fighting || being.health[0] <= 0) return
  const target = beingIn(trial.world, being.fighting)
  if (!target || whyNoFight(trial.world, being, target)) {
    return trial.add(...nextOpponent(trial.world, being, being.fighting))
  }
  trial.add(...blowEvents({ world: trial.world, beat, dice }, being, target))
}

/** Those who flee now: players by their own setting, mobiles by their behaviour or flag. */
function runners(world: WorldReader, room: RoomId): string[] {
  return beingsIn(world, room)
    .filter((being) => being.fighting && being.health[0] > 0)
    .filter((being) => being.health[0] < courageOf(world, being))
    .map(({ id }) => id)
}

/** The points of health below which a being flees; 0 for one that never does. */
function courageOf(world: WorldReader, being: Fighter): number {
  if (being.kind === 'character') return being.wimpy ?? 0
  const prototype = mobilePrototype(world, being.proto)
  const timid = prototype?.behaviours.find((behaviour) => behaviour.kind === 'wimpy')
  const percent = timid?.belowPercent ?? (prototype?.flags.includes('wimpy') ? 25 : 0)
  return Math.floor((being.health[1] * percent) / 100)
}

/** Death has many causes and one consequence. */
export const deaths = defineReaction(
  'deaths',
  onEvent(blowStruck, (context, { target, actor }) => death(context, target, actor)),
  onEvent(vitalsChanged, (context, { being, by }) => death(context, being, by)),
)

/** The end of somebody without health; without a known cause it is blamed on its opponent. */
function death({ world, now, newId }: SystemContext, id: BeingId, cause?: BeingId): Act[] {
  const dead = beingIn(world, id)
  if (!dead || dead.place === '' || dead.health[0] > 0) return []
  return eventActs(...deathEvents({ world, beat: now.beat, newId }, dead, cause ?? dead.fighting))
}

/** A fight ends for those who leave its room; those who stay turn to another opponent or stop. */
export const fightsEnd = defineReaction(
  'fights-end',
  onEvent(characterMoved, (context, { actor, from }) => departure(context, actor, from)),
  onEvent(beingTransported, (context, { actor, from }) => departure(context, actor, from)),
  onEvent(characterLeft, (context, { character, room }) => departure(context, character, room)),
)

function departure({ world }: SystemContext, gone: BeingId, left: RoomId): Act[] {
  const being = beingIn(world, gone)
  const own = being?.fighting && beingIn(world, being.fighting)?.place !== being.place
  return eventActs(
    ...(being?.place === left ? [] : stopFighting(world, left, gone)),
    ...(being && own ? nextOpponent(world, being, being.fighting) : []),
  )
}
