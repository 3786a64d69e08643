/** What admins put right and settle over the API, on a whole game: reversal, dead jobs, short facts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import { connectNats } from '../../../../server/platform/bus/connect.ts'
import { type Db, openDatabase } from '../../../../server/platform/database.ts'
import { mudstream as main } from '../../../support/program.ts'
import { play } from '../session/whole-game.ts'
import { type AdminClient, bearer, openAdminClient } from './admin-client.ts'

describe('admins put things right', () => {
  let admin: AdminClient
  let ownerDb: Db
  beforeAll(async () => {
    admin = await openAdminClient()
    // What people said is sealed; the log is read whole with the rights of the owner.
    ownerDb = openDatabase(String(admin.game.environment.MUD_DATABASE_URL), 'test', 1)
  })
  afterAll(async () => {
    await ownerDb?.destroy()
    await admin?.stop()
  })

  const history = (id: string) => admin.read<PastEvent[]>(`travel/${id}/history`)
  const preview = (events: readonly string[]) =>
    admin.read<Shown>(`reversal?events=${events.join(',')}`)
  const at = ({ tick, ordinal }: PastEvent) => `${tick}.${ordinal}`
  const goldOf = async (id: string) => (await admin.read<Look>(`travel/${id}`)).state.entity.gold

  it('reverses stolen gold: shown first, done once, told to both, with the log as it was', async () => {
    const [rich, thief] = [await admin.game.account('Creditor'), await admin.game.account('Debtor')]
    const [giver, taker] = [
      await play(admin.game.url, rich.token),
      await play(admin.game.url, thief.token),
    ]
    giver.send('give 7 gold to debtor')
    await giver.until((frame) => frame.t === 'done' && frame['n'] === 1)
    const gift = (await history(rich.character)).find(({ type }) => type === 'gold-given')
    if (!gift) throw new Error('nothing was given')
    const shown = await preview([at(gift)])
    expect(shown.steps).toEqual([
      { at: at(gift), words: '7 gold coins go from Debtor back to Creditor' },
    ])
    expect(shown.cannot).toEqual([])
    const body = { events: [at(gift)], preview: shown.preview }
    expect(await admin.order('reverse', { ...body, preview: 'another' })).toBe('refused')
    expect(await admin.order('reverse', body)).toBe('completed')
    await giver.until((frame) => String(frame['text']).includes('come back to you'))
    await taker.until((frame) => String(frame['text']).includes('are taken from you'))
    expect(await admin.order('reverse', body)).toBe('refused')
    const again = await preview([at(gift)])
    expect(again.cannot).toEqual([{ at: at(gift), why: 'it has been reversed already' }])
    const since = (await history(rich.character)).map(({ type }) => type)
    expect(since).toContain('gold-given')
    expect(since.filter((type) => type === 'gold-returned')).toHaveLength(1)
    expect(await admin.acted('reverse')).toMatchObject([{ target: at(gift), reason: 'a test' }])
    expect((await verifyWorld(ownerDb)).ok).toBe(true)
    giver.close()
    taker.close()
  })

  it('reverses for somebody who has left, too', async () => {
    const [owned, friend] = [await admin.game.account('Parted'), await admin.game.account('Finder')]
    const [giver, taker] = [
      await play(admin.game.url, owned.token),
      await play(admin.game.url, friend.token),
    ]
    giver.send('give 5 gold to finder')
    await giver.until((frame) => frame.t === 'done' && frame['n'] === 1)
    giver.send('quit')
    await giver.until((frame) => frame.t === 'bye')
    const gift = (await history(friend.character)).find(({ type }) => type === 'gold-given')
    const shown = await preview(gift ? [at(gift)] : [])
    expect(shown.steps).toHaveLength(1)
    expect(
      await admin.order('reverse', { events: [gift && at(gift)], preview: shown.preview }),
    ).toBe('completed')
    const state = await admin.read<Look>(`travel/${owned.character}`)
    expect(state.state.entity.gold).toBe(Number((await goldOf(friend.character)) ?? 0))
    expect((await verifyWorld(ownerDb)).ok).toBe(true)
    taker.close()
  })

  /** Runs `mudstream` on the servers of the game. */
  const mudstream = async (...words: string[]) => {
    const program = spawn(process.execPath, [main, ...words], {
      env: { PATH: process.env['PATH'], ...admin.game.environment },
    })
    let text = ''
    const take = (chunk: Buffer) => {
      text += chunk.toString()
    }
    program.stdout.on('data', take)
    program.stderr.on('data', take)
    const [code] = (await once(program, 'close')) as [number]
    return { code, text }
  }

  it('does the same from a terminal, and nothing without --yes and a reason', async () => {
    const [rich, thief] = [await admin.game.account('Robbed'), await admin.game.account('Robber')]
    const giver = await play(admin.game.url, rich.token)
    const taker = await play(admin.game.url, thief.token)
    giver.send('give 4 gold to robber')
    await giver.until((frame) => frame.t === 'done' && frame['n'] === 1)
    const gift = (await history(rich.character)).find(({ type }) => type === 'gold-given')
    const position = gift ? at(gift) : ''
    const before = await goldOf(thief.character)
    const dry = await mudstream('reverse', position)
    expect(dry).toMatchObject({ code: 0 })
    expect(dry.text).toContain(`${position}  4 gold coins go from Robber back to Robbed`)
    expect(dry.text).toContain('Nothing is done yet')
    expect((await mudstream('reverse', position, '--yes')).code).toBe(1)
    expect(await goldOf(thief.character)).toBe(before)
    const done = await mudstream('reverse', position, '--yes', '--reason', 'he asked')
    expect(done).toMatchObject({ code: 0 })
    expect(await goldOf(thief.character)).toBe(before - 4)
    const again = await mudstream('reverse', position, '--yes', '--reason', 'he asked')
    expect(again.code).toBe(1)
    expect(again.text).toContain('cannot be reversed: it has been reversed already')
    expect(await admin.acted('reverse')).toContainEqual(
      expect.objectContaining({ by: 'console', target: position, reason: 'he asked' }),
    )
    giver.close()
    taker.close()
  }, 60_000)

  it('shows why nothing can be reversed, and refuses what is no position', async () => {
    const shown = await preview(['1.1', '999999.1'])
    expect(shown.steps).toEqual([])
    expect(shown.cannot.map(({ why }) => why)).toContain('the log has no event there')
    for (const events of ['', 'x', '1', '1.1;drop']) {
      expect((await admin.get(`reversal?events=${events}`, admin.owner)).status, events).toBe(400)
    }
    const none = { events: ['999999.1'], preview: 'x', reason: 'a test' }
    expect((await admin.act('reverse', none, admin.owner)).status).toBe(422)
  })

  const bury = async (job: string) => {
    const body = Buffer.from(JSON.stringify({ job, words: 'a secret' }))
    const letter = { job, lane: 'ambient', kind: 'narrate-room', key: 'k', cause: 'planted', body }
    const history = JSON.stringify([
      { delivery: 1, outcome: 'failed', why: 'planted', worker: 'w1' },
    ])
    await admin.db
      .insertInto('dead_letters')
      .values({ ...letter, history })
      .execute()
  }

  it('looks into a dead job, drops it and sends another again, each with a record', async () => {
    await admin.order('lane', { target: 'ambient', paused: true })
    await bury('deadjob1')
    await bury('deadjob2')
    const listed = await admin.read<Record<string, unknown>[]>('dead')
    expect(listed.map((one) => one['job']).sort()).toEqual(['deadjob1', 'deadjob2'])
    expect(JSON.stringify(listed)).not.toContain('a secret')
    const shortcut = await fetch(`${admin.game.url}/admin/dlq`, { headers: bearer(admin.owner) })
    expect(await shortcut.json()).toEqual(listed)
    const { letter } = await admin.read<{ letter: object }>('dead/deadjob1')
    expect(letter).toMatchObject({ cause: 'planted', body: { words: 'a secret' }, replays: 0 })
    expect(letter).toMatchObject({ history: [{ outcome: 'failed', why: 'planted' }] })
    expect(await admin.order('dead', { target: 'deadjob1', deed: 'drop' })).toBe('completed')
    expect(await admin.order('dead', { target: 'deadjob2', deed: 'replay' })).toBe('completed')
    const rows = await admin.db.selectFrom('dead_letters').selectAll().orderBy('job').execute()
    expect(rows.map(({ state, replays }) => [state, replays])).toEqual([
      ['dropped', 0],
      ['replayed', 1],
    ])
    const queues = await admin.read<Lanes>('queues')
    expect(queues.lanes.find(({ lane }) => lane === 'ambient')?.pending).toBeGreaterThan(0)
    const again = { target: 'deadjob1', deed: 'replay', reason: 'a test' }
    expect((await admin.act('dead', again, admin.owner)).status, 'settled before').toBe(404)
    expect(
      (await admin.acted('dead')).map(({ target, details }) => [target, details.deed]),
    ).toEqual([
      ['deadjob1', 'drop'],
      ['deadjob2', 'replay'],
    ])
    await admin.order('lane', { target: 'ambient', paused: false })
  })

  it('tells monitors objectives, phases, queues and caches at short addresses', async () => {
    const short = async (name: string) => {
      const answer = await fetch(`${admin.game.url}/admin/${name}`, {
        headers: bearer(admin.owner),
      })
      expect(answer.status, name).toBe(200)
      expect((await fetch(`${admin.game.url}/admin/${name}`)).status, name).toBe(401)
      return (await answer.json()) as never
    }
    const slo: Slo = await short('slo')
    expect(slo.objectives.map(({ name }) => name)).toEqual([
      'tick',
      'applied',
      'pipeline',
      'llm',
      'workers',
    ])
    expect(Object.keys(slo.phases.ms)).toEqual(expect.arrayContaining(['decide', 'flush']))
    expect(slo.judged).toEqual({
      windows: expect.any(Number),
      breaches: expect.any(Number),
      raised: expect.any(Number),
      recovered: expect.any(Number),
    })
    const nats = await connectNats(admin.game.parts('test').natsUrl, 'test')
    const { streams } = await nats.jetstreamManager()
    const lastSeqs = (names: readonly string[]) =>
      Promise.all(names.map(async (name) => (await streams.info(name)).state.last_seq))
    // The world goes on meanwhile, so what is told must lie between two looks of our own.
    const names = ((await short('queues')) as Lanes).streams.map(({ stream }) => stream)
    const before = await lastSeqs(names)
    const told = ((await short('queues')) as Lanes).streams.map(({ lastSeq }) => lastSeq)
    const after = await lastSeqs(names)
    expect(names).toHaveLength(4)
    for (const [at, lastSeq] of told.entries()) {
      expect(lastSeq, names[at]).toBeGreaterThanOrEqual(before[at] ?? Infinity)
      expect(lastSeq, names[at]).toBeLessThanOrEqual(after[at] ?? -1)
    }
    await nats.close()
    const caches: { role: string; hits: number }[] = await short('caches')
    expect(caches.map(({ role }) => role).sort()).toEqual(['tick', 'worker'])
  })
})

interface PastEvent {
  readonly tick: number
  readonly ordinal: number
  readonly type: string
}

interface Shown {
  readonly steps: readonly { readonly at: string; readonly words: string }[]
  readonly cannot: readonly { readonly at: string; readonly why: string }[]
  readonly preview: string
}

interface Look {
  readonly state: { readonly entity: { readonly gold: number } }
}

interface Lanes {
  readonly streams: readonly { readonly stream: string; readonly lastSeq: number }[]
  readonly lanes: readonly { readonly lane: string; readonly pending: number }[]
}

interface Slo {
  readonly objectives: readonly { readonly name: string }[]
  readonly phases: { readonly ms: Readonly<Record<string, number>> }
  readonly judged: object
}
