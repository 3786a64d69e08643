/** What happened in the world makes kept answers and copies go. */
import { expect, test } from 'vitest'
import { events } from '../../../schema/events/index.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import { createCachedReads } from '../../../workers/memory/reads.ts'
import { applyNews, followForAll, heard } from '../../../workers/run/world-news.ts'
import { createKeptAnswers } from '../../../workers/store/kept-answers.ts'
import {
  type Change,
  type KeptAnswer,
  ResponseCache,
} from '../../../workers/talk/response-cache.ts'
import { startTestBus } from './support.ts'

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

test('however many events a message carries, what all workers keep is asked to drop once', async () => {
  const world = await startTestBus()
  const db = openDatabase(world.databaseUrl, 'test')
  try {
    const failed: unknown[] = []
    const answers = createKeptAnswers(db, (error) => failed.push(error))
    const asked: number[] = []
    const counted = {
      async invalidate(changes: readonly Change[]) {
        asked.push(changes.length)
        await answers.invalidate(changes)
      },
    }
    followForAll(world.bus, world.subjects, counted, (error) => failed.push(error))
    await world.bus.flush()
    const about = (npc: string) => ({ ...scope, npc, deps: ['room:a.r9@1'] })
    const words = { intent: 'place', exact: 'where', strict: 'where', say: 'Here.', ttlMs: 60_000 }
    await answers.keep([{ scope: about('m1'), ...words } as KeptAnswer])
    await answers.keep([{ scope: { ...about('m2'), deps: [] }, ...words } as KeptAnswer])
    const events = Array.from({ length: 2_000 }, (_, n) => ({ data: { room: `a.r${n}` } }))
    const text = JSON.stringify({ v: 1, events })
    await world.bus.store(world.subjects.events(1, 'room-built'), text, { id: 'built' })
    await expect.poll(() => answers.find(about('m1'), 'place')).toEqual([])
    expect(asked).toEqual([2_000])
    expect(failed).toEqual([])
    expect(await answers.find({ ...about('m2'), deps: [] }, 'place')).toHaveLength(1)
  } finally {
    await db.destroy()
    await world.stop()
  }
})
