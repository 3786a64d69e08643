/** Words and choices of one mobile. */

import type { mobileJobs } from '../../schema/jobs/mobiles.ts'
import { type AnswerOf, type JobOf, talkKey } from '../../schema/jobs.ts'
import { filled, type Picker } from '../narrator/pick.ts'
import { talkSlots, toldByRule } from '../narrator/small-talk.ts'
import { gestures, mannerOf, unsure } from '../narrator/talk-lines.ts'
import { choosesNothing, idsOf, notOffered } from './choices.ts'
import { json, rules } from './prompt-rules.ts'
import { findReply } from './reply.ts'
import { keepTalk } from './talk-memory.ts'
import {
  longAnswerTokens,
  type Pieces,
  shortAnswerTokens,
  type TextTools,
  type WorkerJobs,
} from './worker-job.ts'

const words = {
  form: 'json',
  size: 'short',
  withoutModel: 'scripted',
  resultFor: 'world',
} as const

export const mobileWork: WorkerJobs<keyof typeof mobileJobs> = {
  'npc-reply': {
    ...words,
    template: {
      name: 'npc-reply',
      system: `You speak as one person of the world. ${rules}\nStay in character. Use what you know; if nothing of it fits, say so in your own way, and name who might know. At most 60 words in "say". "emote" is a small gesture, verb first and no name (wipes the bar), or null. "remember" is one lasting thing this visitor revealed, or null.\n${json}`,
      variables: [
        'key',
        'persona',
        'place',
        'voice',
        'known',
        'facts',
        'people',
        'lore',
        'conflicts',
        'memories',
        'history',
        'line',
      ],
      user: '{{persona}}\n{{place}}\n{{voice}}\n{{known}}\n{{facts}}\nKEY {{key}}\n{{people}}\n{{conflicts}}\n{{lore}}\n{{memories}}\n{{history}}\n{{line}}',
    },
    pieces: talk,
    answerTokensMax: shortAnswerTokens,
    check: choosesNothing,
    scripted: unsureReply,
    liveField: 'say',
    turnKey: ({ payload }) => talkKey(payload.npc.id, payload.speaker.id),
    find: findReply,
    keep: keepTalk,
  },
  'npc-plan': {
    ...words,
    template: {
      name: 'npc-plan',
      system: `You plan small acts of one person of the world. ${rules}\nChoose options by their id, most fitting first; "text" is what onlookers see, one sentence.\n${json}`,
      variables: ['key', 'persona', 'place', 'people', 'options', 'wanted'],
      user: 'KEY {{key}}\n{{persona}}\n{{place}}\n{{people}}\nOptions:\n{{options}}\nWanted: {{wanted}}',
    },
    pieces: ({ payload }) => ({ fixed: { wanted: String(payload.wanted) } }),
    answerTokensMax: longAnswerTokens,
    check({ payload: { options, wanted } }, { actions }) {
      if (actions.length > wanted) return 'more actions than wanted'
      const chosen = actions.map((action) => action.option)
      return notOffered('option', idsOf(options), chosen)
    },
    scripted: plan,
  },
  'npc-reaction': {
    ...words,
    template: {
      name: 'npc-reaction',
      system: `You choose how one person of the world reacts. ${rules}\nChoose one option by its id; "say" and "emote" may be null.\n${json}`,
      variables: ['key', 'persona', 'place', 'people', 'options', 'happened'],
      user: 'KEY {{key}}\n{{persona}}\n{{place}}\n{{people}}\nOptions:\n{{options}}\n{{happened}}',
    },
    pieces: ({ payload: { cause } }, { quote }) => ({
      fixed: { happened: quote('happened', `${cause.by.name}: ${cause.text}`) },
    }),
    answerTokensMax: shortAnswerTokens,
    check: ({ payload }, { option }) => notOffered('option', idsOf(payload.options), [option]),
    scripted: reaction,
  },
}

function talk({ payload }: JobOf<'npc-reply'>, { data, quote }: TextTools): Pieces {
  const { speaker, line, history } = payload
  const visitor = data(speaker.name, 'name')
  return {
    fixed: { line: `${visitor} says to you:\n${quote('said', line)}` },
    parts: [
      {
        variable: 'history',
        lines: history.map(
          (turn) => `${turn.by === 'npc' ? 'You' : visitor}: ${data(turn.text, 'line')}`,
        ),
        keep: 'last',
        label: 'earlier',
      },
    ],
  }
}

function unsureReply(job: JobOf<'npc-reply'>, pick: Picker): AnswerOf<'npc-reply'> {
  const { npc, speaker, scene, fallback } = job.payload
  const manner = mannerOf(npc)
  const told = toldByRule(job)
  if (told) return { say: told, emote: null, mood: null, remember: null }
  const own = unsure[manner].map((line) => filled(line, talkSlots(speaker.name, scene, pick)))
  // Half of the time the world file's own lines, where it has any.
  const [first, ...rest] = fallback.length > 0 && pick.chance(50) ? fallback : own
  return {
    say: pick.one([first ?? 'Hm.', ...rest]),
    emote: pick.chance(40) ? pick.one(gestures[manner]) : null,
    mood: null,
    remember: null,
  }
}

function plan({ payload }: JobOf<'npc-plan'>, pick: Picker): AnswerOf<'npc-plan'> {
  const { options, npc, wanted } = payload
  const manner = mannerOf(npc)
  const start = pick.below(options.length)
  const count = Math.min(wanted, options.length)
  const actions = Array.from({ length: count }, (_, index) => {
    const option = options[(start + index) % options.length]
    return { option: option?.id ?? '', text: `${npc.name} ${pick.one(gestures[manner])}` }
  })
  return { actions }
}

/** The first option is the rules' own preference and is picked most. */
const firstOptionPercent = 60

function reaction({ payload }: JobOf<'npc-reaction'>, pick: Picker): AnswerOf<'npc-reaction'> {
  const { options, npc } = payload
  const [first, ...others] = options
  const preferred = first?.id ?? ''
  const [second, ...rest] = others
  const option =
    !second || pick.chance(firstOptionPercent) ? preferred : pick.one([second, ...rest]).id
  return { option, say: null, emote: pick.one(gestures[mannerOf(npc)]) }
}
