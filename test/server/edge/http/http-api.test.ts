/** The routes for players and operators, each as its schema and PROTOCOL 4 say. */

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { manifestFor } from '../../../../handlers/manifest.ts'
import { openHttpServer } from '../../../../server/edge/http/http-server.ts'
import { type ApiUnderTest, allOk, openApiUnderTest, password } from './api-under-test.ts'

let api: ApiUnderTest
beforeAll(async () => {
  api = await openApiUnderTest()
})
afterAll(() => api?.stop())

describe('who calls', () => {
  const guarded = [
    ['GET', '/v1/settings'],
    ['PUT', '/v1/settings'],
    ['POST', '/v1/commands'],
    ['GET', '/v1/requests/x'],
    ['GET', '/v1/rooms/x/sync'],
    ['GET', '/v1/events/world'],
    ['GET', '/v1/events/rooms/x'],
    ['GET', '/v1/events/requests/x'],
  ] as const

  it.each(guarded)(
    '%s %s is for those who have signed in, whatever the body holds',
    async (method, url) => {
      const sent = { headers: { 'content-type': 'application/json' }, payload: '{' }
      const answer = await api.call({ method, url, ...(method === 'GET' ? {} : sent) })
      expect(answer).toMatchObject({
        status: 401,
        type: expect.stringContaining('application/problem+json'),
        body: {
          type: 'about:blank',
          title: 'Not signed in',
          status: 401,
          code: 'not-signed-in',
          detail: 'Sign in first.',
        },
      })
    },
  )

  it.each([
    ['a token nobody has', { authorization: `Bearer ${'x'.repeat(27)}` }],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['a cookie nobody has', { cookie: `mud_session=${'x'.repeat(27)}` }],
    ['a cookie of another form', { cookie: 'mud_session=%20' }],
  ])('%s is nobody', async (_what, headers) => {
    expect((await api.call({ url: '/v1/settings', headers })).status).toBe(401)
  })

  it('a bearer token and the cookie of a browser are the same person; the bearer goes first', async () => {
    const [one, other] = [await api.account('Alberta'), await api.account('Benedetta')]
    const put = (token: object, theme: string) =>
      api.call({ method: 'PUT', url: '/v1/settings', headers: { ...token }, payload: { theme } })
    expect((await put({ cookie: `a=b; mud_session=${one.token}` }, 'hers')).status).toBe(204)
    const both = { authorization: other.authorization, cookie: `mud_session=${one.token}` }
    expect((await api.call({ url: '/v1/settings', headers: both })).body).toEqual({})
    const hers = await api.call({
      url: '/v1/settings',
      headers: { authorization: one.authorization },
    })
    expect(hers.body).toEqual({ theme: 'hers' })
  })

  it('a route of the API that does not say who may call it, or what it answers, stops the start', async () => {
    const app = await openHttpServer({
      identity: api.identity,
      onTrouble: () => undefined,
      isProxy: () => false,
      isOurHost: () => true,
    })
    const config = { caller: 'account' } as const
    expect(() => app.get('/v1/forgotten', () => 'x')).toThrow('does not say who may call it')
    expect(() => app.get('/v1/forgotten', { config }, () => 'x')).toThrow('what it answers')
    await app.close()
  })

  it('a handler that forgot to ask who calls cannot learn it', async () => {
    const app = await openHttpServer({
      identity: api.identity,
      onTrouble: () => undefined,
      isProxy: () => false,
      isOurHost: () => true,
    })
    const schema = { response: { 200: z.string() } }
    const config = { caller: 'anybody' } as const
    app.get('/v1/careless', { config, schema }, ({ account }) => account.name)
    const { authorization } = await api.account('Clelia')
    const answer = await app.inject({ url: '/v1/careless', headers: { authorization } })
    expect(answer.statusCode).toBe(401)
    await app.close()
  })
})

describe('what is sent', () => {
  it.each([
    ['no body', undefined, 'expected object'],
    ['no password', { name: 'Delfina' }, '→ at password'],
    ['a number as a name', { name: 5, password }, '→ at name'],
    ['more than is asked for', { name: 'Delfina', password, role: 'owner' }, '"role"'],
  ])('%s is refused, and the refusal names the field', async (_what, payload, words) => {
    for (const url of ['/v1/accounts', '/v1/sessions']) {
      const answer = await api.call({ method: 'POST', url, ...(payload ? { payload } : {}) })
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request' } })
      expect(answer.body['detail']).toContain(words)
    }
  })

  it('broken JSON and a body beyond the limit are refused as problems', async () => {
    const headers = { 'content-type': 'application/json' }
    const send = (payload: string) =>
      api.call({ method: 'POST', url: '/v1/sessions', headers, payload })
    expect(await send('{')).toMatchObject({ status: 400, body: { code: 'bad-request' } })
    const large = await send(JSON.stringify({ name: 'x'.repeat(20_000), password }))
    expect(large).toMatchObject({ status: 413, body: { title: 'Too large' } })
  })

  it('what is not there is a problem too', async () => {
    expect(await api.call({ url: '/v1/nothing' })).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/problem+json'),
      body: { code: 'not-found' },
    })
  })
})

describe('accounts', () => {
  const post = (url: string, payload: object) => api.call({ method: 'POST', url, payload })

  it('an account and a session answer as the contract says, with a cookie no script reads', async () => {
    const made = await post('/v1/accounts', { name: 'Emilia', password })
    expect(made).toMatchObject({
      status: 201,
      body: {
        account: { id: expect.any(String), name: 'Emilia', role: 'player' },
        character: { id: expect.any(String), name: 'Emilia' },
        token: expect.any(String),
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    })
    const session = await post('/v1/sessions', { name: 'emilia', password })
    expect(Object.keys(session.body).sort()).toEqual(['expires', 'token'])
    const cookie = String(session.headers['set-cookie'])
    expect(cookie).toMatch(new RegExp(`^mud_session=${session.body['token']}; Max-Age=2592000;`))
    for (const part of ['Path=/', 'HttpOnly', 'SameSite=Strict']) expect(cookie).toContain(part)
    expect(cookie).not.toContain('Secure')
  })

  it.each([
    ['a name that is taken', { name: 'FEDERICA', password }, 409, 'name-taken'],
    ['a name nobody may bear', { name: 'x', password }, 422, 'bad-name'],
    ['a short password', { name: 'Ginevra', password: 'short' }, 422, 'weak-password'],
  ])('%s is refused', async (_what, payload, status, code) => {
    await api.identity.accounts.create('Federica', password)
    expect(await post('/v1/accounts', payload)).toMatchObject({ status, body: { status, code } })
  })

  it('signing out ends the token and clears the cookie', async () => {
    const { authorization } = await api.account('Ilda')
    const out = await api.call({
      method: 'DELETE',
      url: '/v1/sessions/current',
      headers: { authorization },
    })
    expect(out.status).toBe(204)
    expect(String(out.headers['set-cookie'])).toMatch(/^mud_session=; Max-Age=0; Path=\//)
    expect((await api.call({ url: '/v1/settings', headers: { authorization } })).status).toBe(401)
  })

  it('a sign-in link is used up by the POST of the page that it opens, not by looking at it', async () => {
    const created = await api.identity.accounts.create('Lavinia', password)
    if (!created.ok) throw new Error(created.why)
    const { token } = await api.identity.tokens.issue(created.account, 'link')
    const url = `/v1/links/${token}`
    for (const method of ['GET', 'HEAD'] as const) {
      const looked = await api.call({ method, url })
      expect([looked.status, looked.headers['location']]).toEqual([302, `/?link=${token}`])
    }
    const used = await post(url, {})
    expect(used).toMatchObject({ status: 201, body: { name: 'Lavinia' } })
    expect(await post(url, {})).toMatchObject({ status: 401, body: { code: 'bad-link' } })
  })

  it('who is banned makes no account and no session, and gives no command; the owner is never kept out', async () => {
    const { authorization } = await api.account('Malvina')
    await api.identity.accounts.createOwner(password)
    await api.identity.bans.add({ kind: 'address', target: '127.0.0.1', reason: '', by: 'owner' })
    const banned = { status: 403, body: { code: 'banned', detail: 'You are not let in.' } }
    try {
      expect(await post('/v1/accounts', { name: 'Norma', password })).toMatchObject(banned)
      expect(await post('/v1/sessions', { name: 'Malvina', password })).toMatchObject(banned)
      const command = { method: 'POST', url: '/v1/commands', payload: { line: 'look' } } as const
      expect(await api.call({ ...command, headers: { authorization } })).toMatchObject(banned)
      expect((await post('/v1/sessions', { name: 'owner', password })).status).toBe(201)
    } finally {
      await api.identity.bans.lift('address', '127.0.0.1')
    }
  })
})

describe('settings', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { deeper: deep(levels - 1) })

  it('are kept as they were sent', async () => {
    const { authorization } = await api.account('Ofelia')
    const headers = { authorization }
    const payload = {
      theme: 'dark',
      characters: { ofelia: { aliases: [{ name: 'k', body: 'kick' }] } },
    }
    const put = await api.call({ method: 'PUT', url: '/v1/settings', headers, payload })
    expect(put.status).toBe(204)
    expect((await api.call({ url: '/v1/settings', headers })).body).toEqual(payload)
  })

  it.each([
    ['a list', []],
    ['a text', '"dark"'],
    ['nothing', 'null'],
    ['too many fields', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, n]))],
    ['a name that is too long', { ['x'.repeat(61)]: 1 }],
    ['too deep a nesting', deep(9)],
    ['ten thousand lists within each other', `{"a":${'['.repeat(8_000)}${']'.repeat(8_000)}}`],
  ])('%s is refused and changes nothing', async (_what, payload) => {
    const { authorization } = await api.account(`Piera${letters(settingsTried)}`)
    settingsTried += 1
    const headers = { authorization, 'content-type': 'application/json' }
    const put = await api.call({ method: 'PUT', url: '/v1/settings', headers, payload })
    expect(put).toMatchObject({ status: 400, body: { code: 'bad-request' } })
    expect((await api.call({ url: '/v1/settings', headers })).body).toEqual({})
  })

  it('that were stored before their form was checked are read as none', async () => {
    const { authorization } = await api.account('Quintilia')
    await api.db
      .updateTable('accounts')
      .set({ settings: '[1]' })
      .where('name', '=', 'Quintilia')
      .execute()
    expect((await api.call({ url: '/v1/settings', headers: { authorization } })).body).toEqual({})
  })
})

let settingsTried = 0
const letters = (n: number) => 'abcdefghij'.charAt(n)

describe('commands', () => {
  const send = (headers: object, line: string) =>
    api.call({ method: 'POST', url: '/v1/commands', headers: { ...headers }, payload: { line } })

  it('are published once per key as the caller’s own, and known as queued at once', async () => {
    const { authorization } = await api.account('Ramona')
    const keyed = { authorization, 'idempotency-key': 'breakfast' }
    api.published.length = 0
    const first = await send(keyed, 'say  good morning ')
    expect(first).toMatchObject({ status: 202, body: { status: 'queued' } })
    expect((await send(keyed, 'say good morning')).body).toEqual(first.body)
    expect((await send({ authorization }, 'look')).body['request']).not.toBe(first.body['request'])
    expect(api.published).toMatchObject([
      { t: 'line', n: 1, actor: { name: 'Ramona', role: 'player' } },
      { session: (api.published[0] as { session: string }).session },
      { line: 'look' },
    ])
    const url = `/v1/requests/${first.body['request']}`
    const mine = await api.call({ url, headers: { authorization } })
    expect(mine.body).toEqual({
      request: first.body['request'],
      status: 'queued',
      enqueuedAt: expect.any(String),
    })
    const other = await api.account('Silvana')
    const theirs = await api.call({ url, headers: { authorization: other.authorization } })
    expect(theirs.status).toBe(404)
  })

  it('that cannot be stored are refused with the time to come back', async () => {
    const { authorization } = await api.account('Teodora')
    api.streamIsUp = false
    const answer = await send({ authorization }, 'look')
    api.streamIsUp = true
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(answer.headers['retry-after']).toBe('1')
    expect(api.troubles).toEqual([])
  })

  it('of control characters only are no line', async () => {
    const { authorization } = await api.account('Ursula')
    expect(await send({ authorization }, '\u0000')).toMatchObject({
      status: 400,
      body: { code: 'bad-line' },
    })
  })

  it('are listed for the caller’s role, field by field as the registry has them', async () => {
    const guest = await api.app.inject('/v1/commands/manifest')
    expect(guest.json()).toEqual(JSON.parse(JSON.stringify(manifestFor('guest'))))
    const { authorization } = await api.account('Violante')
    const url = '/v1/commands/manifest'
    const player = await api.app.inject({ url, headers: { authorization } })
    expect(player.json()).toEqual(JSON.parse(JSON.stringify(manifestFor('player'))))
  })
})

describe('probes', () => {
  it('answer for programs', async () => {
    expect((await api.call({ url: '/healthz' })).body).toEqual({ status: 'ok' })
    expect((await api.call({ url: '/readyz' })).body).toEqual({
      status: 'ready',
      checks: allOk,
    })
    const metrics = await api.app.inject('/metrics')
    expect([metrics.headers['content-type'], metrics.body]).toEqual([
      'text/plain; version=0.0.4',
      'up 1\n',
    ])
  })
})

describe('the description', () => {
  interface Operation {
    readonly summary?: string
    readonly security?: readonly object[]
    readonly responses: Readonly<Record<string, object>>
  }
  let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  beforeAll(async () => {
    const document = (await api.call({ url: '/v1/openapi.json' })).body
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Mudstream' } })
    paths = document['paths'] as typeof paths
  })

  it('covers every route', () => {
    const tree = api.app.printRoutes({ commonPrefix: false, includeHooks: false })
    const routes = [...tree.matchAll(/(\/\S*) \(([A-Z, ]+)\)/g)]
    expect(routes.length).toBeGreaterThan(12)
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    for (const call of contract) expect(described).toContain(call)
    const count = routes.reduce(
      (sum, [, , methods]) =>
        sum + (methods ?? '').split(', ').filter((one) => one !== 'HEAD').length,
      0,
    )
    expect(described).toHaveLength(count)
  })

  it('has no call that the page of the protocol does not name', async () => {
    const page = await readFile('server/docs/PROTOCOL.md', 'utf8')
    for (const path of Object.keys(paths)) expect(page).toContain(path)
  })

  it('says of every call what it does, what it answers, and whether it needs a sign-in', () => {
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { summary, security, responses }] of Object.entries(operations)) {
        expect(summary, `${method} ${path}`).toMatch(/^[A-Z]/)
        expect(Object.keys(responses).some((status) => /^[23]/.test(status))).toBe(true)
        expect(Object.hasOwn(responses, '401') || !security).toBe(true)
      }
    }
    expect(paths['/v1/settings']?.['put']?.security).toEqual([{ bearer: [] }, { cookie: [] }])
    expect(paths['/v1/accounts']?.['post']?.security).toBeUndefined()
  })
})

/** The calls of PROTOCOL 4. */
const contract = [
  'POST /v1/accounts',
  'POST /v1/sessions',
  'DELETE /v1/sessions/current',
  'POST /v1/commands',
  'GET /v1/requests/{request}',
  'GET /v1/rooms/{room}/sync',
  'GET /v1/events/world',
  'GET /v1/events/rooms/{room}',
  'GET /v1/events/requests/{request}',
  'GET /v1/commands/manifest',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
]
