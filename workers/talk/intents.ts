/** What the speaker of a line can want, and how the rules of `intent-rules.ts` see it. */

export type Intent =
  | 'greeting'
  | 'farewell'
  | 'thanks'
  | 'assent'
  | 'dissent'
  | 'sorry'
  | 'mirth'
  | 'filler'
  | 'how-are-you'
  | 'trade'
  | 'training'
  | 'clock'
  | 'weather'
  | 'insult'
  | 'keyword'
  | 'repeat'
  | 'personal'
  | 'self'
  | 'craft'
  | 'work'
  | 'place'
  | 'rumours'
  | 'way'
  | 'opinion'
  | 'knowledge'
  | 'counsel'
  | 'story'
  | 'statement'
  | 'question'

/** Intents whose answer needs no model: the scripted narrator has lines for each. */
export const scriptedIntents = [
  'greeting',
  'farewell',
  'thanks',
  'assent',
  'dissent',
  'sorry',
  'mirth',
  'filler',
  'how-are-you',
  'trade',
  'training',
  'clock',
  'weather',
  'insult',
] as const satisfies readonly Intent[]
export type ScriptedIntent = (typeof scriptedIntents)[number]

/** Intents that many visitors share, so that one answer may serve them all. */
export const commonIntents: ReadonlySet<Intent> = new Set([
  'self',
  'craft',
  'work',
  'place',
  'rumours',
  'way',
  'opinion',
  'knowledge',
])

const generic = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** Words (in canonical form) that only repeat the intent, so that they do not make two topics of one. */
export const genericWords: Readonly<Partial<Record<Intent, ReadonlySet<string>>>> = {
  self: generic('self who introduce person man woman tell how might be'),
  craft: generic('work do earn make craft call business run'),
  work: generic('work help look hand need hire do find spare'),
  place: generic('place village where street house inn who see do how'),
  rumours: generic(
    'rumor place new latest late local word street people folk happen go interest say',
  ),
  knowledge: generic('who more how'),
  opinion: generic('reckon make how feel view thought who'),
  way: generic('way where direction find how reach far'),
}

export interface IntentRule {
  readonly intent: Intent
  /** Whether the plain line (lower case, single spaces, no outer punctuation) has this intent. */
  fits(plain: string): boolean
}

/** The line as the rules read it. Linear; the caller has bounded the line. */
export function plainLine(line: string): string {
  return line
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/\b(what|who|where|how|that|it|there)'s\b/g, '$1 is')
    .replaceAll(/\bi'm\b/g, 'i am')
    .replaceAll(/\b(i|you|they|we|he|she)'d\b/g, '$1 would')
    .replaceAll(/\b(i|you|they|we|he|she)'ve\b/g, '$1 have')
    .replaceAll(/\b(i|you|they|we|he|she|it)'ll\b/g, '$1 will')
    .replaceAll(/\b(you|they|we)'re\b/g, '$1 are')
    .replaceAll(
      /\b(do|did|does|ca|wo|is|are|was|would|have)n't\b/g,
      (_, verb: string) => `${verb === 'ca' ? 'can' : verb === 'wo' ? 'will' : verb} not`,
    )
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s.,!?*"'~…-]+|[\s.,!?*"'~…-]+$/g, '')
}
