/**
 * Does what admins ask for (`schema/admin-actions.ts`). What concerns the world goes to the tick as a
 * command and becomes an event; what acts outside of the world is done here, and the tick keeps the
 * record of it.
 */
import {
  type ActionsIn,
  type AdminAction,
  type AdminBody,
  adminActions,
  isToPerson,
} from '../../../schema/admin-actions.ts'
import { requestId } from '../../../schema/ids.ts'
import { mayUse, outranks } from '../../../schema/roles.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { randomId } from '../../platform/ambient.ts'
import type { BusStreams } from '../../platform/bus/bus.ts'
import type { ControlOrder } from '../../platform/control.ts'
import type { Db } from '../../platform/database.ts'
import { problemOfChange } from '../../platform/setting-rows.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import { Problem } from '../http/problems.ts'
import type { AccountDesk } from '../session/account-desk.ts'
import type { CommandBus } from '../session/ports.ts'
import type { RightsWatch } from '../session/rights.ts'
import { type SendDeadLetterOrder, settleDead } from './dead.ts'
import { reversalData } from './reversal.ts'

export interface ActionParts {
  readonly identity: Identity
  readonly rights: Pick<RightsWatch, 'changed' | 'hold'>
  readonly journal: AccountJournal
  readonly desk: Pick<AccountDesk, 'makeResetLink'>
  readonly db: Db
  readonly bus: CommandBus
  readonly subjects: Subjects
  readonly streams: BusStreams
  /** The names of those that run. */
  readonly processes: () => readonly string[]
  readonly sendControl: (order: ControlOrder) => void
  readonly sendDeadLetterOrder: SendDeadLetterOrder
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
}

/** An action that is being done, and the admin who does it. */
interface DoingOf<A extends AdminAction> {
  readonly action: A
  readonly body: AdminBody<A>
  readonly admin: Account
  readonly parts: ActionParts
}
export type Doing = { [A in AdminAction]: DoingOf<A> }[AdminAction]

/** Those that say nothing but that they were done. */
type GatewayAction = Exclude<ActionsIn<'gateway' | 'both'>, 'reset-link'>

/** What an admin is told of an action that was done. */
export interface Performed {
  /** Carries the action, or its record, to the tick. */
  readonly request: string
  /** To be handed to the person; nobody else may see it. */
  readonly link?: string
}

/**
 * Does the action. Refuses with a `Problem`; rejects with the store's or the bus' error when one of them
 * is away.
 */
export async function perform(doing: Doing): Promise<Performed> {
  await refuse(doing)
  const { action, body } = doing
  if (doing.action === 'reverse') {
    // The tick is told what the chosen events did, and decides what follows from it now.
    const data = await reversalData(doing.parts.db, doing.body)
    if (data) return { request: await sendToTick(doing, 'reverse', data) }
    const detail = 'The log has no such events, or they did too much to be reversed at once.'
    throw new Problem(422, 'too-much', detail)
  }
  const given = doing.action === 'reset-link' ? { link: await makeLink(doing) } : {}
  if (actsInGateway(doing)) await runEffect(doing.action, doing)
  if (adminActions[action].actsIn === 'gateway') {
    return { ...given, request: await sendToTick(doing, 'record', { ...body, what: action }) }
  }
  return { request: await sendToTick(doing, action, body) }
}

/** Nobody does what is not for the role, or what is done to a person to one who is not below. */
async function refuse({ action, body, admin, parts }: Doing): Promise<void> {
  if (!mayUse(admin.role, adminActions[action].role)) throw notAllowed('Not for your role.')
  if (action === 'role' && !outranks(admin.role, (body as AdminBody<'role'>).role)) {
    throw notAllowed('Only a role below your own can be given.')
  }
  const name = personIn(body)
  if (!isToPerson(action) || name === null) return
  const person = await parts.identity.accounts.byName(name)
  if (person && !outranks(admin.role, person.role)) {
    throw notAllowed(`${person.name} is not below you: ${person.role}.`)
  }
}

const notAllowed = (detail: string) => new Problem(403, 'not-allowed', detail)

/** The name of the person in the body; addresses can be banned as well. */
function personIn(body: AdminBody<AdminAction>): string | null {
  if (!('target' in body)) return null
  return 'kind' in body && body.kind === 'address' ? null : body.target
}

function actsInGateway(doing: Doing): doing is Extract<Doing, { action: GatewayAction }> {
  return Object.hasOwn(effects, doing.action)
}

function runEffect<A extends GatewayAction>(action: A, doing: DoingOf<A>): Promise<void> {
  return effects[action](doing)
}

/** What each action does outside of the world. */
const effects: { readonly [A in GatewayAction]: (doing: DoingOf<A>) => Promise<void> } = {
  async role({ admin, parts, body }) {
    const { accounts } = parts.identity
    const person = await accounts.byName(body.target)
    // Guests can be kicked and muted, but without an account there is no role to give them.
    if (!person) throw new Problem(404, 'not-found', 'Nobody has an account of that name.')
    await accounts.giveRole(body.target, body.role)
    parts.rights.changed(person.id)
    const { role } = body
    parts.journal.changed('role-changed', { account: person.id, by: admin.id, role })
  },
  ban: (doing) => (doing.body.kind === 'name' ? banName(doing) : banAddress(doing)),
  async unban({ admin, parts, body: { kind, target } }) {
    const { accounts, bans } = parts.identity
    const person = kind === 'name' ? await accounts.byName(target) : null
    const names = person ? await accounts.charactersOf(person.id) : [{ name: target }]
    for (const { name } of names) await bans.lift(kind, name)
    parts.journal.changed('ban-lifted', { by: admin.id, kind, target })
  },
  async note({ parts, body }) {
    if (await parts.identity.accounts.byName(body.target)) return
    throw new Problem(404, 'not-found', 'Nobody has an account of that name.')
  },
  async 'log-level'({ parts, body: { target, level } }) {
    mustRun(parts, target)
    parts.sendControl({ what: 'log-level', target, level })
  },
  async setting({ parts, body: { target, value } }) {
    const wrong = problemOfChange(target, value)
    if (wrong !== null) throw new Problem(422, 'not-allowed', wrong)
    parts.sendControl({ what: 'setting', target: 'all', name: target, value })
  },
  async drain({ parts, body }) {
    mustRun(parts, body.target)
    parts.sendControl({ what: 'drain', target: body.target })
  },
  lane({ parts, body: { target, paused } }) {
    const { streams, subjects, now } = parts
    const { jobs } = subjects.streams
    // The stream itself holds a lane back, so that every worker obeys, also one that starts later.
    return paused ? streams.pause(jobs, target, now() + yearMs) : streams.resume(jobs, target)
  },
  dead: ({ parts, body }) => settleDead(parts, body.target, body.deed),
}

async function makeLink({ admin, parts, body }: DoingOf<'reset-link'>): Promise<string> {
  const link = await parts.desk.makeResetLink(body.target)
  if (link === null) throw new Problem(404, 'not-found', 'Nobody has an account of that name.')
  parts.journal.changed('reset-link-made', { target: body.target, by: admin.id })
  return link
}

/** An order to a process that nobody has heard of would be obeyed by none. */
function mustRun({ processes }: ActionParts, target: string): void {
  if (target === 'all' || processes().includes(target)) return
  throw new Problem(404, 'not-found', `No process is called ${target}.`)
}

/** Everybody from there is out at once, on every gateway. */
async function banAddress({ body, admin, parts }: DoingOf<'ban'>): Promise<void> {
  const { kind, target } = body
  await parts.identity.bans.add({ ...body, by: admin.name })
  parts.rights.changed(null)
  parts.journal.changed('banned', { by: admin.id, kind, target })
}

async function banName(doing: DoingOf<'ban'>): Promise<void> {
  const { body, admin, parts } = doing
  const { kind, target } = body
  const { accounts, bans, sessions, tokens } = parts.identity
  const person = await accounts.byName(target)
  // A guest has no account that could be kept out, and would be back under another number.
  const guestsFrom = person ? undefined : await sessions.endGuest(target)
  const names = person ? await accounts.charactersOf(person.id) : [{ name: target }]
  for (const { name } of names) {
    await bans.add({ ...body, target: name, by: admin.name, guestsFrom })
  }
  if (person) await tokens.endAll(person.id)
  parts.rights.changed(person?.id ?? null)
  parts.journal.changed('banned', { by: admin.id, kind, target, account: person?.id ?? null })
  await sendToTick(doing, 'kick', { target, reason: body.reason })
}

const yearMs = 365 * 86_400_000

/** The command to the tick, which applies it once. Resolves to its request. */
async function sendToTick(
  { admin, parts }: Pick<Doing, 'admin' | 'parts'>,
  name: AdminAction | 'record',
  data: object,
): Promise<string> {
  const session = `o${randomId(22)}`
  const stored = await parts.bus.publish({
    t: 'system',
    session,
    n: 1,
    name: `admin-${name}`,
    data: { ...data, by: admin.character, byRole: admin.role },
    at: parts.now(),
  })
  if (stored === 'stored') return requestId(session, 1)
  throw new Problem(503, 'unavailable', 'The world does not hear you just now. Try again.')
}
