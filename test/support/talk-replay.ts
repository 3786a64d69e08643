/** Replays the shipped talk mix through routing and the answer cache, and counts model calls. */
import { readFileSync } from 'node:fs'
import { mayAskCache, maySharedAnswer } from '../../workers/talk/cache-policy.ts'
import { commonIntents } from '../../workers/talk/intents.ts'
import { type CacheScope, ResponseCache } from '../../workers/talk/response-cache.ts'
import {
  type Route,
  type RouteClass,
  type RouteInput,
  routeLine,
  type TalkTurn,
} from '../../workers/talk/route.ts'

export interface MixLine {
  readonly npc: string
  readonly by: string
  readonly line: string
  readonly route: RouteClass
}

export interface TalkMix {
  readonly npcs: readonly {
    id: string
    name: string
    temper: string
    keywords: readonly string[]
  }[]
  readonly lines: readonly MixLine[]
}

export interface ReplayReport {
  readonly lines: number
  /** Model calls with routing and cache. */
  readonly calls: number
  /** Lines of common intents: each would be a call without the cache. */
  readonly common: number
  readonly commonCalls: number
  readonly withoutModel: number
  /** Lines whose route differs from the label (only meaningful in the first round). */
  readonly mislabelled: readonly { line: MixLine; got: Route }[]
  readonly slowestRouteMs: number
}

export function loadTalkMix(): TalkMix {
  return JSON.parse(readFileSync(new URL('./talk-mix.json', import.meta.url), 'utf8')) as TalkMix
}

/**
 * Speaks the mix `rounds` times, each time with other visitors, and asks `ask` for every line that
 * needs a model. Answers go into the cache as the policy allows.
 */
export async function replayTalk(
  mix: TalkMix,
  ask: (line: MixLine, route: Route) => Promise<string> | string,
  options: { rounds?: number; cache?: ResponseCache } = {},
): Promise<ReplayReport> {
  const { rounds = 1, cache = new ResponseCache({ entriesMax: 1_000 }) } = options
  const talks = new Map<string, TalkTurn[]>()
  const report = {
    lines: 0,
    calls: 0,
    common: 0,
    commonCalls: 0,
    withoutModel: 0,
    slowestRouteMs: 0,
  }
  const mislabelled: { line: MixLine; got: Route }[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const line of mix.lines) {
      const npc = mix.npcs.find((known) => known.id === line.npc)
      if (!npc) throw new Error(`the mix has no ${line.npc}`)
      const talk = `${line.npc} ${line.by} ${round}`
      const history = talks.get(talk) ?? []
      const scope = scopeIn(npc)
      const startedAt = performance.now()
      const input: RouteInput = {
        line: line.line,
        npcName: npc.name,
        keywords: npc.keywords,
        history,
        lookup: (intent, text) =>
          mayAskCache(intent, text, []) ? (cache.find(scope, intent, text)?.say ?? null) : null,
      }
      const route = routeLine(input, { budgetMs: 100 })
      report.slowestRouteMs = Math.max(report.slowestRouteMs, performance.now() - startedAt)
      report.lines += 1
      const common = commonIntents.has(route.intent)
      if (common) report.common += 1
      if (round === 0 && route.class !== line.route) mislabelled.push({ line, got: route })
      let said = route.answer ?? '…'
      if (route.class === 'short' || route.class === 'long') {
        said = await ask(line, route)
        report.calls += 1
        if (common) report.commonCalls += 1
        const exchange = {
          intent: route.intent,
          line: line.line,
          say: said,
          speaker: line.by,
          players: [],
          remembered: false,
        }
        if (maySharedAnswer(exchange).ok) cache.keep(scope, route.intent, line.line, said)
      } else report.withoutModel += 1
      talks.set(talk, [...history, { by: 'player', text: line.line }, { by: 'npc', text: said }])
    }
  }
  return { ...report, mislabelled }
}

function scopeIn(npc: TalkMix['npcs'][number]): CacheScope {
  return {
    world: 'main',
    npc: npc.id,
    npcName: npc.name,
    personaVersion: 1,
    mood: 'calm',
    deps: [],
  }
}
