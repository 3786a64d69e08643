/**
 * Decides, without any waiting, whether a line needs a model and how large a one.
 *
 *   trivial   a rule has the answer: greetings, trade, the hour, a keyword of the world file
 *   cached    the same was asked before: by this visitor just now, or by anyone if the answer allows
 *   short     a small model; long: a question that needs thought or memory
 *
 * Invariant: the decision takes one pass over a bounded line and at most `budgetMs`; when the rules
 * take longer than that, the class is `short` and `overran` is true.
 */
import { systemClock } from '../../server/platform/ambient.ts'
import { likeness, questionOf, wordsOf } from '../text/words.ts'
import { intentRules, meaningRules } from './intent-rules.ts'
import { commonIntents, type Intent, type IntentRule, plainLine } from './intents.ts'

export type RouteClass = 'trivial' | 'cached' | 'short' | 'long'

export interface TalkTurn {
  readonly by: 'npc' | 'player'
  readonly text: string
}

export interface RouteInput {
  readonly line: string
  readonly npcName: string
  /** Keywords the world file has written answers for. */
  readonly keywords?: readonly string[]
  /** This visitor's talk with this mobile, oldest first. */
  readonly history?: readonly TalkTurn[]
  /** The answer cache; synchronous because it lives in this process. */
  readonly lookup?: (intent: Intent, line: string) => string | null
}

export interface Route {
  readonly class: RouteClass
  readonly intent: Intent
  /** The prepared answer of class `cached`; of `trivial` only when the mobile repeats itself. */
  readonly answer?: string
  /** What the prompt can do without. */
  readonly skip: readonly ('memory' | 'canon' | 'conflicts')[]
  readonly overran: boolean
}

export interface RouteOptions {
  readonly budgetMs: number
  /** Monotonic milliseconds. */
  readonly now?: () => number
  readonly rules?: readonly IntentRule[]
}

const longWords = 26
const keywordWordsMax = 6
const lineMax = 512
/** Two lines this alike within one talk are the same question asked again. */
const repeatLikeness = 0.99
const repeatWindow = 12

/** The route of one line. Never throws, never waits. */
export function routeLine(input: RouteInput, options: RouteOptions): Route {
  const { budgetMs, now = systemClock.mono, rules = intentRules } = options
  const deadline = now() + budgetMs
  const late = () => now() > deadline
  const line = input.line.slice(0, lineMax)
  const plain = withoutName(plainLine(line), input.npcName)
  for (const rule of rules) {
    if (rule.fits(plain)) return trivial(rule.intent)
    if (late()) return { class: 'short', intent: 'question', skip: ['canon'], overran: true }
  }
  const intent = meaningOf(plain, line)
  return (
    readyRoute(input, { line, plain, intent }) ?? {
      class: sizeOf(intent, line),
      intent,
      skip: skipsFor(intent),
      overran: late(),
    }
  )
}

interface ReadLine {
  readonly line: string
  readonly plain: string
  readonly intent: Intent
}

/** The route of a line whose answer is there already: given before, by a keyword, or by the cache. */
function readyRoute(input: RouteInput, { line, plain, intent }: ReadLine): Route | null {
  const again = repeated(line, input)
  if (again !== null) return cached('repeat', again)
  if (isBrief(intent, plain) && hasKeyword(plain, input.keywords ?? [])) return trivial('keyword')
  if (!commonIntents.has(intent)) return null
  const answer = input.lookup?.(intent, line) ?? null
  return answer === null ? null : cached(intent, answer)
}

function cached(intent: Intent, answer: string): Route {
  return { class: 'cached', intent, answer, skip: [], overran: false }
}

function trivial(intent: Intent): Route {
  return { class: 'trivial', intent, skip: ['memory', 'canon', 'conflicts'], overran: false }
}

/** "Maren, good evening" and "good evening, Maren" are both just "good evening". */
function withoutName(plain: string, npcName: string): string {
  let rest = plain
  for (const word of wordsOf(npcName)) {
    if (rest.startsWith(`${word} `) || rest.startsWith(`${word}, `)) rest = rest.slice(word.length)
    if (rest.endsWith(` ${word}`)) rest = rest.slice(0, -word.length)
    rest = rest.replaceAll(/^[\s,]+|[\s,!?.]+$/g, '')
  }
  return rest
}

/** What the mobile said the last time this visitor asked the same, or null. */
function repeated(line: string, { history = [], npcName }: RouteInput): string | null {
  const asked = questionOf(line, npcName)
  if (asked.words.size === 0) return null
  const first = Math.max(0, history.length - repeatWindow)
  for (let index = history.length - 2; index >= first; index -= 1) {
    const turn = history[index]
    const reply = history[index + 1]
    if (turn?.by !== 'player' || reply?.by !== 'npc') continue
    if (likeness(asked, questionOf(turn.text, npcName)) >= repeatLikeness) return reply.text
  }
  return null
}

function meaningOf(plain: string, line: string): Intent {
  for (const rule of meaningRules) if (rule.fits(plain)) return rule.intent
  return line.trimEnd().endsWith('?') ? 'question' : 'statement'
}

/** A long personal line that happens to hold a keyword is not answered by the keyword. */
function isBrief(intent: Intent, plain: string): boolean {
  return intent !== 'personal' || wordsOf(plain).length <= keywordWordsMax
}

function hasKeyword(plain: string, keywords: readonly string[]): boolean {
  if (keywords.length === 0) return false
  const said = new Set(wordsOf(plain))
  return keywords.some((keyword) => wordsOf(keyword).every((word) => said.has(word)))
}

function sizeOf(intent: Intent, line: string): 'short' | 'long' {
  if (intent === 'counsel' || intent === 'story') return 'long'
  return wordsOf(line).length > longWords ? 'long' : 'short'
}

function skipsFor(intent: Intent): Route['skip'] {
  if (intent === 'personal') return ['canon', 'conflicts']
  if (commonIntents.has(intent)) return ['memory']
  return intent === 'statement' || intent === 'question' ? ['canon'] : []
}
