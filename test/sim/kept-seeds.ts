/**
 * Seeds under which something was wrong once, and what it was. They are run for ever. A seed stands
 * for a run only as long as the simulation draws alike, so each has a reason that outlives it.
 */
export const keptSeeds: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 2, found: 'an attachment stored twice took the character from its living socket' },
  { seed: 5, found: 'the first output for a gateway was lost and nobody could notice' },
  { seed: 4, found: 'the outcome of a stored command was among the frames a resync replaced' },
  { seed: 8, found: 'a line under way got a new number when a later one was refused' },
  { seed: 31, found: 'an attachment that came late took the character back from its successor' },
  { seed: 38, found: 'an old number sent again made the gateway expect numbers that were used up' },
  { seed: 39, found: 'a line by way of an older gateway was answered where nobody listened' },
  { seed: 92, found: 'a gap made a command count as stored that was lost on the way' },
  { seed: 12, found: 'a gateway that came back on the bus found its players counted as gone' },
  { seed: 15, found: 'an attachment among poison was dropped without a word to whoever waited' },
  { seed: 183, found: 'loading one room evicted the other that the same command needed' },
  { seed: 284, found: 'a socket that was sent back to the door could not come in again' },
  { seed: 455, found: 'an attachment overtaken by an abandoned one was left without an answer' },
  { seed: 2506, found: 'the outcome of a poisoned line went to a gateway its player had left' },
  { seed: 2667, found: 'a refusal of one copy of a line fell upon the line that followed it' },
]
