/** Quests: who may take them on, what carries them forward, what they bring. All of it is pure. */

import type { QuestsView } from '../schema/answers/quests.ts'
import type { NewEvent } from '../schema/define-event.ts'
import type { Character, Mobile, QuestState } from '../schema/entities.ts'
import { questBegun, questProgressed } from '../schema/events/quests.ts'
import type { BeingId, HolderId, PrototypeId, RoomId } from '../schema/ids.ts'
import { ownOf } from '../schema/own.ts'
import { itemsAt, mobilesAt, type WorldReader } from '../schema/world.ts'
import type { Quest, QuestCondition, QuestStep } from '../schema/world-file.ts'

/** Something a character did that a quest may have waited for. */
export interface Deed {
  readonly event: QuestStep['on']['event']
  readonly character: BeingId
  /** How much of it: pieces of a stack; 1 for everything else. */
  readonly count: number
  /** What a step's `where` is compared with; several values where any of them will do. */
  readonly fields: Readonly<Partial<Record<keyof QuestCondition, readonly string[]>>>
  /** What was handed over to a mobile for it. */
  readonly given?: string
}

export function questOf(world: WorldReader, id: string): Quest | undefined {
  return world.definitions.get<Quest>('quest', id)
}

/** The state of a quest that is under way, or undefined. */
export function activeState(character: Character, quest: string): QuestState | undefined {
  const state = Object.hasOwn(character.quests, quest) ? ownOf(character.quests, quest) : undefined
  return state && state.step >= 0 ? state : undefined
}

/** Ids of the quests that a character has under way. */
export function activeQuests(character: Character): string[] {
  return Object.keys(character.quests).filter((id) => activeState(character, id))
}

/** Why a character cannot take a quest on, or null. */
export function whyNot(world: WorldReader, character: Character, quest: Quest): string | null {
  const { level, item, quest: before } = { ...quest.requires, level: quest.level }
  const done = ownOf(character.quests, quest.id)?.done ?? 0
  if (activeState(character, quest.id)) return 'You are already at it.'
  if (done > 0 && !quest.repeatable) return 'You have done that already.'
  if (character.level < level) return `That is for people of level ${level} or more.`
  if (before && (ownOf(character.quests, before)?.done ?? 0) === 0) {
    const name = questOf(world, before)?.name ?? 'something else'
    return `That comes after “${name}”.`
  }
  if (item && carriedCount(world, character.id, item) === 0) {
    return 'You lack something that is needed for it.'
  }
  return null
}

/** The quests that somebody in the room gives, with the giver. */
export function questsGivenIn(
  world: WorldReader,
  room: RoomId,
): { readonly quest: Quest; readonly giver: Mobile }[] {
  const here = mobilesAt(world, room)
  if (here.length === 0) return []
  return world.definitions.all<Quest>('quest').flatMap(({ data: quest }) => {
    const giver = here.find(({ proto }) => proto === quest.giver)
    return giver ? [{ quest, giver }] : []
  })
}

/** The events of taking a quest on, and of everything in it that is already so. */
export function begin(world: WorldReader, character: Character, quest: Quest): NewEvent[] {
  const { id, name, steps } = quest
  const counts = quest.ordered ? {} : { counts: steps.map(() => 0) }
  const step = steps[0]?.text ?? ''
  const begun = questBegun({ character: character.id, quest: id, name, step, ...counts })
  const state: QuestState = { step: 0, count: 0, done: 0, ...counts }
  return [begun, ...alreadySo(world, character, quest, state)]
}

/** What a deed does for a quest that is under way; nothing when the quest does not wait for it. */
export function advance(
  world: WorldReader,
  character: Character,
  quest: Quest,
  deed: Deed,
): NewEvent[] {
  const state = activeState(character, quest.id)
  if (!state) return []
  const index = openSteps(quest, state).find((at) => fitsStep(quest.steps[at], deed))
  if (index === undefined) return []
  const { event, after } = progress(character, quest, state, {
    index,
    count: deed.count,
    given: deed.given,
  })
  return [event, ...alreadySo(world, character, quest, after)]
}

/** What finishing a step brings that is open now; nothing when it is not. */
export function finishStep(
  world: WorldReader,
  character: Character,
  quest: Quest,
  step: string,
): NewEvent[] {
  const state = activeState(character, quest.id)
  const index = quest.steps.findIndex(({ id }) => id === step)
  if (!state || !openSteps(quest, state).includes(index)) return []
  const { event, after } = progress(character, quest, state, {
    index,
    count: quest.steps[index]?.count ?? 1,
  })
  return [event, ...alreadySo(world, character, quest, after)]
}

/** Whether every step of a state is done, so that the rewards are due. */
export function isFinished(quest: Quest, state: Pick<QuestState, 'step'>): boolean {
  return state.step >= quest.steps.length
}

/** Steps that may be worked at now: the next one, or all that are open. */
function openSteps(quest: Quest, state: QuestState): number[] {
  if (quest.ordered) return state.step < quest.steps.length ? [state.step] : []
  return quest.steps.flatMap((step, at) => ((state.counts?.[at] ?? 0) < step.count ? [at] : []))
}

function fitsStep(step: QuestStep | undefined, deed: Deed): boolean {
  if (!step || step.on.event !== deed.event) return false
  return Object.entries(step.on.where).every(([key, wanted]) => {
    const values = deed.fields[key as keyof QuestCondition] ?? []
    return Array.isArray(wanted)
      ? wanted.some((one) => values.includes(one))
      : values.includes(String(wanted))
  })
}

/** What was done for one step of a quest. */
interface Work {
  readonly index: number
  /** How often, or how many pieces. */
  readonly count: number
  /** The item that was handed over for it. */
  readonly given?: string | undefined
}

/** One step that was worked at: the event, and the state after it. */
function progress(
  character: Character,
  quest: Quest,
  state: QuestState,
  { index, count, given }: Work,
): { event: NewEvent; after: QuestState } {
  const step = quest.steps[index]
  const of = step?.count ?? 1
  const before = quest.ordered ? state.count : (state.counts?.[index] ?? 0)
  const now = Math.min(of, before + count)
  const after = stateAfter(quest, state, index, now)
  const { step: at, count: done, counts } = after
  const event = questProgressed({
    character: character.id,
    quest: quest.id,
    name: quest.name,
    text: step?.text ?? '',
    count: now,
    of,
    ...(now >= of ? endOfStep(quest, step, after) : {}),
    state: { step: at, count: done, ...(counts ? { counts: [...counts] } : {}) },
    ...(given ? { given } : {}),
  })
  return { event, after }
}

/** What a player reads at the end of a step: that it is done, and what is to be done next. */
function endOfStep(quest: Quest, step: QuestStep | undefined, after: QuestState) {
  const next = quest.steps[openSteps(quest, after)[0] ?? -1]?.text
  return { finished: step?.done ?? 'Done.', ...(next ? { next } : {}) }
}

function stateAfter(quest: Quest, state: QuestState, index: number, now: number): QuestState {
  if (quest.ordered) {
    return now >= (quest.steps[index]?.count ?? 1)
      ? { ...state, step: index + 1, count: 0 }
      : { ...state, step: index, count: now }
  }
  const counts = quest.steps.map((_step, at) => (at === index ? now : (state.counts?.[at] ?? 0)))
  const open = quest.steps.findIndex((step, at) => (counts[at] ?? 0) < step.count)
  return { ...state, step: open < 0 ? quest.steps.length : open, count: 0, counts }
}

/**
 * Steps that need no further deed: the character carries what is to be fetched already, or stands in
 * the place to be found. Nobody should have to drop a thing and pick it up again.
 */
function alreadySo(
  world: WorldReader,
  character: Character,
  quest: Quest,
  from: QuestState,
): NewEvent[] {
  const events: NewEvent[] = []
  let state = from
  for (let checked = 0; checked < quest.steps.length; checked += 1) {
    const index = openSteps(quest, state).find(
      (at) => amountSo(world, character, quest.steps[at]) > 0,
    )
    if (index === undefined) break
    const amount = amountSo(world, character, quest.steps[index])
    const { event, after } = progress(
      character,
      quest,
      { ...state, count: 0 },
      { index, count: amount },
    )
    events.push(event)
    // What is only partly there waits for more: counting it again would count it twice.
    if (after.step === state.step && quest.ordered) break
    state = after
  }
  return events
}

function amountSo(world: WorldReader, character: Character, step: QuestStep | undefined): number {
  const { item, room } = step?.on.where ?? {}
  if (step?.on.event === 'character-moved') return room === character.place ? 1 : 0
  if (step?.on.event !== 'item-taken' || !item) return 0
  const held = carriedCount(world, character.id, item)
  return held >= step.count ? held : 0
}

function carriedCount(world: WorldReader, holder: HolderId, proto: PrototypeId, depth = 0): number {
  if (depth > 4) return 0
  return itemsAt(world, holder).reduce((sum, item) => {
    const inside = carriedCount(world, item.id, proto, depth + 1)
    return sum + inside + (item.proto === proto ? item.count : 0)
  }, 0)
}

/** A character's quests: what the verb `quests` lists, and the part `quests` of the state. */
export function questsState(world: WorldReader, character: Character): QuestsView {
  const known = Object.entries(character.quests).flatMap(([id, state]) => {
    const quest = questOf(world, id)
    return quest ? [{ quest, state }] : []
  })
  return {
    quests: known
      .filter(({ state }) => state.step >= 0)
      .map(({ quest, state }) => questEntry(quest, state)),
    completed: known
      .filter(({ state }) => state.done > 0)
      .map(({ quest, state }) => ({ id: quest.id, name: quest.name, times: state.done })),
  }
}

/** One quest with all of its steps that may be told: those done and those open. */
export function questEntry(quest: Quest, state: QuestState): QuestsView['quests'][number] {
  const { id, name, brief } = quest
  const shown = quest.ordered ? quest.steps.slice(0, state.step + 1) : quest.steps
  const steps = shown.map(({ text, count: of }, at) => {
    const own = quest.ordered ? (at < state.step ? of : state.count) : (state.counts?.[at] ?? 0)
    return { text, count: own, of }
  })
  const step = quest.steps[openSteps(quest, state)[0] ?? -1]?.text ?? brief
  return { id, name, brief, step, done: false, steps }
}
