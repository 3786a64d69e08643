import { ownOf } from '../own.ts'
import { checkEffects } from './check-things.ts'
import type { Check, Checker } from './checker.ts'
import { type Conflict, conflictPhases, type Quest, type QuestCondition } from './story.ts'

/** What each event can be compared by. A step that compares anything else would never be done. */
const comparable: Readonly<Record<Quest['steps'][number]['on']['event'], readonly string[]>> = {
  'item-taken': ['item', 'room', 'zone'],
  'item-given': ['item', 'mobile', 'room', 'zone'],
  'item-dropped': ['item', 'room', 'zone'],
  'item-used': ['item', 'room', 'zone'],
  'character-moved': ['room', 'zone'],
  'mobile-killed': ['mobile', 'room', 'zone'],
  'speech-uttered': ['words', 'mobile', 'room', 'zone'],
  'social-performed': ['social', 'mobile', 'room', 'zone'],
  'skill-used': ['skill', 'mobile', 'room', 'zone'],
  'door-unlocked': ['room', 'zone'],
  'conflict-moved': ['conflict', 'choice', 'party', 'zone'],
  'conflict-phase-changed': ['conflict', 'phase', 'zone'],
}

/** Quests name only what exists and wait only for what can happen. */
export function checkQuests(checker: Checker): void {
  for (const quest of Object.values(checker.world.quests)) {
    const check = checker.of('quests', quest.id)
    check.need('mobiles', quest.giver, ['giver'])
    if (quest.giver !== undefined && quest.accept.length === 0) {
      check.report(['giver'], 'expected "accept" words with which the quest is taken')
    }
    check.need('quests', quest.requires.quest, ['requires', 'quest'])
    check.need('items', quest.requires.item, ['requires', 'item'])
    for (const [index, step] of quest.steps.entries()) {
      checkCondition(check.at('steps', index, 'on', 'where'), step.on)
    }
    if (new Set(quest.steps.map((step) => step.id)).size < quest.steps.length) {
      check.report(['steps'], 'expected a different id for each step')
    }
    checkRewards(check.at('rewards'), quest.rewards)
  }
}

function checkRewards(check: Check, rewards: Quest['rewards']): void {
  check.needAll('items', rewards.items, ['items'])
  checkEffects(check.at('effects'), rewards.effects)
  check.need('skills', rewards.skill, ['skill'])
  checkReputation(check.at('reputation'), rewards.reputation)
}

function checkReputation(check: Check, changes: Readonly<Record<string, number>>): void {
  for (const faction of Object.keys(changes)) check.need('factions', faction, [faction])
}

function checkCondition(check: Check, { event, where }: Quest['steps'][number]['on']): void {
  checkReferences(check, where)
  for (const key of Object.keys(where)) {
    const allowed = comparable[event]
    if (allowed.includes(key)) continue
    check.report([key], `expected one of ${allowed.join(', ')} for ${event}`)
  }
}

function checkReferences(check: Check, where: QuestCondition): void {
  check.need('items', where.item, ['item'])
  check.need('rooms', where.room, ['room'])
  check.need('mobiles', where.mobile, ['mobile'])
  check.need('zones', where.zone, ['zone'])
  check.need('socials', where.social, ['social'])
  check.need('skills', where.skill, ['skill'])
  check.need('conflicts', where.conflict, ['conflict'])
  const conflict =
    where.conflict === undefined ? undefined : ownOf(check.world.conflicts, where.conflict)
  if (conflict === undefined) return
  if (where.choice !== undefined && ownOf(conflict.choices, where.choice) === undefined) {
    check.report(['choice'], `expected one of ${Object.keys(conflict.choices).join(', ')}`)
  }
  if (where.party !== undefined) checkParty(check.at('party'), conflict, where.party)
}

function checkParty(check: Check, conflict: Conflict, party: string): void {
  if (conflict.parties.some((known) => known.id === party)) return
  const known = conflict.parties.map(({ id }) => id).join(', ')
  check.report([], `expected a party of the conflict: ${known}`)
}

/** Conflicts name only what exists, have words for every phase, and always an outcome. */
export function checkConflicts(checker: Checker): void {
  for (const conflict of Object.values(checker.world.conflicts)) {
    const check = checker.of('conflicts', conflict.id)
    check.needAll('rooms', conflict.rooms, ['rooms'])
    checkParties(check, conflict)
    for (const [id, choice] of Object.entries(conflict.choices)) {
      check.need('items', choice.requires.item, ['choices', id, 'requires', 'item'])
      check.need('quests', choice.requires.quest, ['choices', id, 'requires', 'quest'])
    }
    for (const phase of conflictPhases) {
      if ((conflict.prose[phase] ?? []).length === 0) {
        check.report(['prose'], `expected a text for the phase ${phase}`)
      }
    }
    checkOutcomes(check, conflict)
  }
}

function checkParties(check: Check, { parties }: Conflict): void {
  for (const [index, party] of parties.entries()) {
    const part = check.at('parties', index)
    part.need('mobiles', party.mobile, ['mobile'])
    part.need('factions', party.faction, ['faction'])
    const key = party.kind === 'npc' ? 'mobile' : 'faction'
    if (party[key] !== undefined) continue
    part.report([], `expected "${key}" beside kind ${party.kind}`)
  }
}

function checkOutcomes(check: Check, conflict: Conflict): void {
  for (const [index, { when, effects }] of conflict.outcomes.entries()) {
    const part = check.at('outcomes', index)
    if (when.party !== undefined) checkParty(part.at('when', 'party'), conflict, when.party)
    const effect = part.at('effects')
    checkReputation(effect.at('reputation'), effects.reputation)
    for (const [at, { room }] of effects.doors.entries()) {
      effect.need('rooms', room, ['doors', at, 'room'])
    }
    for (const [at, { item, room }] of effects.loads.entries()) {
      effect.need('items', item, ['loads', at, 'item'])
      effect.need('rooms', room, ['loads', at, 'room'])
    }
    for (const [at, { mobile, room }] of effects.mobiles.entries()) {
      effect.need('mobiles', mobile, ['mobiles', at, 'mobile'])
      effect.need('rooms', room, ['mobiles', at, 'room'])
    }
  }
  const last = conflict.outcomes.at(-1)
  if (last !== undefined && Object.keys(last.when).length > 0) {
    const at = conflict.outcomes.length - 1
    check.report(['outcomes', at], 'expected a last outcome without "when"')
  }
}

/** Skills, factions and socials name only what exists and do not answer to the same word. */
export function checkShared(checker: Checker): void {
  const { skills, socials, factions } = checker.world
  const owners = new Map<string, string>()
  for (const skill of Object.values(skills)) {
    const check = checker.of('skills', skill.id)
    checkEffects(check.at('effect', 'applies'), skill.effect.applies)
    check.needAll('effects', skill.effect.removes, ['effect', 'removes'])
    claimVerbs(check.at('verb'), owners, skill.id, [skill.verb, ...skill.aliases])
  }
  for (const { id, aliases } of Object.values(socials)) {
    claimVerbs(checker.of('socials', id).at('aliases'), owners, id, [id, ...aliases])
  }
  for (const { id, enemies } of Object.values(factions)) {
    checker.of('factions', id).needAll('factions', enemies, ['enemies'])
  }
}

/** Notes the verbs of a skill or social in `owners`; reports those that mean another one already. */
function claimVerbs(
  check: Check,
  owners: Map<string, string>,
  owner: string,
  verbs: readonly string[],
): void {
  for (const verb of verbs) {
    const other = owners.get(verb)
    if (other !== undefined && other !== owner) {
      check.report([], `expected a word of its own, but "${verb}" already means ${other}`)
    }
    owners.set(verb, owner)
  }
}
