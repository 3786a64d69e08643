/** From the line as typed to the line that is meant: signs in front, and plain questions. */
import { withoutStop } from '../arguments.ts'
import { deeds, phrases } from './phrases.ts'

/** Signs of other worlds that stand before a verb and say nothing here: `/help`, `@who`, `.look`. */
const bareSign = /^[/@.\\]+(?=[a-z?])/i

/** No phrase is longer, in words; a longer line is not compared. */
const phraseWordsMax = 12

/** What the first word of a line is: a verb of players, one of builders or admins, or neither. */
export type FirstWord = 'verb' | 'verb of staff' | 'no verb'

/** The line that is meant. A line of no known phrase stays as it was typed. */
export function asMeant(line: string, firstWord: (typed: string) => FirstWord): string {
  const typed = line.trim().replace(bareSign, '')
  const plain = withoutStop(typed.toLowerCase()).trim().replaceAll('’', "'")
  const words = plain.split(/\s+/, phraseWordsMax + 1)
  const first = firstWord(words[0] ?? '')
  // What builders and admins type is no phrase of players.
  if (first === 'verb of staff' || words.length > phraseWordsMax) return typed
  for (const [pattern, meant] of first === 'verb' ? phrases : [...phrases, ...deeds]) {
    const match = pattern.exec(plain)
    if (match) return meant.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '')
  }
  return typed
}
