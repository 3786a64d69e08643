/** A command that broke a rule's code. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { beingId, sessionId } from '../id-fields.ts'
import { nobody } from '../views.ts'

export const commandQuarantined = defineEvent({
  type: 'command-quarantined',
  about: 'A command broke a rule’s code; it is kept here with the cause.',
  data: z.strictObject({
    request: z.string(),
    session: sessionId,
    actor: beingId.optional(),
    line: z.string(),
    why: z.string(),
  }),
  personal: ['line'],
  subject: (data) => data.actor ?? data.session,
  views: nobody,
  evolve() {
    // A quarantined command changes nothing.
  },
})
