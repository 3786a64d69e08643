/** How workers do every kind of job. */
import type { AnswerOf, JobKind, JobOf } from '../../schema/jobs.ts'
import { pickerFor } from '../narrator/pick.ts'
import { loreWork } from './lore.ts'
import { mobileWork } from './mobiles.ts'
import { narrationWork } from './narration.ts'
import type { WorkerJobs } from './worker-job.ts'

export const workerJobs: WorkerJobs<JobKind> = { ...narrationWork, ...mobileWork, ...loreWork }

/** The scripted answer to a job of any kind. Never throws on a job that fits its schema. */
export function scriptedAnswer<K extends JobKind>(job: JobOf<K>): AnswerOf<K> {
  return workerJobs[job.kind].scripted(job, pickerFor(job.job))
}

/** The same as the text that a model would have written: prose, or JSON of the answer's shape. */
export function scriptedText<K extends JobKind>(job: JobOf<K>): string {
  const answer = scriptedAnswer(job)
  const isProse = workerJobs[job.kind].form === 'prose' && 'text' in answer
  return isProse ? answer.text : JSON.stringify(answer)
}
