/** A world of its own on the shared servers: streams, consumers and a database with the schema. */
import { randomBytes } from 'node:crypto'
import { headers, type JsMsg, type NatsConnection } from 'nats'
import { decodeCommands, type SystemCommand } from '../../../schema/envelope.ts'
import { declaredJobs, type Job } from '../../../schema/jobs.ts'
import { type Subjects, subjectsOf } from '../../../schema/subjects.ts'
import type { Bus } from '../../../server/platform/bus/bus.ts'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { openHearing } from '../../../server/platform/bus/hearing.ts'
import { createNatsBus } from '../../../server/platform/bus/nats-bus.ts'
import { ensureConsumers, ensureStreams } from '../../../server/platform/bus/streams.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import { failOnBroken } from '../../support/bus.ts'
import { freshDatabase, natsUrl } from '../../support/servers.ts'

export interface TestBus {
  readonly world: string
  readonly subjects: Subjects
  readonly nc: NatsConnection
  readonly bus: Bus
  readonly db: Db
  readonly databaseUrl: string
  /** Address with the rights of the database's owner. */
  readonly ownerUrl: string
  readonly natsUrl: string
  /** Puts a job into the stream as the tick does. */
  publish(job: Job, replay?: number): Promise<void>
  publishText(lane: string, kind: string, id: string, text: string): Promise<void>
  /** Results as they arrive in the command stream, from its beginning. */
  results(): AsyncIterable<SystemCommand>
  /** Messages of the dead-letter stream, from its beginning. */
  dead(): AsyncIterable<JsMsg>
  jobsLeft(): Promise<number>
  stop(): Promise<void>
}

/** Sets the world up, with the queues as the settings have them. */
export async function startTestBus(): Promise<TestBus> {
  const world = `w${randomBytes(6).toString('hex')}`
  const subjects = subjectsOf(world)
  const database = await freshDatabase('workers')
  const owner = openDatabase(database.url('owner'), 'test', 1)
  await migrate(owner)
  await owner.destroy()
  const nc = await connectNats(natsUrl('admin'), 'test')
  const config = loadConfig({})
  await ensureStreams(nc, subjects, config)
  await ensureConsumers(nc, subjects, config)
  const js = nc.jetstream()
  const db = openDatabase(database.url('admin'), 'test', 2)
  const readAll = async function* (stream: string) {
    const consumer = await js.consumers.get(stream)
    for await (const message of await consumer.consume()) yield message
  }
  const publishText = async (lane: string, kind: string, id: string, text: string, replay = 0) => {
    const extra = headers()
    extra.set('Mud-Key', 'k1')
    if (replay > 0) extra.set('Mud-Replay', String(replay))
    const subject = subjects.jobs(lane as 'talk', kind, id)
    await js.publish(subject, text, { msgID: `${id}-${replay}`, headers: extra })
  }
  return {
    world,
    subjects,
    nc,
    bus: createNatsBus(nc, '_INBOX_admin', openHearing(failOnBroken)),
    db,
    databaseUrl: database.url('worker'),
    ownerUrl: database.url('owner'),
    natsUrl: natsUrl('admin'),
    publishText,
    publish: (job, replay) =>
      publishText(declaredJobs[job.kind].lane, job.kind, job.job, JSON.stringify(job), replay),
    async *results() {
      for await (const message of readAll(subjects.streams.commands)) {
        for (const command of decodeCommands(message.string())) {
          if (command.t === 'system') yield command
        }
      }
    },
    dead: () => readAll(subjects.streams.dead),
    async jobsLeft() {
      const manager = await nc.jetstreamManager()
      return (await manager.streams.info(subjects.streams.jobs)).state.messages
    },
    async stop() {
      const manager = await nc.jetstreamManager()
      for (const stream of Object.values(subjects.streams)) await manager.streams.delete(stream)
      await nc.close()
      await db.destroy()
      await database.drop()
    },
  }
}

/** The first `count` things of a stream that never ends by itself. */
export async function take<T>(from: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  for await (const one of from) {
    taken.push(one)
    if (taken.length >= count) break
  }
  return taken
}
