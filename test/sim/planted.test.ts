/** A check that cannot fail proves nothing: every planted fault is caught within a few hundred seeds. */
import { describe, expect, test } from 'vitest'
import { type PlantName, plants } from './planted.ts'
import { runSeed } from './run-seed.ts'

const seedsMost = 300

/** The first seed under which the fault shows; 0 when it never does. */
async function firstCaught(plant: PlantName): Promise<number> {
  for (let seed = 1; seed <= seedsMost; seed += 1) {
    const { wrong } = await runSeed(seed, { plant })
    if (wrong.length > 0) return seed
  }
  return 0
}

const names = Object.keys(plants).filter((name) => name !== 'none') as PlantName[]

describe('a planted fault', () => {
  test.each(names)('is caught: %s', { timeout: 10 * 60_000 }, async (plant) => {
    expect(await firstCaught(plant)).toBeGreaterThan(0)
  })
})
