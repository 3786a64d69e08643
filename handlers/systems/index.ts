/** Every system and reaction of the game, in the order in which they run. */
import { roomsStir, skyTurns } from './clock.ts'
import { combatRounds, deaths, fightsEnd } from './combat.ts'
import { companyParts, followersWalk, lettersWait, lostLinksFlee } from './company.ts'
import { conflictAnswers } from './conflict-answers.ts'
import { conflictDrift, conflictPhases } from './conflict-phases.ts'
import { corpsesCrumble, stacksMerge } from './corpses.ts'
import { effectsAtWork, hidingEnds } from './effects.ts'
import { hazards } from './hazards.ts'
import { lightsBurn, lightsLeave } from './light.ts'
import { npcPass } from './npc-pass.ts'
import { npcLastWords, npcReactions } from './npc-reactions.ts'
import { npcTalk } from './npc-talk.ts'
import { linkGrace } from './presence.ts'
import { questDeeds, questRewards } from './quests.ts'
import { fightsTold, sceneKeeper } from './scene-keeper.ts'
import type { Reaction, System } from './system.ts'
import { recovery } from './vitals.ts'
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
