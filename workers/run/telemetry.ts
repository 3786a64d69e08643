/** What a worker process reports each second: what it does right now, and how its models fare. */
import type { Lane } from '../../schema/subjects.ts'
import type { WorkerFigures } from '../../schema/telemetry.ts'
import { createObjectiveFigures } from '../../server/platform/window.ts'
import type { LlmClient } from '../llm/client.ts'
import type { LlmHooks } from '../llm/counters.ts'
import { describeProfile, type Profile, weaknessOf } from '../llm/profile.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import type { RunnerObserver } from './contract.ts'
import type { Runner } from './runner.ts'

/** What is asked for its figures when a report is due. */
export interface TelemetrySources {
  readonly llm: Pick<LlmClient, 'counters' | 'profiles'>
  readonly cache: Pick<ResponseCache, 'counters'>
  readonly runner: Pick<Runner, 'held'>
  readonly slots: number
}

/** Lanes in which people wait for an answer. */
const awaited: readonly Lane[] = ['talk', 'reaction']

/** `now` is milliseconds since the epoch. */
export function createWorkerTelemetry(now: () => number) {
  const underWay = new Map<string, { lane: Lane; kind: string; sinceMs: number }>()
  const objectives = createObjectiveFigures({ pipeline: 'p95', llm: 'p95' })
  let ended = 0
  let failed = 0
  const observer: Pick<RunnerObserver, 'began' | 'ended' | 'died'> = {
    began({ id, lane, kind }) {
      underWay.set(id, { lane, kind, sinceMs: now() })
    },
    ended({ id, lane, storedMs }) {
      underWay.delete(id)
      ended += 1
      if (awaited.includes(lane)) objectives.add('pipeline', Math.max(0, now() - storedMs))
    },
    died() {
      failed += 1
    },
  }
  const hooks: LlmHooks = {
    onAnswer(answer) {
      if (answer.by === 'model') objectives.add('llm', answer.tookMs)
    },
  }
  return {
    observer,
    hooks,
    figures({ llm, cache, runner, slots }: TelemetrySources): WorkerFigures {
      const { micros, breakers, failures, calls, answeredByModel } = llm.counters()
      const { size, exact, similar, misses } = cache.counters()
      const doing = [...underWay.values()]
      const on = (lane: Lane) => doing.filter((one) => one.lane === lane).length
      return {
        slots,
        busy: doing.length,
        held: runner.held(),
        lanes: {
          talk: on('talk'),
          reaction: on('reaction'),
          ambient: on('ambient'),
          maintenance: on('maintenance'),
        },
        doing: doing.slice(0, 10),
        ended,
        failed,
        model: {
          calls,
          answeredByModel,
          failures,
          breakers,
          profiles: inWords(llm.profiles()),
          spentMicros: micros,
        },
        cache: { size, hits: exact + similar, misses },
        objectives: objectives.take(),
      }
    },
  }
}

/** Each profile in a few words; a weak one says why talk with it is poor. */
function inWords(profiles: Readonly<Record<string, Profile>>): Record<string, string> {
  const worded = Object.entries(profiles).map(([model, profile]) => {
    const weak = weaknessOf(profile)
    return [model, weak ? `${describeProfile(profile)}: weak, ${weak}` : describeProfile(profile)]
  })
  return Object.fromEntries(worded)
}
