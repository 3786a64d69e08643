import { expect, test } from 'vitest'
import { maySharedAnswer } from '../../../workers/talk/cache-policy.ts'
import { type CacheScope, ResponseCache } from '../../../workers/talk/response-cache.ts'
import { routeLine } from '../../../workers/talk/route.ts'
import { loadTalkMix, replayTalk } from '../../support/talk-replay.ts'

function scope(changes: Partial<CacheScope> = {}): CacheScope {
  return {
    world: 'main',
    npc: 'maren',
    npcName: 'Maren',
    personaVersion: 1,
    mood: 'calm',
    deps: ['conflict:feud@1'],
    ...changes,
  }
}

const intentOf = (line: string) => routeLine({ line, npcName: 'Maren' }, { budgetMs: 100 }).intent

test('ten ways to ask who somebody is are one question, at least eight times', () => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  cache.keep(scope(), 'self', 'tell me about yourself', 'I keep this house.')
  const ways = [
    'who are you?',
    'Who are you, Maren?',
    'what is your name?',
    "what's your name",
    'tell me about yourself, please',
    'introduce yourself',
    'your name?',
    'what are you called?',
    'could you tell me about yourself?',
    'and who might you be?',
  ]
  const found = ways.filter(
    (line) => cache.find(scope(), intentOf(line), line)?.say === 'I keep this house.',
  )
  expect(found.length).toBeGreaterThanOrEqual(8)
})

test.each([
  ['who is Tom Vale?', 'who is Anna Vale?'],
  ['where is the mill?', 'what is the mill?'],
  ['who killed the captain?', 'who killed the captain of the reef watch?'],
  ['do you trust Pell?', 'do you not trust Pell?'],
  ['who owns pier 3?', 'who owns pier 4?'],
  ['where are you from?', 'how long have you lived here?'],
])('%j and %j are two questions', (kept, asked) => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  cache.keep(scope(), intentOf(kept), kept, 'An answer.')
  expect(cache.find(scope(), intentOf(asked), asked)).toBeNull()
})

test('nothing is found under another world, mobile, persona version, mood or state of the conflicts', () => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  cache.keep(scope(), 'self', 'who are you?', 'I keep this house.')
  const others = [
    { world: 'other' },
    { npc: 'odo' },
    { personaVersion: 2 },
    { mood: 'angry' },
    { deps: ['conflict:feud@2'] },
  ]
  for (const change of others) expect(cache.find(scope(change), 'self', 'who are you?')).toBeNull()
  expect(cache.find(scope(), 'self', 'who are you?')).toEqual({
    say: 'I keep this house.',
    how: 'exact',
  })
})

test('events take away the answers that depend on them, and only those', () => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  cache.keep(scope(), 'rumours', 'any news?', 'The nets were cut.')
  cache.keep(scope({ npc: 'odo', deps: [] }), 'self', 'who are you?', 'A smith.')
  expect(cache.invalidate({ kind: 'conflict', id: 'feud' })).toBe(1)
  expect(cache.invalidate({ kind: 'npc', id: 'odo' })).toBe(1)
  expect(cache.counters()).toMatchObject({ size: 0, invalidated: 2 })
})

test('entry one thousand and one pushes out the one longest unused', () => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  const named = (index: number) => scope({ npc: `npc${index}` })
  for (let index = 0; index < 1_001; index += 1)
    cache.keep(named(index), 'self', 'who are you?', 'Me.')
  expect(cache.counters().size).toBe(1_000)
  expect(cache.find(named(0), 'self', 'who are you?')).toBeNull()
  expect(cache.find(named(1_000), 'self', 'who are you?')?.say).toBe('Me.')
})

test('rumours grow old by themselves, and sweeping frees their place unasked', () => {
  let nowMs = 1
  const cache = new ResponseCache({ entriesMax: 1_000, now: () => nowMs })
  cache.keep(scope(), 'rumours', 'any news?', 'The nets were cut.')
  cache.keep(scope(), 'self', 'who are you?', 'I keep this house.')
  nowMs += 11 * 60_000
  cache.sweep()
  expect(cache.counters().size).toBe(1)
})

const shared = {
  intent: 'knowledge',
  line: 'who built the lighthouse?',
  say: 'The first netmakers did.',
  speaker: 'Ash',
  players: ['Birch'],
  remembered: false,
} as const

test.each([
  [{}, true],
  [{ intent: 'personal' }, false],
  [{ line: 'who built the lighthouse for my father?' }, false],
  [{ line: 'is there a storm today?' }, false],
  [{ line: 'do you know about Birch?' }, false],
  [{ say: 'It burns tonight, they say.' }, false],
  [{ say: 'Ask Birch over there.' }, false],
  [{ say: 'You should know, Ash.' }, false],
  [{ say: 'I have 12 of them left.' }, false],
  [{ say: 'I have three of them left.' }, false],
  [{ say: 'As you said, the netmakers.' }, false],
  [{ remembered: true }, false],
] as const)('an answer with %o may be shared: %s', (changes, expected) => {
  expect(maySharedAnswer({ ...shared, ...changes }).ok).toBe(expected)
})

test('a replayed mix needs at least eighty per cent fewer calls for common questions', async () => {
  const mix = loadTalkMix()
  const report = await replayTalk(mix, () => 'An honest answer.', { rounds: 5 })
  expect(report.common).toBeGreaterThan(200)
  expect(report.commonCalls).toBeLessThanOrEqual(report.common * 0.2)
})

test('in the replay no mobile ever says what another one said', async () => {
  const cache = new ResponseCache({ entriesMax: 1_000 })
  const mix = loadTalkMix()
  await replayTalk(mix, (line) => `Words of ${line.npc.replace('.', ' ')}.`, { rounds: 2, cache })
  for (const npc of mix.npcs) {
    const own: CacheScope = {
      world: 'main',
      npc: npc.id,
      npcName: npc.name,
      personaVersion: 1,
      mood: 'calm',
      deps: [],
    }
    for (const { line } of mix.lines) {
      const found = cache.find(
        own,
        routeLine({ line, npcName: npc.name }, { budgetMs: 100 }).intent,
        line,
      )
      if (found) expect(found.say).toBe(`Words of ${npc.id.replace('.', ' ')}.`)
    }
  }
})
