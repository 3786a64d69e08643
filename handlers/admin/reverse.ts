/**
 * An admin reverses events. The gateway has read from the log what they did; what follows from it
 * now is decided here, and only if it is what the admin was shown.
 */
import { z } from 'zod'
import { adminActions, reversedAtOnce } from '../../schema/admin-actions.ts'
import { adminActed } from '../../schema/events/admin.ts'
import { mayUse, roleSchema } from '../../schema/roles.ts'
import { accept, reject } from '../decision.ts'
import type { SystemCommandType } from '../define-system-command.ts'
import { chosenEvent } from '../reversal/effects.ts'
import { planReversal } from '../reversal/plan.ts'

const input = z.object({
  by: z.string(),
  byRole: roleSchema,
  reason: z.string().max(300),
  chosen: z.array(chosenEvent).min(1).max(reversedAtOnce),
  /** The digest of the plan that was shown. */
  preview: z.string().max(60),
})

export const reverseCommand: SystemCommandType = {
  name: 'admin-reverse',
  decide({ world, data, now }) {
    const parsed = input.safeParse(data)
    if (!parsed.success) return reject('bad-order', 'That action is not complete.')
    const { by, byRole, reason, chosen, preview } = parsed.data
    if (!mayUse(byRole, adminActions.reverse.role))
      return reject('not-allowed', 'Not for your role.')
    const { steps, cannot, digest } = planReversal(world, now, by, chosen)
    if (digest !== preview) {
      return reject('changed-since', 'The world has changed since the preview; look again.')
    }
    if (steps.length === 0) return reject('nothing-to-reverse', 'Nothing of it can be reversed.')
    const target = chosen.map(({ at }) => at).join(' ')
    // Words would name people, and this record outlives them; positions do not.
    const details = { steps: steps.length, cannot: cannot.length }
    return accept([
      adminActed({ by, action: 'reverse', target, reason, details }),
      ...steps.map(({ event }) => event),
    ])
  },
}
