/** Answers about the conflicts of the world. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'

export interface ConflictSummary {
  id: string
  name: string
  brief: string
  phase: string
  tension: number
  progress: number
  here: boolean
  parties: { id: string; name: string; stance: string; support: number }[]
  /** How far the words about it are: `pending` while a worker writes them. */
  narration_status: 'pending' | 'ready' | 'none'
  text?: string
  choices: { id: string; help: string; needsParty: boolean }[]
}

export const conflictsListed = defineAnswer<{ conflicts: ConflictSummary[] }>(
  'conflicts-listed',
  ({ conflicts }) => {
    if (conflicts.length === 0) return 'The world is at peace, as far as you have heard.'
    const lines = conflicts.map((conflict) => {
      const near = conflict.here ? ' {good}(here){/}' : ''
      return `  {channel}${escapeMarkup(conflict.name)}{/}${near}: ${conflict.phase}, tension ${conflict.tension}, progress ${conflict.progress}`
    })
    return [
      'Quarrels you have heard of:',
      ...lines,
      'Type “conflict” and a name to learn more.',
    ].join('\n')
  },
)

export const conflictShown = defineAnswer<ConflictSummary>('conflict-shown', (conflict) => {
  const lines = [
    `{channel}${escapeMarkup(conflict.name)}{/} (${conflict.phase}, tension ${conflict.tension}, progress ${conflict.progress})`,
    escapeMarkup(conflict.brief),
    ...conflict.parties.map(
      (party) =>
        `  {npc}${escapeMarkup(party.name)}{/} (${escapeMarkup(party.id)}), support ${party.support}: ${escapeMarkup(party.stance)}`,
    ),
  ]
  if (conflict.text) lines.push(`{narration}${escapeMarkup(conflict.text)}{/}`)
  if (conflict.here) {
    lines.push('What you can do here:')
    for (const choice of conflict.choices) {
      const usage = choice.needsParty ? `${choice.id} <party>` : choice.id
      lines.push(`  {item}${escapeMarkup(usage)}{/}: ${escapeMarkup(choice.help)}`)
    }
  }
  return lines.join('\n')
})
