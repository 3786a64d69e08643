import { expect, test } from 'vitest'
import { jobAnswers } from '../../handlers/answers/index.ts'
import { nothing } from '../../handlers/answers/job-answer.ts'
import { systemCommands } from '../../handlers/system-commands.ts'
import { declaredJobs, jobKinds, resultCommandName } from '../../schema/jobs.ts'

test.each(jobKinds)('rules answer a %s job in time exactly if somebody waits for it', (kind) => {
  const waits = declaredJobs[kind].fallbackBeats !== null
  expect(jobAnswers[kind].fallback !== nothing).toBe(waits)
})

test.each(jobKinds)('a result of %s comes in as a system command', (kind) => {
  expect(systemCommands.has(resultCommandName(kind))).toBe(true)
})
