/**
 * Results of workers, as system commands. A result is taken only for a job that is still pending, not
 * stale, and about somebody who is still there. Every refusal has a code that operators can count.
 */

import { workersAreAway, workersChanged } from '../../schema/events/workers.ts'
import {
  type JobKind,
  jobKinds,
  jobResultSchema,
  missedCommandName,
  type ResultOf,
  resultCommandName,
} from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { pendingJobKey, pendingJobs } from '../../schema/pending.ts'
import { cleanSpeech } from '../../schema/text.ts'
import type { WorldReader } from '../../schema/world.ts'
import { type Decision, reject } from '../decision.ts'
import type { SystemCommandType, SystemInput } from '../define-system-command.ts'
import { jobAnswers } from './index.ts'

/** What workers may say: the result of a job of any kind, and that they missed one. */
export const workerCommands = (): readonly SystemCommandType[] => [
  ...jobKinds.map((kind) => ({
    name: resultCommandName(kind),
    decide: (input: SystemInput) => take(kind, input),
  })),
  jobMissed,
]

function take<K extends JobKind>(kind: K, { world, data, now }: SystemInput): Decision {
  const parsed = jobResultSchema.safeParse(data)
  if (!parsed.success || parsed.data.kind !== kind) {
    return reject('bad-result', 'The result does not have the shape of its kind.')
  }
  const { beat } = now
  const work = pendingJobKey(parsed.data.event)
  const pending = ownOf(pendingJobs(world), work)
  if (!pending || pending.kind !== kind) {
    return reject('not-pending', 'Nobody waits for this any more, or it was answered before.')
  }
  if (beat > parsed.data.expiresAtBeat || beat > pending.until) {
    return reject('stale', 'It comes too late.')
  }
  // The kind was compared above, and cleaning replaces texts by texts.
  const result = { ...parsed.data, answer: cleaned(parsed.data.answer) } as ResultOf<K>
  const taken = jobAnswers[kind].take({ world, work, pending, result, beat })
  if (typeof taken === 'string') return reject(taken, 'The answer no longer fits the world.')
  return { kind: 'accept', events: [...back(world, beat), ...taken] }
}

const back = (world: WorldReader, beat: number) =>
  workersAreAway(world, beat) ? [workersChanged({ state: 'answer', until: beat })] : []

/** A worker found a job that rules had answered: it is there again, and may be asked. */
const jobMissed: SystemCommandType = {
  name: missedCommandName,
  decide: ({ world, now: { beat } }) => {
    const events = back(world, beat)
    if (events.length === 0) return reject('not-away', 'Nobody thought that the workers were away.')
    return { kind: 'accept', events }
  },
}

/** Every text that a person wrote or a model made is made safe before it enters an event. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanSpeech(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]))
}
