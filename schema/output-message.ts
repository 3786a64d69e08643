/** What a tick tells the sessions of a gateway, as it is sent and stored. */

import type { Output, OutputMessage } from './envelope.ts'
import type { SessionId } from './ids.ts'
import { ownOf } from './own.ts'

/** Sessions by their ids, or those of a crowd of the message `but` for some `and` with some others. */
export type Address =
  | readonly SessionId[]
  | {
      readonly crowd: number
      readonly but?: readonly SessionId[]
      readonly and?: readonly SessionId[]
    }

/** A message in which many sessions are named once. */
interface ShortMessage extends Omit<OutputMessage, 'outputs'> {
  readonly crowds?: readonly (readonly SessionId[])[]
  readonly outputs: readonly (Omit<Output, 'to'> & { readonly to: Address })[]
}

/** The outputs of a tick by gateway, as a row of the store has them. */
export function storedMessages(body: string): Map<string, OutputMessage> {
  const stored = JSON.parse(body || '{}') as Record<string, ShortMessage>
  return new Map(Object.entries(stored).map(([gateway, message]) => [gateway, whole(message)]))
}

/** The message with the sessions of each output. Throws for a crowd that it does not name. */
function whole({ crowds = [], ...message }: ShortMessage): OutputMessage {
  const outputs = message.outputs.map((output) =>
    'crowd' in output.to ? { ...output, to: sessionsOf(crowds, output.to) } : output,
  )
  return { ...message, outputs: outputs as Output[] }
}

function sessionsOf(
  crowds: readonly (readonly SessionId[])[],
  { crowd: at, but = [], and = [] }: Exclude<Address, readonly SessionId[]>,
): readonly SessionId[] {
  const crowd = crowds[at]
  if (!crowd) throw new Error('outputs to a crowd that nobody named')
  return [...crowd.filter((session) => !but.includes(session)), ...and]
}

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
  claimed: { character: 'object', account: 'string' },
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
  const { outputs, crowds = [], timeline = 0 } = message
  if (!Number.isSafeInteger(timeline)) throw new Error('a broken timeline')
  if (!Array.isArray(crowds) || !crowds.every(Array.isArray)) throw new Error('a broken crowd')
  if (!Array.isArray(outputs) || !outputs.every(isOutput)) throw new Error('a broken output')
  return whole(message as unknown as ShortMessage)
}

function isOutput(output: unknown): boolean {
  if (!isObject(output)) return false
  const { f, k, to } = output
  if (typeof f !== 'string' || !Object.hasOwn(needed, f) || !Number.isSafeInteger(k)) return false
  if (!isObject(to) || !(Array.isArray(to) || Number.isSafeInteger(ownOf(to, 'crowd'))))
    return false
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
