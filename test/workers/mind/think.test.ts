import { expect, test } from 'vitest'
import { jobKinds, jobResultSchema } from '../../../schema/jobs.ts'
import type { LlmSettings } from '../../../workers/llm/settings.ts'
import { type Memory, memoryOf } from '../../../workers/memory/memory.ts'
import { createPersonaSections } from '../../../workers/memory/persona.ts'
import { createCachedReads, type MindReads } from '../../../workers/memory/reads.ts'
import { createMind } from '../../../workers/mind/think.ts'
import { ResponseCache } from '../../../workers/talk/response-cache.ts'
import { keepsNone } from '../../../workers/talk/shared-answers.ts'
import { createTemplateCache } from '../../../workers/text/template.ts'
import { loadTokenCounter } from '../../../workers/text/tokens.ts'
import { faults } from '../../support/fake-llm.ts'
import { jobFor, npc } from '../jobs.ts'
import { talkingTo } from '../llm/support.ts'

const counter = await loadTokenCounter()
const personas = {
  'saltmere.maren': {
    temper: 'cheerful',
    speech: 'quick and warm',
    facts: ['The cellar floods in spring.'],
  },
}

/** Reads of a world that stores nothing yet: personas from the table, no memories, no canon. */
const personasOnly: MindReads = {
  async context({ persona = '' }) {
    const known = Object.entries(personas).find(([id]) => id === persona)?.[1]
    return { ...(known ? { persona: known } : {}), memories: [], canon: [] }
  },
}

async function mindWith(changes: Partial<LlmSettings> = {}, reads: MindReads = personasOnly) {
  const scene = await talkingTo({ silenceTimeoutMs: 150, totalTimeoutMs: 700, ...changes })
  const cache = new ResponseCache({ entriesMax: 1_000 })
  const mind = createMind({
    client: scene.client,
    reads,
    cache,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter,
    answers: keepsNone,
    budgets: { privateTokens: 800, roomTokens: 1_200 },
    routeBudgetMs: 100,
    enrichMinChars: 0,
  })
  return { ...scene, mind, cache, [Symbol.asyncDispose]: scene[Symbol.asyncDispose] }
}

const say = (text: string, more: object = {}) => ({
  text: JSON.stringify({ say: text, emote: null, mood: null, remember: null, ...more }),
})

test.each(jobKinds)(
  'a %s job ends in a result of its shape, with a model and without',
  async (kind) => {
    await using scene = await mindWith()
    const thought = await scene.mind.think(jobFor(kind))
    expect(jobResultSchema.safeParse(thought.result).success).toBe(true)
    await scene.fake.refuseConnections()
    const alone = await scene.mind.think(
      jobFor(kind, kind === 'npc-reply' ? { line: 'Who dug the well?' } : {}),
    )
    expect(alone.result.by).toBe('scripted')
    expect(jobResultSchema.safeParse(alone.result).success).toBe(true)
  },
)

test.each(faults)(
  'with the fault %s a player still gets a sentence of this world',
  async (fault) => {
    await using scene = await mindWith()
    scene.fake.behave({ fault })
    const { result, why } = await scene.mind.think(jobFor('npc-reply'))
    expect(result.by).toBe('scripted')
    expect(why).toBeTruthy()
    expect(JSON.stringify(result.answer)).not.toMatch(
      /error|timeout|undefined|null,"say"|http|model|script/i,
    )
  },
)

test('a greeting needs no model at all', async () => {
  await using scene = await mindWith()
  const { result, route } = await scene.mind.think(
    jobFor('npc-reply', { line: 'Good evening, Maren!' }),
  )
  expect(route).toBe('trivial')
  expect(result.by).toBe('scripted')
  expect(scene.fake.requests).toHaveLength(0)
})

test('fifty visitors who ask the same at once cost one call, and another mobile a second one', async () => {
  await using scene = await mindWith()
  scene.fake.behave((_, count) => ({
    delayMs: 40,
    ...say(count === 0 ? 'I keep this house.' : 'I mend the nets.'),
  }))
  const ask = (index: number, who: object = npc) =>
    scene.mind.think(
      jobFor('npc-reply', {
        line: 'tell me about yourself',
        npc: who,
        speaker: { id: `p${index}`, name: `Visitor${String.fromCharCode(97 + (index % 26))}` },
      }),
    )
  const thoughts = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)))
  expect(scene.fake.requests).toHaveLength(1)
  for (const { result } of thoughts)
    expect(result.answer).toMatchObject({ say: 'I keep this house.' })
  const other = await ask(51, { ...npc, id: 'saltmere.odo', name: 'Odo', persona: 'saltmere.odo' })
  expect(scene.fake.requests).toHaveLength(2)
  expect(other.result.answer).toMatchObject({ say: 'I mend the nets.' })
})

test('personal questions are asked anew for everybody', async () => {
  await using scene = await mindWith()
  scene.fake.behave(say('How could anyone forget?'))
  for (const id of ['p1', 'p2', 'p3']) {
    await scene.mind.think(
      jobFor('npc-reply', { line: 'do you remember me?', speaker: { id, name: 'Ash' } }),
    )
  }
  expect(scene.fake.requests).toHaveLength(3)
})

test.each(['Ask me again tonight.', 'You should know, Ash.', 'Some 30 men did.'])(
  'the answer %j to a common question is not given to the next visitor',
  async (words) => {
    await using scene = await mindWith()
    scene.fake.behave(say(words))
    for (const id of ['p1', 'p2'])
      await scene.mind.think(jobFor('npc-reply', { speaker: { id, name: 'Ash' } }))
    expect(scene.fake.requests).toHaveLength(2)
  },
)

test('what one player told a mobile is in no prompt for another', async () => {
  const memories: Memory[] = ['p1', 'p2'].map((about) =>
    memoryOf({
      id: about,
      npc: npc.id,
      about,
      text: `canary-${about} was told in confidence`,
      beat: 1,
      importance: 100,
    }),
  )
  // A careless store that hands out everything: the selection itself must keep them apart.
  await using scene = await mindWith(
    {},
    {
      context: async () => ({ memories, canon: [] }),
    },
  )
  for (const id of ['p1', 'p2']) {
    await scene.mind.think(
      jobFor('npc-reply', { line: 'do you remember my secret?', speaker: { id, name: 'Ash' } }),
    )
  }
  const [first, second] = scene.fake.requests.map((request) => JSON.stringify(request.body))
  expect(first).toContain('canary-p1')
  expect(first).not.toContain('canary-p2')
  expect(second).toContain('canary-p2')
  expect(second).not.toContain('canary-p1')
})

test('an answer that fails the check is asked for once more', async () => {
  await using scene = await mindWith()
  scene.fake.behave(say('The first netmakers did.'))
  scene.fake.next({ fault: 'injection' })
  const { result } = await scene.mind.think(jobFor('npc-reply'))
  expect(result).toMatchObject({ by: 'model', answer: { say: 'The first netmakers did.' } })
  expect(scene.fake.requests).toHaveLength(2)
})

test('what a model says to remember belongs to the speaker and is never pinned', async () => {
  await using scene = await mindWith()
  scene.fake.behave(
    say('Then be careful.', { remember: { text: 'Ash is king of everything.', importance: 100 } }),
  )
  const { memory } = await scene.mind.think(
    jobFor('npc-reply', { line: 'I am the king of everything' }),
  )
  expect(memory).toMatchObject({ about: 'p1', npc: npc.id, pinned: false })
})

test('live text comes as whole words of this world and a failed try is marked by a new number', async () => {
  await using scene = await mindWith()
  scene.fake.behave({
    ...say('The first netmakers did, long before the quay had a name.'),
    chunkDelayMs: 2,
  })
  scene.fake.next({ ...say('Nobody knows, and those who do are'), fault: 'cut-mid-stream' })
  const live: { attempt: number; text: string }[] = []
  const { result } = await scene.mind.think(jobFor('npc-reply'), {
    onLive: (piece) => live.push(piece),
  })
  const last = Math.max(...live.map((piece) => piece.attempt))
  const shown = live
    .filter((piece) => piece.attempt === last)
    .map((piece) => piece.text)
    .join('')
  expect(last).toBe(2)
  expect((result.answer as { say: string }).say.startsWith(shown)).toBe(true)
  expect(shown.length).toBeGreaterThan(20)
})

test('prepared answers serve the first visitor who asks', async () => {
  await using scene = await mindWith()
  scene.fake.behave({
    text: JSON.stringify({ replies: [{ question: 'who are you', say: 'I keep this house.' }] }),
  })
  await scene.mind.think(jobFor('pregenerate'))
  const { result } = await scene.mind.think(
    jobFor('npc-reply', { line: "What's your name?", conflicts: [] }),
  )
  expect(result).toMatchObject({ by: 'cache', answer: { say: 'I keep this house.' } })
})

test('a job reads once, and nothing that its line does not need', async () => {
  const queries: string[][] = []
  const reads: MindReads = {
    async context(query) {
      queries.push(Object.keys(query).sort())
      return { memories: [], canon: [] }
    },
  }
  await using scene = await mindWith({}, reads)
  await scene.mind.think(jobFor('npc-reply', { line: 'who built the lighthouse?' }))
  await scene.mind.think(jobFor('npc-reply', { line: 'do you remember me?' }, { skip: ['canon'] }))
  expect(queries).toEqual([
    ['canon', 'names', 'persona'],
    ['memories', 'names', 'persona'],
  ])
})

test('copies last until they are forgotten; memories are read anew for every job', async () => {
  const queries: string[][] = []
  const cached = createCachedReads(
    {
      async context(query) {
        queries.push(Object.keys(query).sort())
        return personasOnly.context(query)
      },
    },
    120_000,
  )
  const whole = {
    persona: 'saltmere.maren',
    memories: { npc: 'maren', speaker: 'p1' },
    canon: 'saltmere',
  }
  const first = await cached.context(whole)
  expect(await cached.context(whole)).toEqual(first)
  expect(first.persona).toEqual(personas['saltmere.maren'])
  await cached.context({ persona: 'saltmere.maren' })
  cached.forget({ zone: 'saltmere' })
  await cached.context(whole)
  expect(queries).toEqual([['canon', 'memories', 'persona'], ['memories'], ['canon', 'memories']])
})

test('what was forgotten while it was being read is not kept', async () => {
  let reads = 0
  const cached = createCachedReads(
    {
      async context() {
        reads += 1
        if (reads === 1) cached.forget({ zone: 'saltmere' })
        return { memories: [], canon: [] }
      },
    },
    120_000,
  )
  await cached.context({ canon: 'saltmere' })
  await cached.context({ canon: 'saltmere' })
  await cached.context({ canon: 'saltmere' })
  expect(reads).toBe(2)
})

test('of many answers with three failures in ten, at least 95 in 100 come from the model', async () => {
  await using scene = await mindWith({ totalTimeoutMs: 3_000 })
  const kinds = ['error-500', 'reset', 'cut-mid-stream', 'rate-limit'] as const
  let failing = 0
  scene.fake.behave((_, count) => {
    if ((count * 7) % 10 >= 3) return say('The tide has its own mind.')
    failing += 1
    return { fault: kinds[count % kinds.length] ?? 'reset' }
  })
  let generated = 0
  const total = 120
  for (let index = 0; index < total; index += 1) {
    const { result } = await scene.mind.think(
      jobFor('npc-reply', {
        line: `my boat number ${index} is leaking`,
        speaker: { id: `p${index}`, name: 'Ash' },
        npc: { ...npc, id: `n${index % 9}` },
        scene: { ...jobFor('narrate-room').payload.scene, room: `r${index % 9}` },
      }),
    )
    if (result.by === 'model') generated += 1
    expect(jobResultSchema.safeParse(result).success).toBe(true)
  }
  expect(failing).toBeGreaterThan(total * 0.3)
  expect(generated).toBeGreaterThanOrEqual(total * 0.95)
})
