import { expect, it } from 'vitest'
import { idsFor } from '../../handlers/dice.ts'
import { isServerId } from '../../schema/ids.ts'

/** The id that comes after `made` others. */
function idAfter(made: number, shard: number, tick: number): string {
  const source = idsFor(shard, tick)
  source.made = made
  return source.next('i')
}

it('makes no id twice, whatever the shard, the tick and how many were made before', () => {
  const shards = [1, 2, 33, 34]
  const ticks = [1, 2, 33, 69, 1_188, 1_189, 42_768, 1_700_000_000_000]
  const counts = [0, 1, 32, 33, 68, 1_188, 1_189, 1_190, 2_483, 40_000, 1_000_000]
  const ids = shards.flatMap((shard) =>
    ticks.flatMap((tick) => counts.map((made) => idAfter(made, shard, tick))),
  )
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(isServerId(id), id).toBe(true)
})

it('makes none that an earlier version made: there the tick came first, and no number begins with 0', () => {
  expect(idAfter(0, 1, 69)).toMatch(/^i0/)
})
