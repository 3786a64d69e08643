import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { type Lane, lanes } from '../../../schema/subjects.ts'
import { mayBegin } from '../../../workers/run/slots.ts'

const none = { talk: 0, reaction: 0, ambient: 0, maintenance: 0 }

/** What a burst in some lanes, taken in turn, leaves running. */
function burst(flooded: readonly Lane[], slots: number, from = none) {
  const running = { ...from }
  for (let begun = true; begun; ) {
    begun = false
    for (const lane of flooded) {
      if (!mayBegin(lane, running, slots)) continue
      running[lane] += 1
      begun = true
    }
  }
  return running
}

test.each([
  ['talk', 4, 19],
  ['reaction', 4, 19],
  ['ambient', 3, 18],
  ['maintenance', 3, 18],
] as const)('an idle pool lends a burst of %s %i slots of 5 and %i of 20', (lane, five, twenty) => {
  expect(burst([lane], 5)[lane]).toBe(five)
  expect(burst([lane], 20)[lane]).toBe(twenty)
})

test.each(lanes)('a flood in %s leaves every other lane a slot at once', (flooded) => {
  const running = burst([flooded], 5)
  for (const lane of lanes) {
    if (lane !== flooded) expect(mayBegin(lane, running, 5)).toBe(true)
  }
})

test('two who talk and one who is attacked are served at once while scenery floods a pool of six', () => {
  const running = burst(['ambient', 'maintenance'], 6)
  expect(mayBegin('talk', running, 6)).toBe(true)
  const talking = burst(['talk'], 5, burst(['ambient'], 5))
  expect(talking.talk).toBe(2)
})

test('the flooded lane is not next when a slot comes free in a full pool', () => {
  const full = { talk: 4, reaction: 1, ambient: 0, maintenance: 0 }
  expect(lanes.filter((lane) => mayBegin(lane, full, 5))).toEqual([])
  const freed = { ...full, talk: 3 }
  expect(lanes.filter((lane) => mayBegin(lane, freed, 5))).toEqual([
    'reaction',
    'ambient',
    'maintenance',
  ])
})

test('a small pool serves every lane in turn', () => {
  for (const slots of [1, 2, 3, 4]) {
    for (const lane of lanes) expect(mayBegin(lane, none, slots)).toBe(true)
  }
})

property.prop([
  fc.integer({ min: 5, max: 12 }),
  fc.array(fc.tuple(fc.constantFrom(...lanes), fc.boolean()), { maxLength: 80 }),
])(
  'whatever begins and ends, the pool is never overfull, and quiet lanes never take the last slot from talk',
  (slots, steps) => {
    const running = { ...none }
    for (const [lane, begins] of steps) {
      if (!begins && running[lane] > 0) running[lane] -= 1
      if (!begins || !mayBegin(lane, running, slots)) continue
      running[lane] += 1
      const busy = lanes.reduce((sum, one) => sum + running[one], 0)
      expect(busy).toBeLessThanOrEqual(slots)
      const isQuiet = lane === 'ambient' || lane === 'maintenance'
      if (isQuiet && running.talk + running.reaction === 0) expect(busy).toBeLessThan(slots)
    }
  },
)
