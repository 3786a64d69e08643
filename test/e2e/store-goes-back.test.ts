/** The database goes back in time behind connected clients: nobody is mute, and nothing acknowledged is lost. */
import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { isAfter, parseFrameId } from '../../schema/frames/position.ts'
import { type RunningPostgres, startPostgres } from '../../server/run/embedded/postgres.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { freshDatabase } from '../support/servers.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'

let home: Home
let system: WholeSystem
let standbyPort: number
let postgres: RunningPostgres
/** Roles on a database of their own need one. */
const personKey = Buffer.alloc(32, 7).toString('base64url')
const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-back-'))
const cluster = join(dataDir, 'postgres')
const earlier = join(dataDir, 'earlier')

const startDatabase = (
  port: number,
  settings: Record<string, string> = {},
): Promise<RunningPostgres> =>
  startPostgres({
    dataDir,
    passwords: readSecrets(dataDir).postgres,
    port,
    sharedBuffersMb: 64,
    logFile: join(dataDir, 'postgres.log'),
    searchPath: process.env['PATH'] ?? '',
    settings,
  })

beforeAll(async () => {
  home = await newHome()
  const other = await newHome()
  standbyPort = other.ports.postgres
  other.remove()
  postgres = await startDatabase(home.ports.postgres)
  system = await startWholeSystem(home, {
    MUD_PERSON_KEY: personKey,
    MUD_DATABASE_URL: postgres.url('owner').replace(/:\d+(?=\/)/, `$&,127.0.0.1:${standbyPort}`),
    MUD_WORKERS: '0',
    MUD_TICKS: '2',
  })
}, 60_000)
afterAll(async () => {
  await system?.stop()
  await postgres?.stop()
  home?.remove()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A copy of the database as it is now: how far a standby has come that lags from now on. */
async function copyDatabase(): Promise<void> {
  await postgres.stop()
  execFileSync('cp', ['-a', cluster, earlier])
  postgres = await startDatabase(postgres.port)
}

/** The database dies, and its files are again as they were copied: its server notices nothing. */
async function putBack(): Promise<void> {
  signal(postgres.pid, 'SIGKILL')
  await postgres.exited
  rmSync(cluster, { recursive: true })
  renameSync(earlier, cluster)
}

/** The primary dies, and the standby is promoted: a new timeline of Postgres begins where the copy ends. */
async function failOver(): Promise<void> {
  await putBack()
  // Copied from another file, so that it belongs to the server's user.
  execFileSync('cp', ['-a', join(cluster, 'PG_VERSION'), join(cluster, 'recovery.signal')])
  // Elsewhere: the address names both.
  postgres = await startDatabase(standbyPort, { restore_command: 'false' })
}

const said = (frames: readonly Frame[]) =>
  frames.filter(({ t, kind }) => t === 'event' && kind === 'speech-uttered')

function expectAscending(frames: readonly Frame[]): void {
  const positions = frames.flatMap(({ frame, t }) =>
    typeof frame === 'string' && t !== 'welcome' ? [parseFrameId(frame)] : [],
  )
  for (const [at, position] of positions.entries()) {
    const before = positions[at - 1]
    if (position && before) expect(isAfter(position, before)).toBe(true)
  }
}

/** What happened to somebody before and after the jump is told apart, and so is how they were. */
async function expectNamedTimelines(player: Player): Promise<void> {
  const welcome = player.frames.find(({ t, character }) => t === 'welcome' && character)
  const { id } = z.object({ id: z.string() }).parse(welcome?.['character'])
  const [{ began } = { began: '' }] = await ask<{ began: string }>(
    postgres.url('owner'),
    'select began from timelines',
  )
  const env = {
    MUD_PERSON_KEY: personKey,
    MUD_DATABASE_URL: postgres.url('owner'),
    MUD_DATA_DIR: home.dataDir,
  }
  const lines = (await command(env, 'history', id)).split('\n')
  const mark = lines.findIndex((line) => line.startsWith(`-- timeline ${began}`))
  expect(mark).toBeGreaterThan(0)
  expect(mark).toBeLessThan(lines.length - 30)
  expect(await command(env, 'at', 'show', id)).toContain(`of timeline ${began}:`)
  const { token } = await signedIn(system.gateways[0] ?? '', 'owner')
  const past = await fetch(`${system.gateways[0]}/admin/api/travel/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await past.json()).toMatchObject({ timeline: Number(began) })
}

const password = 'lantern-and-salt'

const post = (http: string, path: string, body: object, token = '') =>
  fetch(`${http}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })

/** An account made over HTTP. */
async function account(http: string, name: string): Promise<{ token: string }> {
  const made = await post(http, '/v1/accounts', { name, password })
  expect(made.status).toBe(201)
  return z.object({ token: z.string() }).parse(await made.json())
}

async function signedIn(http: string, name: string): Promise<{ token: string }> {
  const made = await post(http, '/v1/sessions', { name, password })
  return z.object({ token: z.string() }).parse(await made.json())
}

/** Registers, and comes into the world. */
async function registered(http: string, name: string) {
  const player = await connect(http)
  player.send({ t: 'hello' })
  player.send({ t: 'register', name, password })
  await player.next(({ t, character }) => t === 'welcome' && character !== null)
  return player
}

// PROMISE RELIABILITY 3.1: An asynchronous fail-over loses no acknowledged command: the new timeline goes on
// PROMISE RUNBOOK: the same, and what was told within the lag may come out otherwise
// PROMISE PROTOCOL 3.2: `frame` is opaque and strictly increasing within a session
test('a lagging standby is promoted behind connected clients', async () => {
  const [http = ''] = system.gateways
  const ann = await guest(http)
  const bea = await guest(http)
  await ann.play('say before the copy')
  await copyDatabase()
  for (let n = 1; n <= 30; n += 1) await ann.play(`say number ${n} of thirty`)
  await bea.play('say bea was here')
  const away = bea.session()
  bea.drop()
  const seen = ann.frames.length
  await failOver()
  const isState = (part: string) => (frame: Frame) => frame.t === 'state' && frame['part'] === part
  await ann.next(({ t }) => t === 'resync', seen)
  const from = ann.frames.findIndex(({ t }, at) => at >= seen && t === 'resync')
  for (const part of ['room', 'char', 'items']) await ann.next(isState(part), from)
  expect(said(await ann.play('say after it'))).toHaveLength(1)
  expectAscending(ann.frames)

  const back = await resumed(http, away)
  expect(back.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 1 })
  await back.next(({ t }) => t === 'resync')
  await back.next(isState('room'))
  expect(said(await back.play('say bea is back'))).toHaveLength(1)

  const words = await ask<{ cause: string }>(
    postgres.url('owner'),
    `select cause from events where type = 'speech-uttered'`,
  )
  expect(words).toHaveLength(1 + 30 + 1 + 1 + 1)
  expect(new Set(words.map(({ cause }) => cause)).size).toBe(words.length)
  const timelines = await ask(
    postgres.url('owner'),
    'select after < began as forward from timelines',
  )
  expect(timelines).toEqual([{ forward: true }])
  await expectNamedTimelines(ann)
}, 120_000)

/** How far the shard has come, and up to where its events are known to be told. */
async function progress(): Promise<{ tick: number; told: number }> {
  const [row] = await ask<{ tick: string; told: string }>(
    postgres.url('owner'),
    'select tick, relayed_tick as told from shards',
  )
  return { tick: Number(row?.tick), told: Number(row?.told) }
}

// PROMISE RELIABILITY 3.1: Whoever plays by one is signed out in words at once; a resume or a token of one is asked to sign in
// PROMISE RELIABILITY 3.1: The name is free again and may be registered anew
// PROMISE RELIABILITY 3.1: when the bus was told of later ticks than the store has
test('a copy of the disk is put back behind connected clients', async () => {
  const [http = ''] = system.gateways
  const ann = await guest(http)
  await ann.play('say before the copy')
  await copyDatabase()
  const late = await registered(http, 'Latecomer')
  await late.play('say I am new here')
  const { token } = await account(http, 'Laggard')
  let spoken = 1
  for (const { tick } = await progress(); (await progress()).told <= tick; spoken += 1) {
    await ann.play(`say number ${spoken} after the copy`)
  }
  const seen = ann.frames.length
  await putBack()
  postgres = await startDatabase(postgres.port)
  await ann.next(({ t }) => t === 'resync', seen)
  const from = ann.frames.findIndex(({ t }, at) => at >= seen && t === 'resync')
  for (const part of ['room', 'char', 'items']) {
    await ann.next((frame) => frame.t === 'state' && frame['part'] === part, from)
  }
  expect(said(await ann.play('say after it'))).toHaveLength(1)
  expectAscending(ann.frames)
  const words = await ask<{ cause: string }>(
    postgres.url('owner'),
    `select distinct cause from events where type = 'speech-uttered' and cause like '%-${ann.session().session}-%'`,
  )
  expect(words).toHaveLength(spoken + 1)

  const bye = await late.next(({ t }) => t === 'bye')
  expect(bye).toMatchObject({
    code: 'signed-out',
    reason: expect.stringContaining('Sign in again'),
  })
  const again = await resumed(http, late.session())
  expect(again.frames[0]).toMatchObject({ t: 'welcome', needs: 'login', character: null })
  again.drop()
  const asked = await post(http, '/v1/commands', { line: 'look' }, token)
  expect(asked.status).toBe(401)
  expect(await asked.json()).toMatchObject({ detail: 'Sign in first.' })
  const anew = await registered(http, 'Latecomer')
  expect(said(await anew.play('say I am here again'))).toHaveLength(1)
  const { token: newToken } = await account(http, 'Laggard')
  expect((await post(http, '/v1/commands', { line: 'look' }, newToken)).status).toBeLessThan(300)
}, 120_000)

const mudstream = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const run = promisify(execFile)

/** Runs a subcommand with these settings; resolves with what it prints. */
async function command(env: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const own = { PATH: process.env['PATH'] }
  const options = { cwd: '/', env: { ...own, ...env } }
  return (await run(process.execPath, [mudstream, ...args], options)).stdout
}

test('a backup is restored behind clients that have seen more', async () => {
  const before = await freshDatabase('before')
  const after = await freshDatabase('after')
  const one = await newHome()
  const other = await newHome()
  const key = randomBytes(32).toString('base64url')
  const settings = (url: string) => ({
    MUD_DATABASE_URL: url,
    MUD_WORKERS: '0',
    MUD_PERSON_KEY: key,
  })
  const file = join(dataDir, 'backup.ndjson.gz')
  try {
    const first = await startWholeSystem(one, settings(before.url('owner')))
    const ann = await guest(first.gateways[0] ?? '')
    for (let n = 1; n <= 5; n += 1) await ann.play(`say number ${n}`)
    await command(
      { ...settings(before.url('owner')), MUD_DATA_DIR: one.dataDir },
      'backup',
      'create',
      file,
    )
    for (let n = 6; n <= 40; n += 1) await ann.play(`say number ${n}`)
    const session = ann.session()
    await first.stop()
    await command(
      { ...settings(after.url('owner')), MUD_DATA_DIR: other.dataDir },
      'backup',
      'restore',
      file,
    )
    const second = await startWholeSystem(other, settings(after.url('owner')))
    try {
      const back = await resumed(second.gateways[0] ?? '', session)
      expect(back.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 5 })
      await back.next(({ t }) => t === 'resync')
      for (const part of ['room', 'char', 'items']) {
        await back.next((frame) => frame.t === 'state' && frame['part'] === part)
      }
      expect(said(await back.play('say number 6 again'))).toHaveLength(1)
      expectAscending([...ann.frames, ...back.frames])
    } finally {
      await second.stop()
    }
  } finally {
    for (const home of [one, other]) home.remove()
    for (const database of [before, after]) await database.drop()
  }
}, 120_000)
