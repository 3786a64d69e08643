/** `POST /admin/api/actions/{action}`: one route for each action that is declared. */
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type AdminAction, adminActionNames, adminActions } from '../../../schema/admin-actions.ts'
import type { HttpApp } from '../http/http-server.ts'
import { Problem } from '../http/problems.ts'
import { type ActionParts, type Doing, perform } from './actions.ts'
import { adminTags } from './for-admins.ts'

const accepted = z.object({
  status: z.literal('accepted'),
  request: z.string().describe('The request that carries the action, or its record, to the world'),
  link: z.string().optional().describe('To be handed to the person; nobody else may see it'),
})

export function addActionRoutes(app: HttpApp, parts: ActionParts): void {
  for (const action of adminActionNames) addAction(app, action, parts)
}

function addAction(app: HttpApp, action: AdminAction, parts: ActionParts): void {
  const { about, body, role } = adminActions[action]
  app.post(
    `/admin/api/actions/${action}`,
    {
      config: { caller: role },
      preParsing: jsonOnly,
      schema: {
        tags: adminTags,
        summary: about,
        body: body as z.ZodType,
        response: { 202: accepted },
        problems: [404, 415, 422, 503],
      },
    },
    async (request, reply) => {
      // The body was checked by the schema of this very action, which TypeScript does not follow.
      const doing = { action, body: request.body, admin: request.account, parts } as Doing
      const made = await perform(doing)
      reply.code(202)
      return { status: 'accepted', ...made } as const
    },
  )
}

/** Forms of other pages can send everything but JSON. */
async function jsonOnly({ headers }: FastifyRequest): Promise<void> {
  if (headers['content-type']?.startsWith('application/json')) return
  throw new Problem(415, 'json-only', 'Actions are sent as JSON.')
}
