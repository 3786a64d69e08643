/** News in the shipped world: born where it was seen, told on by the hour, cold in the end. */
import { expect, it } from 'vitest'
import { newsOf } from '../../../schema/events/news.ts'
import { mobilesAt } from '../../../schema/world.ts'
import { shippedPlay } from '../../support/shipped-play.ts'

const hour = 480

function told() {
  const play = shippedPlay('saltmere.common-room', { Bob: 'saltmere.kitchen' })
  play.type('Ann', 'buy rum')
  play.type('Ann', 'give rum to hobb')
  return play
}

it('a present in the tavern is told in another room within two hours, with its source', () => {
  const play = told()
  play.wait(2 * hour)
  const [item] = newsOf(play.world, 'saltmere', play.beat)
  expect(item).toMatchObject({ what: 'gift', who: 'ann', of: 'saltmere.hobb' })
  const heard = Object.entries(item?.knows ?? {}).filter(([, { truth }]) => truth !== 'seen')
  expect(heard.length).toBeGreaterThan(0)
  // Nobody else was in the tavern: whoever heard of it is somewhere else.
  const here = mobilesAt(play.world, 'saltmere.common-room').map(({ proto }) => proto)
  expect(heard.some(([npc]) => !here.includes(npc))).toBe(true)
  expect(Object.keys(item?.knows ?? {}).length).toBeGreaterThan(3)
  // Nobody has anything left to tell in the end, so nothing more is written.
  play.wait(12 * hour)
  const before = play.log.filter(({ type }) => type === 'news-spread').length
  play.wait(3 * hour)
  expect(play.log.filter(({ type }) => type === 'news-spread')).toHaveLength(before)
  play.beat += 5 * 46_080
  expect(newsOf(play.world, 'saltmere', play.beat)).toEqual([])
  expect(play.broken).toEqual([])
})

it('whoever saw it says so, and whoever heard of it names the teller', () => {
  const play = told()
  const ask = (line: string, name = 'Bob') => play.type(name, line).read(name).join(' ')
  play.type('Bob', 'west')
  expect(ask('ask maud any news?')).toMatch(
    /I saw it myself: Ann gave Old Hobb a present at the Rusted Lantern/,
  )
  expect(ask('ask maud any news?', 'Ann')).toMatch(/you gave Old Hobb a present/)
  play.type('Bob', 'east')
  play.wait(4 * hour)
  const words = ['saltmere.kitchen', 'saltmere.common-room'].map((room) => {
    if (room !== 'saltmere.kitchen') play.type('Bob', 'west')
    return mobilesAt(play.world, room)
      .filter(({ proto }) => proto.startsWith('saltmere.'))
      .map(({ name }) => ask(`ask ${name.split(' ')[0]} any news?`))
      .join('\n')
  })
  expect(words.join('\n')).toMatch(/(?:says that Ann gave Old Hobb|half true, that somebody)/)
})

it('a whisper is nobody’s news', () => {
  const play = shippedPlay('saltmere.common-room')
  play.type('Ann', 'whisper maud the password is zanzibar')
  play.type('Ann', 'say Hobb, my uncle is called Zebedee')
  play.wait(3 * hour)
  expect(JSON.stringify(newsOf(play.world, 'saltmere', play.beat))).not.toMatch(/zanzibar|Zebedee/i)
  const said = ['maud', 'hobb', 'pip', 'wren'].map((name) =>
    play.type('Ann', `ask ${name} any news?`).read('Ann').join(' '),
  )
  expect(said.join(' ')).not.toMatch(/zanzibar|Zebedee/i)
})
