/** Each imported family is played: walked, bought from, eaten, fought, looted, and reset. */
import { describe, expect, it } from 'vitest'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'
import { playImported, walk } from './walker.ts'

const lifespanBeats = 15 * 60 * 4

describe.each(Object.entries(families))(
  'an imported library of the %s family',
  async (_n, { files }) => {
    const { zones } = await importTexts(files)
    const play = playImported(zones, 'the-ferry.r101')
    const walked = walk(play, 200)

    it('is walked for 200 steps by its exits, through its door', () => {
      expect(walked).toMatchObject({ steps: 200, astray: [] })
      expect([...walked.rooms].sort()).toEqual(['the-ferry.r101', 'the-ferry.r102'])
      expect(play.broken).toEqual([])
    })

    it('sells, feeds, fights back and can be looted', () => {
      expect(walked.bought).toBeGreaterThan(0)
      expect(walked.eaten).toBeGreaterThan(0)
      expect([walked.killed, walked.looted]).toEqual([1, 1])
      expect(play.world.get('ann')).toMatchObject({ place: 'the-ferry.r101' })
      const shop = play.type('Ann', 'list').read('Ann').join('\n')
      expect(shop.match(/loaf of bread/g)).toHaveLength(1)
    })

    it('reads clean', () => {
      const text = walked.read.join('\n')
      expect(text).toContain('Planks, wet from the river.')
      expect(text).not.toMatch(/[&@{#]B|[&@{#]n|~|%[sd]|\{\{/)
    })

    it('has its inhabitants again after a reset', () => {
      const rats = () =>
        [...play.world.entities.values()].filter(
          (one) => one?.kind === 'mobile' && one.proto === 'the-ferry.m102',
        )
      expect(rats()).toEqual([])
      play.wait(lifespanBeats + 200)
      expect(rats().length).toBeGreaterThan(0)
    })
  },
)
