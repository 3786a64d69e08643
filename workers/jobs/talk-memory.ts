/** What a mobile keeps of a talk, and when it asks for a summary of what it has kept. */
import { declaredJobs, type Job, type JobOf, jobIdOf } from '../../schema/jobs.ts'
import { dueForSummary, type Memory, memoryOf, summaryDueAt } from '../memory/memory.ts'
import type { Answered, KeepTools, Thought } from './worker-job.ts'

type ReplyJob = JobOf<'npc-reply'>

/** Importance that a model may give at most: only rules pin a memory, since players steer models. */
const importanceByModelMax = 80

/** What the mobile should keep of this talk, or null. Lines without a model are not worth a memory. */
export function memoryOfTalk(job: ReplyJob, { by, answer }: Answered<'npc-reply'>): Memory | null {
  if (by !== 'model') return null
  const { npc, speaker, line } = job.payload
  const { remember } = answer
  const about = { id: job.job, npc: npc.persona, about: speaker.id, beat: job.madeAtBeat }
  const kept = remember
    ? { text: remember.text, importance: Math.min(remember.importance, importanceByModelMax) }
    : { text: `${speaker.name}: ${line}` }
  return memoryOf({ ...about, ...kept })
}

/** Stores the memory of a talk. */
export async function keepTalk(
  job: ReplyJob,
  { memory }: Thought<'npc-reply'>,
  { memories, queue }: KeepTools,
): Promise<void> {
  if (!memory) return
  const known = await memories.keep(memory)
  const exchanges = known.filter((one) => one.kind === 'exchange').length
  const due = dueForSummary(known, memory.npc, memory.about)
  // Asked for once, at the moment it becomes due; if that job is lost, the rules fold a little later.
  if (due.length > 0 && exchanges === summaryDueAt) await queue(summaryJob(job, due))
}

/** A job of the workers' own, with an id made from the talk that brought it about. */
function summaryJob(job: ReplyJob, due: readonly Memory[]): Job {
  const { v, key, world, event, madeAtBeat, payload } = job
  return {
    v,
    job: jobIdOf('summarise-memory', event, 0),
    kind: 'summarise-memory',
    key,
    world,
    event,
    madeAtBeat,
    expiresAtBeat: declaredJobs['summarise-memory'].staleBeats,
    skip: [],
    payload: {
      npc: payload.npc,
      about: due[0]?.about ?? null,
      memories: due.map(({ id, text, importance }) => ({ id, text, importance })),
    },
  }
}
