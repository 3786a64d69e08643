/** The HTTP surface of the gateway (PROTOCOL 4): accounts, sessions, commands, requests, probes. */
import { createHash } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { manifestFor } from '../../../handlers/manifest.ts'
import { parseRequestId, requestId } from '../../../schema/ids.ts'
import { mayUse, type Role } from '../../../schema/roles.ts'
import { typedLine } from '../../../schema/text.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { CommandBus } from '../session/ports.ts'
import type { GatewaySignIn } from '../session/sign-in.ts'
import type { RequestBook } from './request-book.ts'
import type { RoomSync } from './room-sync.ts'

export interface HttpParts {
  readonly identity: Identity
  readonly signIn: GatewaySignIn
  readonly bus: CommandBus
  readonly requests: RequestBook
  readonly roomSync: RoomSync
  readonly ready: () => Promise<{ ready: boolean; checks: Record<string, string> }>
  readonly metrics: () => Promise<{ contentType: string; text: string }>
  readonly onTrouble: (where: string, error: unknown) => void
  readonly trustProxy: boolean
  readonly now: () => number
}

/** `application/problem+json` (RFC 9457). */
export function problem(reply: FastifyReply, status: number, code: string, detail: string) {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: titles[status] ?? 'Error', status, code, detail })
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not acceptable',
  429: 'Too many tries',
  503: 'Not available',
}

const credentials = z.strictObject({
  name: z.string().min(1).max(60),
  password: z.string().min(1).max(1_000),
})
const commandBody = z.strictObject({ line: z.string().min(1).max(1_024) })
const cookieSeconds = 30 * 86_400

/** Builds the server; it listens when the role tells it to. */
export function httpApi(parts: HttpParts): FastifyInstance {
  const app = fastify({
    bodyLimit: 16_384,
    requestTimeout: 10_000,
    connectionTimeout: 0,
    trustProxy: parts.trustProxy,
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192 },
    forceCloseConnections: true,
  })
  app.setNotFoundHandler((_request, reply) =>
    problem(reply, 404, 'not-found', 'There is nothing at this address.'),
  )
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 503
    if (status >= 500) parts.onTrouble(request.routeOptions.url ?? 'http', error)
    const detail = status < 500 ? error.message : 'Something is in the way. Try again in a moment.'
    return problem(reply, status, status < 500 ? 'bad-request' : 'unavailable', detail)
  })
  probes(app, parts)
  people(app, parts)
  commands(app, parts)
  return app
}

function probes(app: FastifyInstance, parts: HttpParts): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await parts.ready()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await parts.metrics()
    return reply.type(contentType).send(text)
  })
}

function people(app: FastifyInstance, parts: HttpParts): void {
  app.post('/v1/accounts', async (request, reply) => {
    const body = credentials.safeParse(request.body)
    if (!body.success) return badBody(reply, body.error)
    if (await parts.identity.bans.against(body.data.name, request.ip)) return banned(reply)
    const created = await parts.signIn.create(body.data.name, body.data.password, request.ip)
    if (!created.ok) return refuseAccount(reply, created)
    const { account } = created
    const { token, expires } = await parts.identity.tokens.issue(account.id, 'bearer')
    setCookie(request, reply, token)
    const character = { id: account.character, name: account.name }
    return reply.code(201).send({
      account: { id: account.id, name: account.name, role: account.role },
      character,
      token,
      expires,
    })
  })
  app.post('/v1/sessions', async (request, reply) => {
    const body = credentials.safeParse(request.body)
    if (!body.success) return badBody(reply, body.error)
    const found = await parts.signIn.account(body.data.name, body.data.password, request.ip)
    if (found === 'throttled') {
      return problem(reply, 429, 'too-many-tries', 'Too many tries. Wait a few minutes.')
    }
    if (!found) {
      return problem(reply, 401, 'bad-credentials', 'That name and password do not go together.')
    }
    if (await keptOut(parts, request, found)) return banned(reply)
    const { token, expires } = await parts.identity.tokens.issue(found.id, 'bearer')
    setCookie(request, reply, token)
    return reply.code(201).send({ token, expires })
  })
  app.delete('/v1/sessions/current', async (request, reply) => {
    const token = tokenOf(request)
    if (token) await parts.identity.tokens.revoke(token)
    reply.header('set-cookie', 'mud_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict')
    return reply.code(204).send()
  })
  // A link is spent by a POST from the page it opens, so that a mail scanner's GET spends nothing.
  app.get('/v1/links/:token', async (request, reply) => {
    const { token } = request.params as { token: string }
    return reply.redirect(`/?link=${encodeURIComponent(token)}`)
  })
  app.post('/v1/links/:token', async (request, reply) => {
    const { token } = request.params as { token: string }
    const account = await parts.identity.tokens.spendLink(token)
    if (!account) return problem(reply, 401, 'bad-link', 'This link has been used or is too old.')
    const issued = await parts.identity.tokens.issue(account.id, 'bearer')
    setCookie(request, reply, issued.token)
    return reply.code(201).send({ ...issued, name: account.name })
  })
  app.get('/v1/settings', async (request, reply) => {
    const account = await signedIn(parts, request)
    if (!account) return unauthorized(reply)
    return reply.type('application/json').send(await parts.identity.settings.read(account.id))
  })
  app.put('/v1/settings', async (request, reply) => {
    const account = await signedIn(parts, request)
    if (!account) return unauthorized(reply)
    await parts.identity.settings.save(account.id, JSON.stringify(request.body ?? {}))
    return reply.code(204).send()
  })
}

function commands(app: FastifyInstance, parts: HttpParts): void {
  app.post('/v1/commands', async (request, reply) => {
    const account = await signedIn(parts, request)
    if (!account) return unauthorized(reply)
    const body = commandBody.safeParse(request.body)
    if (!body.success) return badBody(reply, body.error)
    if (await keptOut(parts, request, account)) return banned(reply)
    const line = typedLine(body.data.line)
    if (!line) return problem(reply, 400, 'bad-line', 'That is not one line that can be read.')
    const session = sessionFor(account, request.headers['idempotency-key'], parts.requests.newKey())
    const { character, name, role } = account
    const stored = await parts.bus.publish({
      t: 'line',
      session,
      n: 1,
      line,
      actor: { character, name, role, account: account.id },
      at: parts.now(),
    })
    if (stored !== 'stored') {
      reply.header('retry-after', '1')
      return problem(reply, 503, 'unavailable', 'The world does not hear you just now. Try again.')
    }
    const made = requestId(session, 1)
    parts.requests.queued(made, account.character)
    return reply.code(202).send({ request: made, status: 'queued' })
  })
  app.get('/v1/requests/:request', async (request, reply) => {
    const account = await signedIn(parts, request)
    if (!account) return unauthorized(reply)
    const { request: id } = request.params as { request: string }
    const known = parseRequestId(id) ? await parts.requests.status(id) : null
    const allowed = known && (known.actor === account.character || mayUse(account.role, 'admin'))
    if (!known || !allowed) return problem(reply, 404, 'not-found', 'No such request.')
    const { actor: _actor, ...status } = known
    return status
  })
  app.get('/v1/commands/manifest', async (request) => {
    const account = await signedIn(parts, request)
    const role: Role = account?.role ?? 'guest'
    return manifestFor(role)
  })
  app.get('/v1/rooms/:room/sync', async (request, reply) => {
    const account = await signedIn(parts, request)
    if (!account) return unauthorized(reply)
    const { room } = request.params as { room: string }
    const view = await parts.roomSync.view(room, account)
    if (view === 'forbidden') return problem(reply, 403, 'not-there', 'You are not there.')
    return view ?? problem(reply, 404, 'not-found', 'No such room.')
  })
}

/**
 * The one-command session of a request without a socket. The same key of the same account in the
 * same hour makes the same session, and a session's first number is applied once: that is the whole
 * of idempotency here.
 */
function sessionFor(
  account: Account,
  key: string | string[] | undefined,
  fallback: string,
): string {
  const chosen = typeof key === 'string' && key ? `k/${key.slice(0, 200)}` : `r/${fallback}`
  const digest = createHash('sha256').update(`${account.id}/${chosen}`).digest('hex')
  return `h${digest.slice(0, 24)}`
}

/** The account behind the bearer token or the session cookie. */
export async function signedIn(parts: Pick<HttpParts, 'identity'>, request: FastifyRequest) {
  const token = tokenOf(request)
  return token ? parts.identity.tokens.accountOf(token) : null
}

/** True while a ban keeps the account or its address out; the owner cannot lock themselves out. */
async function keptOut(parts: HttpParts, request: FastifyRequest, { name, role }: Account) {
  return role !== 'owner' && (await parts.identity.bans.against(name, request.ip)) !== null
}

function banned(reply: FastifyReply) {
  return problem(reply, 403, 'banned', 'You are not let in.')
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers
  const bearer = /^Bearer ([\w-]{20,64})$/.exec(authorization ?? '')?.[1]
  return bearer ?? /(?:^|;\s*)mud_session=([\w-]{20,64})/.exec(cookie ?? '')?.[1]
}

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const secure = request.protocol === 'https' ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `mud_session=${token}; Path=/; Max-Age=${cookieSeconds}; HttpOnly; SameSite=Strict${secure}`,
  )
}

function unauthorized(reply: FastifyReply) {
  return problem(reply, 401, 'not-signed-in', 'Sign in first.')
}

function badBody(reply: FastifyReply, error: z.ZodError) {
  return problem(reply, 400, 'bad-request', z.prettifyError(error).slice(0, 400))
}

function refuseAccount(reply: FastifyReply, refusal: { code: string; why: string }) {
  const status = refusal.code === 'name-taken' ? 409 : refusal.code === 'too-many-tries' ? 429 : 422
  return problem(reply, status, refusal.code, refusal.why)
}
