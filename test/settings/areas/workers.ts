/** Settings of workers, tried with worker roles on real servers that ask a scripted endpoint. */
import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { definitionId } from '../../../schema/definitions.ts'
import { type JobKind, type JobResult, jobResultSchema } from '../../../schema/jobs.ts'
import { readDefinition } from '../../../schema/world-file.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { type Db, openDatabase } from '../../../server/platform/database.ts'
import { openLog } from '../../../server/platform/log.ts'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { runWorker } from '../../../workers/role.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { jobFor, npc, scene } from '../../workers/jobs.ts'
import { startTestBus, type TestBus } from '../../workers/run/support.ts'
import { defineArea, type Row, type Values } from '../area.ts'
import { openWire, type Wire } from '../wire.ts'

interface Hired {
  readonly bus: TestBus
  readonly fake: FakeLlm
  readonly owner: Db
  readonly instance: string
  /** The worker's link to NATS. */
  readonly wire: Wire
  /** Puts a job into the stream, for a speaker of its own. */
  send(kind: JobKind, payload?: Record<string, unknown>): Promise<void>
  /** The next result. */
  result(): Promise<JobResult>
  /** Sends a job and waits for its result. */
  ask(kind: JobKind, payload?: Record<string, unknown>): Promise<JobResult>
  /** What the endpoint was sent last. */
  prompt(): string
  stop(): Promise<void>
}

interface Scene {
  /** As it comes. */
  readonly usual: Hired
  /** With every setting of this area changed. */
  readonly changed: Hired
}

const changes: Values = {
  MUD_WORKER_CONCURRENCY: '1',
  MUD_WORKER_FETCH_EXPIRES_MS: '2000',
  MUD_JOB_MAX_PARALLEL_STEPS: '1',
  MUD_ROUTE_BUDGET_MS: '1',
  MUD_PROFILE_CACHE_TTL_MS: '0',
  MUD_HISTORY_TOKENS_PRIVATE: '0',
  MUD_HISTORY_TOKENS_ROOM: '0',
  MUD_ENRICH_MIN_CHARS: '10000',
  MUD_RESPONSE_CACHE_MAX: '0',
}

async function hire(instance: string, values: Values): Promise<Hired> {
  const [bus, fake] = await Promise.all([startTestBus(), startFakeLlm()])
  const config = loadConfig({
    MUD_WORLD: bus.world,
    MUD_LOG_LEVEL: 'silent',
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'fake',
    ...values,
  })
  const { databaseUrl } = bus
  const wire = await openWire(bus.natsUrl)
  const { url: natsUrl } = wire
  const log = openLog(config, 'worker')
  const worker: RunningRole = await runWorker({ config, log, instance, natsUrl, databaseUrl })
  const owner = openDatabase(bus.ownerUrl, 'settings-test', 2)
  const results = bus.results()[Symbol.asyncIterator]()
  let visitors = 0
  const send = async (kind: JobKind, payload: Record<string, unknown> = {}) => {
    visitors += 1
    const speaker = { id: `v${visitors}`, name: 'Ash' }
    const whole = { ...(kind === 'npc-reply' ? { speaker } : {}), ...payload }
    await bus.publish(jobFor(kind, whole, { world: bus.world }))
  }
  const result = async () => jobResultSchema.parse((await results.next()).value.data)
  return {
    bus,
    fake,
    owner,
    instance,
    wire,
    send,
    result,
    async ask(kind, payload) {
      await send(kind, payload)
      return await result()
    },
    prompt: () => JSON.stringify(fake.requests.at(-1)?.body.messages ?? []),
    async stop() {
      await worker.stop()
      wire.end()
      await owner.destroy()
      await fake.stop()
      await bus.stop()
    },
  }
}

const says = (say: string) => ({
  text: JSON.stringify({ say, emote: null, mood: null, remember: null }),
})

/** The most questions the endpoint had at once while four mobiles thought. */
async function mostAtOnce({ fake, send, result }: Hired): Promise<number> {
  fake.behave({ delayMs: 200 })
  fake.parallel.most = 0
  const four = [1, 2, 3, 4]
  await Promise.all(four.map(() => send('npc-reaction')))
  for (const _ of four) await result()
  fake.behave({})
  return fake.parallel.most
}

const history = [
  { by: 'player', text: 'I lost my silver thimble.' },
  { by: 'npc', text: 'Look under the bench.' },
]

/** What was said earlier is in the prompt as it comes, and not where there is no room for it. */
const historyRow =
  (isPrivate: boolean): Row<Scene> =>
  async ({ usual, changed }) => {
    for (const one of [usual, changed]) {
      await one.ask('npc-reply', {
        history,
        private: isPrivate,
        line: 'what of my brother’s boat?',
      })
    }
    expect(usual.prompt()).toContain('silver thimble')
    expect(changed.prompt()).not.toContain('silver thimble')
    expect(changed.prompt()).toContain('brother’s boat')
  }

const persona = 'saltmere.painter'

/** Builders’ words as the store has them; nobody is told. */
async function storePersona({ owner }: Hired, speech: string): Promise<void> {
  const id = definitionId('mobile', persona)
  const texts = { name: 'the painter', description: 'He paints.', ground: 'He paints.' }
  const painter = { ...texts, health: 10, persona: { speech } }
  const data = readDefinition('mobiles', persona, painter)
  if (!data.ok) throw new Error(data.problems.join('; '))
  const body = JSON.stringify({
    id,
    kind: 'definition',
    of: 'mobile',
    key: persona,
    data: data.value,
  })
  await sql`
    insert into entities (shard, id, kind, place, tick, body)
    values (1, ${id}, 'definition', '', 1, convert_to(${body}, 'UTF8'))
    on conflict (shard, id) do update set body = excluded.body`.execute(owner)
}

/** While nobody may read what a job asks for: `look` is given the number of its reads that wait. */
async function whileReadsWait(
  { owner, send, result, instance }: Hired,
  look: (waiting: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const waiting = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
        and application_name = ${`mudstream-${instance}`}`.execute(owner)
    return rows[0]?.count ?? 0
  }
  // Nothing of this is known to the worker yet, so it has to read persona, memories and canon.
  const unknown = { npc: { ...npc, persona: 'far.stranger' }, scene: { ...scene, zone: 'far' } }
  await owner.transaction().execute(async (held) => {
    await sql`lock table entities, memories in access exclusive mode`.execute(held)
    await send('npc-reply', { ...unknown, line: 'what should I tell the council?' })
    await look(waiting)
  })
  await result()
}

/** How long the pulls for jobs wait at the server, as the worker's own bytes say. */
async function pullMs({ wire }: Hired): Promise<number> {
  const asked = () => /MSG\.NEXT\.JOBS_[^{]+\{[^}]*"expires":(\d+)/.exec(wire.sent())?.[1]
  await expect.poll(asked).toBeDefined()
  return Number(asked()) / 1_000_000
}

/** Every question to the clock takes a quarter of a millisecond while this runs. */
async function withSlowClock(run: () => Promise<void>): Promise<void> {
  const real = performance.now.bind(performance)
  let lateMs = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    lateMs += 0.25
    return real() + lateMs
  })
  await run().finally(() => clock.mockRestore())
}

export const workers = defineArea({
  async open(): Promise<Scene> {
    const [usual, changed] = await Promise.all([hire('wusual', {}), hire('wchanged', changes)])
    return { usual, changed }
  },
  async close({ usual, changed }) {
    await Promise.all([usual.stop(), changed.stop()])
  },
  rows: {
    async MUD_WORKER_CONCURRENCY({ usual, changed }) {
      expect(await mostAtOnce(usual)).toBeGreaterThan(1)
      expect(await mostAtOnce(changed)).toBe(1)
    },
    async MUD_WORKER_FETCH_EXPIRES_MS({ usual, changed }) {
      expect(await pullMs(usual)).toBe(10_000)
      expect(await pullMs(changed)).toBe(2_000)
    },
    async MUD_JOB_MAX_PARALLEL_STEPS({ usual, changed }) {
      await whileReadsWait(usual, (waiting) => expect.poll(waiting).toBe(3))
      await whileReadsWait(changed, async (waiting) => {
        await expect.poll(waiting).toBe(1)
        // The reads of a job begin in one turn of its worker.
        for (let look = 0; look < 10; look += 1) expect(await waiting()).toBe(1)
      })
    },
    async MUD_ROUTE_BUDGET_MS({ usual, changed }) {
      await withSlowClock(async () => {
        for (const [one, by] of [
          [usual, 'scripted'],
          [changed, 'model'],
        ] as const) {
          one.fake.behave(says('Late enough.'))
          expect((await one.ask('npc-reply', { line: 'what time is it?' })).by).toBe(by)
          one.fake.behave({})
        }
      })
    },
    async MUD_PROFILE_CACHE_TTL_MS({ usual, changed }) {
      for (const one of [usual, changed]) {
        const painter = { npc: { ...npc, persona } }
        await storePersona(one, 'in rhymes')
        await one.ask('npc-reply', { ...painter, line: 'who painted the blue door?' })
        expect(one.prompt()).toContain('in rhymes')
        await storePersona(one, 'in riddles')
        await one.ask('npc-reply', { ...painter, line: 'who carved the old figurehead?' })
      }
      expect(usual.prompt()).toContain('in rhymes')
      expect(changed.prompt()).toContain('in riddles')
    },
    MUD_HISTORY_TOKENS_PRIVATE: historyRow(true),
    MUD_HISTORY_TOKENS_ROOM: historyRow(false),
    async MUD_ENRICH_MIN_CHARS({ usual, changed }) {
      for (const one of [usual, changed]) one.fake.behave({ text: 'Rain drums on the tar.' })
      expect((await usual.ask('narrate-room')).by).toBe('model')
      expect((await changed.ask('narrate-room')).by).toBe('scripted')
      expect((await usual.ask('narrate-combat', { blows: ['Ash misses.'] })).by).toBe('scripted')
    },
    async MUD_RESPONSE_CACHE_MAX({ usual, changed }) {
      for (const [one, by] of [
        [usual, 'cache'],
        [changed, 'model'],
      ] as const) {
        one.fake.behave(says('I keep this house.'))
        await one.ask('npc-reply', { line: 'tell me about yourself' })
        expect((await one.ask('npc-reply', { line: 'tell me about yourself' })).by).toBe(by)
      }
    },
  },
})
