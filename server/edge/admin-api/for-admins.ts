/** What the routes of the admin API share. */
import type { z } from 'zod'
import type { StaffRole } from '../../../schema/roles.ts'

export const adminTags = ['admin']

/** Options of a route that only admins may call. */
export function forAdmins<Answer extends z.ZodType>(summary: string, answer: Answer) {
  return forRole('admin', summary, answer)
}

/** Options of a route that only those may call who have the rights of a role. */
export function forRole<Answer extends z.ZodType>(
  caller: StaffRole,
  summary: string,
  answer: Answer,
) {
  return { config: { caller }, schema: { tags: adminTags, summary, response: { 200: answer } } }
}
