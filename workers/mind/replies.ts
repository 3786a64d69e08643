/** Replies in talk: which need no model, which may be shared, and what the NPC keeps of them. */
import type { AnswerOf, JobOf } from '../../schema/jobs.ts'
import { scriptedReply } from '../narrator/scripted.ts'
import type { Outcome } from './ask.ts'
import { mayAskCache, maySharedAnswer, scopeOf } from './cache-policy.ts'
import { type ScriptedIntent, scriptedIntents } from './intents.ts'
import { type Memory, memoryOf } from './memory.ts'
import type { KeptAnswer, ResponseCache } from './response-cache.ts'
import { type Route, routeLine } from './route.ts'
import type { SharedAnswers } from './shared-answers.ts'

/** The route of a talk job's line, with the answer cache at hand. */
export function routeOf(job: JobOf<'npc-reply'>, cache: ResponseCache): Route {
  const { line, npc, history } = job.payload
  const scope = scopeOf(job.world, job.payload)
  const players = playersIn(job)
  return routeLine({
    line,
    npcName: npc.name,
    history,
    lookup: (intent, text) =>
      mayAskCache(intent, text, players) ? (cache.find(scope, intent, text)?.say ?? null) : null,
  })
}

function playersIn({ payload }: JobOf<'npc-reply'>): string[] {
  const present = payload.scene.people
    .filter((person) => person.kind === 'player')
    .map((person) => person.name)
  return [payload.speaker.name, ...present]
}

/** A reply that is ready without a model, or null. */
export function readyReply(job: JobOf<'npc-reply'>, route: Route): Outcome | null {
  const { npc, speaker, scene } = job.payload
  const plain = { emote: null, mood: null, remember: null }
  if (route.class === 'cached' && route.answer) {
    return { by: 'cache', answer: { say: route.answer, ...plain } }
  }
  if (route.class !== 'trivial' || !isScripted(route.intent)) return null
  const say = scriptedReply(route.intent, { npc, speaker: speaker.name, scene, seed: job.job })
  return { by: 'scripted', answer: { say, ...plain } }
}

function isScripted(intent: Route['intent']): intent is ScriptedIntent {
  return scriptedIntents.some((scripted) => scripted === intent)
}

/** The key under which equal questions wait for one another, or null when the answer is for one visitor. */
export function sharedKey(
  job: JobOf<'npc-reply'>,
  route: Route,
  cache: ResponseCache,
): string | null {
  const { line } = job.payload
  if (!mayAskCache(route.intent, line, playersIn(job))) return null
  return cache.keyOf(scopeOf(job.world, job.payload), route.intent, line)
}

/** What another worker kept for this question, or null. One read; a store that is away has nothing. */
export async function othersReply(
  job: JobOf<'npc-reply'>,
  route: Route,
  cache: ResponseCache,
  answers: SharedAnswers,
): Promise<Outcome | null> {
  const { intent } = route
  const scope = scopeOf(job.world, job.payload)
  const others = await answers.find(scope, intent)
  const found = cache.findAgain(scope, intent, job.payload.line, others)
  if (!found) return null
  return { by: 'cache', answer: { say: found.say, emote: null, mood: null, remember: null } }
}

/** Keeps a model's reply for other visitors, if the policy allows; returns what others may keep. */
export function keepReply(
  cache: ResponseCache,
  job: JobOf<'npc-reply'>,
  route: Route,
  outcome: Outcome,
): readonly KeptAnswer[] {
  if (outcome.by !== 'model') return []
  const { say, remember } = outcome.answer as AnswerOf<'npc-reply'>
  const { line, speaker } = job.payload
  const verdict = maySharedAnswer({
    intent: route.intent,
    line,
    say,
    speaker: speaker.name,
    players: playersIn(job),
    remembered: remember !== null,
  })
  return verdict.ok ? [cache.keep(scopeOf(job.world, job.payload), route.intent, line, say)] : []
}

/** Prepared answers go where a visitor's question will look for them. */
export function keepPrepared(
  cache: ResponseCache,
  job: JobOf<'pregenerate'>,
  outcome: Outcome,
): readonly KeptAnswer[] {
  if (outcome.by !== 'model') return []
  const kept: KeptAnswer[] = []
  const { npc } = job.payload
  const scope = scopeOf(job.world, job.payload)
  for (const { question, say } of (outcome.answer as AnswerOf<'pregenerate'>).replies) {
    const { intent } = routeLine({ line: question, npcName: npc.name })
    const exchange = { intent, line: question, say, speaker: '', players: [], remembered: false }
    if (maySharedAnswer(exchange).ok) kept.push(cache.keep(scope, intent, question, say))
  }
  return kept
}

/** What the NPC should keep of this talk, or null. Lines that needed no model are not worth a memory. */
export function memoryFrom(job: JobOf<'npc-reply'>, outcome: Outcome): Memory | null {
  if (outcome.by !== 'model') return null
  const { npc, speaker, line } = job.payload
  const { remember } = outcome.answer as AnswerOf<'npc-reply'>
  const about = { id: job.job, npc: npc.id, about: speaker.id, beat: job.madeAtBeat }
  // A model may call a thing important, but only the rules pin it: players steer what models say.
  const kept = remember
    ? { text: remember.text, importance: Math.min(remember.importance, 80) }
    : { text: `${speaker.name}: ${line}` }
  return memoryOf({ ...about, ...kept })
}
