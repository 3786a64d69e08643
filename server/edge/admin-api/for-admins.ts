/** What the routes of the admin API share. */
import type { z } from 'zod'

export const adminTags = ['admin']

/** Options of a route that only admins may call. */
export function forAdmins<Answer extends z.ZodType>(summary: string, answer: Answer) {
  return {
    config: { caller: 'admin' },
    schema: { tags: adminTags, summary, response: { 200: answer } },
  } as const
}
