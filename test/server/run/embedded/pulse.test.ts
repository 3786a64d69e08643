/** When a primary counts as lost: the one rule that changes the lead of a pair of its own accord. */
import { expect, test } from 'vitest'
import { isDoubtful, isUnheard } from '../../../../server/run/embedded/pulse.ts'

test.each([
  ['it misses four looks, and its standby has heard nothing of it', 4, 480, true],
  ['nobody follows it, but the other one is there', 4, null, true],
  ['it has just answered', 3, 480, false],
  ['the machine is so busy that its standby is silent, too', 4, undefined, false],
  ['its standby still hears of it', 9, 130, false],
])('lost or not: %s', (_, missed, heardMs, isLost) => {
  expect(isDoubtful(missed) && isUnheard(heardMs)).toBe(isLost)
})
