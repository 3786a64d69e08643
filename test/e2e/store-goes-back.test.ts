/** The database goes back in time behind connected clients: nobody is mute, and nothing acknowledged is lost. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { isAfter, parseFrameId } from '../../schema/frames/position.ts'
import { ask, newHome, startWholeSystem } from '../chaos/whole-system.ts'
import { freshDatabase } from '../support/servers.ts'
import { call, type OldStore, password, startOnOldStore } from './old-store.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'

let store: OldStore

beforeAll(async () => {
  store = await startOnOldStore()
}, 60_000)
afterAll(async () => {
  await store?.end()
})

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
    store.url(),
    'select began from timelines',
  )
  const lines = (await store.command('history', id)).split('\n')
  const mark = lines.findIndex((line) => line.startsWith(`-- timeline ${began}`))
  expect(mark).toBeGreaterThan(0)
  expect(mark).toBeLessThan(lines.length - 30)
  expect(await store.command('at', 'show', id)).toContain(`of timeline ${began}:`)
  const [http = ''] = store.system.gateways
  const { token } = await signedIn(http, 'owner')
  const past = await call(http, `/admin/api/travel/${id}`, token)
  expect(await past.json()).toMatchObject({ timeline: Number(began) })
}

/** An account made over HTTP. */
async function account(http: string, name: string): Promise<{ token: string }> {
  const made = await call(http, '/v1/accounts', '', { name, password })
  expect(made.status).toBe(201)
  return z.object({ token: z.string() }).parse(await made.json())
}

async function signedIn(http: string, name: string): Promise<{ token: string }> {
  const made = await call(http, '/v1/sessions', '', { name, password })
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

// PROMISE RELIABILITY 3.1: A session that was resumed within the lag is resumed again
// PROMISE RELIABILITY 3.1: An asynchronous fail-over loses no acknowledged command: the new timeline goes on
// PROMISE RUNBOOK: the same, and what was told within the lag may come out otherwise
// PROMISE PROTOCOL 3.2: `frame` is opaque and strictly increasing within a session
test('a lagging standby is promoted behind connected clients', async () => {
  const [http = ''] = store.system.gateways
  const ann = await guest(http)
  const bea = await guest(http)
  const cem = await guest(http)
  await ann.play('say before the copy')
  await store.copy()
  for (let n = 1; n <= 30; n += 1) await ann.play(`say number ${n} of thirty`)
  await bea.play('say bea was here')
  const away = bea.session()
  bea.drop()
  // Comes back within the lag: the store that takes over knows only the secret of before.
  cem.drop()
  const returned = await resumed(http, cem.session())
  await returned.play('say back already')
  const seen = ann.frames.length
  await store.failOver()
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
  await returned.next(({ t }) => t === 'resync')
  returned.drop()
  const again = await resumed(http, returned.session())
  expect(again.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 1 })
  expect(said(await again.play('say and once more'))).toHaveLength(1)

  const words = await ask<{ cause: string }>(
    store.url(),
    `select cause from events where type = 'speech-uttered'`,
  )
  expect(words).toHaveLength(1 + 30 + 2 + 1 + 1 + 1)
  expect(new Set(words.map(({ cause }) => cause)).size).toBe(words.length)
  const timelines = await ask(store.url(), 'select after < began as forward from timelines')
  expect(timelines).toEqual([{ forward: true }])
  await expectNamedTimelines(ann)
}, 120_000)

/** How far the shard has come, and up to where its events are known to be told. */
async function progress(): Promise<{ tick: number; told: number }> {
  const [row] = await ask<{ tick: string; told: string }>(
    store.url(),
    'select tick, relayed_tick as told from shards',
  )
  return { tick: Number(row?.tick), told: Number(row?.told) }
}

// PROMISE RELIABILITY 3.1: Whoever plays by one is signed out in words at once; a resume or a token of one is asked to sign in
// PROMISE RUNBOOK: accounts and passwords changed within the lag are there are gone
// PROMISE RELIABILITY 3.1: The name is free again and may be registered anew
// PROMISE RELIABILITY 3.1: when the bus was told of later ticks than the store has
test('a copy of the disk is put back behind connected clients', async () => {
  const [http = ''] = store.system.gateways
  const ann = await guest(http)
  await ann.play('say before the copy')
  await store.copy()
  const late = await registered(http, 'Latecomer')
  await late.play('say I am new here')
  const { token } = await account(http, 'Laggard')
  let spoken = 1
  for (const { tick } = await progress(); (await progress()).told <= tick; spoken += 1) {
    await ann.play(`say number ${spoken} after the copy`)
  }
  const seen = ann.frames.length
  await store.putBack()
  await ann.next(({ t }) => t === 'resync', seen)
  const from = ann.frames.findIndex(({ t }, at) => at >= seen && t === 'resync')
  for (const part of ['room', 'char', 'items']) {
    await ann.next((frame) => frame.t === 'state' && frame['part'] === part, from)
  }
  expect(said(await ann.play('say after it'))).toHaveLength(1)
  expectAscending(ann.frames)
  const words = await ask<{ cause: string }>(
    store.url(),
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
  const asked = await call(http, '/v1/commands', token, { line: 'look' })
  expect(asked.status).toBe(401)
  expect(await asked.json()).toMatchObject({ detail: 'Sign in first.' })
  const anew = await registered(http, 'Latecomer')
  expect(said(await anew.play('say I am here again'))).toHaveLength(1)
  const { token: newToken } = await account(http, 'Laggard')
  expect((await call(http, '/v1/commands', newToken, { line: 'look' })).status).toBeLessThan(300)
}, 120_000)

test('a backup is restored behind clients that have seen more', async () => {
  const after = await freshDatabase('after')
  const other = await newHome()
  const present = { began: expect.any(String), after: expect.any(String), present: true }
  const past = (turns: readonly object[]) => turns.map((turn) => ({ ...turn, present: false }))
  const turnsIn = (url: string) =>
    ask(
      url,
      `select t.began, t.after, t.began = s.timeline as present from timelines t, shards s order by t.began`,
    )
  try {
    const ann = await guest(store.system.gateways[0] ?? '')
    for (let n = 1; n <= 5; n += 1) await ann.play(`say number ${n}`)
    const file = join(store.folder, 'backup.ndjson.gz')
    await store.command('backup', 'create', file)
    for (let n = 6; n <= 40; n += 1) await ann.play(`say number ${n}`)
    const session = ann.session()
    ann.drop()
    const known = await turnsIn(store.url())
    await store.commandOn(after.url('owner'), 'backup', 'restore', file)
    // What it came with, and the one in which its sessions are lost.
    const written = await turnsIn(after.url('owner'))
    expect(written).toEqual([...past(known), present])
    const second = await startWholeSystem(other, {
      MUD_DATABASE_URL: after.url('owner'),
      MUD_PERSON_KEY: store.personKey,
      MUD_WORKERS: '0',
    })
    try {
      const back = await resumed(second.gateways[0] ?? '', session)
      expect(back.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 5 })
      await back.next(({ t }) => t === 'resync')
      for (const part of ['room', 'char', 'items']) {
        await back.next((frame) => frame.t === 'state' && frame['part'] === part)
      }
      expect(said(await back.play('say number 6 again'))).toHaveLength(1)
      expectAscending([...ann.frames, ...back.frames])
      // The restored world began one more when it was led.
      expect(await turnsIn(after.url('owner'))).toEqual([...past(written), present])
    } finally {
      await second.stop()
    }
  } finally {
    other.remove()
    await after.drop()
  }
}, 120_000)
