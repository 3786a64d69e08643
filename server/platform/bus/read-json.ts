/** Reads messages that are JSON. */
import type { z } from 'zod'

/** Reads text of this shape. Throws for any other; its words name what was wrong. */
export function readJson<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => schema.parse(JSON.parse(text))
}
