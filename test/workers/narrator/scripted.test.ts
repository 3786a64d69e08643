import { expect, test } from 'vitest'
import { declaredJobs, type JobKind, jobKinds } from '../../../schema/jobs.ts'
import { tempers } from '../../../schema/world-file/persona.ts'
import { scriptedAnswer, scriptedText } from '../../../workers/jobs/index.ts'
import { acceptAnswer } from '../../../workers/mind/accept.ts'
import { scriptedReply } from '../../../workers/narrator/small-talk.ts'
import { scriptedIntents } from '../../../workers/talk/intents.ts'
import { jobFor, npc, scene } from '../jobs.ts'

const many = 200

test.each(jobKinds)(
  '%s: two hundred answers all pass the check a model’s answer must pass',
  (kind) => {
    for (let index = 0; index < many; index += 1) {
      const job = jobFor(kind)
      expect(declaredJobs[kind].answer.safeParse(scriptedAnswer(job)).success).toBe(true)
      const verdict = acceptAnswer(job, scriptedText(job))
      expect(verdict.ok, `${scriptedText(job)} ${JSON.stringify(verdict)}`).toBe(true)
    }
  },
)

test.each(jobKinds)('%s: the same job reads the same every time', (kind) => {
  const job = jobFor(kind)
  expect(scriptedText(job)).toBe(scriptedText(structuredClone(job)))
})

test.each<[JobKind, number]>([
  ['narrate-room', 12],
  ['narrate-combat', 3],
  ['narrate-phase', 2],
  ['npc-reply', 6],
  ['npc-reaction', 3],
  ['social-bundle', 8],
  ['canon', 3],
])('%s: different jobs read differently, at least %i ways', (kind, ways) => {
  const texts = new Set(Array.from({ length: many }, () => scriptedText(jobFor(kind))))
  expect(texts.size).toBeGreaterThanOrEqual(ways)
})

test('every temper answers in its own words', () => {
  const said = tempers.map(
    (temper) =>
      new Set(
        Array.from(
          { length: many },
          () => scriptedAnswer(jobFor('npc-reply', { npc: { ...npc, temper } })).say,
        ),
      ),
  )
  for (const [index, words] of said.entries()) {
    const elsewhere = said.filter((_, other) => other !== index).flatMap((other) => [...other])
    expect([...words].some((line) => elsewhere.includes(line))).toBe(false)
  }
})

test('a strong mood shows through the temper', () => {
  const says = (mood: string) =>
    new Set(
      Array.from(
        { length: many },
        () => scriptedAnswer(jobFor('npc-reply', { npc: { ...npc, mood } })).say,
      ),
    )
  expect([...says('angry')].some((line) => says('calm').has(line))).toBe(false)
})

test('the world file’s own lines are used where it has any', () => {
  const fallback = ['The stew will not stir itself.']
  const said = new Set(
    Array.from({ length: many }, () => scriptedAnswer(jobFor('npc-reply', { fallback })).say),
  )
  expect(said.has('The stew will not stir itself.')).toBe(true)
})

test('small talk knows the place, the hour and the visitor, and leaves no slot open', () => {
  const view = jobFor('narrate-room', { scene }).payload.scene
  for (const intent of scriptedIntents) {
    for (const temper of tempers) {
      for (let index = 0; index < 20; index += 1) {
        const text = scriptedReply(intent, {
          npc: { temper, mood: 'calm' },
          speaker: 'Ash',
          scene: view,
          seed: `${intent}${index}`,
        })
        expect(text).not.toMatch(/[{}]|undefined/)
        expect(text.length).toBeGreaterThan(2)
      }
    }
  }
})
