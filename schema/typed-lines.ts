/**
 * One typed line → the commands it stands for: `n;n;e`, `3 n`, `run 2n e`. Clients that send a line as a
 * whole have it split at the gateway; each command is then one of its own.
 */
import { directionFrom, shortDirections } from './directions.ts'

/** More commands than this nobody means. */
export const commandsMax = 20

/** The commands of a line, in order; a line that stacks nothing is one command, as it was typed. */
export function commandsIn(typed: string): readonly string[] {
  const parts = splitStack(typed).filter((part) => part !== '')
  if (parts.length === 0) return [typed]
  const commands = parts.flatMap((part) => stepsIn(part) ?? [part])
  return commands.length > 1 ? commands.slice(0, commandsMax) : [commands[0] ?? typed]
}

/** Splits at `;`, which `\;` escapes; `;)` and its like stay where they are. */
export function splitStack(typed: string): string[] {
  return typed
    .split(/(?<!\\);(?![-^']?[)(\][DPpoO|/*](?:\s|$))/u)
    .map((part) => part.replaceAll('\\;', ';').trim())
}

/** The steps of "3 n", "n 3", "n n e" or "run 2n e"; null for a line that is no walk of several steps. */
export function stepsIn(part: string): string[] | null {
  const walk = part.toLowerCase().replace(/^(?:run|go|walk)\s+/, '')
  // "n 3" is "3 n".
  const words = walk.replace(/^([a-z]+)\s*(\d+)$/, '$2 $1').split(/\s+/, 2 * commandsMax)
  const steps: string[] = []
  let count = 1
  for (const word of words.flatMap((one) => one.match(/\d+|\D+/g) ?? [])) {
    if (/^\d+$/.test(word)) {
      count = Math.min(Number(word), commandsMax)
      continue
    }
    const way = wayOf(word)
    if (!way) return null
    for (; count > 0; count -= 1) steps.push(way)
    count = 1
  }
  return steps.length > 1 ? steps : null
}

/** The way of a whole word or letter: "no" is an answer, not the beginning of "north". */
function wayOf(word: string): string | undefined {
  const way = directionFrom(word)
  return way && (way === word || shortDirections[way] === word) ? way : undefined
}
