import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import {
  dueForSummary,
  importanceOf,
  type Memory,
  memoryLimits,
  memoryOf,
  remember,
  summarised,
} from '../../../workers/memory/memory.ts'
import { recallMemories } from '../../../workers/memory/recall.ts'
import { loadTokenCounter } from '../../../workers/text/tokens.ts'

const counter = await loadTokenCounter()

function exchange(
  index: number,
  about: string | null = 'p1',
  text = `Ash talked about herring number ${index}.`,
) {
  return memoryOf({ id: `m${index}`, npc: 'maren', about, text, beat: index * 40 })
}

const perPair =
  memoryLimits.exchangesPerPair +
  memoryLimits.factsPerPair +
  memoryLimits.summariesPerPair +
  memoryLimits.pinnedPerPair

test('ten thousand exchanges with one player leave a bounded memory that stands for all of them', () => {
  let book: readonly Memory[] = []
  let most = 0
  for (let index = 0; index < 10_000; index += 1) {
    book = remember(book, exchange(index))
    most = Math.max(most, book.length)
  }
  expect(most).toBeLessThanOrEqual(perPair)
  expect(book.reduce((sum, memory) => sum + memory.span, 0)).toBe(10_000)
  expect(Math.max(...book.map((memory) => memory.text.length))).toBeLessThanOrEqual(
    memoryLimits.textMax,
  )
})

test('ten thousand exchanges with five hundred players stay within the limit of one mobile', () => {
  let book: readonly Memory[] = []
  for (let index = 0; index < 10_000; index += 1)
    book = remember(book, exchange(index, `p${index % 500}`))
  expect(book.length).toBeLessThanOrEqual(memoryLimits.perNpc)
})

test('a promise of turn three is still in the prompt at turn one thousand', () => {
  let book: readonly Memory[] = []
  for (let index = 0; index < 1_000; index += 1) {
    const text =
      index === 3 ? 'Ash swore to avenge the death of Maren’s brother, who drowned.' : undefined
    book = remember(book, exchange(index, 'p1', text))
  }
  const recalled = recallMemories(
    book,
    { npc: 'maren', speaker: 'p1', query: 'how is the stew?', nowBeat: 40_000, tokensMax: 220 },
    counter,
  )
  expect(recalled.some((memory) => memory.text.includes('avenge'))).toBe(true)
})

test('what weighs on people weighs more than herring', () => {
  const herring = importanceOf('I like herring.')
  for (const line of [
    'I promise to return your ring.',
    'My father was murdered.',
    'I owe you a debt.',
    'It is a secret.',
  ]) {
    expect(importanceOf(line)).toBeGreaterThan(herring)
  }
})

test('a relevant memory is chosen over two hundred others', () => {
  const planted = exchange(5, 'p1', 'Ash hid a copper whistle under the third pier.')
  const book = [planted, ...Array.from({ length: 200 }, (_, index) => exchange(index + 10))]
  const recalled = recallMemories(
    book,
    {
      npc: 'maren',
      speaker: 'p1',
      query: 'where is that whistle of mine?',
      nowBeat: 9_000,
      tokensMax: 100,
    },
    counter,
  )
  expect(recalled[0]).toBe(planted)
})

property.prop([
  fc.array(
    fc.record({
      about: fc.constantFrom('p1', 'p2', 'p3', null),
      text: fc.string({ maxLength: 80 }),
      beat: fc.nat(9_999),
    }),
    { maxLength: 120 },
  ),
  fc.constantFrom('p1', 'p2'),
  fc.string({ maxLength: 60 }),
])(
  'nothing told by one player is recalled for another, and the budget holds',
  (entries, speaker, query) => {
    let book: readonly Memory[] = []
    for (const [index, entry] of entries.entries()) {
      book = remember(book, memoryOf({ id: `m${index}`, npc: 'maren', ...entry }))
    }
    const recalled = recallMemories(
      book,
      { npc: 'maren', speaker, query, nowBeat: 10_000, tokensMax: 150 },
      counter,
    )
    for (const memory of recalled) expect([null, speaker]).toContain(memory.about)
    expect(
      recalled.reduce((sum, memory) => sum + counter.count(memory.text), 0),
    ).toBeLessThanOrEqual(150)
  },
)

property.prop([
  fc.array(fc.tuple(fc.constantFrom('p1', 'p2'), fc.string({ maxLength: 200 }), fc.nat(100)), {
    minLength: 60,
    maxLength: 200,
  }),
])('folding never mixes what two players said', (entries) => {
  let book: readonly Memory[] = []
  for (const [index, [about, text, importance]] of entries.entries()) {
    book = remember(
      book,
      memoryOf({
        id: `m${index}`,
        npc: 'maren',
        about,
        text: `${about}says ${text}`,
        beat: index,
        importance,
      }),
    )
  }
  for (const memory of book) {
    expect(memory.text).not.toContain(memory.about === 'p1' ? 'p2says' : 'p1says')
  }
})

test('a model’s summary takes the place of what it sums up, once', () => {
  let book: readonly Memory[] = []
  for (let index = 0; index < memoryLimits.exchangesPerPair - 2; index += 1)
    book = remember(book, exchange(index))
  const sources = dueForSummary(book, 'maren', 'p1')
  expect(sources).toHaveLength(memoryLimits.foldedAtOnce)
  const after = summarised(book, sources, {
    id: 's1',
    text: 'Ash knows a lot about herring.',
    importance: 30,
  })
  expect(after.filter((memory) => memory.kind === 'summary').map((memory) => memory.span)).toEqual([
    12,
  ])
  expect(summarised(after, sources, { id: 's2', text: 'Again.', importance: 30 })).toBe(after)
})
