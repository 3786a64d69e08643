/** How many commands a tick takes while more wait. */
import { expect, it } from 'vitest'
import { BatchSize } from '../../../../server/core/tick/batch-size.ts'

// PROMISE PROTOCOL 3.3: A full tick takes what it can apply in about 60 ms
it.each([0.5, 2, 20])(
  'a full tick takes what is applied in 60 ms, at %d a millisecond',
  (perMs) => {
    const size = new BatchSize(5_000)
    for (let tick = 0; tick < 20; tick += 1) size.ticked(size.most, size.most / perMs, 1_000)
    expect(size.most).toBeCloseTo(60 * perMs, -1)
  },
)

it('a tick that is over soon because little waited says nothing', () => {
  const size = new BatchSize(5_000)
  const { most } = size
  size.ticked(3, 2, 0)
  size.ticked(0, 2, 0)
  expect(size.most).toBe(most)
})

it('no tick takes more than is set, and none so few that its own cost counts most', () => {
  const size = new BatchSize(50)
  expect(size.most).toBe(50)
  for (let tick = 0; tick < 20; tick += 1) size.ticked(size.most, 10_000, 1_000)
  expect(size.most).toBe(16)
})
