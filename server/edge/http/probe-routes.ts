/** Liveness, readiness and figures, for those who operate the system. */
import { z } from 'zod'
import type { HttpApp } from './http-server.ts'
import type { Readiness } from './readiness.ts'

export interface ProbeParts {
  readonly ready: () => Readiness
  /** Figures for Prometheus, where nobody but this machine reaches the port; absent elsewhere. */
  readonly figures?: (() => Promise<{ contentType: string; text: string }>) | undefined
}

const readinessAnswer = z.object({
  status: z
    .enum(['ready', 'degraded', 'not ready'])
    .describe('`degraded`: commands are applied, but something that players notice is missing'),
  checks: z.record(z.string(), z.string()).describe('`ok` or the reason, per dependency'),
})

export function addProbes(app: HttpApp, { ready, figures }: ProbeParts): void {
  const config = { caller: 'anybody' } as const
  const tags = ['system']
  app.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        summary: 'The process answers',
        response: { 200: z.object({ status: z.literal('ok') }) },
      },
    },
    () => ({ status: 'ok' }) as const,
  )
  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Players can be served, or why not',
        response: { 200: readinessAnswer, 503: readinessAnswer },
      },
    },
    (_request, reply) => {
      const readiness = ready()
      reply.code(readiness.status === 'not ready' ? 503 : 200)
      return readiness
    },
  )
  if (!figures) return
  app.get(
    '/metrics',
    {
      config,
      schema: {
        tags,
        summary: 'Figures as Prometheus text, where only this machine reaches the port',
        response: { 200: { content: { 'text/plain': { schema: z.string() } } } },
      },
    },
    async (_request, reply) => {
      const { contentType, text } = await figures()
      return reply.type(contentType).send(text)
    },
  )
}
