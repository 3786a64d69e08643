import { remarkVerb } from '../remarks.ts'

export const bug = remarkVerb(
  'bug',
  'Tell the keepers what does not work.',
  'the trapdoor opens downwards only',
)
