/** Settings of the world and its tick, seen by the players of two worlds side by side. */
import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { findMasterKey, useMasterKey } from '../../../server/persons/master-key.ts'
import { openWords } from '../../../server/persons/person-keys.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { connect, type Frame, guest, type Player } from '../../e2e/player.ts'
import { listen } from '../../server/edge/session/whole-game.ts'
import { openTestBus } from '../../support/bus.ts'
import { defineArea, type Values } from '../area.ts'
import { type Gallery, galleryRooms, writeGallery } from '../gallery.ts'
import { httpOf, openStage, type Stage } from '../stage.ts'

interface World {
  readonly stage: Stage
  readonly gallery: Gallery
  readonly gateway: RunningRole
  readonly tick: RunningRole
  readonly password: string
  /** The owner, in the world for all rows. */
  readonly owner: Player
  readonly token: string
}

interface Scene {
  readonly one: World
  readonly other: World
}

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url')

const ofOne: Values = {
  MUD_OWNER_PASSWORD: 'a lamp for one',
  MUD_HEARTBEAT_MS: '40',
  MUD_GATHER_MS: '0',
  MUD_CACHE_ROOMS_MAX: '100',
  MUD_REQUEST_TTL_MS: '60000',
  MUD_OUTPUT_KEEP_MS: '60000',
  MUD_COMMANDS_MAX_AGE_MS: '1000',
  MUD_LEDGER_KEEP_MS: '60000',
  MUD_EVENTS_PART_TICKS: '5000',
}
const ofOther: Values = {
  MUD_OWNER_PASSWORD: 'a lamp for the other',
  MUD_HEARTBEAT_MS: '1000',
  MUD_GATHER_MS: '100',
  MUD_COMMANDS_PER_TICK: '1',
  MUD_LEASE_MS: '60000',
  MUD_LINK_GRACE_MS: '0',
}

async function openWorld(name: string, values: Values): Promise<World> {
  const gallery = writeGallery(name)
  const stage = await openStage({
    MUD_WORLD_DIR: gallery.folder,
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    MUD_PERSON_KEY: key(7),
    ...values,
  })
  const [gateway, tick] = await Promise.all([
    // Gateways gather as well; here every command is to be a message of its own.
    stage.start('gateway', 'gw1', { MUD_GATHER_MS: '0' }),
    stage.start('tick', 't1'),
  ])
  const password = values.MUD_OWNER_PASSWORD ?? ''
  const { token = '' } = await signIn(gateway, password)
  const owner = await connect(httpOf(gateway))
  owner.send({ t: 'hello', token })
  await owner.next(({ t, part }) => t === 'state' && part === 'items')
  return { stage, gallery, gateway, tick, password, owner, token }
}

async function signIn(gateway: RunningRole, password: string) {
  const answer = await fetch(`${httpOf(gateway)}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password }),
  })
  return { status: answer.status, ...((await answer.json()) as { token?: string }) }
}

const titleIn = (frames: readonly Frame[]) => JSON.stringify(frames)

/** What the owner sees after going to a room. */
const visit = async ({ owner, gallery }: World, number: number) =>
  titleIn(await owner.play(`goto ${gallery.room(number)}`))

/** Gives the first room another title behind everybody's back. */
async function retitle({ stage, gallery }: World, title: string): Promise<void> {
  await sql`
    update entities set body = convert_to(
      jsonb_set(convert_from(body, 'UTF8')::jsonb, '{title}', to_jsonb(${title}::text))::text, 'UTF8')
    where id = ${gallery.room(1)}`.execute(stage.owner)
}

/** How many ticks apply these lines, each of which is a message of its own. */
async function ticksOf({ gateway, stage }: World, lines: number): Promise<number> {
  const player = await guest(httpOf(gateway))
  for (let n = 1; n <= lines; n += 1) {
    player.send({ t: 'cmd', n, line: 'look' })
    await player.next((frame) => frame.t === 'ack' && frame['n'] === n)
  }
  await player.next((frame) => frame.t === 'done' && frame['n'] === lines)
  player.drop()
  const { rows } = await sql<{ ticks: number }>`
    select count(distinct tick)::int as ticks from commands
    where session = ${player.session().session} and n between 1 and ${lines}`.execute(stage.owner)
  return rows[0]?.ticks ?? 0
}

/** How long ten commands take that each wait for the one before, in milliseconds. */
async function tenMs(player: Player): Promise<number> {
  await player.play('look')
  const began = performance.now()
  for (let count = 0; count < 10; count += 1) await player.play('look')
  return performance.now() - began
}

async function leaseMs({ stage }: World): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from lease_until - now())::float8 * 1000 as ms from shards`.execute(
    stage.owner,
  )
  return rows[0]?.ms ?? 0
}

/** World beats in each second, as events tell: one now, one a moment later. */
async function beatsPerSecond({ owner, stage }: World): Promise<number> {
  const said = async (words: string) => {
    await owner.play(`say ${words}`)
    const { rows } = await sql<{ beat: number; at: number }>`
      select beat::float8 as beat, at_ms::float8 as at from events
      where type = 'speech-uttered' order by tick desc limit 1`.execute(stage.owner)
    return rows[0] ?? { beat: 0, at: 0 }
  }
  const first = await said('one')
  let last = first
  await expect
    .poll(async () => {
      last = await said('two')
      return last.at - first.at
    })
    .toBeGreaterThan(1_200)
  return ((last.beat - first.beat) * 1_000) / (last.at - first.at)
}

export const world = defineArea({
  async open(): Promise<Scene> {
    const one = await openWorld('The Hall of One', ofOne)
    return { one, other: await openWorld('The Hall of the Other', ofOther) }
  },
  async close({ one, other }: Scene) {
    useMasterKey(undefined)
    for (const { owner, stage, gallery } of [one, other]) {
      owner.drop()
      await stage.stop()
      gallery.remove()
    }
  },
  rows: {
    async MUD_WORLD({ one, other }) {
      const bus = await openTestBus('admin')
      for (const { stage, owner } of [one, other]) {
        const commands = async () => (await bus.streams.state(`COMMANDS_${stage.world}`)).lastSeq
        const before = await commands()
        await owner.play('look')
        expect(await commands()).toBe(before + 1)
      }
      await bus.close()
    },
    async MUD_COMMANDS_MAX_AGE_MS({ one, other }) {
      const bus = await openTestBus('admin')
      const kept = async ({ stage }: World) =>
        (await bus.streams.state(`COMMANDS_${stage.world}`)).messages
      for (const { owner } of [one, other]) await owner.play('look')
      await expect.poll(() => kept(one)).toBe(0)
      expect(await kept(other)).toBeGreaterThan(0)
      await bus.close()
    },
    async MUD_WORLD_DIR({ one, other }) {
      for (const [{ gateway }, name] of [
        [one, 'The Hall of One'],
        [other, 'The Hall of the Other'],
      ] as const) {
        const player = await guest(httpOf(gateway))
        expect(titleIn(await player.play('look'))).toContain(name)
        player.drop()
      }
    },
    async MUD_HEARTBEAT_MS({ one, other }) {
      const [quick, slow] = await Promise.all([beatsPerSecond(one), beatsPerSecond(other)])
      expect(quick).toBeGreaterThan(3 * slow)
    },
    async MUD_GATHER_MS({ one, other }) {
      // Ticks begin 50 ms apart then, messages of a gateway 100; what comes late once is allowed for.
      expect(await tenMs(other.owner)).toBeGreaterThan(250)
      const slow = await one.stage.start('gateway', 'gw2', { MUD_GATHER_MS: '100' })
      const player = await guest(httpOf(slow))
      expect(await tenMs(player)).toBeGreaterThan(500)
      player.drop()
      await expect.poll(() => tenMs(one.owner)).toBeLessThan(250)
    },
    async MUD_COMMANDS_PER_TICK({ other }) {
      expect(await ticksOf(other, 6)).toBe(6)
      await other.tick.stop()
      await other.stage.start('tick', 't2', { MUD_COMMANDS_PER_TICK: '5000' })
      await expect.poll(() => ticksOf(other, 6)).toBeLessThan(6)
    },
    async MUD_LEASE_MS({ one, other }) {
      expect(await leaseMs(one)).toBeLessThanOrEqual(3_000)
      expect(await leaseMs(other)).toBeGreaterThan(3_000)
    },
    async MUD_CACHE_ROOMS_MAX({ one }) {
      expect(await visit(one, 1)).toContain('Bay 1')
      await visit(one, 2)
      await retitle(one, 'A New Bay')
      expect(await visit(one, 1)).not.toContain('A New Bay')
      for (let number = 3; number < galleryRooms; number += 1) await visit(one, number)
      expect(await visit(one, 1)).toContain('A New Bay')
    },
    async MUD_LINK_GRACE_MS({ one, other }) {
      const lost = async ({ gateway, owner, gallery }: World, name: string) => {
        await owner.play(`goto ${gallery.room(0)}`)
        const player = await guest(httpOf(gateway), name)
        player.drop()
      }
      const here = async ({ owner }: World) => titleIn(await owner.play('look'))
      await lost(one, 'Lingerer')
      await lost(other, 'Leaver')
      await expect.poll(() => here(other)).not.toContain('Leaver')
      expect(await here(one)).toContain('Lingerer')
    },
    async MUD_REQUEST_TTL_MS({ one, other }) {
      for (const [{ owner, stage, gateway, token }, status] of [
        [one, 404],
        [other, 200],
      ] as const) {
        const done = (await owner.play('look')).find(({ t }) => t === 'done')
        const request = String(done?.['request'])
        const ask = async () =>
          (
            await fetch(`${httpOf(gateway)}/v1/requests/${request}`, {
              headers: { authorization: `Bearer ${token}` },
            })
          ).status
        expect(await ask()).toBe(200)
        await sql`update commands set done_ms = done_ms - 100000`.execute(stage.owner)
        expect(await ask()).toBe(status)
      }
    },
    async MUD_LEDGER_KEEP_MS({ one, other }) {
      const left = async ({ stage }: World, session: string) => {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from commands where session = ${session}`.execute(
          stage.owner,
        )
        return rows[0]?.count
      }
      const played = async ({ gateway, stage }: World) => {
        const player = await guest(httpOf(gateway))
        await player.play('look')
        player.send({ t: 'cmd', n: 2, line: 'quit' })
        await player.closed
        await sql`update commands set done_ms = done_ms - 100000`.execute(stage.owner)
        return player.session().session
      }
      const sessions = [await played(one), await played(other)] as const
      await expect.poll(() => left(one, sessions[0])).toBe(0)
      expect(await left(other, sessions[1])).toBe(2)
    },
    async MUD_EVENTS_PART_TICKS({ one, other }) {
      const size = async ({ stage }: World) => {
        const { rows } = await sql<{ ticks: number }>`
          select (to_tick - from_tick)::float8 as ticks from event_parts
          order by from_tick desc limit 1`.execute(stage.owner)
        return rows[0]?.ticks
      }
      expect([await size(one), await size(other)]).toEqual([5_000, 4_000])
    },
    async MUD_OWNER_PASSWORD({ one, other }) {
      expect((await signIn(one.gateway, one.password)).status).toBe(201)
      expect((await signIn(other.gateway, other.password)).status).toBe(201)
      expect((await signIn(one.gateway, other.password)).status).toBe(401)
      const unset = await openStage({ MUD_OWNER_PASSWORD: '' })
      expect(unset.prepared.ownerLink).toMatch(/^\/v1\/links\//)
      await unset.stop()
    },
    async MUD_PERSON_KEY({ one }) {
      await one.owner.play('say a word in the dark')
      const { rows } = await sql<{ body: string }>`
        select convert_from(body, 'UTF8') as body from events
        where type = 'speech-uttered' order by tick desc limit 1`.execute(one.stage.owner)
      const sealed = rows[0]?.body ?? ''
      expect(sealed).not.toContain('a word in the dark')
      const under = async (value: string) => {
        useMasterKey(await findMasterKey(loadConfig({ MUD_PERSON_KEY: value })))
        return await openWords(one.stage.owner, sealed)
      }
      await expect(under(key(8))).rejects.toThrow('MUD_PERSON_KEY')
      expect(await under(key(7))).toContain('a word in the dark')
    },
    async MUD_OUTPUT_KEEP_MS({ one, other }) {
      const said = await Promise.all(
        [one, other].map(async ({ owner }) =>
          (await owner.play('say before the pause')).find(({ t }) => t === 'event'),
        ),
      )
      const real = Date.now
      let ahead = 2_000
      const later = vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead)
      // Outputs are dropped by the second; this begins another one.
      for (const { owner } of [one, other]) await owner.play('look')
      ahead = 90_000
      const resume = async ({ owner, gateway, token }: World, frame: Frame | undefined) => {
        await owner.play('say after the pause')
        const id = String(frame?.['frame'])
        const stream = await listen(`${httpOf(gateway)}/v1/events/world`, token, id)
        await stream.until(({ name }) => name === 'event')
        const from = stream.events.length
        await owner.play('say to whoever listens')
        await expect
          .poll(() => stream.events.slice(from).some(({ name }) => name === 'event'))
          .toBe(true)
        stream.close()
        return stream.events.some(({ name }) => name === 'resync')
      }
      await expect.poll(() => resume(one, said[0])).toBe(true)
      expect(await resume(other, said[1])).toBe(false)
      later.mockRestore()
    },
  },
})
