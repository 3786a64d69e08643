/** The HTTP API over a database of its own, with a stream that a test can look into. */
import type { InjectOptions } from 'fastify'
import type { Command } from '../../../../schema/envelope.ts'
import { requestId } from '../../../../schema/ids.ts'
import { subjectsOf } from '../../../../schema/subjects.ts'
import { createIdentity, type Identity } from '../../../../server/edge/accounts/identity.ts'
import { createJournal } from '../../../../server/edge/accounts/journal.ts'
import { createExportOf } from '../../../../server/edge/accounts/own-data.ts'
import { addEventStreams } from '../../../../server/edge/http/events/event-routes.ts'
import { OutputTail } from '../../../../server/edge/http/events/output-tail.ts'
import { createGuidance } from '../../../../server/edge/http/help-routes.ts'
import { openHttpApi } from '../../../../server/edge/http/http-api.ts'
import type { HttpApp } from '../../../../server/edge/http/http-server.ts'
import { createReadAnswer } from '../../../../server/edge/http/request-answers.ts'
import { createRequestBook } from '../../../../server/edge/http/request-book.ts'
import { createReadRefusal } from '../../../../server/edge/http/request-refusals.ts'
import { createRoomSync } from '../../../../server/edge/http/room-sync.ts'
import { createWhereabouts } from '../../../../server/edge/http/whereabouts.ts'
import { createAccountDesk } from '../../../../server/edge/session/account-desk.ts'
import { createAddressBook } from '../../../../server/edge/session/addresses.ts'
import { createOutputArchive } from '../../../../server/edge/session/output-archive.ts'
import type { CommandBus } from '../../../../server/edge/session/ports.ts'
import { watchRights } from '../../../../server/edge/session/rights.ts'
import { createSignIn } from '../../../../server/edge/session/sign-in.ts'
import { createSignInThrottle } from '../../../../server/edge/session/sign-in-throttle.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { openLog } from '../../../../server/platform/log.ts'
import { freshDatabase } from '../../../support/servers.ts'

export interface ApiUnderTest {
  readonly app: HttpApp
  readonly db: Db
  readonly identity: Identity
  /** What was published; nothing is stored while `streamIsUp` is false. */
  readonly published: Command[]
  readonly troubles: string[]
  streamIsUp: boolean
  call(options: InjectOptions): Promise<Called>
  /** An account and what its programs send to say who they are. */
  account(name: string): Promise<{ readonly authorization: string; readonly token: string }>
  stop(): Promise<void>
}

export interface Called {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

export const allOk = {
  nats: 'ok',
  postgres: 'ok',
  tick: 'ok',
  commands: 'ok',
  workers: 'ok',
  models: 'ok',
}
export const password = 'a lantern in the fog'

export async function openApiUnderTest(): Promise<ApiUnderTest> {
  const database = await freshDatabase('http')
  const owner = openDatabase(database.url('owner'), 'http', 1)
  await migrate(owner)
  await owner.destroy()
  const db = openDatabase(database.url('gateway'), 'http', 2)
  const { now, mono } = systemClock
  const identity = createIdentity(db, now)
  const published: Command[] = []
  const troubles: string[] = []
  const onTrouble = (where: string) => troubles.push(where)
  const roomSync = createRoomSync(db, 1, mono)
  const whereabouts = createWhereabouts(db, 1)
  const requests = createRequestBook({
    db,
    ttlMs: 3_600_000,
    now,
    async findUnapplied(request) {
      const found = published.find((one) => 'n' in one && requestId(one.session, one.n) === request)
      if (found?.t !== 'line' || !found.actor) return null
      return { seq: 1, storedMs: found.at, actor: found.actor.character }
    },
    readAnswer: createReadAnswer(db, now),
    readRefusal: createReadRefusal(createOutputArchive(db)),
    leader: () => undefined,
    ownerOf: async (session) => (await whereabouts.ownersOf([session])).get(session),
  })
  const log = openLog(loadConfig({ MUD_LOG_LEVEL: 'silent' }), 'http')
  const counts = { signIn: () => undefined, accountChange: () => undefined }
  const journal = createJournal(log, counts)
  const throttle = createSignInThrottle(db, 0)
  const rights = watchRights({
    standing: identity.standing,
    bus: { publish: () => undefined, subscribe: () => ({ unsubscribe: () => undefined }) },
    subjects: subjectsOf('http'),
    clock: systemClock,
    journal,
    onTrouble,
  })
  const bus: CommandBus = {
    async publish(command) {
      if (!api.streamIsUp) return 'unavailable'
      published.push(command)
      return 'stored'
    },
  }
  const signIn = createSignIn({
    identity,
    settings: { guests: true },
    throttle,
    journal,
    bus,
    clock: systemClock,
  })
  const desk = createAccountDesk({
    ...{ identity, signIn, rights, journal, onTrouble },
    mailer: undefined,
    publicUrl: '',
  })
  const app = await openHttpApi({
    identity,
    signIn,
    desk,
    exportOf: createExportOf(db, identity),
    journal,
    bus,
    requests,
    commandLimit: { take: () => 0 },
    roomSync,
    guidance: createGuidance(db),
    ready: () => ({ status: 'ready', checks: allOk }),
    figures: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
    isOurHost: () => true,
    onTrouble,
    isProxy: () => false,
    now,
  })
  const tail = new OutputTail({ db, shard: 1, clock: systemClock, onTrouble })
  addEventStreams(app, {
    rights,
    requests,
    roomSync,
    tail,
    whereabouts,
    onTrouble,
    keepAliveMs: 30_000,
    bufferedBytesMax: 65_536,
    addresses: createAddressBook({ limitConnections: 0, limitConnectionsPerAddress: 0 }),
    onDrop: () => undefined,
  })
  const api: ApiUnderTest = {
    app,
    db,
    identity,
    published,
    troubles,
    streamIsUp: true,
    async call(options) {
      const answer = await app.inject(options)
      const type = String(answer.headers['content-type'] ?? '')
      const body = type.includes('json') ? answer.json() : {}
      return { status: answer.statusCode, type, headers: answer.headers, body }
    },
    async account(name) {
      const created = await identity.accounts.create(name, password)
      if (!created.ok) throw new Error(created.why)
      const { token } = await identity.tokens.issue(created.account, 'bearer')
      return { token, authorization: `Bearer ${token}` }
    },
    async stop() {
      rights.close()
      await app.close()
      await db.destroy()
      await database.drop()
    },
  }
  return api
}
