/** Goals, and what is told to people and programs elsewhere: seen at the addresses that are told. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import type { SloAlert } from '../../../schema/admin.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import type { ReportOf } from '../../../schema/telemetry.ts'
import { guest } from '../../e2e/player.ts'
import { openTestBus } from '../../support/bus.ts'
import { defineArea, type Row, type Values } from '../area.ts'
import { httpOf, openStage, type Stage } from '../stage.ts'

/** An address elsewhere, and what it was told. */
interface Elsewhere {
  readonly url: string
  readonly paths: string[]
  readonly alerts: (SloAlert & { readonly text: string; readonly world: string })[]
  close(): void
}

interface Scene {
  readonly strict: Stage
  readonly lax: Stage
  readonly toldStrict: Elsewhere
  readonly toldLax: Elsewhere
  /** When each window was judged, the first of them first. */
  readonly judgedAt: readonly number[]
}

/** Below the goals as they come, above them, and above those of `lax`. */
const windows = [
  { tick: 40, applied: 200, pipeline: 2_000, llm: 1_500 },
  { tick: 70, applied: 300, pipeline: 3_000, llm: 2_000 },
  { tick: 900, applied: 9_000, pipeline: 90_000, llm: 80_000 },
  { tick: 900, applied: 9_000, pipeline: 90_000, llm: 80_000 },
]
type Objective = keyof (typeof windows)[0]

const strict: Values = {
  MUD_SLO_P99_TICK_MS: '30',
  MUD_SLO_P95_SEND_MS: '150',
  MUD_SLO_P95_PIPELINE_MS: '1000',
  MUD_SLO_P95_LLM_MS: '800',
  MUD_SLO_BREACH_STREAK: '1',
}
const lax: Values = {
  MUD_SLO_P99_TICK_MS: '500',
  MUD_SLO_P95_SEND_MS: '5000',
  MUD_SLO_P95_PIPELINE_MS: '50000',
  MUD_SLO_P95_LLM_MS: '40000',
  MUD_SLO_BREACH_STREAK: '2',
}

async function elsewhere(): Promise<Elsewhere> {
  const paths: string[] = []
  const alerts: Elsewhere['alerts'] = []
  const server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      paths.push(request.url ?? '')
      if (request.url === '/alerts') alerts.push(JSON.parse(text))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    alerts,
    close: () => void server.close(),
  }
}

/** A worker that has nothing to do. */
const idle: ReportOf<'worker'> = {
  role: 'worker',
  instance: 'wmeasured',
  pid: 1,
  atMs: 0,
  upMs: 1,
  rssBytes: 1,
  loopP99Ms: 0,
  loopBusy: 0,
  figures: {
    slots: 5,
    busy: 0,
    held: 0,
    lanes: { talk: 0, reaction: 0, ambient: 0, maintenance: 0 },
    doing: [],
    ended: 0,
    failed: 0,
    model: { calls: 0, answeredByModel: 0, failures: {}, breakers: {}, spentMicros: 0 },
    cache: { size: 0, hits: 0, misses: 0 },
  },
}

/** Tells how the windows went; the last one is judged when another has begun. Returns when each is. */
async function report(stages: readonly Stage[], startMs: number): Promise<number[]> {
  const bus = await openTestBus('admin')
  const times = [...windows, {}].map((_, index) => startMs + index * 10_000)
  for (const { world } of stages) {
    const subject = subjectsOf(world).system('telemetry', idle.instance)
    for (const [index, atMs] of times.entries()) {
      const figures = { ...idle.figures, objectives: windows[index] ?? {} }
      bus.publish(subject, JSON.stringify({ ...idle, atMs, figures }))
    }
  }
  await bus.flush()
  await bus.close()
  return times.slice(1)
}

/** The first alert about an objective. */
const first = ({ alerts }: Elsewhere, objective: Objective) =>
  alerts.find((alert) => alert.objective === objective)

/** A stricter goal is missed by a window that others would have kept, a laxer one only by the worst. */
const goalRow =
  (objective: Objective, name: keyof Values): Row<Scene> =>
  async ({ toldStrict, toldLax }) => {
    await expect.poll(() => first(toldStrict, objective)).toBeDefined()
    await expect.poll(() => first(toldLax, objective)).toBeDefined()
    expect(first(toldStrict, objective)).toMatchObject({
      valueMs: windows[0]?.[objective],
      goalMs: Number(strict[name]),
    })
    expect(first(toldLax, objective)).toMatchObject({
      valueMs: windows[3]?.[objective],
      goalMs: Number(lax[name]),
    })
  }

async function open(): Promise<Scene> {
  const [toldStrict, toldLax] = [await elsewhere(), await elsewhere()]
  const start = async (values: Values, told: Elsewhere) => {
    const stage = await openStage({ ...values, MUD_ALERT_WEBHOOK_URL: `${told.url}/alerts` })
    await stage.start('gateway', 'gw1')
    return stage
  }
  const stages = {
    strict: await start(strict, toldStrict),
    lax: await start(lax, toldLax),
  }
  const judgedAt = await report([stages.strict, stages.lax], Date.now() + 60_000)
  return { ...stages, toldStrict, toldLax, judgedAt }
}

export const goals = defineArea({
  open,
  async close(scene: Scene) {
    await Promise.all([scene.strict.stop(), scene.lax.stop()])
    scene.toldStrict.close()
    scene.toldLax.close()
  },
  rows: {
    MUD_SLO_P95_PIPELINE_MS: goalRow('pipeline', 'MUD_SLO_P95_PIPELINE_MS'),
    MUD_SLO_P95_LLM_MS: goalRow('llm', 'MUD_SLO_P95_LLM_MS'),
    MUD_SLO_P95_SEND_MS: goalRow('applied', 'MUD_SLO_P95_SEND_MS'),
    MUD_SLO_P99_TICK_MS: goalRow('tick', 'MUD_SLO_P99_TICK_MS'),
    async MUD_SLO_BREACH_STREAK({ toldStrict, toldLax, judgedAt }) {
      await expect.poll(() => first(toldStrict, 'tick')?.atMs).toBe(judgedAt[0])
      // The third window is the first that misses these goals.
      await expect.poll(() => first(toldLax, 'tick')?.atMs).toBe(judgedAt[3])
    },
    async MUD_ALERT_WEBHOOK_URL({ strict: stage, toldStrict, toldLax }) {
      await expect.poll(() => first(toldStrict, 'llm')?.world).toBe(stage.world)
      expect(first(toldStrict, 'llm')?.text).toContain('llm raised')
      expect(toldLax.alerts.some(({ world }) => world === stage.world)).toBe(false)
    },
    async MUD_OTLP_URL({ strict: stage, toldStrict, toldLax }) {
      const path = (role: string) => `/v1/traces?of=${role}`
      const traced = (role: string) => ({ MUD_OTLP_URL: `${toldStrict.url}${path(role)}` })
      const gateway = await stage.start('gateway', 'gw2', traced('gateway'))
      await stage.start('tick', 't1', traced('tick'))
      const player = await guest(httpOf(gateway))
      await player.play('look')
      player.drop()
      await expect
        .poll(() => new Set(toldStrict.paths))
        .toEqual(new Set(['/alerts', path('gateway'), path('tick')]))
      expect(toldLax.paths.filter((told) => told !== '/alerts')).toEqual([])
    },
  },
})
