/** What somebody may have meant who mistyped a word. */
import { distance } from 'fastest-levenshtein'

/** More proposals than this help nobody. */
const proposalsMax = 3

/** Longer words are no slips of the keys. */
const lettersMax = 24

/** The known words nearest to `typed`, best first; none when nothing is near. */
export function nearWords(typed: string, known: Iterable<string>): string[] {
  if (typed.length < 3 || typed.length > lettersMax) return []
  const near: { word: string; slips: number }[] = []
  for (const word of new Set(known)) {
    if (Math.abs(word.length - typed.length) > 2 || word === typed) continue
    const slips = slipsBetween(typed, word)
    if (slips <= (typed.length > 4 ? 2 : 1)) near.push({ word, slips })
  }
  const best = Math.min(...near.map(({ slips }) => slips))
  return near
    .filter(({ slips }) => slips === best)
    .map(({ word }) => word)
    .slice(0, proposalsMax)
}

/** Two letters in the wrong order are one slip; the first letter is seldom wrong. */
function slipsBetween(typed: string, word: string): number {
  const swapped =
    typed.length === word.length &&
    [...typed].some(
      (_, at) =>
        typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2) === word,
    )
  if (swapped) return 1
  return distance(typed, word) + (typed.charAt(0) === word.charAt(0) ? 0 : 0.5)
}

/** "Did you mean “north” or “nod”?", or nothing. */
export function didYouMean(words: readonly string[]): string {
  return words.length === 0 ? '' : ` Did you mean ${words.map((word) => `“${word}”`).join(' or ')}?`
}
