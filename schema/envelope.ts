/**
 * Messages between processes: command batches to the tick, a tick's outputs to the gateways.
 * Both are JSON; `v` is the format's version.
 */
import { z } from 'zod'
import type { AccountId, CharacterId, SessionId } from './ids.ts'
import { type Role, roleSchema } from './roles.ts'
import type { ViewDelta } from './view-delta.ts'
import { buildOrder } from './world-file/build-orders.ts'

const id = z.string().regex(/^[a-z0-9]{1,26}$/)
const session: z.ZodType<SessionId> = id
const character: z.ZodType<CharacterId> = id
const account: z.ZodType<AccountId> = id

/** The person behind a session; the gateway has checked it. */
const person = z.strictObject({
  character,
  name: z.string().min(1).max(24),
  role: roleSchema,
  account: account.optional(),
})
export type Person = z.infer<typeof person>

/** A line typed by a player, through a session that the tick knows (`n` counts without a gap). */
const lineCommand = z.strictObject({
  t: z.literal('line'),
  session,
  n: z.int().positive(),
  line: z.string().min(1).max(1024),
  /** Set on a build order: it is decided instead of the line, which only says in words what it wants. */
  order: buildOrder.optional(),
  /** Set on requests without a socket (HTTP): who acts. The session is then made from the key. */
  actor: person.optional(),
  /** Milliseconds since the epoch at the gateway, for the phase times. */
  at: z.int(),
})

const attachCommand = z.strictObject({
  t: z.literal('attach'),
  session,
  conn: id,
  via: z.string().max(32),
  person,
  resume: z.boolean(),
  /** Set when the client wants the changes of its view instead of its parts whole. */
  deltas: z.literal(true).optional(),
  at: z.int(),
})

const detachCommand = z.strictObject({
  t: z.literal('detach'),
  session,
  conn: id,
  /** Why the connection closed; `quit` leaves at once, `lost` begins the grace period. */
  reason: z.enum(['lost', 'quit']),
  at: z.int(),
})

const syncCommand = z.strictObject({ t: z.literal('sync'), session, conn: id, at: z.int() })

/** A result or proposal of a worker or the system, applied once per `session` (made from its job). */
const systemCommand = z.strictObject({
  t: z.literal('system'),
  session,
  n: z.int().positive(),
  name: z.string().max(64),
  data: z.record(z.string(), z.unknown()),
  at: z.int(),
})

export const commandSchema = z.discriminatedUnion('t', [
  lineCommand,
  attachCommand,
  detachCommand,
  syncCommand,
  systemCommand,
])
export type Command = z.infer<typeof commandSchema>
export type LineCommand = z.infer<typeof lineCommand>
export type AttachCommand = z.infer<typeof attachCommand>
export type DetachCommand = z.infer<typeof detachCommand>
export type SyncCommand = z.infer<typeof syncCommand>
export type SystemCommand = z.infer<typeof systemCommand>

export const commandBatchSchema = z.strictObject({
  v: z.literal(1),
  commands: z.array(z.unknown()),
})

/** The commands of one bus message; a command that does not parse is returned as its problem. */
export function decodeCommands(text: string): (Command | { t: 'bad'; why: string })[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return [{ t: 'bad', why: 'not JSON' }]
  }
  const batch = commandBatchSchema.safeParse(parsed)
  if (!batch.success) return [{ t: 'bad', why: 'not a command batch' }]
  return batch.data.commands.map((raw) => {
    const command = commandSchema.safeParse(raw)
    return command.success ? command.data : { t: 'bad', why: z.prettifyError(command.error) }
  })
}

export function encodeCommands(commands: readonly Command[]): string {
  return JSON.stringify({ v: 1, commands })
}

/** How a command ended, in the order of the numbers that the ledger keeps, which begin at 1. */
export const commandStatuses = ['completed', 'refused', 'failed'] as const
export type CommandStatus = (typeof commandStatuses)[number]

/** The number by which the ledger keeps a status. */
export function numberOfStatus(status: CommandStatus): number {
  return 1 + commandStatuses.indexOf(status)
}

/** The status that the ledger keeps under a number; a number it does not know counts as failed. */
export function statusOfNumber(number: number): CommandStatus {
  return commandStatuses[number - 1] ?? 'failed'
}

/** `gone`: the session is over. `later`: not attached this time; trying again will work. */
export type ClosedCode = 'replaced' | 'quit' | 'expired' | 'kicked' | 'gone' | 'later'

/**
 * One thing a tick tells sessions, in the order `k` within the tick; `k` makes the frame id.
 * `to` lists session ids of the gateway the output travels to.
 */
export type Output =
  | {
      readonly f: 'event'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly kind: string
      readonly role: string
      readonly cause?: string
      readonly data: Readonly<Record<string, unknown>>
      /** The data is also sent as this state part, under the frame number `k + 1`. */
      readonly state?: string
    }
  | {
      readonly f: 'state'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly part: string
      readonly cause?: string
      readonly data: unknown
    }
  | {
      /** What has changed of a part since the session was shown it. */
      readonly f: 'delta'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly part: string
      readonly cause?: string
      readonly change: ViewDelta
    }
  | {
      readonly f: 'done'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly request: string
      readonly n: number
      readonly status: CommandStatus
      /** Words follow under the same request. */
      readonly answer?: 'pending'
    }
  | {
      /** An answer is being written for the author of the request. */
      readonly f: 'pending'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly narration: string
      readonly npc: string
      /** Its name, as a sentence begins with it; absent in outputs of older ticks. */
      readonly name?: string
      readonly request: string
    }
  | {
      /** A command of the session came before its turn; `expected` is the number that has to come next. */
      readonly f: 'gap'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly n: number
      readonly expected: number
    }
  | {
      readonly f: 'attached'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly conn: string
      readonly resumed: boolean
      readonly lastN: number
      readonly character: { id: CharacterId; name: string; role: string }
    }
  | {
      /** The guest that the session plays has become an account's character, in place. */
      readonly f: 'claimed'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly character: { id: CharacterId; name: string; role: Role }
      readonly account: AccountId
    }
  | {
      /** The connection `conn` no longer serves the session; no connection does when it is absent. */
      readonly f: 'closed'
      readonly k: number
      readonly to: readonly SessionId[]
      readonly conn?: string
      readonly code: ClosedCode
      readonly reason: string
    }

/** The outputs of one committed tick for one gateway. */
export interface OutputMessage {
  readonly v: 1
  readonly shard: number
  readonly tick: number
  /** The tick at which the present timeline began; absent in the first one. What was seen before may not have happened. */
  readonly timeline?: number
  /** The gateway has missed nothing if it has seen everything up to this tick. */
  readonly prev: number
  readonly atMs: number
  /** Commands up to this position of their stream are applied with the tick. */
  readonly seq?: number
  readonly outputs: readonly Output[]
}
