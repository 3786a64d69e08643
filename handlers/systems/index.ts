/** Every system and reaction of the game, in the order in which they run. */
import { roomsStir, skyTurns } from './clock.ts'
import { companyParts, followersWalk, lettersWait, lostLinksFlee } from './company.ts'
import { combatRounds, deaths, fightsEnd } from './fights/combat.ts'
import { corpsesCrumble, stacksMerge } from './fights/corpses.ts'
import { effectsAtWork, hidingEnds } from './fights/effects.ts'
import { hazards } from './fights/hazards.ts'
import { recovery } from './fights/vitals.ts'
import { lightsBurn, lightsLeave } from './light.ts'
import { npcPass } from './mobiles/pass.ts'
import { npcLastWords, npcReactions } from './mobiles/reactions.ts'
import { npcTalk } from './mobiles/talk.ts'
import { linkGrace } from './presence.ts'
import { questDeeds, questRewards } from './quests.ts'
import { conflictAnswers } from './scenes/conflict-answers.ts'
import { conflictDrift, conflictPhases } from './scenes/conflict-phases.ts'
import { fightsTold, sceneKeeper } from './scenes/scene-keeper.ts'
import type { Reaction, System } from './system.ts'
import { workReaper } from './work-reaper.ts'
import { zoneResets, zoneVisits } from './zone-resets.ts'

export const systems: readonly System[] = [
  linkGrace,
  lostLinksFlee,
  skyTurns,
  roomsStir,
  effectsAtWork,
  hazards,
  combatRounds,
  recovery,
  lightsBurn,
  corpsesCrumble,
  npcPass,
  conflictDrift,
  workReaper,
  sceneKeeper,
  zoneResets,
]
export const reactions: readonly Reaction[] = [
  questDeeds,
  questRewards,
  followersWalk,
  companyParts,
  lettersWait,
  deaths,
  fightsEnd,
  hidingEnds,
  lightsLeave,
  stacksMerge,
  conflictPhases,
  conflictAnswers,
  npcReactions,
  npcLastWords,
  npcTalk,
  fightsTold,
  zoneVisits,
]
