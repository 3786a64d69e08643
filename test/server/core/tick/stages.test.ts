import { expect, it } from 'vitest'
import { createStageTimer, type StageName } from '../../../../server/core/tick/stages.ts'

function timed() {
  let nowMs = 0
  const told: [StageName, number][] = []
  const stage = createStageTimer({ mono: () => nowMs }, (name, ms) => told.push([name, ms]))
  return { stage, told, pass: (ms: number) => (nowMs += ms) }
}

it('charges every moment of a tick to one stage, nested ones to the inner', async () => {
  const { stage, told, pass } = timed()
  stage.sync('collect', () => pass(1))
  pass(2)
  await stage.async('decide', async () => {
    pass(4)
    await stage.async('load', async () => pass(8))
    pass(16)
  })
  pass(32)
  stage.over()
  expect(told).toEqual([
    ['collect', 3],
    ['decide', 52],
    ['load', 8],
  ])
})

it('counts nothing between ticks, nor what a broken tick left under way', () => {
  const { stage, told, pass } = timed()
  expect(() =>
    stage.sync('flush', () => {
      pass(5)
      throw new Error('gone')
    }),
  ).toThrow('gone')
  stage.over()
  pass(1_000)
  stage.sync('collect', () => pass(1))
  stage.over()
  expect(told).toEqual([
    ['flush', 5],
    ['collect', 1],
  ])
})
