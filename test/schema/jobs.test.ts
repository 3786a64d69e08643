import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { isServerId } from '../../schema/ids.ts'
import { loreJobs } from '../../schema/jobs/lore.ts'
import { mobileJobs } from '../../schema/jobs/mobiles.ts'
import { narrationJobs } from '../../schema/jobs/narration.ts'
import { declaredJobs, jobIdOf, jobKinds, jobSchema } from '../../schema/jobs.ts'
import { jobFor } from '../workers/jobs.ts'

const event = fc.record({ shard: fc.nat(99), tick: fc.nat(2 ** 40), ordinal: fc.nat(50_000) })
const kind = fc.constantFrom(...jobKinds)

property.prop([kind, event, fc.nat(99), kind, event, fc.nat(99)])(
  'two jobs share an id only if they are the same job',
  (...parts) => {
    const [kindA, eventA, nA, kindB, eventB, nB] = parts
    const same = JSON.stringify([kindA, eventA, nA]) === JSON.stringify([kindB, eventB, nB])
    const [a, b] = [jobIdOf(kindA, eventA, nA), jobIdOf(kindB, eventB, nB)]
    expect(a === b).toBe(same)
    expect(isServerId(a)).toBe(true)
  },
)

test('an event that fits no id is a bug, not a silent collision', () => {
  expect(() => jobIdOf('canon', { shard: 1, tick: -1, ordinal: 0 })).toThrow('does not fit')
  expect(() => jobIdOf('canon', { shard: 36 ** 4, tick: 1, ordinal: 0 })).toThrow('does not fit')
})

test('no topic declares a kind of another, and a waiting player comes first', () => {
  const topics = [narrationJobs, mobileJobs, loreJobs].flatMap((topic) => Object.keys(topic))
  expect(topics).toEqual(jobKinds)
  expect(new Set(topics).size).toBe(topics.length)
  expect(declaredJobs['npc-reply'].lane).toBe('talk')
})

test('letters of ids are unique, and those that are stored never change', () => {
  const letters = Object.entries(declaredJobs).map(([kind, { letter }]) => [kind, letter] as const)
  for (const [, letter] of letters) expect(letter).toMatch(/^[a-z]$/)
  expect(new Set(letters.map(([, letter]) => letter)).size).toBe(jobKinds.length)
  expect(Object.fromEntries(letters)).toMatchObject({
    'narrate-room': 'a',
    'narrate-combat': 'b',
    'narrate-phase': 'c',
    'npc-reply': 'd',
    'npc-plan': 'e',
    'npc-reaction': 'f',
    'social-bundle': 'g',
    canon: 'h',
    'summarise-memory': 'i',
    pregenerate: 'j',
  })
})

test('a kind that somebody waits for is answered by rules before its answer is stale', () => {
  for (const { fallbackBeats, staleBeats } of Object.values(declaredJobs)) {
    expect(fallbackBeats ?? 1).toBeGreaterThan(0)
    expect(fallbackBeats ?? 0).toBeLessThanOrEqual(staleBeats)
  }
})

test.each(jobKinds)(
  'a %s job survives its own JSON, and one field too many refuses it',
  (kindOfJob) => {
    const job = jobFor(kindOfJob)
    expect(jobSchema.parse(JSON.parse(JSON.stringify(job)))).toEqual(job)
    expect(jobSchema.safeParse({ ...job, extra: 1 }).success).toBe(false)
    expect(jobSchema.safeParse({ ...job, payload: { ...job.payload, extra: 1 } }).success).toBe(
      false,
    )
  },
)
