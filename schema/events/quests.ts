/** Quests: taken on, carried forward step by step, completed once, or given up. */

import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Character, QuestState } from '../entities.ts'
import { characterId, itemId } from '../id-fields.ts'
import type { CharacterId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'
import { questsOf } from '../views.ts'
import { spoken } from '../words.ts'
import type { WorldWriter } from '../world.ts'

const counter = z.int().min(0).max(1_000_000)
const counts = z.array(counter).max(100)

interface QuestView {
  quest: string
  name: string
  /** What is to be done now. */
  step: string
  done: boolean
  /** What has just been finished, if a whole step was. */
  finished?: string
  count?: number
  of?: number
  from?: string
  words?: string
}

function setQuest(
  world: WorldWriter,
  character: CharacterId,
  quest: string,
  state: (before: QuestState | undefined) => QuestState,
): void {
  const known = world.get(character)
  if (known?.kind !== 'character') return
  const before = Object.hasOwn(known.quests, quest) ? ownOf(known.quests, quest) : undefined
  world.patch<Character>(character, { quests: { ...known.quests, [quest]: state(before) } })
}

/** Only the character itself is told about its quests. */
function told(character: CharacterId, view: QuestView): Perception[] {
  return [{ to: { character }, role: 'actor', data: { ...view } }]
}

const title = (view: QuestView) => `{channel}${escapeMarkup(view.name)}{/}`

export const questBegun = defineEvent({
  type: 'quest-begun',
  about: 'Somebody took on a quest.',
  data: z.strictObject({
    character: characterId,
    quest: z.string(),
    name: z.string(),
    /** What is to be done first. */
    step: z.string(),
    /** Zeros for every step, where they may be done in any order. */
    counts: counts.optional(),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [questsOf(data.character)],
  evolve(world, data) {
    setQuest(world, data.character, data.quest, (before) => ({
      step: 0,
      count: 0,
      done: before?.done ?? 0,
      ...(data.counts ? { counts: data.counts } : {}),
    }))
  },
  perceive: (_world, { character, quest, name, step }) =>
    told(character, { quest, name, step, done: false }),
  text: {
    actor: (view: QuestView) => `You take on a task, ${title(view)}: ${escapeMarkup(view.step)}`,
  },
})

export const questProgressed = defineEvent({
  type: 'quest-progressed',
  about: 'Somebody came a step further in a quest.',
  data: z.strictObject({
    character: characterId,
    quest: z.string(),
    name: z.string(),
    /** The step that advanced, in words; how often it has been done, and how often it has to be done. */
    text: z.string(),
    count: counter,
    of: counter,
    /** What to say now that the step is finished, and what comes next, if anything does. */
    finished: z.string().optional(),
    next: z.string().optional(),
    /** The state from now on. */
    state: z.strictObject({
      step: z.int().min(-1).max(100),
      count: counter,
      counts: counts.optional(),
    }),
    /** The item that was handed over for it; it is destroyed once every reaction to the gift has run. */
    given: itemId.optional(),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [questsOf(data.character)],
  evolve(world, data) {
    setQuest(world, data.character, data.quest, (before) => ({
      ...data.state,
      done: before?.done ?? 0,
    }))
  },
  perceive(_world, data) {
    const { character, quest, name, text, count, of, finished, next } = data
    const done = finished !== undefined && next === undefined
    const view = { quest, name, step: next ?? text, done, count, of }
    return told(character, finished === undefined ? view : { ...view, finished })
  },
  text: {
    actor(view: QuestView) {
      if (view.finished === undefined) {
        return `${title(view)}: ${escapeMarkup(view.step)} (${view.count} of ${view.of})`
      }
      const next = view.done ? '' : ` ${escapeMarkup(view.step)}`
      return `${title(view)}: {good}${escapeMarkup(view.finished)}{/}${next}`
    },
  },
})

export const questCompleted = defineEvent({
  type: 'quest-completed',
  about: 'Somebody completed a quest; the events of its rewards follow, this once.',
  data: z.strictObject({
    character: characterId,
    quest: z.string(),
    name: z.string(),
    /** What its giver would say, when the giver is far away. */
    from: z.string().optional(),
    words: z.string().optional(),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [questsOf(data.character)],
  evolve(world, data) {
    setQuest(world, data.character, data.quest, (before) => ({
      step: -1,
      count: 0,
      done: Math.min(1_000_000, (before?.done ?? 0) + 1),
    }))
  },
  perceive(_world, { character, quest, name, from, words }) {
    const view = { quest, name, step: 'Done.', done: true }
    return told(character, from && words ? { ...view, from, words } : view)
  },
  text: {
    actor(view: QuestView) {
      const done = `{good}You have completed{/} ${title(view)}{good}.{/}`
      if (!view.from || !view.words) return done
      return `${done}\nYou can almost hear {npc}${escapeMarkup(view.from)}{/}: ${spoken(view.words)}`
    },
  },
})

export const questAbandoned = defineEvent({
  type: 'quest-abandoned',
  about: 'Somebody gave up a quest; it can be taken on again.',
  data: z.strictObject({ character: characterId, quest: z.string(), name: z.string() }),
  subject: (data) => data.character,
  views: (_world, data) => [questsOf(data.character)],
  evolve(world, data) {
    setQuest(world, data.character, data.quest, (before) => ({
      step: -1,
      count: 0,
      done: before?.done ?? 0,
    }))
  },
  perceive: (_world, { character, quest, name }) =>
    told(character, { quest, name, step: 'Given up.', done: true }),
  text: { actor: (view: QuestView) => `You give up ${title(view)}.` },
})
