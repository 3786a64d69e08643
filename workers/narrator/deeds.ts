/** What people do when rules alone decide: planned small acts and first reactions. */
import type { AnswerOf, JobOf } from '../../schema/jobs.ts'
import type { Picker } from './pick.ts'
import { gestures, mannerOf } from './talk-lines.ts'

type DeedJob = JobOf<'npc-plan'> | JobOf<'npc-reaction'>

/** Picks among the offered options; the first one is the rules' own preference and is picked most. */
export function scriptedDeeds(
  job: DeedJob,
  pick: Picker,
): AnswerOf<'npc-plan'> | AnswerOf<'npc-reaction'> {
  return job.kind === 'npc-plan' ? planOf(job, pick) : reactionOf(job, pick)
}

function planOf(job: JobOf<'npc-plan'>, pick: Picker): AnswerOf<'npc-plan'> {
  const { options, npc, wanted } = job.payload
  const manner = mannerOf(npc)
  const start = pick.below(options.length)
  const count = Math.min(wanted, options.length)
  const actions = Array.from({ length: count }, (_, index) => {
    const option = options[(start + index) % options.length]
    return { option: option?.id ?? '', text: `${npc.name} ${pick.one(gestures[manner])}` }
  })
  return { actions }
}

const firstOptionPercent = 60

function reactionOf(job: JobOf<'npc-reaction'>, pick: Picker): AnswerOf<'npc-reaction'> {
  const { options, npc } = job.payload
  const [first, ...others] = options
  const preferred = first?.id ?? ''
  const [second, ...rest] = others
  const option =
    !second || pick.chance(firstOptionPercent) ? preferred : pick.one([second, ...rest]).id
  return { option, say: null, emote: pick.one(gestures[mannerOf(npc)]) }
}
