/** Reads what a tick tells the sessions of a gateway. */

import type { Output, OutputMessage } from './envelope.ts'
import { ownOf } from './own.ts'

/** The fields without which an output cannot be delivered, by what it is. */
const needed: {
  readonly [F in Output['f']]: Readonly<Record<string, 'string' | 'number' | 'object'>>
} = {
  event: { kind: 'string', role: 'string', data: 'object' },
  state: { part: 'string' },
  delta: { part: 'string', change: 'object' },
  done: { request: 'string', n: 'number', status: 'string' },
  pending: { narration: 'string', npc: 'string', request: 'string' },
  gap: { n: 'number', expected: 'number' },
  attached: { conn: 'string', lastN: 'number', character: 'object' },
  closed: { code: 'string', reason: 'string' },
}

/**
 * Reads a message; throws for anything else. Every frame of every player passes here, so this looks at
 * what delivery relies on and leaves the data of events to the tick that checked it.
 */
export function readOutputs(text: string): OutputMessage {
  const message: unknown = JSON.parse(text)
  if (!isObject(message)) throw new Error('outputs are an object')
  for (const field of ['shard', 'tick', 'prev']) {
    if (!Number.isSafeInteger(ownOf(message, field))) throw new Error(`outputs without ${field}`)
  }
  const { outputs, timeline = 0 } = message
  if (!Number.isSafeInteger(timeline)) throw new Error('a broken timeline')
  if (!Array.isArray(outputs) || !outputs.every(isOutput)) throw new Error('a broken output')
  return message as unknown as OutputMessage
}

function isOutput(output: unknown): boolean {
  if (!isObject(output)) return false
  const { f, k, to } = output
  if (typeof f !== 'string' || !Object.hasOwn(needed, f) || !Number.isSafeInteger(k)) return false
  if (!Array.isArray(to)) return false
  const fields = needed[f as Output['f']]
  for (const field in fields) {
    const value = ownOf(output, field)
    if (typeof value !== ownOf(fields, field) || value === null) return false
  }
  return true
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
