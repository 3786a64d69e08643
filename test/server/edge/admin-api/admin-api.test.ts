/** What admins may ask and do, on a whole game. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminActionNames, adminActions } from '../../../../schema/admin-actions.ts'
import { subjectsOf } from '../../../../schema/subjects.ts'
import { openBus } from '../../../../server/platform/bus/nats-bus.ts'
import { openDatabase } from '../../../../server/platform/database.ts'
import { failOnBroken } from '../../../support/bus.ts'
import { type MailServer, openMailServer } from '../../../support/mail-server.ts'
import { listen, play, type WholeGame } from '../session/whole-game.ts'
import { type AdminClient, bearer, openAdminClient } from './admin-client.ts'

const password = 'a lantern in the fog'

describe('the API for admins', () => {
  let admin: AdminClient
  let mail: MailServer
  let game: WholeGame
  let owner: string

  beforeAll(async () => {
    mail = await openMailServer()
    admin = await openAdminClient({
      MUD_SMTP_URL: mail.url,
      MUD_MAIL_FROM: 'mud@example.org',
      MUD_PUBLIC_URL: 'http://127.0.0.1',
    })
    game = admin.game
    owner = admin.owner
  })
  afterAll(async () => {
    await admin?.stop()
    await mail?.close()
  })

  const { get, act, signIn, order, acted } = {
    get: (...given: Parameters<AdminClient['get']>) => admin.get(...given),
    act: (...given: Parameters<AdminClient['act']>) => admin.act(...given),
    signIn: (...given: Parameters<AdminClient['signIn']>) => admin.signIn(...given),
    order: (...given: Parameters<AdminClient['order']>) => admin.order(...given),
    acted: (...given: Parameters<AdminClient['acted']>) => admin.acted(...given),
  }

  const paths =
    'status ticks sessions queues leases bans dead dead/x trace/x slo caches dlq live travel/x travel/x/history reversal?events=1.1 storage cluster accounts accounts/x acts commands jobs rooms settings remarks'

  it.each(paths.split(' '))('lets nobody but admins read %s', async (path) => {
    const { token: player } = await game.account(`Reader${letters(paths.indexOf(path))}`)
    expect((await get(path)).status).toBe(401)
    expect((await get(path, player)).status).toBe(403)
    if (path === 'live') return
    expect((await get(path, owner)).status).toBe(200)
  })

  const harmless: [string, object][] = [
    ['kick', { target: 'nobody' }],
    ['mute', { target: 'nobody', minutes: 1 }],
    ['broadcast', { words: 'hear' }],
    ['role', { target: 'nobody', role: 'admin' }],
    ['ban', { kind: 'name', target: 'nobody' }],
    ['unban', { kind: 'name', target: 'nobody' }],
    ['reset-link', { target: 'nobody' }],
    ['note', { target: 'nobody', words: 'never came' }],
    ['log-level', { target: 'nobody', level: 'info' }],
    ['setting', { target: 'MUD_NOTHING', value: 'off' }],
    ['drain', { target: 'nobody' }],
    ['lane', { target: 'ambient', paused: true }],
    ['reverse', { events: ['1.1'], preview: 'x' }],
    ['dead', { target: 'nobody', deed: 'drop' }],
  ]
  it('has a body to try for every action', () => {
    expect(harmless.map(([action]) => action).sort()).toEqual([...adminActionNames].sort())
  })

  it.each(harmless)('lets nobody but admins %s', async (action, body) => {
    const { token: player } = await game.account(`Actor${action.replace('-', '')}`)
    const whole = { ...body, reason: 'because' }
    expect((await act(action, whole)).status).toBe(401)
    expect((await act(action, whole, player)).status).toBe(403)
    expect((await act(action, body, owner)).status, 'without a reason').toBe(400)
    expect((await act(action, { ...whole, more: 1 }, owner)).status, 'with more').toBe(400)
  })

  it('is described with every list and every action', async () => {
    const answer = await fetch(`${game.url}/v1/openapi.json`)
    const { paths: described } = (await answer.json()) as { paths: Record<string, Operations> }
    for (const action of adminActionNames) {
      const { post } = described[`/admin/api/actions/${action}`] ?? {}
      expect(post?.summary).toBe(adminActions[action].about)
      expect(JSON.stringify(post?.requestBody), action).toContain('"reason"')
    }
    for (const path of ['slo', 'queues', 'caches', 'dlq', 'cluster']) {
      expect(described[`/admin/${path}`]?.get).toEqual(described[`/admin/api/${path}`]?.get)
    }
    // Whoever is signed in may ask what they may.
    const own = '/admin/api/me'
    const admins = Object.entries(described).filter(
      ([path]) => path.startsWith('/admin/') && path !== own,
    )
    expect(admins).toHaveLength(adminActionNames.length + 5 + paths.split(' ').length)
    for (const [path, operations] of admins) {
      const [operation] = Object.values(operations)
      expect(Object.keys(operation?.responses ?? {}), path).toEqual(
        expect.arrayContaining(['401', '403']),
      )
    }
  })

  it('takes JSON only, and only the actions it knows', async () => {
    expect((await act('constructor', { reason: 'x' }, owner)).status).toBe(404)
    const form = await fetch(`${game.url}/admin/api/actions/broadcast`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...bearer(owner) },
      body: JSON.stringify({ words: 'x', reason: 'x' }),
    })
    expect(form.status).toBe(415)
  })

  it('kicks, and says to the one who is kicked that it was so', async () => {
    const { token: mine } = await game.account('Kettle')
    const player = await play(game.url, mine)
    expect(await order('kick', { target: 'Kettle', reason: 'too loud' })).toBe('completed')
    const bye = await player.until((frame) => frame.t === 'bye')
    expect(bye['code']).toBe('kicked')
    expect(await acted('kick')).toMatchObject([{ target: 'Kettle', reason: 'too loud' }])
    expect(await order('kick', { target: 'Kettle' })).toBe('refused')
  })

  it('mutes: the others hear nothing until the time is over', async () => {
    const [loud, ear] = [await game.account('Loudmouth'), await game.account('Earwig')]
    const [speaker, hearer] = [await play(game.url, loud.token), await play(game.url, ear.token)]
    expect(await order('mute', { target: 'Loudmouth', minutes: 5 })).toBe('completed')
    speaker.send('say nobody hears this')
    const done = await speaker.until((frame) => frame.t === 'done' && frame['n'] === 1)
    expect(done['status']).toBe('refused')
    expect(await order('mute', { target: 'Loudmouth', minutes: 0 })).toBe('completed')
    speaker.send('say everybody hears this')
    await hearer.until((frame) => JSON.stringify(frame).includes('everybody hears this'))
    expect(JSON.stringify(hearer.frames)).not.toContain('nobody hears this')
    speaker.close()
    hearer.close()
  })

  it('broadcasts to everybody, with markup of its own taken as text', async () => {
    const player = await play(game.url, (await game.account('Listener')).token)
    expect(await order('broadcast', { words: 'The {danger}tide{/} comes' })).toBe('completed')
    const heard = await player.until((frame) => frame['kind'] === 'announcement-made')
    expect(heard['text']).toContain('The {danger}tide{/} comes')
    player.close()
  })

  it('bans: sign-in, tokens and sessions are refused, until the ban is lifted', async () => {
    const { token: mine } = await game.account('Outcast')
    const player = await play(game.url, mine)
    expect(await order('ban', { kind: 'name', target: 'Outcast', minutes: 60 })).toBe('completed')
    await player.until((frame) => frame.t === 'bye')
    const line = await fetch(`${game.url}/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(mine) },
      body: JSON.stringify({ line: 'say still here' }),
    })
    expect(line.status).toBe(401)
    expect((await signIn('Outcast', password)).status).toBe(403)
    expect(await order('unban', { kind: 'name', target: 'Outcast' })).toBe('completed')
    expect((await signIn('Outcast', password)).status).toBe(201)
    expect(await acted('ban')).toHaveLength(1)
  })

  it('bans an address over every door', async () => {
    const { token: mine } = await game.account('Faraway')
    expect(await order('ban', { kind: 'address', target: '127.0.0.1' })).toBe('completed')
    try {
      expect((await signIn('Faraway', password)).status).toBe(403)
      expect((await get('bans', owner)).status, 'whoever is signed in may undo it').toBe(200)
      const line = await fetch(`${game.url}/v1/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(mine) },
        body: JSON.stringify({ line: 'look' }),
      })
      expect(line.status).toBe(403)
    } finally {
      await order('unban', { kind: 'address', target: '127.0.0.1' })
    }
  })

  it('gives roles, but never touches the owner', async () => {
    const { token: mine } = await game.account('Deputy')
    expect(await order('role', { target: 'Deputy', role: 'admin' })).toBe('completed')
    expect((await get('status', mine)).status).toBe(200)
    for (const [action, body] of [
      ['kick', {}],
      ['mute', { minutes: 5 }],
      ['ban', { kind: 'name' }],
      ['role', { role: 'player' }],
    ] as const) {
      const tried = await act(action, { ...body, target: 'OWNER', reason: 'coup' }, mine)
      expect(tried.status, action).toBe(403)
    }
    expect(
      (await act('role', { target: 'Nobodyx', role: 'builder', reason: 'x' }, mine)).status,
    ).toBe(404)
    await order('role', { target: 'Deputy', role: 'player' })
    expect((await get('status', mine)).status).toBe(403)
  })

  it('holds a lane back and lets it go again', async () => {
    const paused = async () => {
      const { lanes } = (await (await get('queues', owner)).json()) as {
        lanes: { lane: string; paused: boolean }[]
      }
      return lanes.filter((one) => one.paused).map((one) => one.lane)
    }
    await order('lane', { target: 'ambient', paused: true })
    expect(await paused()).toEqual(['ambient'])
    await order('lane', { target: 'ambient', paused: false })
    expect(await paused()).toEqual([])
    expect(await acted('lane')).toHaveLength(2)
  })

  it('raises an alert of what stands still, on the page and by mail, and ends it', async () => {
    const email = 'owner@example.net'
    const db = openDatabase(game.environment['MUD_DATABASE_URL'] ?? '', 'test', 1)
    await db
      .updateTable('accounts')
      .set({ email, email_confirmed: true })
      .where('role', '=', 'owner')
      .execute()
    await db.destroy()
    const url = game.environment['MUD_NATS_URL'] ?? ''
    const bus = await openBus({ url, name: 'test', onBroken: failOnBroken })
    // A worker that gives one sign of life and no other.
    const give = (leaves: boolean) =>
      bus.publish(
        subjectsOf(game.world).system('sign', 'wlost'),
        JSON.stringify({ role: 'worker', instance: 'wlost', leaves }),
      )
    give(false)
    const states = async () => {
      const { alerts } = (await (await get('status', owner)).json()) as {
        alerts: { objective: string; state: string }[]
      }
      return alerts.filter((one) => one.objective === 'worker wlost').map(({ state }) => state)
    }
    await expect.poll(states).toContain('raised')
    // Other alerts may come before it on a busy machine.
    const told = () => mail.taken.filter(({ source }) => source.includes('worker wlost raised'))
    await expect.poll(() => told().map(({ to }) => to)).toContain(email)
    give(true)
    await expect.poll(states).toEqual(['recovered', 'raised'])
    await bus.close()
  })

  it('streams every second, with all processes and stages that add up to the tick', async () => {
    const live = await listen(`${game.url}/admin/api/live`, owner)
    const player = await play(game.url, (await game.account('Walker')).token)
    const busy = ({ name, data }: { name: string; data: Record<string, unknown> }) =>
      name === 'second' && Number(data['commands']) >= 5
    for (let n = 0; n < 20; n += 1) player.send('look')
    const second = await live.until(busy)
    const stages = Object.values(second.data['stages'] as Record<string, number>)
    const { duration } = second.data as { duration: { sum: number } }
    const inStages = stages.reduce((sum, ms) => sum + ms, 0)
    expect(inStages).toBeGreaterThanOrEqual(0.95 * duration.sum)
    const status = await live.until(
      ({ name, data }) => name === 'status' && (data['processes'] as unknown[]).length === 3,
    )
    const roles = (status.data['processes'] as { role: string }[]).map(({ role }) => role)
    expect(roles).toEqual(['gateway', 'tick', 'worker'])
    const { processes } = status.data as { processes: { figures: { slowest?: Slow[] } }[] }
    for (const one of processes.flatMap(({ figures }) => figures.slowest ?? [])) {
      const inPhases = Object.values(one.phases).reduce((sum, ms) => sum + ms, 0)
      expect(inPhases).toBeGreaterThanOrEqual(0.95 * one.totalMs)
      expect(one.line).not.toContain(' ')
    }
    live.close()
    player.close()
  })

  it('tells what happened to somebody, and how they were', async () => {
    const { token: mine, character } = await game.account('Chronicle')
    const player = await play(game.url, mine)
    await expect
      .poll(async () => {
        const past = (await (await get(`travel/${character}/history`, owner)).json()) as {
          type: string
        }[]
        return past.map(({ type }) => type)
      })
      .toContain('character-created')
    const now = (await (await get(`travel/${character}`, owner)).json()) as { state: unknown }
    expect(JSON.stringify(now.state)).toContain('Chronicle')
    const before = (await (await get(`travel/${character}?tick=1`, owner)).json()) as {
      state: unknown
    }
    expect(before.state).toBeNull()
    player.close()
  })
})

interface Operation {
  readonly summary?: string
  readonly requestBody?: object
  readonly responses?: object
}
type Operations = Readonly<Record<string, Operation>>

interface Slow {
  readonly line: string
  readonly totalMs: number
  readonly phases: Readonly<Record<string, number>>
}

/** Names hold letters only. */
function letters(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
