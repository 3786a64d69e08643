/** What builders ask of the world. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'

export const historyShown = defineAnswer<{
  about: string
  lines: { tick: number; by: string; summary: string }[]
  facts: string[]
}>('history-shown', ({ about, lines, facts }) => {
  const told = lines.map(
    (line) =>
      `  tick ${line.tick}: {player}${escapeMarkup(line.by)}{/} ${escapeMarkup(line.summary)}`,
  )
  return [
    `{channel}${escapeMarkup(about)}{/}`,
    ...facts.map((fact) => `  ${escapeMarkup(fact)}`),
    ...(told.length > 0 ? told : ['  No builder has touched it in the game.']),
  ].join('\n')
})

export const changesListed = defineAnswer<{ changes: { change: string; summary: string }[] }>(
  'changes-listed',
  ({ changes }) =>
    changes.length === 0
      ? 'You have changed nothing that could be taken back.'
      : [
          'Your changes, the latest last (“undo” takes back the last one):',
          ...changes.map((one) => `  ${escapeMarkup(one.change)}: ${escapeMarkup(one.summary)}`),
        ].join('\n'),
)

export const definitionShown = defineAnswer<{ of: string; id: string; fields: [string, string][] }>(
  'definition-shown',
  ({ of, id, fields }) =>
    [
      `{channel}${escapeMarkup(of)} ${escapeMarkup(id)}{/}`,
      ...fields.map(([name, value]) => `  {item}${escapeMarkup(name)}{/}: ${escapeMarkup(value)}`),
    ].join('\n'),
)

export const resetsListed = defineAnswer<{ zone: string; steps: string[] }>(
  'resets-listed',
  ({ zone, steps }) =>
    [
      `The reset program of ${escapeMarkup(zone)}:`,
      ...steps.map((step, index) => `  ${index + 1}. ${escapeMarkup(step)}`),
    ].join('\n'),
)
