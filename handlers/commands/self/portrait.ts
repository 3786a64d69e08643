/** What `title` and `describe` share: showing what is, and the word that drops it. */
import { described } from '../../../schema/answers/things.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { answer, type Decision } from '../../decision.ts'

/** What others see, or the words for nothing. */
export function portraitShown(words: string | undefined, none: string): Decision {
  return answer(described({ text: words ? `Others see: ${escapeMarkup(words)}` : none }))
}

export function isNone(words: string): boolean {
  return /^(none|nothing|clear|off|remove|delete)$/i.test(words.trim())
}
