/** What builders read of scripts. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'

export const scriptWatched = defineAnswer<{ script: string; line: string }>(
  'script-watched',
  ({ script, line }) => `{dim}[${escapeMarkup(script)}] ${escapeMarkup(line)}{/}`,
)

export const scriptsListed = defineAnswer<{ title: string; lines: string[] }>(
  'scripts-listed',
  ({ title, lines }) =>
    [`{channel}${escapeMarkup(title)}{/}`, ...lines.map((line) => `  ${escapeMarkup(line)}`)].join(
      '\n',
    ),
)
