/**
 * What admins can do, each with what it needs and a reason. What concerns the world goes to the tick
 * as a command and becomes an event; what acts outside of it leaves a record there.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { requestId } from '../../../schema/ids.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { randomId } from '../../platform/ambient.ts'
import type { BusStreams } from '../../platform/bus/bus.ts'
import type { ControlOrder } from '../../platform/control.ts'
import type { Db } from '../../platform/database.ts'
import { deadDeeds } from '../../platform/dead-letters.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { CommandBus } from '../session/ports.ts'
import { type SendDeadOrder, settleDead } from './dead.ts'
import { positions, reversalOrder } from './reversal.ts'

export interface ActionParts {
  readonly identity: Identity
  readonly db: Db
  readonly bus: CommandBus
  readonly subjects: Subjects
  readonly streams: BusStreams
  readonly sendControl: (order: ControlOrder) => void
  readonly sendDeadOrder: SendDeadOrder
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
}

const name = z.string().min(1).max(60)
const why = { reason: z.string().trim().min(1, 'say why').max(300) }
const banned = { kind: z.enum(['name', 'address']), target: name }

/** Every action with the fields of its body. */
export const actions = {
  kick: z.strictObject({ target: name, ...why }),
  mute: z.strictObject({ target: name, minutes: z.int().min(0).max(10_080), ...why }),
  broadcast: z.strictObject({ words: z.string().trim().min(1).max(500), ...why }),
  role: z.strictObject({ target: name, role: z.enum(['player', 'builder', 'admin']), ...why }),
  ban: z.strictObject({ ...banned, minutes: z.int().min(1).max(5_256_000).optional(), ...why }),
  unban: z.strictObject({ ...banned, ...why }),
  'log-level': z.strictObject({
    target: name,
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
    ...why,
  }),
  drain: z.strictObject({ target: name, ...why }),
  lane: z.strictObject({
    target: z.enum(['talk', 'reaction', 'ambient', 'maintenance']),
    paused: z.boolean(),
    ...why,
  }),
  reverse: z.strictObject({ events: positions, preview: z.string().min(1).max(60), ...why }),
  dead: z.strictObject({ target: name, deed: z.enum(deadDeeds), ...why }),
} as const
export type Action = keyof typeof actions
type Bodies = { [A in Action]: z.infer<(typeof actions)[A]> }

/** Either the request that carries the order to the tick, or why nothing was done. */
export type Performed =
  | { readonly ok: true; readonly request: string }
  | { readonly ok: false; readonly code: RefusalCode }
export type RefusalCode =
  | 'unavailable'
  | 'not-allowed'
  | 'not-found'
  | 'too-much'
  | 'no-such-job'
  | 'no-worker'

const unavailable = { ok: false, code: 'unavailable' } as const

/** Does the action. Rejects with the store's or the bus' error when one of them is away. */
export async function perform<A extends Action>(
  parts: ActionParts,
  admin: Account,
  action: A,
  body: Bodies[A],
): Promise<Performed> {
  const refused = await refusal(parts, admin, action, body)
  if (refused) return { ok: false, code: refused }
  if (action === 'reverse') return reverse(parts, admin, body as Bodies['reverse'])
  const hindered = await outside[action](parts, admin, body as never)
  if (isRefusal(hindered)) return { ok: false, code: hindered }
  const inWorld = ['kick', 'mute', 'broadcast', 'role'].includes(action)
  return order(parts, admin, inWorld ? action : 'record', { ...body, what: action })
}

/** The owner answers to nobody: an admin must not be able to take the house over. */
async function refusal(
  parts: ActionParts,
  admin: Account,
  action: Action,
  body: Bodies[Action],
): Promise<'not-allowed' | 'not-found' | null> {
  const personal = action === 'kick' || action === 'mute' || action === 'role' || action === 'ban'
  if (!personal || !('target' in body) || ('kind' in body && body.kind === 'address')) return null
  const person = await parts.identity.accounts.byName(body.target)
  // Guests have no account: they can be kicked and muted, but there is no role to give them.
  if (!person) return action === 'role' ? 'not-found' : null
  if (person.role !== 'owner') return null
  return admin.role === 'owner' && action !== 'role' && action !== 'ban' ? null : 'not-allowed'
}

function isRefusal(outcome: unknown): outcome is RefusalCode {
  return typeof outcome === 'string'
}

/** The tick is told what the chosen events did, and decides what follows from it now. */
async function reverse(
  parts: ActionParts,
  admin: Account,
  body: Bodies['reverse'],
): Promise<Performed> {
  const data = await reversalOrder(parts.db, body)
  return data ? order(parts, admin, 'reverse', data) : { ok: false, code: 'too-much' }
}

type Outside = {
  [A in Action]: (parts: ActionParts, admin: Account, body: Bodies[A]) => Promise<unknown> | unknown
}

const nothing = () => undefined

/** What each action does outside the world. */
const outside: Outside = {
  kick: nothing,
  mute: nothing,
  broadcast: nothing,
  role: ({ identity }, _admin, { role, target }) => identity.accounts.giveRole(target, role),
  ban,
  reverse: nothing,
  dead: (parts, _admin, { target, deed }) => settleDead(parts, target, deed),
  unban: ({ identity }, _admin, { kind, target }) => identity.bans.lift(kind, target),
  'log-level': ({ sendControl }, _admin, { target, level }) =>
    sendControl({ what: 'log-level', target, level }),
  drain: ({ sendControl }, _admin, { target }) => sendControl({ what: 'drain', target }),
  lane,
}

/** Keeps somebody out: from now on, and where they are already. */
async function ban(parts: ActionParts, admin: Account, body: Bodies['ban']): Promise<void> {
  const { accounts, bans, tokens } = parts.identity
  const { kind, target, reason } = body
  await bans.add({ ...body, by: admin.name })
  if (kind === 'address') return
  const person = await accounts.byName(target)
  // A token from before would still act over HTTP.
  if (person) await tokens.revokeAll(person.id)
  await order(parts, admin, 'kick', { target, reason })
}

const yearMs = 365 * 86_400_000

/** The stream itself holds a lane back, so that every worker obeys, also one that starts later. */
async function lane(parts: ActionParts, _admin: Account, body: Bodies['lane']): Promise<void> {
  const { streams, subjects, now } = parts
  const { jobs } = subjects.streams
  if (body.paused) await streams.pause(jobs, body.target, now() + yearMs)
  else await streams.resume(jobs, body.target)
}

/** The order as a command of its own, applied once by the tick. */
async function order(
  parts: ActionParts,
  admin: Account,
  action: string,
  body: object,
): Promise<Performed> {
  const key = createHash('sha256')
    .update(`${admin.id}/${randomId(20)}`)
    .digest('hex')
  const session = `o${key.slice(0, 22)}`
  const stored = await parts.bus.publish({
    t: 'system',
    session,
    n: 1,
    name: `admin-${action}`,
    data: { target: '', ...body, by: admin.character, byRole: admin.role },
    at: parts.now(),
  })
  return stored === 'stored' ? { ok: true, request: requestId(session, 1) } : unavailable
}
