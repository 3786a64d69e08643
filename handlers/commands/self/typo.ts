import { remarkVerb } from '../remarks.ts'

export const typo = remarkVerb(
  'typo',
  'Tell the keepers what is misspelt.',
  'the sign says “breda”',
)
