/** Data ends, and what was applied once is not applied again by anybody who sends it again. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, encodeCommands } from '../../../../schema/envelope.ts'
import { subjectsOf } from '../../../../schema/subjects.ts'
import { verifyMoment, verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import { connect, guest, type Player } from '../../../e2e/player.ts'
import { httpOf, openStage, type Stage } from '../../../settings/stage.ts'
import { openTestBus } from '../../../support/bus.ts'

let stage: Stage
let http: string
let visitor: Player
let regular: Player
/** Lines of the one who stays: more than the last 256 that are always known. */
const lines = 300

beforeAll(async () => {
  stage = await openStage({
    MUD_LEDGER_KEEP_MS: '60000',
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    MUD_LIMIT_COMMAND_BURST: '0',
  })
  const [gateway] = await Promise.all([stage.start('gateway', 'gw1'), stage.start('tick', 't1')])
  http = httpOf(gateway)
  visitor = await guest(http, 'Visitor')
  regular = await guest(http, 'Regular')
  for (const words of ['one', 'two', 'three']) await visitor.play(`say ${words}`)
  visitor.send({ t: 'cmd', n: 4, line: 'quit' })
  await visitor.closed
  for (let n = 1; n <= lines; n += 1) {
    regular.send({ t: 'cmd', n, line: `say ${n}` })
    if (n % 50 === 0) await regular.next((frame) => frame.t === 'done' && frame['n'] === n)
  }
  // Two days pass for everything that was written so far.
  await sql`update commands set done_ms = done_ms - 172800000`.execute(stage.owner)
  await sql`update sessions set created_at = created_at - interval '2 days'`.execute(stage.owner)
  await sql`update tokens set expires_at = now() - interval '1 day'`.execute(stage.owner)
}, 60_000)
afterAll(() => stage?.stop())

const number = async (query: ReturnType<typeof sql<{ count: number }>>) =>
  (await query.execute(stage.owner)).rows[0]?.count
const rowsOf = ({ session }: { session: string }) =>
  number(sql`select count(*)::int as count from commands where session = ${session}`)
const said = () =>
  number(sql`select count(*)::int as count from events where type = 'speech-uttered'`)

// PROMISE RELIABILITY 6: the last 256 numbers of a session that is played stay
test('the ledger, sessions, tokens and guests end, but for what somebody may still ask for', async () => {
  await expect.poll(() => rowsOf(visitor.session())).toBe(0)
  await expect.poll(() => rowsOf(regular.session())).toBe(256)
  const { session } = visitor.session()
  const left = () => number(sql`select count(*)::int as count from sessions where id = ${session}`)
  await expect.poll(left).toBe(0)
  await expect.poll(() => number(sql`select count(*)::int as count from tokens`)).toBe(0)
  const strangers = () =>
    number(sql`select count(*)::int as count from entities
      where kind = 'character' and convert_from(body, 'UTF8') like '%Visitor%'`)
  await expect.poll(strangers).toBe(0)
  // The one who is still there is not touched.
  expect(JSON.stringify(await regular.play('look'))).toContain('done')
})

// PROMISE RELIABILITY 6: a line that is sent again to a session that is over is refused
test('what is sent again is not applied again: to a session that plays, by a client, on the bus', async () => {
  const before = await said()
  const from = regular.frames.length
  regular.send({ t: 'cmd', n: 1, line: 'say 1' })
  regular.send({ t: 'cmd', n: lines, line: `say ${lines}` })
  await regular.next((frame) => frame.t === 'done' && frame['n'] === 1, from)
  await regular.next((frame) => frame.t === 'done' && frame['n'] === lines, from)

  const back = await connect(http)
  back.send({ t: 'hello', resume: visitor.session() })
  const welcome = await back.next(({ t }) => t === 'welcome')
  expect(welcome).toMatchObject({ needs: 'login', character: null })
  back.send({ t: 'cmd', n: 1, line: 'say one' })
  expect(await back.next(({ t }) => t === 'reject')).toMatchObject({ n: 1 })
  back.drop()

  const bus = await openTestBus('admin')
  const { session } = visitor.session()
  const again: Command = { t: 'line', session, n: 1, line: 'say one', at: Date.now() }
  const subject = subjectsOf(stage.world).commands(1, 'gw1')
  await bus.store(subject, encodeCommands([again]), { id: 'again' })
  await bus.close()
  const outcome = () =>
    number(sql`select status::int as count from commands where session = ${session} and n = 1`)
  await expect.poll(outcome).toBe(2)
  expect(await said()).toBe(before)
})

test('an admin sees what is kept, and from the second day on how it grows', async () => {
  await sql`
    insert into storage_samples select day - 2, kind, rows, bytes - 2000 from storage_samples`.execute(
    stage.owner,
  )
  const signed = await fetch(`${http}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password: 'ownerpass1' }),
  })
  const { token } = (await signed.json()) as { token: string }
  const kinds = async () => {
    const answer = await fetch(`${http}/admin/api/storage`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return (await answer.json()) as { kind: string; bytes: number; bytesPerDay: number | null }[]
  }
  const rows = await kinds()
  expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ledger', 'log', 'people']))
  expect(rows.find(({ kind }) => kind === 'log')?.bytes).toBeGreaterThan(8_192)
  expect(rows.find(({ kind }) => kind === 'other')?.bytesPerDay).toBeGreaterThanOrEqual(1_000)
})

test('verify knows what may be missing, and misses what may not', async () => {
  expect(await verifyWorld(stage.owner)).toMatchObject({ ok: true, problems: [] })
  const undo = new Error('undone')
  const damaged = stage.owner.transaction().execute(async (work) => {
    await sql`delete from ledger_horizon`.execute(work)
    const report = await verifyMoment(work)
    expect(report.ok).toBe(false)
    throw undo
  })
  await expect(damaged).rejects.toBe(undo)
})
