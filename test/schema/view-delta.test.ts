import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arranged, deltaOf, type ViewData, withDelta } from '../../schema/view-delta.ts'

const entry = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  name: fc.string({ maxLength: 3 }),
})
const list = fc.uniqueArray(entry, { selector: ({ id }) => id })
const exits = fc.uniqueArray(fc.record({ dir: fc.constantFrom('n', 's', 'up'), to: fc.string() }), {
  selector: ({ dir }) => dir,
})
const view: fc.Arbitrary<ViewData> = fc.record(
  { title: fc.string(), notes: fc.array(fc.string()), people: list, items: list, exits },
  { requiredKeys: ['title', 'people', 'items', 'exits'] },
)

describe('a delta', () => {
  it('makes the one view of the other, in its order', () => {
    fc.assert(
      fc.property(view, view, (before, after) => {
        const delta = deltaOf(before, after)
        if (delta === 'whole') expect(Object.keys(before).length).toBeGreaterThan(4)
        else expect(delta ? withDelta(before, delta) : before).toEqual(after)
      }),
    )
  })

  it('tells entries of lists alone, where the order is the one in which they came', () => {
    fc.assert(
      fc.property(view, view, (before, other) => {
        const after = arranged(before, other)
        const delta = deltaOf(before, after)
        if (delta === 'whole' || !delta) return
        expect(delta.set ?? {}).not.toHaveProperty('people')
        expect(delta.set ?? {}).not.toHaveProperty('items')
      }),
    )
  })

  it('is none where nothing has changed', () => {
    fc.assert(fc.property(view, (one) => deltaOf(one, structuredClone(one)) === null))
  })
})
