/** What types cannot see of the declarations of jobs: that template, pieces and payload fit together. */
import { expect, test } from 'vitest'
import { type JobKind, type JobOf, jobKinds } from '../../schema/jobs.ts'
import { scriptedAnswer, workerJobs } from '../../workers/jobs/index.ts'
import { sectionsOf } from '../../workers/mind/sections.ts'
import { fenceFor } from '../../workers/text/fence.ts'
import { loadTokenCounter } from '../../workers/text/tokens.ts'
import { jobFor, npc, scene } from './jobs.ts'

const counter = await loadTokenCounter()
const gathered = {
  personaText: 'You are Maren.',
  personaFacts: [],
  memories: [
    {
      id: 'm1',
      npc: npc.id,
      about: 'p1',
      kind: 'fact' as const,
      text: 'Ash promised oil.',
      importance: 70,
      beat: 1,
      pinned: false,
      span: 1,
    },
  ],
  canon: [{ id: 'c1', zone: 'saltmere', text: 'The bell rang thrice.', about: [], beat: 1 }],
}
/** A job of the kind with everything that its payload may hold. */
const wholeJob = (kind: JobKind) => {
  const voice = { scene: { ...scene, voice: 'salty' } }
  const history = [{ by: 'player', text: 'Good evening.' }]
  const dossier = {
    manner: { temper: 'calm' },
    facts: [
      { id: 'exit:north', text: 'To the north is the quay.' },
      { id: 'place:quay', text: 'The quay: wet.' },
    ],
    hour: 8,
  }
  const { payload } = jobFor(kind)
  return jobFor(kind, {
    ...('scene' in payload ? voice : {}),
    ...('history' in payload ? { history, dossier } : {}),
  })
}

test.each(jobKinds)('every variable of the template of %s is filled by something', (kind) => {
  const job = wholeJob(kind)
  const { template } = workerJobs[kind]
  const { fixed, parts } = sectionsOf(job, gathered, fenceFor(job.job), counter)
  const filled = new Set([
    ...Object.keys(fixed),
    ...parts.filter(({ lines }) => lines.length > 0).map(({ variable }) => variable),
  ])
  expect(template.name).toBe(kind)
  expect(template.variables.filter((variable) => !filled.has(variable))).toEqual([])
})

function ownPieces<K extends JobKind>(job: JobOf<K>) {
  const asIs = (text: string) => text
  const tools = { cut: asIs, data: asIs, quote: (_label: string, text: string) => text }
  return workerJobs[job.kind].pieces(job, tools)
}

test.each(jobKinds)('the template of %s uses every piece that only this kind has', (kind) => {
  const { template, ranks = {} } = workerJobs[kind]
  const { fixed = {}, parts = [] } = ownPieces(wholeJob(kind))
  const names = [
    ...Object.keys(fixed),
    ...parts.map(({ variable }) => variable),
    ...Object.keys(ranks),
  ]
  expect(names.filter((name) => !template.variables.includes(name))).toEqual([])
})

test.each(jobKinds)('what of %s is shown while it is written is a text of its answer', (kind) => {
  const { form, liveField } = workerJobs[kind]
  const answer: Record<string, unknown> = scriptedAnswer(jobFor(kind))
  if (form === 'prose') expect(Object.keys(answer)).toEqual(['text'])
  if (liveField) expect(answer[liveField]).toBeTypeOf('string')
})
