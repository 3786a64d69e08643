/** Talk gets no worse: a third of the conversations, against the points that they had. `npm run bench minds` has all. */
import { expect, test } from 'vitest'
import { loadTokenCounter } from '../../workers/text/tokens.ts'
import { loadConversations } from './conversation.ts'
import { converse, mindBehind } from './converse.ts'
import { evaluate, type Speaker } from './evaluate.ts'
import kept from './scores.json' with { type: 'json' }

const some = loadConversations().filter((_, index) => index % 3 === 0)
/** A drop of more is no accident of one line. */
const dropMax = 3

test('the teller and a mediocre model talk as well as they did, and the controls worse', async () => {
  const scores = await evaluate(['teller', 'mediocre', 'no repairs', 'no dossier'], some)
  const sumOf = (speaker: Speaker) => scores[speaker]?.sum ?? 0
  expect(sumOf('teller')).toBeGreaterThan(kept.teller - dropMax)
  expect(sumOf('mediocre')).toBeGreaterThan(kept.mediocre - dropMax)
  // What the repairs and the dossier are worth: without either a model of this kind falls far behind.
  expect(sumOf('no repairs')).toBeLessThan(sumOf('mediocre') - dropMax)
  expect(sumOf('no dossier')).toBeLessThan(sumOf('mediocre') - dropMax)
  expect(scores.teller?.contradictions).toBeLessThanOrEqual(0.01)
  expect(scores.mediocre?.contradictions).toBeLessThanOrEqual(0.01)
  expect(scores.mediocre?.outOfRole).toBe(0)
}, 120_000)

test('prompts to one person begin alike, and none is too long', async () => {
  const counter = await loadTokenCounter()
  for (const conversation of some) {
    const prompts: string[] = []
    const reply = await mindBehind({
      async complete({ messages, lastRung, promptTokens }) {
        prompts.push(messages.map(({ content }) => content).join('\n'))
        return {
          by: 'scripted',
          text: lastRung(),
          promptTokens,
          answerTokens: 0,
          attempts: 0,
          tookMs: 0,
        }
      },
    })
    await converse(conversation, reply)
    const [first = '', second = ''] = prompts
    let at = 0
    while (at < first.length && first[at] === second[at]) at += 1
    expect(counter.count(first.slice(0, at))).toBeGreaterThanOrEqual(350)
    for (const prompt of prompts) expect(counter.count(prompt)).toBeLessThanOrEqual(1_200)
    for (const prompt of prompts) {
      const lines = prompt
        .split('\n')
        .filter((line) => line.length > 40 && !line.startsWith('You: '))
      expect(new Set(lines).size).toBe(lines.length)
    }
  }
})
