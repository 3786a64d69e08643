import { checkEffects } from './check-things.ts'
import { type Checker, need, type Report, reportOn } from './checker.ts'
import { type Conflict, conflictPhases, type Quest, type QuestCondition } from './story.ts'

type Path = (string | number)[]

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
    const report = reportOn(checker, 'quests', quest.id)
    need(checker, report, 'mobiles', quest.giver, ['giver'])
    if (quest.giver !== undefined && quest.accept.length === 0) {
      report(['giver'], 'expected "accept" words with which the quest is taken')
    }
    need(checker, report, 'quests', quest.requires.quest, ['requires', 'quest'])
    need(checker, report, 'items', quest.requires.item, ['requires', 'item'])
    quest.steps.forEach((step, index) => {
      const path = ['steps', index, 'on', 'where']
      checkCondition(checker, report, step.on.where, path)
      for (const key of Object.keys(step.on.where)) {
        const allowed = comparable[step.on.event]
        if (allowed.includes(key)) continue
        report([...path, key], `expected one of ${allowed.join(', ')} for ${step.on.event}`)
      }
    })
    if (new Set(quest.steps.map((step) => step.id)).size < quest.steps.length) {
      report(['steps'], 'expected a different id for each step')
    }
    checkRewards(checker, report, quest)
  }
}

function checkRewards(checker: Checker, report: Report, { rewards }: Quest): void {
  rewards.items.forEach((item, index) => {
    need(checker, report, 'items', item, ['rewards', 'items', index])
  })
  checkEffects(checker, report, rewards.effects, ['rewards', 'effects'])
  need(checker, report, 'skills', rewards.skill, ['rewards', 'skill'])
  for (const faction of Object.keys(rewards.reputation)) {
    need(checker, report, 'factions', faction, ['rewards', 'reputation', faction])
  }
}

function checkCondition(checker: Checker, report: Report, where: QuestCondition, path: Path): void {
  need(checker, report, 'items', where.item, [...path, 'item'])
  need(checker, report, 'rooms', where.room, [...path, 'room'])
  need(checker, report, 'mobiles', where.mobile, [...path, 'mobile'])
  need(checker, report, 'zones', where.zone, [...path, 'zone'])
  need(checker, report, 'socials', where.social, [...path, 'social'])
  need(checker, report, 'skills', where.skill, [...path, 'skill'])
  need(checker, report, 'conflicts', where.conflict, [...path, 'conflict'])
  const conflict =
    where.conflict === undefined ? undefined : checker.world.conflicts[where.conflict]
  if (conflict === undefined) return
  if (where.choice !== undefined && conflict.choices[where.choice] === undefined) {
    report([...path, 'choice'], `expected one of ${Object.keys(conflict.choices).join(', ')}`)
  }
  if (where.party !== undefined) checkParty(report, conflict, where.party, [...path, 'party'])
}

function checkParty(report: Report, conflict: Conflict, party: string, path: Path): void {
  if (conflict.parties.some((known) => known.id === party)) return
  const known = conflict.parties.map(({ id }) => id).join(', ')
  report(path, `expected a party of the conflict: ${known}`)
}

/** Conflicts name only what exists, have words for every phase, and always an outcome. */
export function checkConflicts(checker: Checker): void {
  for (const conflict of Object.values(checker.world.conflicts)) {
    const report = reportOn(checker, 'conflicts', conflict.id)
    conflict.rooms.forEach((room, index) => {
      need(checker, report, 'rooms', room, ['rooms', index])
    })
    checkParties(checker, report, conflict)
    for (const [id, choice] of Object.entries(conflict.choices)) {
      const path = ['choices', id, 'requires']
      need(checker, report, 'items', choice.requires.item, [...path, 'item'])
      need(checker, report, 'quests', choice.requires.quest, [...path, 'quest'])
    }
    for (const phase of conflictPhases) {
      if ((conflict.prose[phase] ?? []).length === 0) {
        report(['prose'], `expected a text for the phase ${phase}`)
      }
    }
    checkOutcomes(checker, report, conflict)
  }
}

function checkParties(checker: Checker, report: Report, conflict: Conflict): void {
  conflict.parties.forEach((party, index) => {
    const path = ['parties', index]
    need(checker, report, 'mobiles', party.mobile, [...path, 'mobile'])
    need(checker, report, 'factions', party.faction, [...path, 'faction'])
    const named = party.kind === 'npc' ? party.mobile : party.faction
    if (named !== undefined) return
    const key = party.kind === 'npc' ? 'mobile' : 'faction'
    report(path, `expected "${key}" beside kind ${party.kind}`)
  })
}

function checkOutcomes(checker: Checker, report: Report, conflict: Conflict): void {
  conflict.outcomes.forEach((outcome, index) => {
    const path = ['outcomes', index]
    const { party } = outcome.when
    if (party !== undefined) checkParty(report, conflict, party, [...path, 'when', 'party'])
    for (const faction of Object.keys(outcome.effects.reputation)) {
      need(checker, report, 'factions', faction, [...path, 'effects', 'reputation', faction])
    }
    outcome.effects.doors.forEach((door, at) => {
      need(checker, report, 'rooms', door.room, [...path, 'effects', 'doors', at, 'room'])
    })
    outcome.effects.loads.forEach((load, at) => {
      need(checker, report, 'items', load.item, [...path, 'effects', 'loads', at, 'item'])
      need(checker, report, 'rooms', load.room, [...path, 'effects', 'loads', at, 'room'])
    })
    outcome.effects.mobiles.forEach((come, at) => {
      need(checker, report, 'mobiles', come.mobile, [...path, 'effects', 'mobiles', at, 'mobile'])
      need(checker, report, 'rooms', come.room, [...path, 'effects', 'mobiles', at, 'room'])
    })
  })
  const last = conflict.outcomes.at(-1)
  if (last !== undefined && Object.keys(last.when).length > 0) {
    report(['outcomes', conflict.outcomes.length - 1], 'expected a last outcome without "when"')
  }
}

/** Skills, factions and socials name only what exists and do not answer to the same word. */
export function checkShared(checker: Checker): void {
  const verbs = new Map<string, string>()
  const claim = (verb: string, owner: string, report: Report, path: Path): void => {
    const other = verbs.get(verb)
    if (other !== undefined && other !== owner) {
      report(path, `expected a word of its own, but "${verb}" already means ${other}`)
    }
    verbs.set(verb, owner)
  }
  for (const skill of Object.values(checker.world.skills)) {
    const report = reportOn(checker, 'skills', skill.id)
    checkEffects(checker, report, skill.effect.applies, ['effect', 'applies'])
    skill.effect.removes.forEach((effect, index) => {
      need(checker, report, 'effects', effect, ['effect', 'removes', index])
    })
    for (const verb of [skill.verb, ...skill.aliases]) claim(verb, skill.id, report, ['verb'])
  }
  for (const social of Object.values(checker.world.socials)) {
    const report = reportOn(checker, 'socials', social.id)
    for (const verb of [social.id, ...social.aliases]) claim(verb, social.id, report, ['aliases'])
  }
  for (const faction of Object.values(checker.world.factions)) {
    const report = reportOn(checker, 'factions', faction.id)
    faction.enemies.forEach((enemy, index) => {
      need(checker, report, 'factions', enemy, ['enemies', index])
    })
  }
}
