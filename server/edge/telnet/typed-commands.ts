/** From a typed line to the numbered commands it stands for: stacks, counted steps, the last line again. */
import { expandLine } from '../../../schema/expand-line.ts'
import { commandsIn, commandsMax } from '../../../schema/typed-lines.ts'
import type { TextSettings } from '../render/text-settings.ts'
import { lineSettled, lineTaken, settleTyped } from './coming-back.ts'
import type { TextState, TypedLine } from './text-state.ts'

/**
 * Sends the commands of a line, each under a number of its own. Of a line that the door brings again
 * only those are sent that are not stored.
 */
export function sendCommands(state: TextState, typed: TypedLine): void {
  const again = /^!!?$/.test(typed.text.trim())
  const text = again ? state.said : typed.text
  if (text === '') {
    state.port.notice('There is nothing yet to do again.')
    return settleTyped(state, typed)
  }
  state.said = text
  const commands = commandsOf(text, state.settings.aliases)
  const left = typed.line === undefined ? undefined : state.left.get(typed.line)
  if (typed.line !== undefined) state.left.delete(typed.line)
  const due = left === undefined ? commands : commands.slice(-left)
  const numbers = due.map((_, index) => state.nextN + index)
  state.nextN += due.length
  for (const n of numbers) state.pending.add(n)
  lineTaken(state, numbers, typed.line)
  for (const [index, n] of numbers.entries()) {
    // One before it was refused: what follows would be out of its place.
    if (state.nextN < n) {
      state.pending.delete(n)
      lineSettled(state, n)
    } else state.input.receive({ t: 'cmd', n, line: due[index] ?? '' })
  }
}

function commandsOf(text: string, aliases: TextSettings['aliases']): readonly string[] {
  if (!aliases) return commandsIn(text)
  const own = Object.entries(aliases).map(([name, body]) => ({ name, body }))
  const commands = expandLine(text, own, { stacking: true }).slice(0, commandsMax)
  return commands.length > 0 ? commands : [text]
}
