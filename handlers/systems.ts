/** Every system and reaction of the game, in the order in which they run. */

import type { Reaction, System } from './define-system.ts'
import { scriptedWaysEnd, scriptTimes, scriptWaitsEnd } from './scripts/timers.ts'
import { combatRounds, deaths, fightsEnd } from './systems/fights/combat.ts'
import { effectsAtWork, hidingEnds } from './systems/fights/effects.ts'
import { hazards } from './systems/fights/hazards.ts'
import { recovery } from './systems/fights/recovery.ts'
import { mobileBonds } from './systems/mobiles/bonds.ts'
import { exchanges, exchangesEnd } from './systems/mobiles/exchanges.ts'
import { newsSeen, newsTold } from './systems/mobiles/news.ts'
import { mobilePass } from './systems/mobiles/pass.ts'
import { mobileReactions } from './systems/mobiles/reactions.ts'
import { mobileTalk } from './systems/mobiles/talk.ts'
import { arrivals } from './systems/players/arrivals.ts'
import {
  companyParts,
  followersWalk,
  lettersWait,
  lostLinksFlee,
} from './systems/players/company.ts'
import { exploring } from './systems/players/exploring.ts'
import { lessons } from './systems/players/lessons.ts'
import { linkGrace } from './systems/players/link-grace.ts'
import { questDeeds, questRewards } from './systems/players/quests.ts'
import { tellsWait } from './systems/players/tells.ts'
import { conflictAnswers } from './systems/scenes/conflict-answers.ts'
import { conflictBeats } from './systems/scenes/conflict-beats.ts'
import { conflictDrift, conflictPhases } from './systems/scenes/conflict-phases.ts'
import { overdueJobs } from './systems/scenes/overdue-jobs.ts'
import { pregeneration } from './systems/scenes/pregeneration.ts'
import { fightsTold, sceneKeeper } from './systems/scenes/scene-keeper.ts'
import { corpsesCrumble, stacksMerge } from './systems/things/corpses.ts'
import { lightsBurn, lightsLeave } from './systems/things/lights.ts'
import { roomsStir, skyTurns } from './systems/world/sky.ts'
import { zoneResets, zoneVisits } from './systems/world/zone-resets.ts'

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
  mobilePass,
  scriptWaitsEnd,
  scriptTimes,
  exchanges,
  conflictDrift,
  newsTold,
  overdueJobs,
  sceneKeeper,
  pregeneration,
  zoneResets,
]
export const reactions: readonly Reaction[] = [
  questDeeds,
  questRewards,
  followersWalk,
  companyParts,
  lettersWait,
  tellsWait,
  deaths,
  fightsEnd,
  hidingEnds,
  lightsLeave,
  stacksMerge,
  conflictPhases,
  conflictBeats,
  conflictAnswers,
  mobileBonds,
  newsSeen,
  mobileReactions,
  mobileTalk,
  exchangesEnd,
  fightsTold,
  scriptedWaysEnd,
  zoneVisits,
  exploring,
  arrivals,
  lessons,
]
