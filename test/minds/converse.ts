/** Speaks conversations through the rules and, where they want one, a model behind HTTP. */
import { authoredLines } from '../../handlers/minds/authored.ts'
import { dossierOf } from '../../handlers/minds/dossier.ts'
import { unclear } from '../../handlers/minds/soft-lines.ts'
import { vocabularyOf } from '../../handlers/minds/vocabulary.ts'
import type { Character, Mobile, Room } from '../../schema/entities.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import type { JobOf } from '../../schema/jobs.ts'
import { keywordsOf, mobilePrototype } from '../../schema/words.ts'
import type { ModelClient } from '../../workers/llm/model-client.ts'
import { createPersonaSections } from '../../workers/memory/persona.ts'
import type { MindReads } from '../../workers/memory/reads.ts'
import { createMind } from '../../workers/mind/think.ts'
import { ResponseCache } from '../../workers/talk/response-cache.ts'
import { keepsNone } from '../../workers/talk/shared-answers.ts'
import { createTemplateCache } from '../../workers/text/template.ts'
import { loadTokenCounter } from '../../workers/text/tokens.ts'
import { shipped, shippedPlay } from '../support/shipped-play.ts'
import { personas } from '../support/shipped-talk.ts'
import type { Answered, Conversation } from './conversation.ts'

const names = vocabularyOf([...shipped.entities.values()])

/** What a worker would read of the shipped world; nobody remembers anything yet. */
const reads: MindReads = {
  async context({ persona }) {
    const prototype = mobilePrototype(shipped, persona ?? '')
    const about = prototype?.persona
    return {
      memories: [],
      canon: [],
      names,
      ...(prototype && about ? { persona: { ...about, lines: authoredLines(prototype) } } : {}),
    }
  },
}

type ReplyJob = JobOf<'npc-reply'>
/** What somebody says to a line that rules leave to a worker. */
export type Reply = (
  job: ReplyJob,
) => Promise<{ readonly say: string; readonly by: 'model' | 'cache' | 'scripted' }>

/** The mind of a worker around a model. */
export async function mindBehind(client: ModelClient): Promise<Reply> {
  const mind = createMind({
    client,
    reads,
    cache: new ResponseCache({ entriesMax: 0 }),
    answers: keepsNone,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter: await loadTokenCounter(),
    budgets: { privateTokens: 800, roomTokens: 1_200 },
    routeBudgetMs: 100,
    enrichMinChars: 0,
  })
  return async (job) => {
    const { result } = await mind.think(job)
    return { say: result.answer.say, by: result.by }
  }
}

/** One conversation; without `reply` rules have the last word. */
export async function converse({ npc, turns }: Conversation, reply?: Reply): Promise<Answered[]> {
  const home = personas.find(({ proto }) => proto === npc)
  if (!home) throw new Error(`nobody is ${npc}`)
  const play = shippedPlay(home.place)
  const ann = play.world.get('ann') as Character
  const answered: Answered[] = []
  for (const turn of turns) {
    const mobile = play.world.get(home.id) as Mobile
    const prototype = mobilePrototype(play.world, mobile.proto)
    if (!prototype) throw new Error(`${npc} is not declared`)
    const now = { tick: 1, beat: play.beat, atMs: 0, heartbeatMs: 250 }
    const room = play.world.room(mobile.place) as Room
    const dossier = dossierOf({
      world: play.world,
      now,
      mobile,
      prototype,
      room,
      speaker: ann,
      words: turn.say,
    })
    const said = play.type('Ann', `ask ${keywordsOf(play.world, mobile)[0]} ${turn.say}`)
    const job = said.jobs.find((one): one is ReplyJob => one.kind === 'npc-reply')
    const written = job && reply ? await reply(job) : undefined
    const later = job
      ? written
        ? play.answer({
            ...resultOf(job),
            by: written.by,
            answer: { ...nothing, say: written.say },
          })
        : play.wait(42)
      : undefined
    const events = [...said.events, ...(later?.events ?? [])]
    const spoken = events.flatMap((event) =>
      npcSpoke.is(event) && event.data.npc === mobile.id ? [event.data] : [],
    )
    const say = spoken.at(-1)?.say ?? ''
    const refused = written?.by === 'scripted'
    answered.push({
      turn,
      say,
      dossier,
      asked: job !== undefined,
      refused,
      shrug: isShrug(say, dossier),
    })
  }
  return answered
}

const nothing = { emote: null, mood: null, remember: null }

function resultOf({ kind, job, event, expiresAtBeat }: ReplyJob) {
  return { kind, job, event, expiresAtBeat } as const
}

/** Words that only say that there is nothing to say. */
function isShrug(say: string, { facts }: Answered['dossier']): boolean {
  const own = facts.flatMap(({ id, own: words }) =>
    id.startsWith('unsure:') && words ? [words] : [],
  )
  return say === '' || [...own, ...unclear.flat()].some((one) => say.includes(one))
}
