import { remarkVerb } from '../remarks.ts'

export const idea = remarkVerb(
  'idea',
  'Tell the keepers what you wish for.',
  'a bench by the fountain',
)
