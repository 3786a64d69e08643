/** What looks at the log, carries it elsewhere or hears of it on the bus tells the timelines apart. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { subjectsOf } from '../../schema/subjects.ts'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import { ask, until } from '../chaos/whole-system.ts'
import { type FreshDatabase, freshDatabase } from '../support/servers.ts'
import { type OldStore, startOnOldStore } from './old-store.ts'
import { guest, type Player } from './player.ts'

let store: OldStore
let character = ''
/** Events up to here are told. */
let upTo = 0
const targets: FreshDatabase[] = []

interface Turn {
  readonly after: number
  readonly began: number
}

/** The turns that a database knows, and the timeline that its shard is in. */
async function turnsIn(url: string): Promise<{ turns: Turn[]; timeline: number; tick: number }> {
  const turns = await ask<{ after: number; began: number }>(
    url,
    'select after::float8, began::float8 from timelines order by began',
  )
  const [shard] = await ask<{ timeline: number; tick: number }>(
    url,
    'select timeline::float8, tick::float8 from shards',
  )
  return { turns, timeline: shard?.timeline ?? 0, tick: shard?.tick ?? 0 }
}

const relayed = async (): Promise<number> => {
  const [row] = await ask<{ tick: number }>(
    store.url(),
    'select relayed_tick::float8 as tick from shards',
  )
  return row?.tick ?? 0
}

/** Talks until all that has happened is told on the bus, and that is known: with the next thing that happens. */
async function toldAll(player: Player): Promise<number> {
  const { tick } = await turnsIn(store.url())
  while ((await relayed()) < tick) await player.play('say on and on')
  return tick
}

beforeAll(async () => {
  store = await startOnOldStore()
  const ann = await guest(store.system.gateways[0] ?? '')
  const welcome = ann.frames.findLast(({ t }) => t === 'welcome')
  character = z.object({ id: z.string() }).parse(welcome?.['character']).id
  await ann.play('say before the copy')
  await store.copy()
  await ann.play('say this may never have been')
  await toldAll(ann)
  await store.failOver()
  await ann.next(({ t }) => t === 'resync')
  await ann.play('say after it')
  upTo = await toldAll(ann)
  ann.drop()
}, 120_000)
afterAll(async () => {
  for (const target of targets) await target.drop()
  await store?.end()
})

const message = z.object({
  timeline: z.number(),
  lost: z.array(z.tuple([z.number(), z.number()])),
  events: z.array(z.object({ tick: z.number(), ordinal: z.number() })),
})

/** Every message of events that the bus holds, read without anything of ours but its address. */
async function messagesOfEvents(): Promise<z.infer<typeof message>[]> {
  const { nats } = readSecrets(store.home.dataDir)
  const url = `nats://admin:${nats.admin}@127.0.0.1:${store.home.ports.nats}`
  const nc = await connectNats(url, 'reader')
  const { streams } = await nc.jetstreamManager()
  const name = subjectsOf('main').streams.events
  const { state } = await streams.info(name)
  const all: z.infer<typeof message>[] = []
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const stored = await streams.getMessage(name, { seq })
    all.push(message.parse(JSON.parse(new TextDecoder().decode(stored.data))))
  }
  await nc.close()
  return all
}

// PROMISE RELIABILITY 3.1: A reader of EVENTS needs nothing else to know them
test('a plain reader of events drops what never happened, and has what did', async () => {
  const kept = new Set<string>()
  let timeline = 0
  let dropped = 0
  for (const { lost, events, ...told } of await messagesOfEvents()) {
    if (told.timeline !== timeline) {
      timeline = told.timeline
      for (const key of kept) {
        const tick = Number(key.split(' ')[0])
        if (!lost.some(([after, began]) => after < tick && tick < began)) continue
        kept.delete(key)
        dropped += 1
      }
    }
    for (const { tick, ordinal } of events) if (tick <= upTo) kept.add(`${tick} ${ordinal}`)
  }
  expect(dropped).toBeGreaterThan(0)
  const rows = await ask<{ key: string }>(
    store.url(),
    `select tick || ' ' || ordinal as key from events where tick <= $1`,
    [upTo],
  )
  expect(kept).toEqual(new Set(rows.map(({ key }) => key)))
})

async function emptyTarget(name: string): Promise<string> {
  const target = await freshDatabase(name)
  targets.push(target)
  return target.url('owner')
}

// PROMISE RELIABILITY 3.1: A backup, an export and a fork carry the table, a fork up to its tick
test('backups, exports and forks carry the timelines that belong to them', async () => {
  const { turns, timeline } = await turnsIn(store.url())
  expect(turns).toEqual([{ after: expect.any(Number), began: timeline }])
  const carried = { turns, timeline }
  for (const [write, read] of [
    [
      ['backup', 'create'],
      ['backup', 'restore'],
    ],
    [['export'], ['import']],
  ] as const) {
    const file = join(store.folder, `${write.join('-')}.gz`)
    const target = await emptyTarget(write[0])
    await store.command(...write, file)
    await store.commandOn(target, ...read, file)
    expect(await turnsIn(target)).toMatchObject(carried)
    const history = await store.commandOn(target, 'history', character)
    expect(history).toContain(`-- timeline ${timeline}`)
  }
  const present = await emptyTarget('forked')
  await store.command('fork', '--into', present)
  expect(await turnsIn(present)).toMatchObject(carried)
  const earlier = await emptyTarget('earlier')
  await store.command('fork', '--at', String(turns[0]?.after), '--into', earlier)
  // Nothing of what came later; but its sessions are lost in a timeline of its own.
  const own = await turnsIn(earlier)
  expect(own.turns).toEqual([{ after: turns[0]?.after, began: own.timeline }])
  expect(own.timeline).not.toBe(timeline)
}, 120_000)

test('the log is checked, mended and archived over timelines', async () => {
  const { timeline, tick } = await turnsIn(store.url())
  // It fails unless all is well.
  await store.command('verify')
  expect(await store.command('rebuild')).toContain('nothing was written')
  const [part] = await ask<{ ticks: number }>(
    store.url(),
    'select (to_tick - from_tick)::float8 as ticks from event_parts where from_tick <= $1 and $1 < to_tick',
    [tick],
  )
  const [first] = await ask<{ ticks: number }>(
    store.url(),
    'select max(to_tick - from_tick)::float8 as ticks from event_parts where to_tick < $1',
    [timeline],
  )
  // The part in use would never end if it reached over the ticks that nobody has.
  expect(part?.ticks).toBe(first?.ticks)
  const moved = await until(
    'the oldest part to move',
    () => store.command('archive', '--older-than', '0'),
    (said) => said.includes('Ticks 0 to'),
    60_000,
  )
  expect(moved).toContain('Keep these files')
  expect(await store.command('history', character)).toContain(`-- timeline ${timeline}`)
  expect(await store.command('at', 'show', character)).toContain(`of timeline ${timeline}:`)
  await store.command('verify')
}, 120_000)
