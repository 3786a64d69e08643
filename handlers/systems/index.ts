/** Every system and reaction of the game, in the order in which they run. */
import { combatRounds, deaths, fightsEnd } from './combat.ts'
import { corpsesCrumble, stacksMerge } from './corpses.ts'
import { effectsAtWork, hidingEnds } from './effects.ts'
import { lightsBurn, lightsLeave } from './light.ts'
import { linkGrace } from './presence.ts'
import { questDeeds, questRewards } from './quests.ts'
import { recovery } from './vitals.ts'
import type { Reaction, System } from './system.ts'

export const systems: readonly System[] = [
  linkGrace,
  effectsAtWork,
  combatRounds,
  recovery,
  lightsBurn,
  corpsesCrumble,
]
export const reactions: readonly Reaction[] = [
  questDeeds,
  questRewards,
  deaths,
  fightsEnd,
  hidingEnds,
  lightsLeave,
  stacksMerge,
]
