import type { z } from 'zod'
import { type Direction, shortDirections } from '../directions.ts'

/** Something wrong in a world file. `path` leads from the top of the file to the place. */
export type Problem = {
  file: string
  path: readonly (string | number)[]
  message: string
  line?: number
  column?: number
}

/** A problem as one line a builder can act on: `harbour.yaml:12:7 rooms.quay: expected …`. */
export function problemLine(problem: Problem): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`
  const where = problem.path.length === 0 ? '' : `${problem.path.join('.')}: `
  return `${problem.file}${place}: ${where}${problem.message}`
}

/** Turns what the schema found into problems of one file. */
export function problemsOf(error: z.ZodError, file: string): Problem[] {
  return error.issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    return { file, path: [...path, ...unknownKey], message: messageOf(issue) }
  })
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0]?.message
    const key = String(issue.path.at(-1) ?? '')
    return `unusable name "${key}": ${inner ?? 'expected another name'}`
  }
  return issue.message.replace(/^Invalid (input|option): /, '')
}

/** The spellings under which a step of a path may stand in the file, the likeliest first. */
export function spellingsOf(step: string | number): (string | number)[] {
  const short = shortDirections[step as Direction]
  return short === undefined ? [step] : [step, short]
}
