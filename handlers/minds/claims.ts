/** What somebody says of itself, read by patterns: worth keeping, and found again by what it is about. */

/** "My brother is called Tomas": the matter is "brother", the words are what was said. */
export interface Claim {
  readonly kind: 'claim' | 'promise'
  readonly matter: string
  /** In the first person, as it was said. */
  readonly text: string
  /** The same to whoever said it. */
  readonly back: string
}

const value = '([^.!?;,"]{1,60})'
const noun =
  "((?:(?!is\\b|was\\b|are\\b)\\p{L}[\\p{L}'-]*)(?: (?!is\\b|was\\b|are\\b|called\\b)\\p{L}[\\p{L}'-]*)?)"

interface Pattern {
  readonly find: RegExp
  readonly kind?: 'promise'
  readonly read: (match: readonly string[]) => { readonly matter: string; readonly back: string }
}

const pattern = (source: string) => new RegExp(`(?<![\\p{L}'])${source}`, 'iu')

const patterns: readonly Pattern[] = [
  {
    find: pattern(`my ${noun}(?:'s name (?:is|was)| (?:is|was) (?:called|named)) ${value}`),
    read: ([, matter = '', name = '']) => ({ matter, back: `your ${matter} is called ${name}` }),
  },
  {
    find: pattern(`i (?:come|came|am|hail) from ${value}`),
    read: ([, place = '']) => ({ matter: 'from', back: `you come from ${place}` }),
  },
  {
    find: pattern(`i owe ${value}`),
    read: ([, what = '']) => ({ matter: 'owe', back: `you owe ${what}` }),
  },
  {
    find: pattern(`i(?: have|'ve)? lost ${value}`),
    read: ([, what = '']) => ({
      matter: 'lost',
      back: `you lost ${what.replace(/^my /i, 'your ')}`,
    }),
  },
  {
    find: pattern(
      `(?:i will|i'll|i promise (?:to|that i will)|i swear to) (bring|give|fetch|get|find) (?:you )?${value}`,
    ),
    kind: 'promise',
    read: ([, verb = '', what = '']) => ({
      matter: 'promise',
      back: `you said you would ${verb.toLowerCase()} ${what}`,
    }),
  },
  {
    find: pattern(`my ${noun} (is|was|has|died|works|lives|sails|drowned)( [^.!?;,"]{1,60})?`),
    read: ([, matter = '', verb = '', rest = '']) => ({
      matter,
      back: `your ${matter} ${verb}${rest}`,
    }),
  },
]

/** What a line claims, or undefined. Questions claim nothing. */
export function claimIn(line: string): Claim | undefined {
  const sentence = line
    .replaceAll('’', "'")
    .split(/(?<=[.!?])\s+/)
    .find((one) => !one.includes('?') && patterns.some(({ find }) => find.test(one)))
  for (const { find, kind = 'claim', read } of sentence ? patterns : []) {
    const match = find.exec(sentence ?? '')
    if (!match) continue
    const { matter, back } = read(match)
    return {
      kind,
      matter: matter.toLowerCase(),
      text: match[0].trim().slice(0, 160),
      back: back.trim(),
    }
  }
  return undefined
}
