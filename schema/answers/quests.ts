/** The quests of a character, which are also the `quests` part, and the quests that are offered here. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { capital } from '../words.ts'

export interface QuestsView {
  /** Under way, with what is to be done now. */
  quests: {
    id: string
    name: string
    brief: string
    step: string
    done: boolean
    steps: { text: string; count: number; of: number }[]
  }[]
  completed: { id: string; name: string; times: number }[]
}

type Entry = QuestsView['quests'][number]

function stepLine({ text, count, of }: Entry['steps'][number]): string {
  if (count >= of) return `    {dim}${escapeMarkup(text)} Done.{/}`
  return `    ${escapeMarkup(text)}${of > 1 ? ` (${count} of ${of})` : ''}`
}

export const questsListed = defineAnswer<QuestsView>('quests-listed', (view) => {
  if (view.quests.length + view.completed.length === 0) {
    return 'You have no task. People who need something done say so when you ask: try “quest here”.'
  }
  const open = view.quests.flatMap((quest) => [
    `  {channel}${escapeMarkup(quest.name)}{/}`,
    ...quest.steps.map(stepLine),
  ])
  const lines = open.length > 0 ? ['You are to do this:', ...open] : ['You have no task just now.']
  if (view.completed.length > 0) {
    const names = view.completed.map(({ name, times }) => (times > 1 ? `${name} (${times})` : name))
    lines.push(`{dim}You have completed: ${escapeMarkup(names.join(' · '))}{/}`)
  }
  return lines.join('\n')
})

export const questTold = defineAnswer<Entry>('quest-told', (quest) =>
  [
    `{channel}${escapeMarkup(quest.name)}{/}`,
    escapeMarkup(quest.brief),
    ...quest.steps.map(stepLine),
  ].join('\n'),
)

export interface OffersView {
  offers: { quest: string; name: string; brief: string; giver: string; say: string }[]
}

export const questsOffered = defineAnswer<OffersView>('quests-offered', ({ offers }) => {
  if (offers.length === 0) return 'Nobody here has a task for you just now.'
  return offers
    .map(
      ({ name, brief, giver, say }) =>
        `{npc}${capital(escapeMarkup(giver))}{/} has a task for you, {channel}${escapeMarkup(name)}{/}: ${escapeMarkup(brief)} Type “{command}say ${escapeMarkup(say)}{/}” to take it on.`,
    )
    .join('\n')
})

/** A reminder of a quest, or why it is not offered. */
export const questNoted = defineAnswer<{ quest: string; text: string }>(
  'quest-noted',
  ({ text }) => `{dim}${escapeMarkup(text)}{/}`,
)
