/** Gossip, canon, memories and prepared replies. */

import type { loreJobs } from '../../schema/jobs/lore.ts'
import type { AnswerOf, JobOf } from '../../schema/jobs.ts'
import { conflictLine } from '../memory/lore.ts'
import { foldByRule } from '../memory/memory.ts'
import { filled, type Picker } from '../narrator/pick.ts'
import { chronicle, gossip, quarrelGossip, references } from '../narrator/scene-lines.ts'
import { inSentence, placeName, sentenceOf, withoutVisitor } from '../narrator/slots.ts'
import { mannerOf, unsure } from '../narrator/talk-lines.ts'
import { choosesNothing, idsOf, notOffered } from './choices.ts'
import { json, rules } from './prompt-rules.ts'
import { findPrepared } from './reply.ts'
import { longAnswerTokens, shortAnswerTokens, type WorkerJobs } from './worker-job.ts'

export const loreWork: WorkerJobs<keyof typeof loreJobs> = {
  'social-bundle': {
    template: {
      name: 'social-bundle',
      system: `You write the gossip of a place. ${rules}\n"gossip" holds two or three rumours of one sentence each.\n${json}`,
      variables: ['key', 'place', 'people', 'conflicts', 'lore'],
      user: 'KEY {{key}}\n{{place}}\n{{people}}\n{{conflicts}}\n{{lore}}',
    },
    pieces: () => ({}),
    form: 'json',
    size: 'short',
    answerTokensMax: shortAnswerTokens,
    check: choosesNothing,
    scripted: bundle,
    withoutModel: 'scripted',
    resultFor: 'world',
  },
  canon: {
    template: {
      name: 'canon',
      system: `You write the chronicle of a town. ${rules}\n"text" tells how the quarrel ended, as given; "references" are one-sentence remarks the tellers might make later.\n${json}`,
      variables: ['key', 'conflict', 'outcome', 'tellers'],
      user: 'KEY {{key}}\n{{conflict}}\n{{tellers}}\n{{outcome}}',
    },
    pieces: ({ payload: { conflict, outcome, tellers } }, { cut, quote }) => ({
      fixed: {
        conflict: cut(conflictLine(conflict), 'line'),
        outcome: quote('outcome', outcome),
        tellers: `Tellers: ${tellers.map((npc) => cut(npc.name, 'name')).join(', ')}`,
      },
    }),
    form: 'json',
    size: 'long',
    answerTokensMax: longAnswerTokens,
    check: choosesNothing,
    scripted: canon,
    withoutModel: 'wait',
    resultFor: 'world',
  },
  'summarise-memory': {
    template: {
      name: 'summarise-memory',
      system: `You condense what one person remembers. ${rules}\n"summary" keeps promises, debts, names and feelings in at most 60 words, third person; "importance" is 0 to 100.\n${json}`,
      variables: ['key', 'persona', 'memories'],
      user: 'KEY {{key}}\n{{persona}}\n{{memories}}',
    },
    pieces: ({ payload }, { data }) => ({
      parts: [
        {
          variable: 'memories',
          lines: payload.memories.map((memory) => data(memory.text, 'line')),
          keep: 'last',
          label: 'remembered',
        },
      ],
    }),
    form: 'json',
    size: 'short',
    answerTokensMax: shortAnswerTokens,
    check: choosesNothing,
    scripted: summary,
    withoutModel: 'wait',
    resultFor: 'worker',
    async keep({ job, payload: { npc, about, memories } }, { result }, { memories: store }) {
      const { summary: text, importance } = result.answer
      const pair = { npc: npc.persona, about }
      await store.condense(pair, idsOf(memories), { id: job, text, importance })
    },
  },
  pregenerate: {
    template: {
      name: 'pregenerate',
      system: `You prepare answers of one person of the world to common questions of strangers. ${rules}\nOne reply per question, at most 40 words, true for anyone at any hour; repeat each question as given.\n${json}`,
      variables: ['key', 'persona', 'place', 'lore', 'questions'],
      user: 'KEY {{key}}\n{{persona}}\n{{place}}\n{{lore}}\n{{questions}}',
    },
    pieces: ({ payload }, { data }) => ({
      parts: [
        {
          variable: 'questions',
          lines: payload.questions.map((text) => data(text, 'line')),
          keep: 'first',
          label: 'questions',
        },
      ],
    }),
    form: 'json',
    size: 'short',
    answerTokensMax: longAnswerTokens,
    check({ payload }, { replies }) {
      const asked = replies.map((reply) => reply.question)
      return notOffered('question', payload.questions, asked)
    },
    scripted: preparedReplies,
    withoutModel: 'wait',
    resultFor: 'worker',
    find: findPrepared,
  },
}

function bundle({ payload }: JobOf<'social-bundle'>, pick: Picker): AnswerOf<'social-bundle'> {
  const { scene, conflicts } = payload
  const locals = scene.people.filter((person) => person.kind === 'npc').map((person) => person.name)
  const [first = 'a certain stranger', ...others] = locals
  const slots = {
    someone: pick.one([first, ...others]),
    place: placeName(scene),
    quarrel: inSentence(conflicts[0]?.name ?? 'old debts'),
  }
  const second = conflicts.length > 0 ? quarrelGossip : gossip
  const told = new Set([filled(pick.one(gossip), slots), filled(pick.one(second), slots)])
  return { gossip: [...told] }
}

function canon({ payload: { conflict, outcome } }: JobOf<'canon'>, pick: Picker) {
  const slots = { quarrel: inSentence(conflict.name), outcome: sentenceOf(outcome) }
  const text = filled(pick.one(chronicle), slots)
  return { text: text.slice(0, 600), references: [filled(pick.one(references), slots)] }
}

function summary({ payload: { memories, npc, about } }: JobOf<'summarise-memory'>) {
  const parts = memories.map((memory, beat) => ({
    ...memory,
    npc: npc.persona,
    about,
    beat,
    kind: 'exchange' as const,
    pinned: false,
    span: 1,
  }))
  return {
    summary: foldByRule(parts),
    importance: Math.max(...parts.map((part) => part.importance)),
  }
}

function preparedReplies({ payload: { npc, questions } }: JobOf<'pregenerate'>, pick: Picker) {
  const [first, ...others] = unsure[mannerOf(npc)]
  return {
    replies: questions.map((question) => ({
      question,
      say: pick.one([withoutVisitor(first), ...others.map(withoutVisitor)]),
    })),
  }
}
