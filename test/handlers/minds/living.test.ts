/** What people of the shipped world do of themselves: they talk with each other, and live their days. */
import { describe, expect, it } from 'vitest'
import { exchangeOf, mattersOf } from '../../../handlers/minds/exchange.ts'
import { exchangeIn } from '../../../handlers/systems/mobiles/exchanges.ts'
import type { Mobile, Room } from '../../../schema/entities.ts'
import { newsOf } from '../../../schema/events/news.ts'
import { npcMinded } from '../../../schema/events/npc.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { mobilesAt } from '../../../schema/world.ts'
import type { Play } from '../../support/rule-play.ts'
import { shipped, shippedPlay } from '../../support/shipped-play.ts'
import { personas } from '../../support/shipped-talk.ts'

const tavern = 'saltmere.common-room'
const copyOf = (play: Play, proto: string) =>
  play.world.get(personas.find((one) => one.proto === proto)?.id ?? '') as Mobile

/** Lets time pass until something is so, by turns of a room. */
function until(play: Play, isSo: () => boolean, turns = 100): void {
  for (let turn = 0; turn < turns && !isSo(); turn += 1) play.wait(40)
  expect(isSo()).toBe(true)
}

describe('an exchange', () => {
  it('begins in a quiet room with a player, is of four lines at most, and leaves long pauses', () => {
    const play = shippedPlay(tavern)
    const begun: number[] = []
    const lines: number[] = []
    for (let turn = 0; turn < 150; turn += 1) {
      for (const event of play.wait(40).events) {
        if (!npcMinded.is(event) || event.data.mind['exOf'] === undefined) continue
        expect(play.world.get(event.data.mobile)?.place).toBe(tavern)
        const next = Number(event.data.mind['exNext'])
        if (next === 1) begun.push(play.beat)
        if (next > 0) lines.push(next)
      }
    }
    expect(begun.length).toBeGreaterThan(2)
    expect(Math.max(...lines)).toBeLessThan(4)
    for (const [at, beat] of begun.entries()) {
      if (at > 0) expect(beat - (begun[at - 1] ?? 0)).toBeGreaterThanOrEqual(720)
    }
    expect(play.broken).toEqual([])
  })

  it('ends as soon as a player speaks, who is answered and not talked over', () => {
    const play = shippedPlay(tavern)
    until(play, () => exchangeIn(play.world, tavern, play.beat) !== undefined)
    play.type('Ann', 'say good evening to all of you')
    expect(exchangeIn(play.world, tavern, play.beat)).toBeUndefined()
    const later = play.wait(700).events
    const ofNpcs = later.filter(
      (event) => npcMinded.is(event) && Number(event.data.mind['exNext']) > 0,
    )
    expect(ofNpcs).toEqual([])
  })

  it('passes news on, with its source, and holds nothing that has to be won', () => {
    const play = shippedPlay(tavern)
    play.type('Ann', 'buy rum')
    play.type('Ann', 'give rum to hobb')
    const room = play.world.room(tavern) as Room
    const now = { tick: 1, beat: play.beat, atMs: 0, heartbeatMs: 250 }
    const [first, second] = [copyOf(play, 'saltmere.maud'), copyOf(play, 'saltmere.agnes')]
    const pair = { world: play.world, now, room, first, second }
    const matter = mattersOf(pair).find((one) => one.startsWith('news ')) ?? ''
    expect(exchangeOf(pair, matter)[0]?.text).toMatch(/Agnes.*Ann gave Old Hobb a present/)
    play.world.patch<Mobile>(first.id, {
      mind: { exWith: second.id, exOf: matter, exNext: 0, exAt: play.beat },
    })
    play.world.move(second.id, tavern)
    play.beat = Math.ceil(play.beat / 40) * 40 - 1
    const told = play.wait(1)
    expect(told.events.filter(speechUttered.is)).toHaveLength(1)
    const [item] = newsOf(play.world, 'saltmere', play.beat)
    expect(item?.knows['saltmere.agnes']).toEqual({ from: 'saltmere.maud', truth: 'told' })
  })

  it('between any two people of a room has only lines that are whole', () => {
    const now = { tick: 1, beat: 4_000, atMs: 0, heartbeatMs: 250 }
    for (const id of new Set(personas.map(({ place }) => place))) {
      const room = shipped.room(id) as Room
      const people = mobilesAt(shipped, id)
      for (const first of people) {
        for (const second of people) {
          if (first === second) continue
          const pair = { world: shipped, now, room, first, second }
          for (const { text } of mattersOf(pair).flatMap((matter) => exchangeOf(pair, matter))) {
            expect(text).toMatch(/^[\p{Lu}\d“'‘].*[.!?…”']$/su)
            expect(text).not.toMatch(/[{}]|undefined/)
          }
        }
      }
    }
  })
})

describe('a day', () => {
  it('is walked, bought, handed over and drunk by ordinary commands, and ends at home', () => {
    const play = shippedPlay(tavern)
    const jory = copyOf(play, 'saltmere.jory')
    const home = jory.place
    const read: string[] = []
    while (play.beat < 2_100) read.push(...play.wait(42).read('Ann'))
    const lines = [
      'Jory Bell arrives from the north.',
      'Jory Bell buys a mug of small beer.',
      'Jory Bell gives a mug of small beer to Old Hobb.',
      'Old Hobb drinks from a mug of small beer.',
    ]
    expect(read.filter((line) => lines.includes(line)).slice(0, 4)).toEqual(lines)
    expect(copyOf(play, 'saltmere.jory').place).toBe(home)
    expect(play.broken).toEqual([])
  })

  it('waits while a player talks with whoever is to set out', () => {
    const play = shippedPlay('saltmere.bell-square')
    until(play, () => play.beat >= 900)
    const place = copyOf(play, 'saltmere.jory').place
    for (let turn = 0; turn < 6; turn += 1) {
      play.type('Ann', 'ask jory what time is it')
      play.wait(40)
    }
    expect(copyOf(play, 'saltmere.jory').place).toBe(place)
  })

  it('strands nobody: who was left asleep on the way is at home when players come there', () => {
    const play = shippedPlay(tavern)
    const home = copyOf(play, 'saltmere.jory').place
    until(play, () => copyOf(play, 'saltmere.jory').place === tavern)
    play.world.move('ann', 'saltmere.net-corner')
    play.wait(1_500)
    play.world.move('ann', home)
    until(play, () => copyOf(play, 'saltmere.jory').place === home, 20)
    expect(play.broken).toEqual([])
  })
})
