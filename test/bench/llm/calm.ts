/**
 * Does the game notice its writers? The same players in turns, A B A B: with nothing to do for workers,
 * and with jobs whose model never answers. One system, one run, so that both meet the same machine.
 */
import { declaredJobs } from '../../../schema/jobs.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { portForLater } from '../../support/ports.ts'
import { play, usualMix } from '../suites/players.ts'
import { note, shown } from '../support/figures.ts'
import { scrape } from '../support/scrape.ts'
import { type System, startSystem } from '../support/system.ts'
import { eveningJobs } from './fleet.ts'
import type { Part } from './part.ts'

interface Figures {
  readonly commands: number
  readonly ackMs: number
  readonly tickMs: number
  readonly echoMs: number
  /** Jobs that a worker had to do. */
  readonly jobs: number
  /** Calls that were hanging when the phase was over. */
  readonly hanging: number
}

type Kind = 'quiet' | 'hanging'
type Rounds = Readonly<Record<Kind, readonly Figures[]>>

/** A phase shorter than this says more about luck than about the system. */
const commandsMin = 1_000
const clients = 100

export async function calm(quick: boolean): Promise<Part> {
  const fake = await startFakeLlm()
  const port = await portForLater()
  const system = await startSystem({
    env: {
      MUD_LLM_BASE_URL: fake.url,
      MUD_LLM_MODELS: 'hanging',
      MUD_METRICS_WORKER_PORT: String(port),
      // Nobody gives up on the model and no purse is ever empty: every call really hangs.
      MUD_LLM_BREAKER_FAILURES: '100',
      MUD_LLM_READ_TIMEOUT_MS: '120000',
      MUD_LLM_TOTAL_DEADLINE_MS: '600000',
      MUD_LLM_MAX_RETRIES: '0',
      MUD_LLM_BUDGET_DAY_TOKENS: '0',
      MUD_LLM_BUDGET_DAY_CENTS: '0',
    },
  })
  const rounds = { quiet: [] as Figures[], hanging: [] as Figures[] }
  const bench: Bench = { system, fake, metrics: `http://127.0.0.1:${port}/metrics` }
  try {
    await walkEverywhere(bench)
    for (let round = 0; round < (quick ? 2 : 4); round += 1) {
      for (const kind of ['quiet', 'hanging'] as const) {
        const stop = kind === 'hanging' ? await flood(bench) : undefined
        const figures = await onePhase(bench, kind, quick ? 12 : 15, 11 + round)
        await stop?.()
        await workersIdle(bench.metrics)
        rounds[kind].push(figures)
        note(`${kind}: tick ${shown(figures.tickMs)} ms, ack ${shown(figures.ackMs)} ms`)
      }
    }
  } finally {
    await system.stop()
    await fake.stop()
  }
  return calmPart(rounds)
}

interface Bench {
  readonly system: System
  readonly fake: FakeLlm
  /** Address of the worker's metrics. */
  readonly metrics: string
}

const walksMax = 8
const fewJobs = 3

/** Every room is described once by a model that works: after that the game itself asks for nothing. */
async function walkEverywhere(bench: Bench): Promise<void> {
  for (let walk = 0; walk < walksMax; walk += 1) {
    const { jobs } = await onePhase(bench, 'quiet', 6, 101 + walk)
    await workersIdle(bench.metrics)
    if (jobs <= fewJobs) return
  }
}

async function onePhase(
  { system, fake, metrics }: Bench,
  kind: Kind,
  seconds: number,
  seed: number,
): Promise<Figures> {
  const before = await scrape(metrics)
  const { report, ack, echo, tickMeanMs } = await play(system, kind, {
    urls: [system.ws],
    clients,
    ratePerClient: 1,
    mix: usualMix,
    seconds,
    warmSeconds: 3,
    spread: true,
    seed,
  })
  const after = await scrape(metrics)
  const jobs = 'mud_worker_job_duration_seconds_count'
  return {
    jobs: after.value(jobs) - before.value(jobs),
    commands: report.done,
    ackMs: ack.p50,
    tickMs: tickMeanMs,
    echoMs: echo.p50,
    hanging: fake.parallel.now,
  }
}

function calmPart(rounds: Rounds): Part {
  // The quietest round of each: what else the machine does only ever adds.
  const best = (of: readonly Figures[], what: keyof Figures) =>
    Math.min(...of.map((one) => one[what]))
  const ratio = (what: keyof Figures) => best(rounds.hanging, what) / best(rounds.quiet, what)
  const names = ['tickMs', 'ackMs', 'echoMs'] as const
  const every = [...rounds.quiet, ...rounds.hanging]
  return {
    tables: [
      {
        title: `${clients} players, in turns without jobs and with a model that hangs (quietest round)`,
        head: ['ms', 'no jobs', 'model hangs', 'ratio'],
        rows: names.map((what) => [
          what.replace('Ms', ''),
          best(rounds.quiet, what),
          best(rounds.hanging, what),
          ratio(what),
        ]),
      },
      {
        title: 'Every round',
        head: [
          'round',
          'phase',
          'commands',
          'tick ms',
          'ack ms',
          'echo ms',
          'jobs',
          'calls hanging',
        ],
        rows: rounds.quiet.flatMap((_, round) =>
          (['quiet', 'hanging'] as const).map((kind) => {
            const one = rounds[kind][round]
            return [
              round + 1,
              kind === 'quiet' ? 'none' : 'hang',
              one?.commands ?? 0,
              one?.tickMs ?? 0,
              one?.ackMs ?? 0,
              one?.echoMs ?? 0,
              one?.jobs ?? 0,
              one?.hanging ?? 0,
            ]
          }),
        ),
      },
    ],
    targets: [
      {
        what: 'commands of the shortest phase',
        value: best(every, 'commands'),
        limit: commandsMin,
        atLeast: true,
      },
      {
        what: 'calls hanging at the end of a phase with jobs, least',
        value: best(rounds.hanging, 'hanging'),
        limit: 3,
        atLeast: true,
      },
      {
        what: 'jobs in a phase without jobs, most',
        value: Math.max(...rounds.quiet.map((one) => one.jobs)),
        limit: fewJobs,
      },
      { what: 'tick duration, hanging against none', value: ratio('tickMs'), limit: 1.05 },
      { what: 'ack p50, hanging against none', value: ratio('ackMs'), limit: 1.05 },
    ],
  }
}

/** More than all slots at once, and then as many as patience lets go. */
const jobsAtOnce = 8
const jobEveryMs = 1_000

/** Keeps every slot of the worker at a model that hangs, until it is told to stop. */
async function flood({ system, fake }: Bench): Promise<() => Promise<void>> {
  fake.behave({ fault: 'hang' })
  const nc = await connectNats(system.natsUrl('admin'), 'bench')
  const subjects = subjectsOf('main')
  const js = nc.jetstream()
  const publish = async (count: number) => {
    for (const job of eveningJobs(count)) {
      const subject = subjects.jobs(declaredJobs[job.kind].lane, job.kind, job.job)
      await js.publish(subject, JSON.stringify(job), { msgID: job.job })
    }
  }
  await publish(jobsAtOnce)
  const timer = setInterval(() => void publish(1).catch(() => undefined), jobEveryMs)
  return async () => {
    clearInterval(timer)
    const manager = await nc.jetstreamManager()
    await manager.streams.purge(subjects.streams.jobs)
    // What still hangs ends at once, and the next phase begins with idle workers.
    await fake.refuseConnections()
    await nc.close()
    fake.behave({})
    await fake.listenAgain()
  }
}

const idleWithinMs = 20_000

async function workersIdle(metrics: string): Promise<void> {
  const deadline = performance.now() + idleWithinMs
  while ((await scrape(metrics)).value('mud_worker_slots_busy') > 0) {
    if (performance.now() > deadline) throw new Error('the worker is still busy')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
