/** The HTTP calls of the contract, tried from outside on a whole system. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { connect } from './player.ts'
import { saidOf } from './said.ts'

let home: Home
let system: WholeSystem
let http: string
beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home, { MUD_LIMIT_SIGN_INS: '10', MUD_LOG_LEVEL: 'debug' })
  http = system.gateways[0] ?? ''
}, 60_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

const password = 'a long enough password'
type Json = Record<string, unknown>

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: Json
  readonly headers: Headers
}

async function call(
  method: string,
  path: string,
  body?: object,
  headers: Json = {},
): Promise<Answer> {
  const answer = await fetch(`${http}${path}`, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(headers as Record<string, string>),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  const type = answer.headers.get('content-type') ?? ''
  const json = text && type.includes('json') ? (JSON.parse(text) as Json) : {}
  return { status: answer.status, type, body: json, headers: answer.headers }
}

async function account(name: string): Promise<{ authorization: string; token: string }> {
  const { status, body } = await call('POST', '/v1/accounts', { name, password })
  expect(status).toBe(201)
  const token = String(body['token'])
  return { token, authorization: `Bearer ${token}` }
}

test('an account is created once; its token signs in over HTTP and over the socket', async () => {
  const made = await call('POST', '/v1/accounts', { name: 'Perla', password })
  expect(made.status).toBe(201)
  for (const field of ['account', 'character', 'token']) expect(made.body[field]).toBeTruthy()
  const again = await call('POST', '/v1/accounts', { name: 'perla', password })
  expect([again.status, again.type]).toEqual([
    409,
    expect.stringContaining('application/problem+json'),
  ])
  const player = await connect(http)
  player.send({ t: 'hello', token: String(made.body['token']) })
  const welcome = await player.next((frame) => frame.t === 'welcome')
  expect(welcome['character']).toMatchObject({ name: 'Perla' })
  player.drop()
})

test.each([
  ['a reserved name', { name: 'owner', password }, [409, 422]],
  ['a bad name', { name: 'x', password }, [422]],
  ['no password', { name: 'Quilla' }, [400]],
  ['a number as a name', { name: 5, password }, [400]],
  ['a field nobody asked for', { name: 'Quilla', password, role: 'owner' }, [400]],
])('an account with %s is refused as a problem', async (_what, body, statuses) => {
  const answer = await call('POST', '/v1/accounts', body)
  expect(statuses).toContain(answer.status)
  expect(answer.type).toContain('application/problem+json')
})

test('a session has a token and a strict cookie, and ends when it is deleted', async () => {
  await account('Rufina')
  const made = await call('POST', '/v1/sessions', { name: 'Rufina', password })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ token: expect.any(String), expires: expect.anything() })
  const cookie = made.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Strict/i)
  const headers = { cookie: cookie.split(';')[0] }
  const sent = await call('POST', '/v1/commands', { line: 'look' }, headers)
  expect(sent.status).toBe(202)
  expect((await call('DELETE', '/v1/sessions/current', undefined, headers)).status).toBe(204)
  expect((await call('POST', '/v1/commands', { line: 'look' }, headers)).status).toBe(401)
})

test('wrong names and wrong passwords look alike, and after ten tries nobody is asked any more', async () => {
  await account('Sabella')
  const wrong = await call('POST', '/v1/sessions', { name: 'Sabella', password: 'not this one' })
  const unknown = await call('POST', '/v1/sessions', { name: 'Tamsine', password: 'not this one' })
  expect([wrong.status, wrong.body]).toEqual([401, unknown.body])
  const statuses: number[] = []
  for (let tries = 2; tries <= 11; tries += 1) {
    const answer = await call('POST', '/v1/sessions', { name: 'Sabella', password: 'not this one' })
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([...Array.from({ length: 9 }, () => 401), 429])
  // Not even the right password is looked at then: guessing on gains nothing.
  expect((await call('POST', '/v1/sessions', { name: 'Sabella', password })).status).toBe(429)
})

// PROMISE PROTOCOL 4: the same key within an hour: the same `request`, no second effect
test('a command is queued, applied and known by its request; the same key makes it once', async () => {
  const { authorization } = await account('Undine')
  const headers = { authorization, 'idempotency-key': 'breakfast' }
  const line = { line: 'say mark5x5 over http' }
  const [first, second] = await Promise.all([
    call('POST', '/v1/commands', line, headers),
    call('POST', '/v1/commands', line, headers),
  ])
  expect(first.body).toMatchObject({ request: expect.any(String), status: 'queued' })
  expect([second?.status, second?.body['request']]).toEqual([202, first.body['request']])
  const path = `/v1/requests/${first.body['request']}`
  const ended = await until(
    'the command to be applied',
    () => call('GET', path, undefined, { authorization }),
    ({ body }) => body['status'] === 'completed',
  )
  expect(ended.body).toMatchObject({
    enqueuedAt: expect.any(String),
    completedAt: expect.any(String),
  })
  const third = await call('POST', '/v1/commands', line, headers)
  expect(third.body['request']).toBe(first.body['request'])
  const said = (await saidOf(system)).filter((words) => words.includes('mark5x5'))
  expect(said).toHaveLength(1)
  const other = await call('POST', '/v1/commands', line, {
    ...headers,
    'idempotency-key': 'supper',
  })
  expect(other.body['request']).not.toBe(first.body['request'])
})

test('requests are known to their owner only; what is no request is not found', async () => {
  const { authorization } = await account('Vesna')
  const other = await account('Wilma')
  const { body } = await call('POST', '/v1/commands', { line: 'look' }, { authorization })
  const path = `/v1/requests/${body['request']}`
  const mine = () => call('GET', path, undefined, { authorization })
  await until('the request', mine, ({ status }) => status === 200)
  const headers = { authorization: other.authorization }
  expect((await call('GET', path, undefined, headers)).status).toBe(404)
  expect((await call('GET', path)).status).toBe(401)
  for (const id of ['nonsense', 'aaaaaaaa-sxyz-1', `${body['request']}0`, '..%2f..%2fetc']) {
    expect((await call('GET', `/v1/requests/${id}`, undefined, headers)).status).toBe(404)
  }
})

test('a request can be followed through the logs of all processes, and its words are in none', async () => {
  const { authorization } = await account('Zelda')
  const line = 'say the heron keeps my secret'
  const { body } = await call('POST', '/v1/commands', { line }, { authorization })
  const request = String(body['request'])
  await until(
    'both log lines',
    async () => system.log(),
    (log) =>
      ['command-stored', 'command-applied'].every((event) =>
        log.split('\n').some((one) => one.includes(`"${event}"`) && one.includes(request)),
      ),
  )
  expect(system.log()).not.toContain('heron')
})

test.each([
  ['without signing in', { line: 'look' }, {}, 401],
  ['with a made-up token', { line: 'look' }, { authorization: `Bearer ${'x'.repeat(43)}` }, 401],
])('a command %s is refused', async (_what, body, headers, status) => {
  const answer = await call('POST', '/v1/commands', body, headers)
  expect(answer.status).toBe(status)
  expect(answer.type).toContain('application/problem+json')
})

test('a line that holds nothing, or too much, is refused as a problem', async () => {
  const { authorization } = await account('Xenia')
  for (const body of [
    {},
    { line: '' },
    { line: '\u0000' },
    { line: 'x'.repeat(20_000) },
    { line: 7 },
  ]) {
    const { status, type } = await call('POST', '/v1/commands', body, { authorization })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(type).toContain('application/problem+json')
  }
})

test('the manifest shows everybody what they may use', async () => {
  const { authorization } = await account('Yolanda')
  const answer = await call('GET', '/v1/commands/manifest', undefined, { authorization })
  expect(answer.status).toBe(200)
  expect(JSON.stringify(answer.body)).toContain('"say"')
})

test('the probes tell alive from ready, each dependency by name, and the figures are there', async () => {
  expect((await call('GET', '/healthz')).status).toBe(200)
  const ready = await call('GET', '/readyz')
  expect(ready.status).toBe(200)
  expect(ready.body).toEqual({
    status: 'ready',
    checks: { nats: 'ok', postgres: 'ok', tick: 'ok', commands: 'ok', workers: 'ok', models: 'ok' },
  })
  for (const where of [system.metrics[0], http]) {
    const figures = await fetch(`${where}/metrics`)
    expect(await figures.text()).toMatch(/^# TYPE mud_gateway_sessions gauge$/m)
  }
  const nothing = await call('GET', '/v1/nothing')
  expect([nothing.status, nothing.type]).toEqual([404, expect.stringContaining('problem+json')])
})

describe('building', () => {
  const signIn = { name: 'owner', password: 'lantern-and-salt' }
  let signedIn: Promise<string> | undefined
  const token = () => {
    signedIn ??= call('POST', '/v1/sessions', signIn).then(({ body }) => String(body['token']))
    return signedIn
  }
  const owner = async () => ({ authorization: `Bearer ${await token()}` })
  const order = async (wanted: object, headers: Json) => {
    const { status, body } = await call('POST', '/v1/build/orders', { order: wanted }, headers)
    expect(status).toBe(202)
    const path = `/v1/requests/${String(body['request'])}`
    const asked = async () => (await call('GET', path, undefined, headers)).body
    const isOver = (found: Json) => !/queued|processing/.test(String(found['status']))
    return until('the order to be decided', asked, isOver)
  }
  const read = async (path: string, headers: Json) =>
    (await call('GET', `/v1/build/${path}`, undefined, headers)).body as never as Json[] & Json

  test('an order makes something that is read, named, changed, and taken back', async () => {
    const me = await owner()
    const [first] = await read('things?of=room', me)
    const { id, zone } = first as { id: string; zone: string }
    const cup = `${zone}.cup`
    const value = { name: 'a tin cup', description: 'Dented.', type: 'other' }
    const key = { ...me, 'idempotency-key': 'cup' }
    const make = { do: 'define', of: 'item', id: cup, value }
    expect((await order(make, key))['status']).toBe('completed')
    expect((await order(make, key))['status']).toBe('completed')
    const stale = await read(`things/item/${cup}`, me)
    expect(stale).toMatchObject({ value: { name: 'a tin cup', weight: 1 }, mayChange: true })
    const { weight: was } = stale['digests'] as Record<string, string>
    const fields = (to: unknown) => [{ path: 'weight', to, was }]
    const heavier = (to: unknown) => ({ do: 'set', of: 'item', id: cup, fields: fields(to) })
    expect(await order(heavier('much'), me)).toMatchObject({
      status: 'refused',
      problems: [{ field: 'weight', words: expect.stringContaining('whole number') }],
    })
    expect((await order(heavier(2), me))['status']).toBe('completed')
    expect(await order(heavier(3), me)).toMatchObject({
      error: 'changed-since',
      problems: [{ field: 'weight', now: 2 }],
    })
    const lays = { load: cup, room: id }
    const program = [{ path: 'program.new', to: lays }]
    await order({ do: 'set', of: 'resets', id: zone, fields: program }, me)
    expect(await read(`uses?id=${cup}`, me)).toMatchObject([{ of: 'resets', id: zone }])
    expect(await read('search?words=tin%20CUP', me)).toMatchObject([
      { id: cup, field: 'ground' },
      { id: cup, field: 'name' },
    ])
    expect((await read(`history/item/${cup}`, me)).map(({ by }) => by)).toEqual(['owner', 'owner'])
    const file = await read(`files/${zone}`, me)
    expect(file['text']).toContain('a tin cup')
    for (let change = 0; change < 3; change += 1) await order({ do: 'undo' }, me)
    expect((await call('GET', `/v1/build/things/item/${cup}`, undefined, me)).status).toBe(404)
  })

  test('over the socket an order is a numbered frame, longer than any line', async () => {
    const builder = await connect(http)
    builder.send({ t: 'hello', token: await token() })
    const { lastN } = (await builder.next(
      ({ t, needs }) => t === 'welcome' && !needs,
    )) as never as {
      lastN: number
    }
    const [{ id }] = (await read('things?of=room', await owner())) as never as [{ id: string }]
    const set = (to: string) => ({
      do: 'set',
      of: 'room',
      id,
      fields: [{ path: 'description', to }],
    })
    const n = lastN + 1
    const about = (t: string) => builder.next((frame) => frame.t === t && frame['n'] === n)
    builder.send({ t: 'build', n, order: { do: 'fly' } })
    expect(await about('reject')).toMatchObject({
      code: 'bad-order',
      message: expect.stringContaining('do:'),
    })
    builder.send({
      t: 'build',
      n,
      order: set(`${'Ash drifts by. '.repeat(1_000)}End.`.slice(-7_900)),
    })
    expect(await about('done')).toMatchObject({ status: 'completed' })
    expect(await about('ack')).toMatchObject({ n })
    builder.send({ t: 'build', n: n + 1, order: set('x'.repeat(9_000)) })
    const refused = await builder.next(({ t, kind }) => t === 'event' && kind === 'refused')
    expect(refused['data']).toMatchObject({ problems: [{ field: 'description' }] })
    await order({ do: 'undo' }, await owner())
    builder.drop()
  })

  test('is closed to others, and names the field of what is no order', async () => {
    const other = await account('Mason')
    for (const path of ['things', 'problems', 'forms/room', 'search?words=a']) {
      expect((await call('GET', `/v1/build/${path}`, undefined, other)).status).toBe(403)
    }
    const sent = { order: { do: 'undo' } }
    expect((await call('POST', '/v1/build/orders', sent, other)).status).toBe(403)
    expect((await call('POST', '/v1/build/orders', sent)).status).toBe(401)
    const bad = { order: { do: 'remove', of: 'room', id: '../quay' } }
    expect(await call('POST', '/v1/build/orders', bad, await owner())).toMatchObject({
      status: 422,
      body: { code: 'bad-order', problems: [{ field: 'id' }] },
    })
  })
})
