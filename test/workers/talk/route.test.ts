import { expect, test } from 'vitest'
import type { IntentRule } from '../../../workers/talk/intents.ts'
import { type RouteInput, routeLine } from '../../../workers/talk/route.ts'
import { loadTalkMix, replayTalk } from '../../support/talk-replay.ts'

const mix = loadTalkMix()
const budgetMs = 100
const routeOf = (input: RouteInput) => routeLine(input, { budgetMs })

test('more than six in ten lines of the shipped mix need no model', async () => {
  const report = await replayTalk(
    mix,
    (line) => `An honest answer about ${line.line.length} things.`,
  )
  expect(report.lines).toBeGreaterThanOrEqual(200)
  expect(report.withoutModel / report.lines).toBeGreaterThan(0.6)
})

test('at least nine in ten lines of the mix are routed as they are labelled', async () => {
  const report = await replayTalk(mix, () => 'An honest answer.')
  const told = report.mislabelled.map(
    ({ line, got }) => `${line.line}: ${line.route} but ${got.class}`,
  )
  expect(told.length, told.join('\n')).toBeLessThanOrEqual(mix.lines.length / 10)
})

test('every class of route occurs in the mix', () => {
  expect(new Set(mix.lines.map((line) => line.route)).size).toBe(4)
})

test.each([
  ['good evening, Maren', 'trivial', 'greeting'],
  ['Maren, hello!', 'trivial', 'greeting'],
  ['thank you so much', 'trivial', 'thanks'],
  ['how much is the stew?', 'trivial', 'trade'],
  ['what time is it?', 'trivial', 'clock'],
  ['', 'trivial', 'filler'],
  ['who built the lighthouse?', 'short', 'knowledge'],
  ['do you remember me?', 'short', 'personal'],
  ['what should I tell the council?', 'long', 'counsel'],
  ['tell me the story of the flood', 'long', 'story'],
])('%j is %s (%s)', (line, route, intent) => {
  expect(routeOf({ line, npcName: 'Maren' })).toMatchObject({ class: route, intent })
})

test('a question asked again by the same visitor gets the same words without a model', () => {
  const history = [
    { by: 'player', text: 'Who taught you to cook?' },
    { by: 'npc', text: 'My aunt did.' },
    { by: 'player', text: 'thanks' },
    { by: 'npc', text: 'Welcome.' },
  ] as const
  expect(routeOf({ line: 'who taught you to cook', npcName: 'Maren', history })).toMatchObject({
    class: 'cached',
    answer: 'My aunt did.',
  })
  expect(
    routeOf({ line: 'who did not teach you to cook', npcName: 'Maren', history }).class,
  ).not.toBe('cached')
})

test('small talk spares the reads that it does not need', () => {
  expect(routeOf({ line: 'hello', npcName: 'Maren' }).skip).toEqual([
    'memory',
    'canon',
    'conflicts',
  ])
  expect(routeOf({ line: 'my brother never came home', npcName: 'Maren' }).skip).not.toContain(
    'memory',
  )
})

test('a rule that is too slow costs the budget once and the line is still answered', () => {
  let nowMs = 0
  const slow: IntentRule = {
    intent: 'greeting',
    fits: () => {
      nowMs += 500
      return false
    },
  }
  let asked = 0
  const next: IntentRule = {
    intent: 'farewell',
    fits: () => {
      asked += 1
      return true
    },
  }
  const route = routeLine(
    { line: 'bye', npcName: 'Maren' },
    { budgetMs, rules: [slow, next], now: () => nowMs },
  )
  expect(route).toMatchObject({ class: 'short', overran: true })
  expect(asked).toBe(0)
})

test('hostile lines do not make the rules slow', () => {
  const lines = [
    'ha '.repeat(200),
    'who '.repeat(130),
    `hello${' there'.repeat(90)}!`,
    'a'.repeat(512),
    '?'.repeat(512),
    'is the '.repeat(80),
  ]
  for (const line of lines) {
    const route = routeOf({ line, npcName: 'Maren', keywords: ['stew'] })
    expect(route.overran).toBe(false)
  }
})
