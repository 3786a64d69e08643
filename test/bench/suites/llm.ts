/**
 * The slow path: what a player waits for an answer, what failures leave of it, how it grows with
 * worker processes, and that the tick does not notice any of it.
 */
import { fileURLToPath } from 'node:url'
import { type FakeLlm, type Fault, startFakeLlm } from '../../support/fake-llm.ts'
import { portForLater } from '../../support/ports.ts'
import { calm } from '../llm/calm.ts'
import { eveningJobs, type Fleet, openFleet } from '../llm/fleet.ts'
import type { Part } from '../llm/part.ts'
import { phases } from '../llm/phases.ts'
import { type Answered, enter } from '../llm/talk.ts'
import { note, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { quantileMs, scrape } from '../support/scrape.ts'
import { startSystem } from '../support/system.ts'

const shippedWorld = fileURLToPath(new URL('../../../deploy/world', import.meta.url))
/** For jobs that are handed out all at once: what waits its turn is not to be given up for its age. */
const unhurried = {
  MUD_LLM_BUDGET_DAY_TOKENS: '0',
  MUD_LLM_BUDGET_NPC_TOKENS: '0',
  // The world's patience counts in heartbeats.
  MUD_HEARTBEAT_MS: '5000',
}

export async function llmSuite(quick: boolean): Promise<SuiteResult> {
  const parts: Part[] = [await pipeline(quick)]
  const fleet = await openFleet()
  try {
    parts.push(await phases(fleet, quick), await failures(fleet, quick), await growth(fleet, quick))
  } finally {
    await fleet.stop()
  }
  parts.push(await calm(quick))
  return {
    name: 'llm',
    tables: parts.flatMap((part) => part.tables),
    targets: parts.flatMap((part) => part.targets),
  }
}

/** A model that takes about 1.5 s for an answer: a second of silence, then words. */
const slowModel = { delayMs: 1_200, chunkDelayMs: 40 }
/** A reply that would do for anybody, so that it may be kept for the next who asks. */
const plainReply = JSON.stringify({
  say: 'A man who sits nearest the fire, and furthest from the point, and knows why.',
  emote: null,
  mood: null,
  remember: null,
})

async function pipeline(quick: boolean): Promise<Part> {
  const fake = await startFakeLlm()
  fake.behave((request) => (isTalk(request) ? { ...slowModel, text: plainReply } : slowModel))
  const port = await portForLater()
  const system = await startSystem({
    env: {
      MUD_WORLD_DIR: shippedWorld,
      MUD_LLM_BASE_URL: fake.url,
      MUD_LLM_MODELS: 'slow',
      MUD_METRICS_WORKER_PORT: String(port),
    },
  })
  const metrics = `http://127.0.0.1:${port}/metrics`
  try {
    const talkers = await Promise.all(
      ['Ash', 'Birch', 'Cedar'].map((name) => enter(system.ws, name)),
    )
    // The scene's own preparations are not what is measured here.
    await pause(8_000)
    const before = await scrape(metrics)
    const fresh: Answered[] = []
    for (let index = 0; index < (quick ? 12 : 30); index += 1) {
      const talker = talkers[index % talkers.length]
      const line = `say Hobb, what would you give for the ${index + 1}th oar of a drowned crew?`
      if (talker) fresh.push(await talker.ask(line))
      // Within what one person and one room may ask in a minute.
      await pause(quick ? 600 : 1_200)
    }
    const after = await scrape(metrics)
    const known = await commonQuestions(talkers, fake)
    for (const talker of talkers) talker.leave()
    return pipelinePart(fresh, known, {
      wait: quantileMs(before, after, 'mud_worker_queue_wait_seconds', 0.95, 'lane="talk"'),
      context: quantileMs(before, after, 'mud_worker_phase_seconds', 0.95, 'phase="context"'),
      prepare: quantileMs(before, after, 'mud_worker_phase_seconds', 0.95, 'phase="prepare"'),
      route: quantileMs(before, after, 'mud_worker_phase_seconds', 0.95, 'phase="route"'),
    })
  } finally {
    await system.stop()
    await fake.stop()
  }
}

/** Questions asked before by somebody else: those that reached no model count. */
async function commonQuestions(
  talkers: readonly { ask(line: string): Promise<Answered> }[],
  fake: FakeLlm,
) {
  const lines = ['say Hobb, tell me about yourself.', 'say Hobb, what is this place?']
  const known: Answered[] = []
  for (const talker of talkers) {
    for (const line of lines) {
      const asked = fake.requests.length
      const answer = await talker.ask(line)
      if (fake.requests.slice(asked).every((request) => !isTalk(request.body))) known.push(answer)
      await pause(800)
    }
  }
  return known
}

function isTalk(body: { messages: readonly { content: string }[] }): boolean {
  return body.messages.some(({ content }) => content.includes('speak as one person'))
}

function pipelinePart(
  fresh: readonly Answered[],
  known: readonly Answered[],
  inside: Readonly<Record<'wait' | 'context' | 'prepare' | 'route', number>>,
): Part {
  const whole = spreadOf(fresh.map((one) => one.pipelineMs))
  const first = spreadOf(fresh.flatMap((one) => one.firstMs ?? []))
  const send = spreadOf(fresh.flatMap((one) => one.sendMs ?? []))
  const cached = spreadOf(known.map((one) => one.wholeMs))
  const row = (name: string, of: typeof whole) => [name, of.count, of.p50, of.p95, of.max]
  note(`answers p95 ${shown(whole.p95)} ms, cached p95 ${shown(cached.p95)} ms`)
  return {
    tables: [
      {
        title: 'Talk with a model of about 1.5 s (ms)',
        head: ['what', 'count', 'p50', 'p95', 'max'],
        rows: [
          row('committed line to committed answer', whole),
          row('committed line to first words', first),
          row('stored result to committed answer', send),
          row('answers without a model, from the line on', cached),
          ['queue wait, upper bound', fresh.length, '', inside.wait, ''],
          ['route, upper bound', fresh.length, '', inside.route, ''],
          ['context, upper bound', fresh.length, '', inside.context, ''],
          ['prompt, upper bound', fresh.length, '', inside.prepare, ''],
        ],
      },
    ],
    targets: [
      { what: 'job to final frame p95 ms', value: whole.p95, limit: 2_500 },
      { what: 'queue wait p95 ms', value: inside.wait, limit: 170 },
      { what: 'route p95 ms', value: inside.route, limit: 100 },
      { what: 'context p95 ms', value: inside.context, limit: 50 },
      { what: 'prompt p95 ms', value: inside.prepare, limit: 150 },
      { what: 'send p95 ms', value: send.p95, limit: 250 },
      { what: 'answers without a model, p95 ms', value: cached.p95, limit: 500 },
      { what: 'answers without a model, count', value: cached.count, limit: 3, atLeast: true },
    ],
  }
}

const usualFaults: readonly Fault[] = [
  'error-500',
  'reset',
  'cut-mid-stream',
  'rate-limit',
  'garbage',
]

/** Three requests of ten fail, evenly spread over kinds of failure and over the models. */
async function failures(fleet: Fleet, quick: boolean): Promise<Part> {
  const fake = await startFakeLlm()
  let count = 0
  fake.behave(() => {
    count += 1
    const fails = (count * 7) % 10 < 3
    const fault = usualFaults[Math.floor(count / 10) % usualFaults.length]
    return fails && fault ? { delayMs: 50, fault } : { delayMs: 50, chunkDelayMs: 2 }
  })
  const hired = await fleet.hire(1, {
    ...unhurried,
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'first,second,third',
  })
  const jobs = eveningJobs(quick ? 100 : 300)
  const { results } = await hired.work(jobs)
  await hired.stop()
  await fake.stop()
  const failed = fake.requests.filter((request) => request.fault).length
  const byModel = results.filter((result) => result.by === 'model').length / jobs.length
  const injected = failed / fake.requests.length
  note(
    `${shown(100 * injected)} % of the requests failed, ${shown(100 * byModel)} % were written by a model`,
  )
  return {
    tables: [
      {
        title: 'Injected failures',
        head: ['jobs', 'requests', 'failed %', 'answered %', 'by a model %'],
        rows: [
          [
            jobs.length,
            fake.requests.length,
            100 * injected,
            (100 * results.length) / jobs.length,
            100 * byModel,
          ],
        ],
      },
    ],
    targets: [
      { what: 'requests that failed', value: injected, limit: 0.27, atLeast: true },
      { what: 'jobs answered', value: results.length / jobs.length, limit: 1, atLeast: true },
      { what: 'jobs answered by a model', value: byModel, limit: 0.95, atLeast: true },
    ],
  }
}

/** The same slow model behind one, two and five processes. */
async function growth(fleet: Fleet, quick: boolean): Promise<Part> {
  const fake = await startFakeLlm({ delayMs: 1_000 })
  const rows: number[][] = []
  for (const workers of [1, 2, 5]) {
    const hired = await fleet.hire(workers, {
      ...unhurried,
      MUD_LLM_BASE_URL: fake.url,
      MUD_LLM_MODELS: 'slow',
    })
    const jobs = eveningJobs(quick ? 40 * workers : 200 * workers)
    const { seconds, results } = await hired.work(jobs)
    const byModel = results.filter((result) => result.by === 'model').length / jobs.length
    await hired.stop()
    rows.push([workers, jobs.length, seconds, jobs.length / seconds, 100 * byModel])
    note(`${workers} worker processes: ${shown(jobs.length / seconds)} jobs/s`)
  }
  await fake.stop()
  const rate = (index: number) => rows[index]?.[3] ?? 0
  return {
    tables: [
      {
        title: 'Worker processes with a model of 1 s',
        head: ['processes', 'jobs', 'seconds', 'jobs/s', 'by a model %', 'times one'],
        rows: rows.map((row) => [...row, (row[3] ?? 0) / rate(0)]),
      },
    ],
    targets: [
      {
        what: 'jobs of the fleets answered by a model, least',
        value: Math.min(...rows.map((row) => row[4] ?? 0)),
        limit: 100,
        atLeast: true,
      },
      {
        what: 'throughput of 5 processes, times one',
        value: rate(2) / rate(0),
        limit: 4.5,
        atLeast: true,
      },
    ],
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
