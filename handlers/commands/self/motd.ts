import { noticeVerb } from '../notices.ts'

export const motd = noticeVerb(
  'motd',
  'Read again what everybody is told who comes in.',
  'There is no message just now.',
)
