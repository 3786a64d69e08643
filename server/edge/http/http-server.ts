/** The HTTP server of a gateway: limits, schemas, errors. Routes are added by their own files. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifySchemaCompiler,
  type RawServerDefault,
  type RouteOptions,
} from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import { Crowded } from '../accounts/passwords.ts'
import { clientAddress, type IsProxy } from '../session/client-address.ts'
import type { IsOurHost } from '../session/host-names.ts'
import { addCallers } from './callers.ts'
import { answerInTime } from './deadline.ts'
import { addOpenApi } from './openapi.ts'
import { Problem, sendProblem } from './problems.ts'

/** A server whose handlers get and give what the zod schemas of their routes say. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyRequest {
    /** What limits and bans count by. */
    readonly address: string
  }
}

export interface HttpServerParts {
  readonly identity: Pick<Identity, 'tokens' | 'bans' | 'guestOf'>
  /** Told about answers that could not be given; `where` is the route. */
  readonly onTrouble: (where: string, error: unknown) => void
  readonly isProxy: IsProxy
  readonly isOurHost: IsOurHost
}

/** Makes the server; it listens when the role tells it to. */
export async function openHttpServer(parts: HttpServerParts): Promise<HttpApp> {
  const app = fastify({
    bodyLimit: 16_384,
    requestTimeout: 10_000,
    connectionTimeout: 0,
    trustProxy: parts.isProxy,
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192 },
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setNotFoundHandler(() => {
    throw new Problem(404, 'not-found', 'There is nothing at this address.')
  })
  app.setErrorHandler((thrown: Error, request, reply) => {
    const isCrowd = thrown instanceof Crowded
    const error = isCrowd ? new Problem(503, 'busy', thrown.message) : thrown
    const status = sendProblem(reply, error)
    const expected = status < 500 || error instanceof Problem
    if (!expected) parts.onTrouble(request.routeOptions.url ?? 'http', error)
  })
  app.addHook('onRoute', requireDeclaration)
  app.addHook('onRoute', answerInTime)
  app.decorateRequest('address', {
    getter() {
      const { headers, raw } = this
      const peer = raw.socket.remoteAddress
      return clientAddress({ peer, forwarded: headers['x-forwarded-for'] }, parts.isProxy)
    },
  })
  guardOrigin(app, parts.isOurHost)
  readJsonBodies(app)
  await addOpenApi(app)
  await addCallers(app, parts.identity)
  return app
}

/** Refuses what is meant for another name; who came by TLS is told to come by it from now on. */
function guardOrigin(app: HttpApp, isOurHost: IsOurHost): void {
  app.addHook('onRequest', async ({ headers, protocol }, reply) => {
    if (!isOurHost(headers.host)) {
      throw new Problem(421, 'wrong-host', 'This server does not go by that name (MUD_HOSTS).')
    }
    if (protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000')
  })
}

/** Bodies are UTF-8 (RFC 8259): others would be read as text that nobody sent. */
function readJsonBodies(app: HttpApp): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string
    try {
      text = typeof body === 'string' ? body : utf8.decode(body)
    } catch {
      return done(new Problem(400, 'bad-request', 'The body is not UTF-8 text.'))
    }
    // It answers through `done`; what it returns is for parsers without a callback.
    void parseJson(request, text, done)
  })
}

/** Refuses to start with a route of the API that does not say who may call it and what it answers. */
function requireDeclaration({ url, config, schema }: RouteOptions): void {
  if (!/^\/(v1|admin)\//.test(url)) return
  if (!config?.caller) throw new Error(`the route ${url} does not say who may call it`)
  if (!schema?.response) throw new Error(`the route ${url} does not say what it answers`)
}

const detailMax = 400

/** Checks what a client sent; the refusal names the field. */
const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const read = schema.safeParse(data)
    if (read.success) return { value: read.data }
    const detail = z.prettifyError(read.error).slice(0, detailMax)
    return { error: new Problem(400, 'bad-request', detail) }
  }
