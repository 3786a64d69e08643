/** What became of a command that no rule could answer. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { beingId, sessionId } from '../id-fields.ts'

export const commandQuarantined = defineEvent({
  type: 'command-quarantined',
  about: 'A rule broke while applying a command; the command is kept here with the cause.',
  data: z.strictObject({
    request: z.string(),
    session: sessionId,
    actor: beingId.optional(),
    line: z.string(),
    why: z.string(),
  }),
  personal: ['line'],
  subject: (data) => data.actor ?? data.session,
  evolve() {
    // The world is as it was: that is the point of quarantine.
  },
})
