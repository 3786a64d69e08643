/** One paragraph of the narrator for everybody in a room. */

import type { narrationJobs } from '../../schema/jobs/narration.ts'
import type { JobOf } from '../../schema/jobs.ts'
import { conflictLine } from '../memory/lore.ts'
import { filled, type Picker, pickerFor } from '../narrator/pick.ts'
import { combat, phases } from '../narrator/scene-lines.ts'
import { sceneryOf } from '../narrator/scenery.ts'
import { inSentence } from '../narrator/slots.ts'
import { choosesNothing } from './choices.ts'
import { narrator } from './prompt-rules.ts'
import {
  type FindTools,
  type Found,
  type Part,
  shortAnswerTokens,
  type TextTools,
  type WorkerJobs,
} from './worker-job.ts'

const prose = {
  form: 'prose',
  size: 'short',
  answerTokensMax: shortAnswerTokens,
  check: choosesNothing,
  withoutModel: 'scripted',
  resultFor: 'world',
} as const

export const narrationWork: WorkerJobs<keyof typeof narrationJobs> = {
  'narrate-room': {
    ...prose,
    template: {
      name: 'narrate-room',
      system: `${narrator}\nDescribe what this place feels like at this moment.`,
      variables: ['key', 'voice', 'place', 'people', 'things', 'happened', 'lore'],
      user: 'KEY {{key}}\n{{voice}}\n{{place}}\n{{people}}\n{{things}}\n{{lore}}\n{{happened}}',
    },
    pieces: ({ payload }, tools) => ({ parts: [happened(payload.happened, tools)] }),
    ranks: { place: 0.5 },
    find: (job, tools) =>
      enriched(job, [job.payload.scene.description, ...job.payload.happened], tools),
    scripted: ({ payload }, pick) => ({ text: sceneryOf(payload.scene, pick) }),
  },
  'narrate-combat': {
    ...prose,
    template: {
      name: 'narrate-combat',
      system: `${narrator}\nTell this exchange of blows exactly as listed; add no wound and no victor.`,
      variables: ['key', 'voice', 'place', 'people', 'happened', 'outcome'],
      user: 'KEY {{key}}\n{{voice}}\n{{place}}\n{{people}}\n{{happened}}\n{{outcome}}',
    },
    pieces: ({ payload }, tools) => ({
      fixed: { outcome: outcomes[payload.outcome] },
      parts: [happened(payload.blows, tools)],
    }),
    find: (job, tools) => enriched(job, job.payload.blows, tools),
    scripted({ payload: { attacker, defender, outcome } }, pick) {
      const names = { attacker: attacker.name, defender: defender.name }
      return { text: filled(pick.one(combat[outcome]), names) }
    },
  },
  'narrate-phase': {
    ...prose,
    template: {
      name: 'narrate-phase',
      system: `${narrator}\nTell how the mood turns as a quarrel enters a new phase.`,
      variables: ['key', 'voice', 'place', 'people', 'conflict', 'lore'],
      user: 'KEY {{key}}\n{{voice}}\n{{place}}\n{{people}}\n{{lore}}\n{{conflict}}',
    },
    pieces: ({ payload: { conflict, from } }, { cut }) => ({
      fixed: { conflict: cut(`${conflictLine(conflict)} Before: ${from}.`, 'line') },
    }),
    find: (job, tools) => enriched(job, [conflictLine(job.payload.conflict)], tools),
    scripted: (job, pick) => ({ text: phaseProse(job, pick) }),
  },
}

const outcomes = {
  'going-on': 'The fight goes on.',
  fled: 'One side has fled.',
  slain: 'The defender has fallen.',
}

type ProseKind = keyof typeof narrationJobs

/** What a model makes of the lines; the scripted narrator's words where they are too few to be worth it. */
async function enriched<K extends ProseKind>(
  job: JobOf<K>,
  lines: readonly string[],
  { enrichMinChars, ask }: FindTools<K>,
): Promise<Found<K>> {
  if (lines.join(' ').length >= enrichMinChars) return { answered: await ask(null) }
  const answer = narrationWork[job.kind].scripted(job, pickerFor(job.job))
  return { answered: { by: 'scripted', answer, why: 'short' }, route: 'trivial' }
}

function happened(lines: readonly string[], { data }: TextTools): Part {
  return {
    variable: 'happened',
    lines: lines.map((line) => data(line, 'line')),
    keep: 'last',
    label: 'happened',
  }
}

function phaseProse({ payload }: JobOf<'narrate-phase'>, pick: Picker): string {
  const { conflict, fallback } = payload
  if (fallback) return fallback
  const [first, second] = conflict.parties
  return filled(pick.one(phases[conflict.phase]), {
    quarrel: inSentence(conflict.name),
    first: first?.name ?? 'one side',
    second: second?.name ?? 'the other',
  })
}
