/** Quests react to what happens: words begin them, deeds carry them forward, the end is rewarded. */

import { questNoted } from '../../../schema/answers/quests.ts'
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { reputationChanged } from '../../../schema/events/conflict.ts'
import { skillLearned } from '../../../schema/events/growth.ts'
import { itemDestroyed } from '../../../schema/events/items.ts'
import { questCompleted, questProgressed } from '../../../schema/events/quests.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { goldMinted } from '../../../schema/events/trade.ts'
import { ownOf } from '../../../schema/own.ts'
import { capital, keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Faction, Quest, Skill } from '../../../schema/world-file.ts'
import { deedsOf, deedTypes } from '../../deeds.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type Reaction,
  type SystemContext,
} from '../../define-system.ts'
import { agrees, takesUp } from '../../minds/meaning.ts'
import { isAgreedTo, takes } from '../../minds/offers.ts'
import { type Given, isAbout, offerOfQuest } from '../../minds/quest-talk.ts'
import {
  activeQuests,
  activeState,
  advance,
  begin,
  type Deed,
  isFinished,
  questOf,
  questsGivenIn,
  whyNot,
} from '../../quests.ts'
import { applyEffect } from '../../rules/effects.ts'
import { gainExperience } from '../../rules/levels.ts'
import { itemEvents } from '../../rules/making.ts'

/** How well a character knows a skill that a quest has taught, in points of 100. */
const taughtTo = 25

/** Carries quests forward; it comes before other reactions, which may use up what was given. */
export const questDeeds: Reaction = {
  name: 'quest-deeds',
  on: deedTypes,
  react(context, event) {
    const events = deedsOf(context.world, event).map((deed) => deedEvents(context, deed))
    const acts = events.flatMap((one) => eventActs(...one))
    return acts.length === 0 && speechUttered.is(event) ? asked(context, event.data) : acts
  },
}

function deedEvents(context: SystemContext, deed: Deed): NewEvent[] {
  const { world } = context
  const character = world.get(deed.character)
  if (character?.kind !== 'character') return []
  const events: NewEvent[] = []
  for (const id of activeQuests(character)) {
    const quest = questOf(world, id)
    if (quest) events.push(...advance(world, character, quest, deed))
  }
  if (events.length === 0) events.push(...unbidden(world, character, deed))
  return events
}

/** Quests without a giver begin with the first deed that fits them. */
function unbidden(world: WorldReader, character: Character, deed: Deed): NewEvent[] {
  for (const { data: quest } of world.definitions.all<Quest>('quest')) {
    if (quest.giver || whyNot(world, character, quest) !== null) continue
    const begun = begin(world, character, quest)
    const state = { step: 0, count: 0, done: ownOf(character.quests, quest.id)?.done ?? 0 }
    const counts = quest.ordered ? {} : { counts: quest.steps.map(() => 0) }
    const quests = { ...character.quests, [quest.id]: { ...state, ...counts } }
    const forward = advance(world, { ...character, quests }, quest, deed)
    if (forward.length > 0) return [...begun.slice(0, 1), ...forward]
  }
  return []
}

/** Words that ask a giver for a quest. */
function asked(
  context: SystemContext,
  { actor, room, how, words, target }: Parameters<typeof speechUttered>[0],
): Act[] {
  const { world } = context
  const character = world.get(actor)
  if (character?.kind !== 'character' || !audible.has(how)) return []
  const given = questsGivenIn(world, room).filter(
    ({ giver }) => target === undefined || target === giver.id,
  )
  const free = given.find(
    (one) =>
      whyNot(world, character, one.quest) === null && isTaken(context, character, one, words),
  )
  if (free) return takeOn(context, character, free.quest, free.giver)
  const first = given.find((one) => isAbout(world, one, words))
  const note = first && reminder(world, character, first.quest)
  return note ? [{ kind: 'view', to: { character: actor }, view: note }] : []
}

/** A task is taken on by its word, or by a yes to the giver who asked. */
function isTaken(
  { world, now }: SystemContext,
  character: Character,
  { quest, giver }: Given,
  words: string,
): boolean {
  const names = keywordsOf(world, giver)
  if (takesUp(words, quest.accept, names)) return true
  return agrees(words, names) && isAgreedTo(world, character, offerOfQuest(quest), now)
}

const audible: ReadonlySet<string> = new Set(['say', 'ask', 'whisper'])

/** The giver says what is to be done, and the quest is begun. */
function takeOn(
  { world, now }: SystemContext,
  character: Character,
  quest: Quest,
  giver: Mobile,
): Act[] {
  const offer = quest.offer ? [speech(giver, character, quest.offer)] : []
  const taken = takes(character, offerOfQuest(quest), now)
  return [{ kind: 'events', events: [...offer, ...begin(world, character, quest), taken] }]
}

function speech(giver: Mobile, character: Character, words: string): NewEvent {
  const { id: actor, place: room } = giver
  return speechUttered({ actor, room, how: 'ask', words, target: character.id })
}

function reminder(world: WorldReader, character: Character, quest: Quest) {
  const state = activeState(character, quest.id)
  const why = whyNot(world, character, quest)
  const step = state && quest.steps[state.step]?.text
  const text = step ? `You are already at it: ${step}` : why
  return text ? questNoted({ quest: quest.id, text }) : undefined
}

/** The last step of a quest is done: thanks and rewards come together, so that they come once. */
export const questRewards = defineReaction(
  'quest-rewards',
  onEvent(questProgressed, (context, data) => {
    const { world } = context
    const given = data.given === undefined ? undefined : world.get(data.given)
    const used =
      given?.kind === 'item' ? eventActs(itemDestroyed({ item: given.id, reason: 'quest' })) : []
    const character = world.get(data.character)
    const quest = questOf(world, data.quest)
    if (character?.kind !== 'character' || !quest) return used
    const state = activeState(character, quest.id)
    if (!state || !isFinished(quest, state)) return used
    const end = [...finish(world, character, quest), ...rewards(context, character, quest)]
    return [...used, ...eventActs(...end)]
  }),
)

/** The end of a quest, with the giver's words: spoken if it is here, otherwise remembered. */
function finish(world: WorldReader, character: Character, quest: Quest): NewEvent[] {
  const { id, name } = quest
  const done = { character: character.id, quest: id, name }
  if (!quest.finish || !quest.giver) return [questCompleted(done)]
  const here = questsGivenIn(world, character.place).find((given) => given.quest.id === id)
  if (here) return [speech(here.giver, character, quest.finish), questCompleted(done)]
  const from = mobilePrototype(world, quest.giver)?.name
  return [questCompleted({ ...done, ...(from ? { from, words: quest.finish } : {}) })]
}

function rewards(context: SystemContext, character: Character, quest: Quest): NewEvent[] {
  const { world, now, dice } = context
  const { gold, experience, items, effects, skill, reputation } = quest.rewards
  const reason = `quest ${quest.id}`
  const { id } = character
  const events: NewEvent[] = []
  if (gold > 0) events.push(goldMinted({ to: id, amount: gold, reason }))
  events.push(...items.flatMap((proto) => itemEvents(context, { proto, place: id, reason })))
  for (const effect of effects) {
    if (dice.chance(effect.chance)) events.push(...applyEffect(world, character, effect, now.beat))
  }
  if (skill) events.push(...lesson(world, character, skill))
  for (const [faction, change] of Object.entries(reputation)) {
    const usual = world.definitions.get<Faction>('faction', faction)?.reputation ?? 0
    const opinion = (ownOf(character.reputation, faction) ?? usual) + change
    const bounded = Math.max(-1000, Math.min(1000, opinion))
    events.push(reputationChanged({ character: id, faction, now: bounded, reason }))
  }
  return [...events, ...gainExperience(character, experience, 'quest')]
}

function lesson(world: WorldReader, character: Character, id: string): NewEvent[] {
  const skill = world.definitions.get<Skill>('skill', id)
  if (!skill || (ownOf(character.skills, id) ?? 0) >= taughtTo) return []
  return [skillLearned({ actor: character.id, skill: id, name: capital(skill.name), to: taughtTo })]
}
