/** The stream of one request on a real store, opened before, while and after the request is applied. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numberOfStatus } from '../../../../schema/envelope.ts'
import { requestId } from '../../../../schema/ids.ts'
import { openStream } from '../../../../server/edge/http/events/open-stream.ts'
import { OutputTail } from '../../../../server/edge/http/events/output-tail.ts'
import { createRequestBook } from '../../../../server/edge/http/request-book.ts'
import { createRoomSync } from '../../../../server/edge/http/room-sync.ts'
import { createWhereabouts, type Whereabouts } from '../../../../server/edge/http/whereabouts.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

const shard = 1
const { now } = systemClock
let database: FreshDatabase
let writer: Db
let reader: Db
let tail: OutputTail
let ticks = 0
let sessions = 0

beforeAll(async () => {
  database = await freshDatabase('stream')
  writer = openDatabase(database.url('owner'), 'stream', 1)
  await migrate(writer)
  reader = openDatabase(database.url('gateway'), 'stream', 2)
  tail = new OutputTail({ db: reader, shard, clock: systemClock, onTrouble })
})
afterAll(async () => {
  tail?.close()
  await reader?.destroy()
  await writer?.destroy()
  await database?.drop()
})

function onTrouble(where: string, error: unknown): void {
  throw new Error(where, { cause: error })
}

/** One tick of the writer: the request of a session is applied, and its end is told. */
async function apply(session: string): Promise<void> {
  ticks += 1
  const tick = String(ticks)
  const status = numberOfStatus('completed')
  const row = { session, n: 1, shard, tick, status, code: '', actor: 'cash' }
  await writer
    .insertInto('commands')
    .values({ ...row, enqueued_ms: String(now()), done_ms: String(now()) })
    .execute()
  const done = {
    f: 'done',
    k: 1,
    to: [],
    request: requestId(session, 1),
    n: 1,
    status: 'completed',
  }
  const body = Buffer.from(JSON.stringify({ gw1: { outputs: [done] } }))
  await writer.insertInto('outputs').values({ shard, tick, at_ms: '0', body }).execute()
}

/** Opens the stream of a new session's request; resolves to what it told when it has ended. */
function openOne(change: (real: Whereabouts, session: string) => Whereabouts) {
  sessions += 1
  const session = `h${sessions}`
  const told: string[] = []
  const ended = Promise.withResolvers<string[]>()
  const callbacks: (() => void)[] = []
  const channel = {
    event: (name: string) => void told.push(name),
    end() {
      for (const callback of callbacks) callback()
      ended.resolve(told)
    },
    onEnd: (callback: () => void) => void callbacks.push(callback),
  }
  const account = { id: 'aash', name: 'Ash', role: 'player', character: 'cash', era: 0 } as const
  const caller = { account: account.id, character: account.character, seesAll: false }
  const wanted = { of: 'request', request: requestId(session, 1) } as const
  const open = () => {
    openStream({ scope: { wanted, caller }, account, from: null }, channel, {
      requests: createRequestBook({
        db: reader,
        ttlMs: 60_000,
        now,
        findUnapplied: async () => null,
        readAnswer: async () => 'none',
        readRefusal: async () => ({}),
        leader: () => undefined,
        ownerOf: async () => undefined,
      }),
      roomSync: createRoomSync(reader, shard, systemClock.mono),
      tail,
      whereabouts: change(createWhereabouts(reader, shard), session),
      onTrouble,
    })
    return ended.promise
  }
  return { session, open }
}

const life = ['request.queued', 'request.processing', 'request.completed']

test('opened before the request is applied', async () => {
  const { session, open } = openOne((real) => real)
  const ended = open()
  await apply(session)
  tail.wake()
  expect(await ended).toEqual(life)
})

test('opened after the request was applied', async () => {
  const { session, open } = openOne((real) => real)
  await apply(session)
  expect(await open()).toEqual(life)
})

test('opened while the request is applied: after the stream has looked into the ledger', async () => {
  const { open } = openOne((real, session) => ({
    ...real,
    async tickOf(...asked) {
      const tick = await real.tickOf(...asked)
      if (tick === undefined) await apply(session)
      return tick
    },
  }))
  expect(await open()).toEqual(life)
})

test('opened when the outputs of its tick are no longer kept', async () => {
  const { session, open } = openOne((real) => real)
  await apply(session)
  await writer.deleteFrom('outputs').execute()
  await apply('hlater')
  expect(await open()).toEqual([...life.slice(0, 1), 'resync', ...life.slice(1)])
})
