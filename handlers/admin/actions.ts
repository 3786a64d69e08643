/**
 * What admins do in the world, and the record of what they do outside of it. The gateway has checked
 * who they are; their role is checked here once more.
 */
import { z } from 'zod'
import {
  type ActionsIn,
  type AdminAction,
  type AdminBody,
  adminActionNames,
  adminActions,
  isToPerson,
} from '../../schema/admin-actions.ts'
import { adminActed, announcementMade, characterMuted } from '../../schema/events/admin.ts'
import { roleGranted } from '../../schema/events/presence.ts'
import type { CharacterId } from '../../schema/ids.ts'
import { mayUse, outranks, type Role, roleSchema } from '../../schema/roles.ts'
import { anybodyNamed } from '../company.ts'
import { accept, type Decision, reject } from '../decision.ts'
import type { SystemCommandType, SystemInput } from '../define-system-command.ts'
import { leave } from '../presence.ts'

type WorldAction = ActionsIn<'world' | 'both'>
type RecordedAction = ActionsIn<'gateway'>

interface ActionInput<A extends AdminAction> {
  readonly body: AdminBody<A>
  /** The admin's character. */
  readonly by: CharacterId
  readonly role: Role
}

const notAllowed = reject('not-allowed', 'Not for your role.')
const nobody = reject('not-here', 'Nobody of that name is in the world.')

/** What each action does in the world, besides its record. */
const rules: {
  readonly [A in WorldAction]: (input: SystemInput, given: ActionInput<A>) => Decision
} = {
  kick({ world }, { body }) {
    const character = world.characterNamed(body.target)
    const session = character?.session ? world.get(character.session) : undefined
    return session?.kind === 'session' ? accept(leave(world, session, 'kicked')) : nobody
  },
  mute({ world, now }, { body, by }) {
    const character = world.characterNamed(body.target)
    if (!character) return nobody
    const untilMs = body.minutes > 0 ? now.atMs + body.minutes * 60_000 : 0
    return accept(characterMuted({ character: character.id, by, untilMs }))
  },
  broadcast: (_input, { body, by }) => accept(announcementMade({ by, words: body.words })),
  role({ world }, { body }) {
    // Also one that is away: lines over HTTP bring it in without asking for its role.
    const character = anybodyNamed(world, body.target)
    return accept(character ? roleGranted({ character: character.id, role: body.role }) : [])
  },
}

const sender = z.object({ by: z.string(), byRole: roleSchema })

/** Reads what the gateway has sent: the body of an action, and who asks for it. */
function readAction<A extends AdminAction>(
  action: A,
  data: SystemInput['data'],
): ActionInput<A> | Decision {
  const { shape } = adminActions[action].body
  const from = sender.safeParse(data)
  const body = z.object(shape).safeParse(data)
  if (!from.success || !body.success) return reject('bad-order', 'That action is not complete.')
  if (!mayUse(from.data.byRole, adminActions[action].role)) {
    return notAllowed
  }
  // TypeScript does not follow the shape of one of many actions; it was read by this very shape.
  return { body: body.data as AdminBody<A>, by: from.data.by, role: from.data.byRole }
}

/** False when the admin has lost the rights since the gateway looked: orders may wait in the stream. */
function stillMay({ world }: SystemInput, by: CharacterId, action: AdminAction): boolean {
  const admin = world.need(by)
  return admin?.kind !== 'character' || mayUse(admin.role, adminActions[action].role)
}

/** False when the action is against somebody who is not below whoever does it. */
function isBelow({ world }: SystemInput, { body, role }: ActionInput<AdminAction>): boolean {
  const person = 'target' in body ? anybodyNamed(world, body.target) : undefined
  return !person || outranks(role, person.role)
}

/** The record: who did what, to whom and why, with the other fields of the body as details. */
function recordOf(action: string, { body, by }: ActionInput<AdminAction>, more: object = {}) {
  const { target, reason, ...details } = { target: '', ...body }
  return adminActed({ by, action, target, reason, details: { ...more, ...details } })
}

function worldCommand<A extends WorldAction>(action: A): SystemCommandType {
  return {
    name: `admin-${action}`,
    decide(input) {
      const given = readAction(action, input.data)
      if ('kind' in given) return given
      if (!stillMay(input, given.by, action)) return notAllowed
      if (isToPerson(action) && !isBelow(input, given)) return notAllowed
      const decision = rules[action](input, given)
      if (decision.kind !== 'accept') return decision
      return accept([recordOf(action, given), ...decision.events])
    },
  }
}

const recordedActions = adminActionNames.filter(
  (action): action is RecordedAction => adminActions[action].actsIn === 'gateway',
)
const recorded = z.object({ what: z.enum(recordedActions) })

/** What was done outside of the world is in its log all the same. */
const recordCommand: SystemCommandType = {
  name: 'admin-record',
  decide({ data }) {
    const read = recorded.safeParse(data)
    if (!read.success) return reject('bad-order', 'That action is not complete.')
    const { what } = read.data
    const given = readAction(what, data)
    return 'kind' in given ? given : accept(recordOf('record', given, { what }))
  },
}

const roleOf = z.strictObject({ character: z.string(), role: roleSchema })

/** A gateway has seen that the world takes a character for more, or for less, than its account is. */
const roleCommand: SystemCommandType = {
  name: 'account-role',
  decide({ world, data }) {
    const read = roleOf.safeParse(data)
    const character = read.success ? world.need(read.data.character) : undefined
    if (!read.success || character?.kind !== 'character') {
      return reject('bad-order', 'Nobody is known by that id.')
    }
    return accept(character.role === read.data.role ? [] : roleGranted(read.data))
  },
}

export const adminCommands: readonly SystemCommandType[] = [
  roleCommand,
  ...(Object.keys(rules) as WorldAction[]).map((action) => worldCommand(action)),
  recordCommand,
]
