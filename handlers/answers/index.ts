/** What the world makes of every kind of job. */
import type { JobKind } from '../../schema/jobs.ts'
import type { JobAnswers } from './job-answer.ts'
import { loreAnswers } from './lore.ts'
import { mobileAnswers } from './mobiles.ts'
import { narrationAnswers } from './narration.ts'

export const jobAnswers: JobAnswers<JobKind> = {
  ...narrationAnswers,
  ...mobileAnswers,
  ...loreAnswers,
}
