/**
 * How a reply in talk is found: route → cache → answers of other workers → model.
 *
 * Lines that a rule or the cache can answer never reach a model, and equal questions that are asked
 * at once share one call.
 */
import type { JobOf } from '../../schema/jobs.ts'
import { scriptedReply, toldByRule } from '../narrator/small-talk.ts'
import { mayAskCache, maySharedAnswer, scopeOf } from '../talk/cache-policy.ts'
import { type ScriptedIntent, scriptedIntents } from '../talk/intents.ts'
import type { KeptAnswer, ResponseCache } from '../talk/response-cache.ts'
import type { Route } from '../talk/route.ts'
import { memoryOfTalk } from './talk-memory.ts'
import type { Answered, FindTools, Found } from './worker-job.ts'

type ReplyJob = JobOf<'npc-reply'>
type Reply = Answered<'npc-reply'>

/** Finds the reply to one line. */
export async function findReply(
  job: ReplyJob,
  tools: FindTools<'npc-reply'>,
): Promise<Found<'npc-reply'>> {
  const { cache, underway } = tools
  const route = routeOf(job, tools)
  tools.lap('route')
  const ready = readyReply(job, route)
  if (ready) return { answered: ready, ...told(route) }
  const key = sharedKey(job, route, cache)
  if (key === null) return askModel(job, route, tools)
  const others = await othersReply(job, route, tools)
  tools.lap('context')
  if (others) return { answered: others, ...told(route), route: 'cached' }
  const other = underway.get(key)
  if (other) {
    // Another job is asking the same: its answer will be in the cache, if it may be shared.
    await other.catch(ignoreFailure)
    const again = routeOf(job, tools)
    const shared = again.class === 'cached' ? readyReply(job, again) : null
    if (shared) return { answered: shared, ...told(again) }
  }
  const asking = askModel(job, route, tools)
  if (!underway.has(key)) {
    underway.set(key, asking)
    const done = () => underway.delete(key)
    asking.then(done, done)
  }
  return asking
}

/** What a thought says of its route. */
function told({ class: route, overran }: Route): Pick<Found<'npc-reply'>, 'route' | 'overran'> {
  return { route, overran }
}

function ignoreFailure(): void {
  // A retryable error of another job: this one simply asks for itself.
}

async function askModel(
  job: ReplyJob,
  route: Route,
  { ask, cache }: FindTools<'npc-reply'>,
): Promise<Found<'npc-reply'>> {
  const answered = await ask(route)
  const memory = memoryOfTalk(job, answered)
  return {
    answered,
    ...told(route),
    kept: keepReply(cache, job, route, answered),
    ...(memory ? { memory } : {}),
  }
}

/** The route of a job's line, with the answer cache at hand. */
function routeOf(job: ReplyJob, { cache, route }: FindTools<'npc-reply'>): Route {
  const { line, npc, history } = job.payload
  const scope = scopeOf(job.world, job.payload)
  const players = playersIn(job)
  return route({
    line,
    npcName: npc.name,
    history,
    lookup: (intent, text) =>
      mayAskCache(intent, text, players) ? (cache.find(scope, intent, text)?.say ?? null) : null,
  })
}

function playersIn({ payload }: ReplyJob): string[] {
  const present = payload.scene.people
    .filter((person) => person.kind === 'player')
    .map((person) => person.name)
  return [payload.speaker.name, ...present]
}

function wordsOnly(by: Reply['by'], say: string): Reply {
  return { by, answer: { say, emote: null, mood: null, remember: null } }
}

/** A reply that is ready without a model, or null. */
function readyReply(job: ReplyJob, route: Route): Reply | null {
  const { npc, speaker, scene } = job.payload
  if (route.class === 'cached' && route.answer) return wordsOnly('cache', route.answer)
  if (route.class !== 'trivial' || !isScripted(route.intent)) return null
  const told = toldByRule(job)
  if (told) return wordsOnly('scripted', told)
  const talk = { npc, speaker: speaker.name, scene, seed: job.job }
  return wordsOnly('scripted', scriptedReply(route.intent, talk))
}

function isScripted(intent: Route['intent']): intent is ScriptedIntent {
  return scriptedIntents.some((scripted) => scripted === intent)
}

/** The key under which equal questions wait for one another; null when the answer is for one visitor. */
function sharedKey(job: ReplyJob, route: Route, cache: ResponseCache): string | null {
  const { line } = job.payload
  if (!mayAskCache(route.intent, line, playersIn(job))) return null
  return cache.keyOf(scopeOf(job.world, job.payload), route.intent, line)
}

/** What another worker kept for this question, or null. One read; null when the store is away. */
async function othersReply(
  job: ReplyJob,
  { intent }: Route,
  { cache, answers }: FindTools<'npc-reply'>,
): Promise<Reply | null> {
  const scope = scopeOf(job.world, job.payload)
  const others = await answers.find(scope, intent)
  const found = cache.findAgain(scope, intent, job.payload.line, others)
  return found ? wordsOnly('cache', found.say) : null
}

/** Keeps a model's reply for other visitors, if the policy allows; returns what others may keep. */
function keepReply(
  cache: ResponseCache,
  job: ReplyJob,
  { intent }: Route,
  { by, answer, taught = false }: Reply,
): readonly KeptAnswer[] {
  if (by !== 'model' || taught) return []
  const { say, remember } = answer
  const { line, speaker } = job.payload
  const verdict = maySharedAnswer({
    intent,
    line,
    say,
    speaker: speaker.name,
    players: playersIn(job),
    remembered: remember !== null,
  })
  return verdict.ok ? [cache.keep(scopeOf(job.world, job.payload), intent, line, say)] : []
}

/** Prepares replies to common questions: they go where a visitor's question will look for them. */
export async function findPrepared(
  job: JobOf<'pregenerate'>,
  { ask, cache, route }: FindTools<'pregenerate'>,
): Promise<Found<'pregenerate'>> {
  const answered = await ask(null)
  if (answered.by !== 'model') return { answered }
  const kept: KeptAnswer[] = []
  const { npc } = job.payload
  const scope = scopeOf(job.world, job.payload)
  for (const { question, say } of answered.answer.replies) {
    const { intent } = route({ line: question, npcName: npc.name })
    const exchange = { intent, line: question, say, speaker: '', players: [], remembered: false }
    if (maySharedAnswer(exchange).ok) kept.push(cache.keep(scope, intent, question, say))
  }
  return { answered, kept }
}
