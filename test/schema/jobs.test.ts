import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { isServerId } from '../../schema/ids.ts'
import { jobIdOf, jobKinds, jobSchema, laneOfKind } from '../../schema/jobs.ts'
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

test('every kind has a lane, and a waiting player comes first', () => {
  expect(Object.keys(laneOfKind).sort()).toEqual([...jobKinds].sort())
  expect(laneOfKind['npc-reply']).toBe('talk')
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
