/** The OpenAPI description of the API, generated from the schemas of the routes. */
import fastifySwagger, { type SwaggerTransform } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isStaffRole } from '../../../schema/roles.ts'
import { type ProblemStatus, problemSchema, problemTitles } from './problems.ts'

declare module 'fastify' {
  interface FastifySchema {
    /** Refusals that the route may answer with, besides those that follow from its other fields. */
    problems?: readonly ProblemStatus[]
  }
}

/** Collects every route that is added later, and serves the description. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mudstream',
        version: '1',
        description: 'What server/docs/PROTOCOL.md says in section 4, call by call.',
      },
      components: {
        schemas: { Problem: z.toJSONSchema(problemSchema, { target: 'draft-2020-12' }) as object },
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'mud_session' },
        },
      },
    },
    transform,
  })
  const about = { tags: ['system'], summary: 'This description', response: { 200: z.unknown() } }
  app.get('/v1/openapi.json', { config: { caller: 'anybody' }, schema: about }, () => app.swagger())
}

/** Adds what follows from the rest of a route: who may call it, and how it may refuse. */
const transform: SwaggerTransform = (given) => {
  const { schema, url } = jsonSchemaTransform(given)
  const { caller } = given.route.config ?? {}
  // Pages and their files are no part of the API.
  if (!caller) return { schema: { ...schema, hide: true }, url }
  const { problems = [], ...shown } = schema
  const isForStaff = isStaffRole(caller)
  const guarded = caller === 'account' || isForStaff
  const statuses = new Set<ProblemStatus>(problems)
  if (schema.body || schema.querystring) statuses.add(400)
  if (guarded) statuses.add(401)
  if (isForStaff) statuses.add(403)
  const refusals = [...statuses].sort().map((status) => [status, refusal(status)])
  return {
    schema: {
      ...shown,
      ...(guarded ? { security: [{ bearer: [] }, { cookie: [] }] } : {}),
      response: { ...(schema.response as object), ...Object.fromEntries(refusals) },
    },
    url,
  }
}

function refusal(status: ProblemStatus) {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: problemTitles[status], content: { 'application/problem+json': { schema } } }
}
