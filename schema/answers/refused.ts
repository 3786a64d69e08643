/** Every refusal, in the words of the rule that refused. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'

/** The words are the rule's own, hence plain text; `code` is for programs. */
export const refused = defineAnswer<{ code: string; text: string }>('refused', (data) =>
  escapeMarkup(data.text),
)
