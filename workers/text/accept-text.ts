/** Whether one text of a model reads like a sentence of this world. Linear in its (bounded) length. */
import { proseCharactersMax } from '../../schema/jobs.ts'
import { wordsOf } from './words.ts'

export interface Allowed {
  /** Names and texts of the scene: every capitalised word in them may be used. */
  readonly names: readonly string[]
}

const control = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/u
const link =
  /(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\bmailto:|\bjavascript:|\bdata:[a-z]+\/|\b[a-z0-9-]{2,}\.(?:com|net|org|io|dev|example|gov|edu|info|xyz|app|ru|cn|de|uk)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|@[a-z0-9-]+\.[a-z])/i
const markup = /[<>{}[\]|\\^~`*_#=$%&]|\/\/|--\s|::/
const slashCommand = /^\s*[/!.@;]\w/
/** Words of computers and of models; a player who reads one of them notices the machine. */
const technical =
  /\b(?:language model|as an ai|an ai|a\.i\.|chatbot|assistant|openai|gpt|llm|prompts?|system message|instructions?|json|api|http|html|sql|null|undefined|nan|exception|stack trace|timed? ?out|server|admin(?:istrator)?|moderator|game master|player character|npcs?|hit points|hp|xp|database|software|computer|internet|website|schema|guidelines|openly fictional|role-?play)\b/i
const roleMark = /(?:^|[\s"'(])(?:system|assistant|user|developer|human)\s*:/i
const fenceWord = /\bKEY\s+[0-9a-f]{6,}|\bend [0-9a-f]{8,}|\b[0-9a-f]{10}\b/

/** Common words of English; a text of eight words without any is in another language. */
const english = new Set(
  `the a an and of to in on at is are was were be been with that this it its his her their your you i he she they we
  not no but for from by as or if so my me him them there here what who all one like into over under down up out has have had
  do does did will would can could`.split(/\s+/),
)
const englishWordsFrom = 8
const englishShare = 0.15

/** Capitalised without naming anybody: forms of address, days and the first person. */
const harmlessCapitals = new Set(
  `I I'm I'll I've I'd Sir Madam Lady Lord Master Mistress Miss Captain Sister Brother Father Mother Aye No Yes Well`.split(
    ' ',
  ),
)

/** Why a text cannot be shown, or null. The reason is for operators and holds none of the text. */
export function problemOfText(text: string, allowed: Allowed): string | null {
  if (text.length > proseCharactersMax) return 'too long'
  if (!text.isWellFormed() || control.test(text)) return 'control characters'
  if (link.test(text)) return 'a link'
  if (markup.test(text)) return 'markup'
  if (slashCommand.test(text)) return 'a command'
  if (roleMark.test(text)) return 'a message role'
  if (fenceWord.test(text)) return 'a fence'
  if (technical.test(text)) return 'words from outside the world'
  if (!isEnglish(text)) return 'another language'
  return inventedName(text, allowed) ? 'a name that is not in the scene' : null
}

function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length
  if (letters.length > 0 && latin < letters.length) return false
  const words = wordsOf(text)
  if (words.length < englishWordsFrom) return true
  return words.filter((word) => english.has(word)).length >= words.length * englishShare
}

/**
 * Whether a capitalised word inside a sentence names somebody or something the scene does not hold.
 * The first word of a sentence is capitalised anyway; it counts only when another capital follows
 * ("Lord Vexmoor") or when it owns something ("Vexmoor's"), which ordinary openings do not.
 */
function inventedName(text: string, { names }: Allowed): boolean {
  const known = new Set(names.flatMap((name) => wordsOf(name)))
  const isKnown = (word: string) =>
    harmlessCapitals.has(word) || wordsOf(word).every((part) => known.has(part))
  for (const sentence of text.split(/(?<=[.!?…:;])["'”’)]*\s+|["“”]\s*|\s[—–-]\s|\n/u)) {
    const words = sentence.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []
    for (const [index, word] of words.entries()) {
      const name = word.replace(/['’]s?$/u, '')
      if (!/^\p{Lu}/u.test(word) || isKnown(word) || isKnown(name)) continue
      if (index > 0) return true
      const next = words[1] ?? ''
      const ownsSomething =
        /['’]s$/u.test(word) &&
        !/^(?:It|That|There|Here|What|Who|Where|How|He|She|Let)['’]s$/.test(word)
      if (ownsSomething || (/^\p{Lu}\p{Ll}/u.test(next) && !isKnown(next))) return true
    }
  }
  return false
}
