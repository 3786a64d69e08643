/** Tab completion: verbs from the server's manifest, then things, people and ways at hand. */
import type { ManifestEntry } from '../link/account.ts'

export type Surroundings = {
  readonly manifest: readonly ManifestEntry[]
  /** The player's own alias names. */
  readonly aliases: readonly string[]
  /** Names of exits, people and things, nearest first. */
  readonly names: readonly string[]
  /** Words seen lately, newest first. */
  readonly words: readonly string[]
}

const proposalsMost = 20

/** Everything the last word of `typed` may become, best first, as whole lines. */
export function completions(typed: string, around: Surroundings): readonly string[] {
  const { before, word, isVerb } = lastWord(typed)
  if (word === '') return []
  const candidates = isVerb ? [...verbs(around), ...nouns(around)] : nouns(around)
  const found = candidates.filter(
    (candidate) =>
      candidate.toLowerCase().startsWith(word.toLowerCase()) && candidate.length > word.length,
  )
  return [...new Set(found)].slice(0, proposalsMost).map((candidate) => before + candidate)
}

/** The verbs that begin with what was typed, with their help, for the hint line. */
export function verbHints(typed: string, around: Surroundings): readonly ManifestEntry[] {
  const { word, isVerb } = lastWord(typed)
  if (!isVerb || word === '') return []
  return around.manifest.filter(({ verb }) => verb.startsWith(word.toLowerCase())).slice(0, 6)
}

/** After a `;` a new command begins, so its first word is a verb again. */
function lastWord(typed: string): { before: string; word: string; isVerb: boolean } {
  const separator = typed.lastIndexOf(';')
  const from = Math.max(typed.lastIndexOf(' '), separator) + 1
  const isVerb = typed.slice(separator + 1, from).trim() === ''
  return { before: typed.slice(0, from), word: typed.slice(from), isVerb }
}

const verbs = (around: Surroundings) => [
  ...around.aliases,
  ...around.manifest.map(({ verb }) => verb),
  ...around.manifest.flatMap(({ aliases }) => aliases.filter((alias) => /^\p{L}/u.test(alias))),
]

/** People type one word of a name, so each word of a longer one is offered too. */
const nouns = (around: Surroundings) => [
  ...around.names.flatMap((name) =>
    name
      .split(/\s+/)
      .filter((word) => word.length > 2)
      .toReversed(),
  ),
  ...around.words,
]
