/** A connection has ended: its session is over at once, or has lost its link for a while. */
import { detach } from '../../../../handlers/presence.ts'
import type { DetachCommand } from '../../../../schema/envelope.ts'
import { beginDraft, keepDraft, recordEvent } from '../tick-work.ts'
import type { CommandRun, CommandType } from './command-run.ts'

/** One that broke the tick is passed over: nobody waits for an answer. */
export const detachCommand: CommandType<DetachCommand> = {
  apply: applyDetach,
  refuse: () => undefined,
}

function applyDetach({ work, command, origin, session }: CommandRun<DetachCommand>): void {
  if (!session || session.gateway !== origin) return
  const draft = beginDraft(work, { actor: session.place })
  const { conn, reason } = command
  const events = detach(draft.world, session, { conn, reason, beat: work.moment.beat })
  for (const event of events) recordEvent(draft, event)
  keepDraft(draft)
}
