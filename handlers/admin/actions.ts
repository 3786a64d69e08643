/** Orders of admins. The gateway has checked who they are; the role is checked here once more. */
import { z } from 'zod'
import type { NewEvent } from '../../schema/define-event.ts'
import { adminActed, announcementMade, characterMuted } from '../../schema/events/admin.ts'
import { roleGranted } from '../../schema/events/presence.ts'
import { mayUse, roleSchema } from '../../schema/roles.ts'
import type { WorldReader } from '../../schema/world.ts'
import { accept, type Decision, reject } from '../decision.ts'
import type { SystemCommandType, SystemInput } from '../define-system-command.ts'
import { leave } from '../presence.ts'

/** What every order carries; `by` is the admin's character. */
const order = z.object({
  by: z.string(),
  byRole: roleSchema,
  reason: z.string().max(300),
  target: z.string().max(60),
})
type Order = z.infer<typeof order>

type Rule<E> = (input: SystemInput, data: Order & E) => readonly NewEvent[] | Decision

/** Declares an order: its own fields, and the events it makes besides the record. */
function orderOf<S extends z.ZodRawShape>(
  action: string,
  extra: z.ZodObject<S>,
  rule: Rule<z.infer<z.ZodObject<S>>>,
): SystemCommandType {
  return {
    name: `admin-${action}`,
    decide(input) {
      const base = order.safeParse(input.data)
      const own = extra.safeParse(input.data)
      if (!base.success || !own.success) return reject('bad-order', 'That order is not complete.')
      if (!mayUse(base.data.byRole, 'admin')) return reject('not-allowed', 'Only for admins.')
      const outcome = rule(input, { ...base.data, ...own.data })
      if (!Array.isArray(outcome)) return outcome as Decision
      const { by, reason, target } = base.data
      const record = adminActed({ by, action, target, reason, details: { ...own.data } })
      return accept([record, ...(outcome as readonly NewEvent[])])
    },
  }
}

function present(world: WorldReader, name: string) {
  return world.characterNamed(name)
}

const nobody = reject('not-here', 'Nobody of that name is in the world.')
const none = z.object({})

/** What the record of an action outside the world says besides who, to whom and why. */
const recorded = z.object({
  what: z.string().max(60),
  kind: z.string().max(20).optional(),
  minutes: z.int().optional(),
  level: z.string().max(20).optional(),
  paused: z.boolean().optional(),
  deed: z.string().max(20).optional(),
})

export const adminOrders: readonly SystemCommandType[] = [
  orderOf('kick', none, ({ world }, { target }) => {
    const character = present(world, target)
    const session = character?.session ? world.get(character.session) : undefined
    return session?.kind === 'session' ? leave(world, session, 'kicked') : nobody
  }),
  orderOf('mute', z.object({ minutes: z.int().min(0).max(10_080) }), ({ world, now }, data) => {
    const character = present(world, data.target)
    if (!character) return nobody
    const untilMs = data.minutes > 0 ? now.atMs + data.minutes * 60_000 : 0
    return [characterMuted({ character: character.id, by: data.by, untilMs })]
  }),
  orderOf('broadcast', z.object({ words: z.string().min(1).max(500) }), (_input, { by, words }) => [
    announcementMade({ by, words }),
  ]),
  orderOf('role', z.object({ role: roleSchema }), ({ world }, { target, role }) => {
    const character = present(world, target)
    // Somebody who is away gets the role with the next attachment, from the account.
    return character ? [roleGranted({ character: character.id, role })] : []
  }),
  // Bans, drains, lanes, log levels and dead jobs are outside the world; it keeps the record.
  orderOf('record', recorded, () => []),
]
