/**
 * Fights go on by themselves: a round every two seconds at the usual heartbeat, in rooms where
 * somebody plays and nowhere else. Whoever has no health left dies by a reaction, whatever took it.
 */
import { mobilePrototype } from '../../../schema/words.ts'
import { beingIn, type WorldReader } from '../../../schema/world.ts'
import type { Dice } from '../../decision.ts'
import type { Act, Reaction, System } from '../../define-system.ts'
import { beingsIn } from '../../nouns.ts'
import { blowEvents, roundBeats } from '../../rules/blow.ts'
import { deathEvents } from '../../rules/death.ts'
import { type Fighter, nextOpponent, stopFighting, whyNoFight } from '../../rules/fight.ts'
import { initiativeOf } from '../../rules/hit.ts'
import { effectiveStats } from '../../rules/stats.ts'
import { type Trial, trialOf } from '../../rules/trial.ts'

export const combatRounds: System = {
  name: 'combat-rounds',
  everyBeats: roundBeats,
  run({ world, now, dice, activeRooms }) {
    const acts: Act[] = []
    for (const room of activeRooms) {
      const fighters = beingsIn(world, room).filter((being) => being.fighting !== undefined)
      if (fighters.length === 0) continue
      const trial = trialOf(world, now)
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
  trial.add(...blowEvents(trial.world, being, target, beat, dice))
}

/** Who has had enough: players by their own word, mobiles by their nature. */
function runners(world: WorldReader, room: string): string[] {
  return beingsIn(world, room)
    .filter((being) => being.fighting && being.health[0] > 0)
    .filter((being) => being.health[0] < courageOf(world, being))
    .map(({ id }) => id)
}

/** Points of health below which a being runs; 0 for who never does. */
function courageOf(world: WorldReader, being: Fighter): number {
  if (being.kind === 'character') return being.wimpy ?? 0
  const prototype = mobilePrototype(world, being.proto)
  const timid = prototype?.behaviours.find((behaviour) => behaviour.kind === 'wimpy')
  const percent = timid?.belowPercent ?? (prototype?.flags.includes('wimpy') ? 25 : 0)
  return Math.floor((being.health[1] * percent) / 100)
}

/** Death has many causes and one consequence. */
export const deaths: Reaction = {
  name: 'deaths',
  on: ['blow-struck', 'vitals-changed'],
  react({ world, now, newId }, event) {
    const data = event.data as { target?: string; being?: string; actor?: string; by?: string }
    const dead = beingIn(world, data.target ?? data.being ?? '')
    if (!dead || dead.place === '' || dead.health[0] > 0) return []
    const killer = data.actor ?? data.by ?? dead.fighting
    const events = deathEvents({ world, beat: now.beat, newId }, dead, killer)
    return [{ kind: 'events', events }]
  },
}

/** Who leaves a room leaves its fights; who stayed turns to somebody else or rests the arms. */
export const fightsEnd: Reaction = {
  name: 'fights-end',
  on: ['character-moved', 'being-transported', 'character-left'],
  react({ world }, event) {
    const data = event.data as { actor?: string; character?: string; from?: string; room?: string }
    const gone = data.actor ?? data.character ?? ''
    const left = data.from ?? data.room ?? ''
    const being = beingIn(world, gone)
    const own = being?.fighting && beingIn(world, being.fighting)?.place !== being.place
    const events = [
      ...(being?.place === left ? [] : stopFighting(world, left, gone)),
      ...(being && own ? nextOpponent(world, being, being.fighting) : []),
    ]
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}
