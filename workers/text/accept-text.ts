/**
 * Whether one text of a model reads like a sentence of this world. Linear in its (bounded) length.
 * What can be mended is mended in `repair.ts`; here stands what refuses a text, and who may be named.
 */
import { plainName, sentencesOf } from '../../handlers/minds/vocabulary.ts'
import { wordsOf } from './words.ts'

/** What a text may name. */
export interface Known {
  /** Names of this part of the world, each in its own spelling. */
  readonly vocabulary: ReadonlySet<string>
  /** Words of what the job says: every one of them may be used. */
  readonly shown: ReadonlySet<string>
  /** Words that only the listener brought: they may be said to that listener. */
  readonly taught: ReadonlySet<string>
  /** The speaker is one who shouts: capitals do not make names in that mouth. */
  readonly shouts?: boolean
}

export const nothingKnown: Known = { vocabulary: new Set(), shown: new Set(), taught: new Set() }

/** Whether most words of a text are in capitals. */
export function isShouted(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? []
  const loud = words.filter((word) => /^\p{Lu}+$/u.test(word))
  return loud.length > 1 && loud.length >= words.length * 0.6
}

/** The words of texts, as `Known` holds them. */
export function wordsIn(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap(allWordsOf))
}

function allWordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

const control = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/u
const link =
  /(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\bmailto:|\bjavascript:|\bdata:[a-z]+\/|\b[a-z0-9-]{2,}\.(?:com|net|org|io|dev|example|gov|edu|info|xyz|app|ru|cn|de|uk)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|@[a-z0-9-]+\.[a-z])/i
const markup = /[<>{}|\\^~`=$%#]|&#?\w+;|\]\(|\/\/|::/
const slashCommand = /^\s*[/!.@;]\w/
/** Said of machines and never of people: one of these is enough to notice the machine. */
const machinePhrase =
  /\b(?:language model|as an? (?:ai|assistant|language|llm|machine learning)|an ai|a\.i\.|chatbots?|openai|chatgpt|gpt|llms?|anthropic|system (?:message|prompt)s?|(?:my|your|the) (?:system )?(?:prompts?|guidelines|training data)|(?:previous|prior|above) instructions|i am an? (?:\w+ )?assistant|happy to help|assist you (?:today|with)|json|html|https?|sql|apis?|stack traces?|hit points|player characters?|npcs?|game masters?|hp|xp|databases?|software|internet|websites?|computers?|role-?play(?:ing)?|openly fictional|undefined|context window|tokens? limit)\b/i
/** Words that people may use as well: two of them together give the machine away. */
const machineWords =
  /\b(?:assistant|prompts?|instructions|null|nan|exceptions?|servers?|admin(?:istrator)?|moderators?|schemas?|guidelines|time(?:d )?outs?|humans?|users?|model)\b/gi
const roleMark = /(?:^|[\s"'(])(?:system|assistant|user|developer|human)\s*:/i
const fenceWord = /\bKEY\s+[0-9a-f]{6,}|\bend [0-9a-f]{8,}|\b[0-9a-f]{10}\b/

/** What no repair makes fit to be shown, or null. The reason is for operators and holds none of the text. */
export function problemOfText(text: string, known: Known): string | null {
  if (!text.isWellFormed() || control.test(text)) return 'control characters'
  if (link.test(text)) return 'a link'
  if (markup.test(text)) return 'markup'
  if (slashCommand.test(text)) return 'a command'
  if (roleMark.test(text)) return 'a message role'
  if (fenceWord.test(text)) return 'a fence'
  if (soundsLikeMachine(text, known)) return 'words from outside the world'
  return isEnglish(text) ? null : 'another language'
}

function soundsLikeMachine(text: string, { vocabulary }: Known): boolean {
  if (machinePhrase.test(text)) return true
  const said = (text.match(machineWords) ?? []).filter((one) => !vocabulary.has(one))
  return said.length > 1
}

/** Common words of English; a text of six words without any is in another language. */
const english = new Set(
  `the a an and of to in on at is are was were be been with that this it its his her their your you i he she they we
  not no but for from by as or if so my me him them there here what who all one like into over under down up out has have had
  do does did will would can could`.split(/\s+/),
)
/** Common words of other languages that English does not have. */
const foreign = new Set(
  `der das und ist nicht ich ein eine einen nein ja sie wir auf mit für von zu dem den wurde wird haben bin sind dass
  aber oder auch nach bei aus wie nur noch mein dein sein ihr über habe kann doch
  la le les est pas je vous une et un qui ne avec dans pour mais tout suis cette ici très c'est
  el los las es pero muy por que sí con una del soy está como más yo aquí
  il che non sono di della questo mia anche più lo gli
  het een niet ik je maar ook voor zijn hier não você uma seu minha eu isso nie jest się`.split(
    /\s+/,
  ),
)
const judgedFromWords = 6
const englishShare = 0.15
/** So many words without a single common one are no English, whatever else they are. */
const plentyOfWords = 12

function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length
  if (letters.length > 0 && latin < letters.length) return false
  const words = wordsOf(text)
  const ours = words.filter((word) => english.has(word)).length
  const theirs = words.filter((word) => foreign.has(word)).length
  if (theirs > 1 && theirs >= ours) return false
  if (words.length < judgedFromWords || ours >= words.length * englishShare) return true
  return words.length < plentyOfWords && theirs === 0
}

/** Capitalised without naming anybody: forms of address, days, months and the first person. */
const harmlessCapitals = new Set(
  `I I'm I'll I've I'd Sir Madam Lady Lord Master Mistress Miss Missus Captain Sergeant Doctor Sister Brother Father
  Mother Granny Uncle Aunt Aye No Yes Well Your Grace Heaven Heavens God Gods
  Monday Tuesday Wednesday Thursday Friday Saturday Sunday Midsummer Midwinter Yule
  January February March April May June July August September October November December`.split(
    /\s+/,
  ),
)

/** Whose names a text uses: the world's alone, also some that the listener brought, or unknown ones. */
export type Naming = 'known' | 'taught' | 'invented'

/**
 * The first word of a sentence is capitalised anyway; it counts only when another capital follows
 * ("Lord Vexmoor") or when it owns something ("Vexmoor's"), which ordinary openings do not.
 */
export function namingOf(text: string, known: Known): Naming {
  let naming: Naming = 'known'
  if (known.shouts && isShouted(text)) return naming
  for (const sentence of sentencesOf(text)) {
    for (const name of namesUsed(sentence, known)) {
      if (!isTaught(name, known)) return 'invented'
      naming = 'taught'
    }
  }
  return naming
}

/** The names in a sentence that are none of the world's. */
function namesUsed(sentence: string, known: Known): string[] {
  const words = (sentence.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []).map((word) =>
    word.replaceAll('’', "'"),
  )
  const strange = (word: string) => /^\p{Lu}/u.test(word) && !isOfTheWorld(word, known)
  return words.filter((word, at) => {
    if (!strange(word)) return false
    if (at > 0) return true
    // A word that the world writes small as well only begins the sentence.
    if (known.vocabulary.has(plainName(word).toLowerCase())) return false
    const next = words[1] ?? ''
    return ownsSomething(word) || (/^\p{Lu}\p{Ll}/u.test(next) && strange(next))
  })
}

const shortened =
  /^(?:It|That|There|Here|What|Who|Where|How|He|She|Let|When|Why|One|Everyone|Everybody|Nobody|Somebody|Someone|Nothing|Something|Everything)'s$/

function ownsSomething(word: string): boolean {
  return /'s$/u.test(word) && !shortened.test(word)
}

function isOfTheWorld(word: string, { vocabulary, shown }: Known): boolean {
  const name = plainName(word)
  const isKnown = (part: string) =>
    harmlessCapitals.has(part) ||
    vocabulary.has(part) ||
    vocabulary.has(part.charAt(0) + part.slice(1).toLowerCase()) ||
    shown.has(part.toLowerCase())
  return isKnown(word) || isKnown(name) || partsOf(name).every(isKnown)
}

function isTaught(word: string, { taught }: Known): boolean {
  return partsOf(plainName(word)).every((part) => taught.has(part.toLowerCase()))
}

function partsOf(name: string): string[] {
  return name.match(/[\p{L}\p{N}]+/gu) ?? []
}
