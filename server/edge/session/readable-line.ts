/** What every way in asks of a typed line before it is stored. */
import { typedLine } from '../../../schema/text.ts'

export type ReadableLine =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly fault: 'too-long' | 'unreadable'; readonly why: string }

const lineMax = 512

/** The cleaned line, or what is wrong with it. */
export function readableLine(typed: string): ReadableLine {
  if (typed.length > lineMax * 2 || [...typed].length > lineMax) {
    const why = `A line may have at most ${lineMax} characters.`
    return { ok: false, fault: 'too-long', why }
  }
  const line = typedLine(typed)
  if (line) return { ok: true, line }
  return { ok: false, fault: 'unreadable', why: 'That is not one line that can be read.' }
}
