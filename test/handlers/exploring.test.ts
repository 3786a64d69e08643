/** A first visit is noted once, whatever way somebody came, and kept. */
import { expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import { exploredRooms, roomExplored } from '../../schema/events/exploring.ts'
import { guestForgotten } from '../../schema/events/presence.ts'
import { definitionSet } from '../../schema/events/world.ts'
import { apply } from '../../schema/fold.ts'
import { playStory } from '../support/story-inn.ts'

const zone = definitionSet({ of: 'zone', key: 'inn', data: { name: 'the Old Inn' } })
const firsts = (events: readonly NewEvent[]) =>
  events.filter(roomExplored.is).map(({ data }) => `${data.character} ${data.room}`)

it('notes a room once for each who comes there, and score says how many', () => {
  const play = playStory(zone)
  const score = () => play.type('Ann', 'score').read('Ann').join('\n')
  expect(score()).not.toContain('explored')
  expect(firsts(play.type('Ann', 'east').events)).toEqual(['ann inn.yard'])
  expect(score()).toContain('You have explored 1 place of the Old Inn.')
  expect(firsts(play.type('Ann', 'west').events)).toEqual(['ann inn.hall'])
  expect(firsts(play.type('Ann', 'east').events)).toEqual([])
  expect(firsts(play.type('Bob', 'east').events)).toEqual(['bob inn.yard'])
  expect(score()).toContain('You have explored 2 places of the Old Inn.')
  expect(play.broken).toEqual([])
})

it('notes where somebody was carried to, and counts each zone by itself', () => {
  const play = playStory(zone)
  play.type('Ann', 'east')
  expect(firsts(play.type('Ann', 'north').events)).toEqual(['ann chapel.nave'])
  expect(firsts(play.type('Ann', 'recall').events)).toEqual(['ann inn.hall'])
  expect(exploredRooms(play.world, 'ann', 'inn')).toEqual(['inn.yard', 'inn.hall'])
  expect(exploredRooms(play.world, 'ann', 'chapel')).toEqual(['chapel.nave'])
})

it('goes with the character that it is about', () => {
  const play = playStory()
  play.type('Ann', 'east')
  const meta = { shard: 1, tick: 99, ordinal: 0, beat: 99, atMs: 1 }
  apply(play.world, guestForgotten({ character: 'ann' }), meta)
  expect(exploredRooms(play.world, 'ann', 'inn')).toEqual([])
})
