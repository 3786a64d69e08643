/**
 * How sure it is that a line is about something, and whether it asks for it to be done. A word that occurs
 * somewhere in a sentence is not yet what the sentence is about.
 */

const courtesies = new Set(
  `please hello hi hey well so oh ah aye good day morning evening sir madam miss friend thanks thank then now just
  um er excuse pardon`.split(/\s+/),
)
/** Words without a matter of their own. */
const hollow = new Set(
  `a an the and or but of to in on at for with from by about into over is are was were be been am do does did have has had
  can could would will shall may might must should i me my we us our you your he she it they them his her its their that this
  these those there here what which who whom whose where when why how some any all one not no if then than as up out off
  i'd i'll i'm i've it's that's what's let tell know say ask talk speak want like need get give got more something anything
  much many very really just`.split(/\s+/),
)

/** The words of a line, in small letters. */
export function tokensOf(line: string): string[] {
  return (
    line
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) ?? []
  )
}

/** The words that say something; `names` are those by which the listener is called. */
export function contentOf(line: string, names: readonly string[] = []): string[] {
  const called = new Set(names)
  return tokensOf(line).filter(
    (word) => !hollow.has(word) && !courtesies.has(word) && !called.has(word),
  )
}

/** A line without courtesies at its ends and without the name of the listener: what is left is meant. */
export function coreOf(line: string, names: readonly string[] = []): string {
  const called = new Set(names)
  const words = tokensOf(line)
  const drops = (word: string | undefined) =>
    word !== undefined && (courtesies.has(word) || called.has(word))
  while (drops(words[0])) words.shift()
  while (drops(words.at(-1))) words.pop()
  return words.join(' ')
}

/** A place in a line where a keyword stands. */
interface Spot {
  readonly at: number
  readonly words: number
  /** Found only by cutting an ending. */
  readonly cut: boolean
}

function spotOf(words: readonly string[], keyword: string): Spot | undefined {
  const sought = tokensOf(keyword)
  const last = sought.length - 1
  for (let at = 0; at + last < words.length; at += 1) {
    const fits = sought.every((word, step) => {
      const said = words[at + step]
      return said === word || (step === last && said === `${word}s`)
    })
    if (fits) {
      return { at, words: sought.length, cut: words[at + last] !== sought[last] }
    }
  }
  return undefined
}

const fewContentWords = 3
const longLineWords = 8
/** "My brother works": what stands before a verb, and not before a noun. */
const beforeNoun =
  /^(?:a|an|the|any|some|of|about|your|with|in|on|for|no|more|these|those|\d+|two|three|four|and|or|big|all)$/
const asksFor =
  /^(?:(?:so )?(?:and )?(?:what|how) about|where (?:is|are|do i find|can i find)|who (?:is|are)|what (?:is|are|was)|(?:can|could|will|would) you (?:tell|show|teach|train|speak|talk)|tell (?:me|us)|talk|speak|ask|about|do you (?:know|have|sell|want|need)|have you|is there|are there|any|show me|teach me|i (?:want|would like|wish|need)|i'd like|what do you (?:know|say|think)|how (?:do|can) i)\b/
const owned = /^(?:my|his|her|their|our)$/
const telling =
  /^(?:i|we|he|she|they|my \p{L}+) (?:\p{L}+ed|lost|have|had|found|saw|am|is|are|was|were|got|met|took|made|did|slept|came|went|fought|beat|slew|hate|love|like)\b/u

/**
 * How sure it is, from 0 to 100, that a line is about one of the keywords: 70 and more is as good as said,
 * below 40 the word only occurs.
 */
export function confidenceOf(
  line: string,
  keywords: readonly string[],
  names: readonly string[] = [],
): number {
  const core = coreOf(line, names)
  const words = core.split(' ')
  let best = 0
  for (const keyword of keywords) {
    const spot = spotOf(words, keyword)
    if (spot) best = Math.max(best, confidenceAt({ line, core, words, names }, spot))
  }
  return best
}

interface Line {
  readonly line: string
  readonly core: string
  readonly words: readonly string[]
  readonly names: readonly string[]
}

function confidenceAt({ line, core, words, names }: Line, { at, cut }: Spot): number {
  const before = words[at - 1]
  const isTold = telling.test(core)
  let sure = 60
  if (asksFor.test(core) && words.length <= longLineWords + 2) sure = 80
  else if (contentOf(line, names).length <= fewContentWords) sure = line.includes('?') ? 80 : 90
  else if (words.length > longLineWords) sure = 30
  if (cut && before !== undefined && !beforeNoun.test(before)) sure -= 30
  if (before !== undefined && owned.test(before)) sure -= 30
  if (isTold) sure -= 30
  return Math.max(0, sure)
}

const yes =
  /^(?:y|yes|yeah|yep|yup|aye|sure|of course|certainly|agreed|ok|okay|fine|all ?right|very well|deal|done|i will|i do|i'll do it|i'll take it|count me in|i'm in|gladly|go on|please do|yes please|with pleasure)(?: (?:please|then|sir|madam|thanks|thank you))*$/

/** Whether a line does nothing but agree. */
export function agrees(line: string, names: readonly string[] = []): boolean {
  return yes.test(coreOf(line, names)) || yes.test(tokensOf(line).join(' '))
}

const takingWords = new Set(
  `yes aye sure ok okay take accept begin start help do done quest task job work thing it i'll let's mine ready`.split(
    /\s+/,
  ),
)

/** Whether a line takes up what one of the words stands for: the bare word, or "I'll take the word". */
export function takesUp(
  line: string,
  keywords: readonly string[],
  names: readonly string[] = [],
): boolean {
  if (line.includes('?') || telling.test(coreOf(line, names))) return false
  if (confidenceOf(line, keywords, names) < 80) return false
  const wanted = new Set(keywords.flatMap(tokensOf))
  const isOfIt = (word: string) =>
    wanted.has(word) || takingWords.has(word) || wanted.has(word.replace(/s$/, ''))
  const core = coreOf(line, names)
  return contentOf(line, names).every(isOfIt) && !asksInWords.test(core)
}

const asksInWords =
  /^(?:what|where|who|why|when|how|do|does|did|is|are|was|have|has|tell|talk|any|no|not|never|don't)\b|\b(?:not|never|don't|no)\b/
