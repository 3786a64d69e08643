/** The four speakers that are compared: the teller, a mediocre model, and two controls that prove the lift. */
import { openLlmClient } from '../../workers/llm/client.ts'
import type { ModelClient } from '../../workers/llm/model-client.ts'
import { llmSettings, rungsOf } from '../../workers/llm/settings.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { createLoneBudget } from '../support/lone-budget.ts'
import { mediocreAnswer } from '../support/mediocre-model.ts'
import { type Conversation, loadConversations, type Score, scoreOf } from './conversation.ts'
import { converse, mindBehind, type Reply } from './converse.ts'

export const speakers = ['teller', 'mediocre', 'no repairs', 'no dossier'] as const
export type Speaker = (typeof speakers)[number]

const noLimit = {
  callsPerPlayer: 1e6,
  tokensPerPlayer: 1e9,
  callsPerNpc: 1e6,
  tokensPerNpc: 1e9,
  callsPerRoom: 1e6,
  tokensPerPlayerDay: 1e9,
  tokensPerNpcDay: 1e9,
  tokensPerDay: 1e9,
}

export async function evaluate(
  wanted: readonly Speaker[] = speakers,
  conversations: readonly Conversation[] = loadConversations(),
): Promise<Partial<Record<Speaker, Score>>> {
  const fake = await startFakeLlm()
  fake.behave((request) => ({ text: mediocreAnswer(request) }))
  const settings = llmSettings({
    baseUrl: fake.url,
    models: rungsOf(['mediocre']),
    budget: { ...llmSettings({}).budget, ...noLimit },
  })
  const client = openLlmClient(settings, { budget: createLoneBudget(settings.budget) })
  const scores: Partial<Record<Speaker, Score>> = {}
  try {
    for (const speaker of wanted) {
      const reply = await replyOf(speaker, client)
      const talks = []
      for (const conversation of conversations) talks.push(await converse(conversation, reply))
      scores[speaker] = scoreOf(talks, (one) => speaker === 'teller' || one.asked)
    }
  } finally {
    await client.close()
    await fake.stop()
  }
  return scores
}

async function replyOf(speaker: Speaker, client: ModelClient): Promise<Reply | undefined> {
  if (speaker === 'teller') return undefined
  const mind = await mindBehind(client)
  if (speaker === 'mediocre') return mind
  if (speaker === 'no dossier') {
    return (job) => {
      const { dossier, ...payload } = job.payload
      const bare = dossier ? { ...payload, dossier: { ...dossier, facts: [] } } : payload
      return mind({ ...job, payload: bare })
    }
  }
  return rawReply(client)
}

/** The model's text as it comes: what cannot be read is not said, and nothing is mended. */
async function rawReply(client: ModelClient): Promise<Reply> {
  let raw = ''
  const listening: ModelClient = {
    async complete(request, options) {
      const answer = await client.complete(request, options)
      raw = answer.text
      return answer
    },
  }
  const mind = await mindBehind(listening)
  return async (job) => {
    raw = ''
    const mended = await mind(job)
    if (raw === '') return mended
    try {
      const { say } = JSON.parse(raw) as { say: string }
      return { say: say.slice(0, 600), by: 'model' }
    } catch {
      return { say: '', by: 'scripted' }
    }
  }
}
