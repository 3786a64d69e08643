/** What every way in asks of a typed line before it is stored. */
import { typedLine } from '../../../schema/text.ts'

export type ReadableLine =
  | { readonly ok: true; readonly line: string }
  | {
      readonly ok: false
      readonly fault: 'too-long' | 'unreadable' | 'secret'
      readonly why: string
    }

const lineMax = 512

/** A password is never a line of the game: lines are stored, and read by admins. */
const secretLine = /^\W*password\s+\S/i

/** The cleaned line, or what is wrong with it. */
export function readableLine(typed: string): ReadableLine {
  if (typed.length > lineMax * 2 || [...typed].length > lineMax) {
    const why = `A line may have at most ${lineMax} characters.`
    return { ok: false, fault: 'too-long', why }
  }
  const line = typedLine(typed)
  if (line && secretLine.test(line)) {
    const why = 'Type “password” alone. What stands in a line of the game is kept with the story.'
    return { ok: false, fault: 'secret', why }
  }
  if (line) return { ok: true, line }
  return { ok: false, fault: 'unreadable', why: 'That is not one line that can be read.' }
}
