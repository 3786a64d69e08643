/**
 * Who may say what: a worker sends results of jobs, under the ids of those jobs, and a gateway
 * everything else. The bus lets nobody store under the subject of another, so what a stolen login can
 * make the tick do ends here.
 */
import type { Command } from '../../../../schema/envelope.ts'
import { isJobId, isWorkerCommandName } from '../../../../schema/jobs.ts'
import type { Speaker } from '../../../../schema/subjects.ts'

export function maySay(from: Speaker, command: Command): boolean {
  const isResult = command.t === 'system' && isWorkerCommandName(command.name)
  if (from === 'gateway') return !isResult
  // The ledger counts by session: under that of a player it would count the player's lines.
  return isResult && isJobId(command.session) && command.data['job'] === command.session
}
