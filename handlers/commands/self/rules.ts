import { noticeVerb } from '../notices.ts'

export const rules = noticeVerb(
  'rules',
  'Read what is allowed here and what is not.',
  'No rules are written down; be kind.',
)
