/** From what was typed to what is sent: `;` stacking and the player's aliases. */

import { splitStack, stepsIn } from './typed-lines.ts'

export type Alias = { readonly name: string; readonly body: string }

const deepest = 5
const linesMost = 40
const lineMost = 512

/**
 * The commands a typed line stands for, in order. `;` separates commands unless a backslash
 * precedes it or it is the wink of a smiley. In an alias, `$1` to `$9` are the words after its
 * name and `$*` is all of them; a body without any `$` gets the words appended. Aliases may use
 * others, five deep; at most 40 commands come out, each cut at 512 characters.
 */
export function expandLine(
  typed: string,
  aliases: readonly Alias[],
  { stacking }: { readonly stacking: boolean },
): readonly string[] {
  const byName = new Map(aliases.map((alias) => [alias.name.toLowerCase(), alias.body]))
  const lines: string[] = []
  expand(stacking ? splitStack(typed) : [typed.trim()], byName, 0, lines)
  return lines
}

/** Adds to `lines` what the parts stand for. */
function expand(
  parts: readonly string[],
  aliases: ReadonlyMap<string, string>,
  depth: number,
  lines: string[],
): void {
  for (const part of parts) {
    if (part === '' || lines.length >= linesMost) continue
    const [name = '', ...words] = part.split(/\s+/)
    const body = aliases.get(name.toLowerCase())
    if (body !== undefined && depth < deepest) {
      // An alias may be called like the command it uses, so its own name is not looked up again.
      const others = new Map(aliases)
      others.delete(name.toLowerCase())
      expand(splitStack(fill(body, words)), others, depth + 1, lines)
    } else {
      lines.push(...(stepsIn(part) ?? [part]).slice(0, linesMost - lines.length).map(cut))
    }
  }
}

function fill(body: string, words: readonly string[]): string {
  const all = words.join(' ')
  if (!/\$[1-9*]/.test(body)) return all ? `${body} ${all}` : body
  return body.replace(/\$([1-9*])/g, (_, which: string) =>
    which === '*' ? all : (words[Number(which) - 1] ?? ''),
  )
}

const cut = (line: string) => Array.from(line).slice(0, lineMost).join('')
