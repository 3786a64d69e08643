/** What happened in the world makes kept answers and copies go. */
import { expect, test } from 'vitest'
import { events } from '../../../schema/events/index.ts'
import { createCachedReads } from '../../../workers/memory/reads.ts'
import { applyNews, heard } from '../../../workers/run/world-news.ts'
import { ResponseCache } from '../../../workers/talk/response-cache.ts'

const scope = {
  world: 'main',
  npc: 'm1',
  npcName: 'Maren',
  personaVersion: 1,
  mood: 'calm',
  deps: ['zone:saltmere@0', 'canon:saltmere@1', 'conflict:saltmere.feud@2'],
}

function kept() {
  let personas = 0
  const reads = createCachedReads(
    {
      async context() {
        personas += 1
        return { persona: { temper: 'calm', speech: '', facts: [] }, memories: [], canon: [] }
      },
    },
    120_000,
  )
  const cache = new ResponseCache({ entriesMax: 1_000 })
  cache.keep(scope, 'place', 'what is this place', 'The Rusted Lantern.')
  return { reads, cache, personas: () => personas }
}

test('every event that is listened to is one that the world can tell', () => {
  expect(heard.filter((type) => !events.has(type))).toEqual([])
})

test('an answer about a quarrel goes when the quarrel moves, and stays when another one does', () => {
  const news = kept()
  applyNews('conflict-moved', { conflict: 'saltmere.nets' }, news)
  expect(news.cache.counters().size).toBe(1)
  applyNews('conflict-moved', { conflict: 'saltmere.feud' }, news)
  expect(news.cache.counters().size).toBe(0)
})

test('an answer goes with the canon it may cite, and with the death of who gave it', () => {
  for (const [type, data] of [
    ['canon-recorded', { zone: 'saltmere' }],
    ['mobile-killed', { mobile: 'm1' }],
  ] as const) {
    const news = kept()
    applyNews(type, data, news)
    expect(news.cache.counters().size).toBe(0)
  }
})

test('a changed persona is read anew', async () => {
  const news = kept()
  await news.reads.context({ persona: 'saltmere.maren' })
  await news.reads.context({ persona: 'saltmere.maren' })
  expect(news.personas()).toBe(1)
  applyNews('definition-set', { of: 'mobile', key: 'saltmere.maren' }, news)
  await news.reads.context({ persona: 'saltmere.maren' })
  expect(news.personas()).toBe(2)
})
