/** Descriptions and lists of things, as private answers. */
import { defineAnswer } from '../define-answer.ts'

/** A description that the rule composed; `text` carries markup, with every foreign word escaped. */
export const described = defineAnswer<{ text: string }>('described', (data) => data.text)
