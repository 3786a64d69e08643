/** A client asks for the full state. */
import type { SyncCommand } from '../../../../schema/envelope.ts'
import { showFullState } from '../show-state.ts'
import { beginDraft, keepDraft } from '../tick-work.ts'
import type { CommandRun, CommandType } from './command-run.ts'

/** One that broke the tick is passed over: the client may ask again. */
export const syncCommand: CommandType<SyncCommand> = { apply: applySync, refuse: () => undefined }

function applySync({ work, command, origin, session }: CommandRun<SyncCommand>): void {
  if (!session || session.gateway !== origin || session.conn !== command.conn) return
  const draft = beginDraft(work, { actor: session.place })
  showFullState(draft, session.place, [{ session: session.id, gateway: session.gateway }])
  keepDraft(draft)
}
