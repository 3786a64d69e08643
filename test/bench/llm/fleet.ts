/** Worker processes on servers of their own, without a game around them: jobs in, results out. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { NatsConnection } from 'nats'
import { definitionId } from '../../../schema/definitions.ts'
import { decodeCommands } from '../../../schema/envelope.ts'
import { canonPlace } from '../../../schema/events/canon.ts'
import { declaredJobs, type Job, type JobResult } from '../../../schema/jobs.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { ensureConsumers, ensureStreams } from '../../../server/platform/bus/streams.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import { startTestServers, testWorld } from '../../support/servers.ts'
import { jobFor } from '../../workers/jobs.ts'

const program = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
const subjects = subjectsOf(testWorld)

export interface Fleet {
  /** Gives the zone of the jobs a speaker and 200 settled quarrels to remember. */
  seedPast(): Promise<void>
  /** Starts worker processes; resolves when all of them pull jobs. */
  hire(count: number, env: Readonly<Record<string, string>>): Promise<Hired>
  stop(): Promise<void>
}

export interface Hired {
  /** Publishes the jobs at once and waits for as many results. */
  work(jobs: readonly Job[]): Promise<Worked>
  stop(): Promise<void>
}

export interface Worked {
  readonly seconds: number
  readonly results: readonly JobResult[]
}

export async function openFleet(): Promise<Fleet> {
  const servers = await startTestServers()
  const { nats, natsMonitor, postgres } = servers.addresses
  const owner = openDatabase(postgres.owner, 'bench', 1)
  await migrate(owner)
  const nc = await connectNats(nats.admin, 'bench')
  const limits = loadConfig({})
  await ensureStreams(nc, subjects, limits)
  await ensureConsumers(nc, subjects, limits)
  return {
    seedPast: () => seedPast(owner),
    async hire(count, env) {
      const addresses = {
        MUD_NATS_URL: nats.worker,
        MUD_NATS_MONITOR_URL: natsMonitor,
        MUD_DATABASE_URL: postgres.worker,
      }
      const workers = await Promise.all(
        Array.from({ length: count }, (_, index) =>
          startWorker(`w${index + 1}`, { ...addresses, ...env }),
        ),
      )
      return {
        work: (jobs) => work(nc, jobs),
        async stop() {
          await Promise.all(workers.map(stopWorker))
        },
      }
    },
    async stop() {
      await nc.close()
      await owner.destroy()
      await servers.stop()
    },
  }
}

async function seedPast(owner: Db): Promise<void> {
  const { payload } = jobFor('npc-reply')
  const { zone } = payload.scene
  const text =
    'When the quay was shut the netmakers rang the harbour bell three nights running, and the harbour master opened it again on the fourth for fear of the noise.'
  const persona = {
    temper: 'cheerful',
    speech: 'quick and warm',
    facts: ['The cellar floods in spring.', 'The bell has hung crooked ever since.'],
  }
  const row = (id: string, place: string, tick: number, data: object) => ({
    shard: 1,
    id,
    kind: 'record',
    place,
    tick,
    body: Buffer.from(JSON.stringify({ id, kind: 'record', data })),
  })
  await owner
    .insertInto('entities')
    .values([
      row(definitionId('mobile', payload.npc.persona), '~defs', 1, { persona }),
      ...Array.from({ length: 200 }, (_, index) =>
        row(`canon${index}`, canonPlace(zone), index, {
          zone,
          text: `${text} That was ${index} years ago.`,
          beat: index,
        }),
      ),
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function startWorker(name: string, env: Record<string, string>): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [program, 'worker', '--instance', name], {
    // The channel tells when the worker is ready, and ends it when the benchmark is killed.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], MUD_LOG_LEVEL: 'error', ...env },
  })
  await once(worker, 'message')
  return worker
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  const exited = once(worker, 'exit')
  worker.kill('SIGTERM')
  await exited
}

const publishesAtOnce = 64

async function work(nc: NatsConnection, jobs: readonly Job[]): Promise<Worked> {
  const js = nc.jetstream()
  const sent = new Set<string>()
  const results: JobResult[] = []
  const consumer = await js.consumers.get(subjects.streams.commands, {
    filterSubjects: [...subjects.commandsOfShard(1)],
    opt_start_time: new Date().toISOString(),
  })
  const messages = await consumer.consume({ max_messages: 500 })
  const collecting = (async () => {
    for await (const message of messages) {
      for (const command of decodeCommands(message.string())) {
        if (command.t !== 'system') continue
        if (!sent.delete(command.session)) continue
        results.push(command.data as unknown as JobResult)
      }
      if (results.length >= jobs.length) break
    }
  })()
  const began = performance.now()
  // Many at once: the stream's fsync per message is not what is measured here.
  for (let from = 0; from < jobs.length; from += publishesAtOnce) {
    await Promise.all(
      jobs.slice(from, from + publishesAtOnce).map((job) => {
        sent.add(job.job)
        const subject = subjects.jobs(declaredJobs[job.kind].lane, job.kind, job.job)
        return js.publish(subject, JSON.stringify(job), { msgID: job.job })
      }),
    )
  }
  await collecting
  await messages.close()
  return { seconds: (performance.now() - began) / 1_000, results }
}

let made = 0

/** Talk and scenery in the shares of a usual evening; everybody and everywhere is somebody else. */
export function eveningJobs(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => {
    made += 1
    const id = `${process.pid.toString(36)}x${made}`
    const scene = { ...sceneOf(id) }
    // Ids of earlier runs on the same servers must not come back.
    const event = { shard: 1, tick: 1_000_000 + made, ordinal: 1 }
    const base = { key: `k${made}`, event, job: `e${made.toString(36)}` }
    if (index % 5 === 4) return jobFor('narrate-room', { scene }, base)
    const npc = { ...npcOf(id) }
    const speaker = { id: `p${id}`, name: 'Ash' }
    const line = `What would you trade for a bell that rang ${made} times under the sea?`
    return jobFor('npc-reply', { scene, npc, speaker, line }, base)
  })
}

function sceneOf(id: string) {
  const { payload } = jobFor('narrate-room')
  return { ...payload.scene, room: `room.${id}` }
}

function npcOf(id: string) {
  const { payload } = jobFor('npc-reply')
  return { ...payload.npc, id: `npc.${id}` }
}
