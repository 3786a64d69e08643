/** Lines of world files with names put in: `{actor}`, `{target}` and `{item}` are the placeholders. */
import { escapeMarkup } from './markup.ts'
import { capital, mark, type Named } from './words.ts'

export interface LineNames {
  readonly actor?: Named
  readonly target?: Named
  readonly item?: Named
}

/**
 * The line in markup, names in colour and its first letter a capital. Somebody who does a thing to
 * itself reads as "yourself" for `viewer` and "themselves" for everybody else.
 */
export function fillLine(line: string, names: LineNames, viewer?: 'actor'): string {
  const [own, belonging] = viewer === 'actor' ? ['yourself', 'your'] : ['themselves', 'their']
  const same = names.actor !== undefined && names.actor.id === names.target?.id
  const word = (who: Named | undefined, none: string) => (who ? mark(who) : none)
  // Control characters cannot be typed into a line, so they mark the places safely.
  const marked = (
    same ? line.replaceAll(/\bthe (\w+) of \{target\}/g, `${belonging} own $1`) : line
  )
    .replaceAll('{actor}', '\u0001')
    .replaceAll('{target}', '\u0002')
    .replaceAll('{item}', '\u0003')
  const filled = escapeMarkup(marked)
    .replaceAll('\u0001', () => word(names.actor, 'someone'))
    .replaceAll('\u0002', () => (same && names.actor ? own : word(names.target, 'someone')))
    .replaceAll('\u0003', () => word(names.item, 'something'))
  return capitalOf(filled)
}

/** Makes the first letter that is shown a capital; markup before it stays. */
function capitalOf(text: string): string {
  const tag = /^\{[a-z]+\}/.exec(text)?.[0] ?? ''
  return tag + capital(text.slice(tag.length))
}
