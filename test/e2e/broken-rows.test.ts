/**
 * The state of the world is derived from its log: rows of it that are damaged behind the game's back
 * stop neither a tick nor a start nor `verify`, and come back from the log.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningRole } from '../../server/platform/roles.ts'
import { httpOf, openStage, personKey, type Stage } from '../settings/stage.ts'
import { mudstream as program } from '../support/program.ts'
import { guest, type Player } from './player.ts'

let stage: Stage
let tick: RunningRole
let player: Player

beforeAll(async () => {
  stage = await openStage({ MUD_CACHE_ROOMS_MAX: '100', MUD_METRICS_TICK_PORT: '0' })
  tick = await stage.start('tick', 't1')
  const gateway = await stage.start('gateway', 'g1')
  player = await guest(httpOf(gateway))
}, 60_000)

afterAll(() => stage.stop())

/** A subcommand in a process of its own, with the rights of the database's owner. */
function spawnMudstream(...words: string[]) {
  const env = {
    ...process.env,
    MUD_DATABASE_URL: stage.url('owner'),
    MUD_PERSON_KEY: personKey,
  }
  return spawn(process.execPath, [program, ...words], {
    env,
    cwd: new URL('../..', import.meta.url),
  })
}

async function mudstream(...words: string[]): Promise<{ code: number | null; said: string }> {
  const program = spawnMudstream(...words)
  let said = ''
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const code = await new Promise<number | null>((resolve) => program.once('close', resolve))
  return { code, said }
}

async function brokenRows(): Promise<number> {
  const text = await (await fetch(`${httpOf(tick)}/metrics`)).text()
  const found = [...text.matchAll(/^mud_broken_rows_total\{[^}]*\} (\d+)$/gm)]
  return found.reduce((sum, [, count]) => sum + Number(count), 0)
}

const damage = (id: string, change: string) =>
  sql.raw(`update entities set ${change} where id = '${id}'`).execute(stage.owner)

interface Place {
  readonly here: string
  readonly me: string
  readonly neighbours: readonly string[]
  readonly mobile: string
}

/** Where the player is, what is around it, and a mobile somewhere. */
async function surroundings(): Promise<Place> {
  const { rows } = await sql<{ id: string; body: string; me: string }>`
    select r.id, convert_from(r.body, 'UTF8') as body, c.id as me from entities c
    join entities r on r.id = c.place where c.kind = 'character' and c.place <> ''`.execute(
    stage.owner,
  )
  const [row] = rows
  if (!row) throw new Error('nobody is in the world')
  const exits = Object.values(JSON.parse(row.body).exits) as { to: string }[]
  const mobiles = await sql<{ id: string }>`
    select id from entities where kind = 'mobile' order by id limit 1`.execute(stage.owner)
  return {
    here: row.id,
    me: row.me,
    neighbours: exits.map(({ to }) => to),
    mobile: mobiles.rows[0]?.id ?? '',
  }
}

// PROMISE RELIABILITY 5: A row that cannot be read is set aside, reported
test('rows damaged in every way stop nothing: the tick mends what it reads, rebuild the rest', async () => {
  await player.play('say before')
  const { here, me, neighbours, mobile } = await surroundings()
  const [first = '', second = '', third = ''] = neighbours
  const rooms = await sql<{ id: string }>`
    select id from entities where kind = 'room' and id <> all(${[here, ...neighbours]}) order by id limit 5`.execute(
    stage.owner,
  )
  const [far = '', loop = '', other = '', deleted = ''] = rooms.rows.map(({ id }) => id)
  const definition = await sql<{ id: string }>`
    select id from entities where id like 'def:item:%' order by id limit 2`.execute(stage.owner)
  const [unread = '', gone = ''] = definition.rows.map(({ id }) => id)

  await damage(here, `body = '\\xff00fe'::bytea`)
  await damage(
    me,
    `body = convert_to(replace(convert_from(body, 'UTF8'), '"health":[', '"health":["lots",'), 'UTF8')`,
  )
  await damage(first, `body = convert_to('{"id":', 'UTF8')`)
  if (second)
    await damage(second, `body = convert_to('{"id":"${second}","kind":"room","place":""}', 'UTF8')`)
  if (third) await damage(third, `kind = 'item'`)
  await damage(loop, `place = id`)
  await damage(other, `body = (select body from entities where id = '${far}')`)
  await damage(
    mobile,
    `body = convert_to(replace(convert_from(body, 'UTF8'), '"gold":', '"gold":7'), 'UTF8')`,
  )
  await damage(unread, `body = convert_to('null', 'UTF8')`)
  await sql`delete from entities where id in (${gone}, ${deleted})`.execute(stage.owner)
  await sql`
    insert into entities (shard, id, kind, place, tick, body)
    values (1, 'iextra', 'item', ${here}, 1, convert_to('not a thing', 'UTF8'))`.execute(
    stage.owner,
  )

  // A leader that begins anew reads all of it.
  expect((await mudstream('cache', 'drop')).said).toMatch(/The leadership ends after tick \d+/)
  const look = await player.play('look')
  expect(JSON.stringify(look)).toContain('looked')
  expect(JSON.stringify(await player.play('say after'))).toContain('after')
  expect(await brokenRows()).toBeGreaterThanOrEqual(4)
  for (const way of ['north', 'south', 'east', 'west', 'up', 'down', 'in', 'out', 'look']) {
    const done = (await player.play(way)).find(({ t }) => t === 'done')
    expect(done?.['status']).toMatch(/completed|refused/)
  }

  const before = await mudstream('verify')
  expect(before.code).toBe(1)
  for (const id of [loop, other, mobile, gone, deleted]) expect(before.said).toContain(id)
  for (const id of [here, me, unread, 'iextra'])
    expect(before.said).not.toMatch(new RegExp(`\\b${id}\\b`))

  const one = await mudstream('rebuild', loop)
  expect(one.said).toContain(`made anew  ${loop}`)
  expect(one.said).not.toContain(gone)
  const all = await mudstream('rebuild')
  expect(all.code).toBe(0)
  for (const id of [other, mobile, gone, deleted]) expect(all.said).toContain(id)
  expect((await mudstream('rebuild')).said).toContain('nothing was written')
  expect((await mudstream('rebuild', 'nosuchthing')).said).toContain('knows nosuchthing')

  await player.play('say and it goes on')
  await sleep(300)
  const after = await mudstream('verify')
  expect(after.said).toContain('No difference')
}, 180_000)

// PROMISE RELIABILITY 5: it stops neither a start nor a tick
test('a start over broken rows prepares the world, and its tick plays on', async () => {
  const { here } = await surroundings()
  await tick.stop()
  await damage('def:world:world', `body = '\\xff'::bytea`)
  await damage(here, `body = convert_to('[]', 'UTF8')`)
  await stage.prepare()
  tick = await stage.start('tick', 't2')
  expect(JSON.stringify(await player.play('look'))).toContain('looked')
  expect((await mudstream('verify')).said).toContain('No difference')
}, 60_000)

// PROMISE RELIABILITY 5: a kill in the middle leaves all of it or nothing
test('a rebuild that is killed while it writes has written nothing', async () => {
  const { rows } = await sql<{ id: string }>`
    select id from entities where kind = 'room' and id not in (select place from entities where kind = 'character')
    order by id desc limit 2`.execute(stage.owner)
  const [one = '', held = ''] = rows.map(({ id }) => id)
  for (const id of [one, held]) await damage(id, `body = body || convert_to(' ', 'UTF8')`)
  await stage.owner.transaction().execute(async (lock) => {
    await sql`select from entities where id = ${held} for update`.execute(lock)
    const program = spawnMudstream('rebuild')
    const gone = new Promise((resolve) => program.once('exit', resolve))
    const waits = sql`select from pg_stat_activity
      where application_name = 'mudstream-command' and wait_event_type = 'Lock'`
    while ((await waits.execute(stage.owner)).rows.length === 0) await sleep(50)
    program.kill('SIGKILL')
    await gone
  })
  const after = await mudstream('verify')
  for (const id of [one, held]) expect(after.said).toContain(`changed ${id}`)
  expect((await mudstream('rebuild')).said).toContain('2 rows are what the log says now')
  await player.play('say and on it goes')
  expect((await mudstream('verify')).said).toContain('No difference')
}, 60_000)
