/** `mudstream reverse`: takes back what chosen events did, by new events; shown first, done with `--yes`. */

import type { Command } from 'commander'
import { eventPositions } from '../../../schema/admin-actions.ts'
import { encodeCommands, type SystemCommand } from '../../../schema/envelope.ts'
import { FIRST_SHARD, requestId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { reversalData, showReversal } from '../../edge/admin-api/reversal.ts'
import { randomId, systemClock } from '../../platform/ambient.ts'
import type { Config } from '../../platform/config.ts'
import type { Db } from '../../platform/database.ts'
import { withBus } from './open-bus.ts'
import { lookAtDatabase } from './open-database.ts'

interface Options {
  readonly yes?: boolean
  readonly reason?: string
  readonly json?: boolean
}

/** The person at the machine; no character of the game. */
const operator = 'console'
const waitMs = 10_000
const lookEveryMs = 100

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const run = async (events: readonly string[], options: Options): Promise<void> => {
  const chosen = eventPositions.safeParse(events)
  if (!chosen.success) throw new Error(chosen.error.issues.map((one) => one.message).join('; '))
  await lookAtDatabase(async ({ db, config }) => {
    const shown = await showReversal(db, operator, chosen.data)
    if (options.json === true) say(JSON.stringify(shown, null, 2))
    else {
      for (const { at, words } of shown.steps) say(`${at}  ${words}`)
      for (const { at, why } of shown.cannot) say(`${at}  cannot be reversed: ${why}`)
    }
    if (shown.steps.length === 0) throw new Error('Nothing of it can be reversed.')
    if (options.yes !== true) return say('Nothing is done yet: add --yes --reason "why".')
    const reason = options.reason?.trim() ?? ''
    if (reason === '') throw new Error('Say why: --reason "…"; it is kept in the log.')
    const data = await reversalData(db, {
      events: chosen.data,
      preview: shown.preview,
      reason: reason.slice(0, 300),
    })
    if (!data) throw new Error('These events did too much to be reversed at once; choose fewer.')
    const request = await send(config, data)
    await outcome(db, request)
    say(`Done: request ${requestId(request.session, request.n)}.`)
  })
}

/** Sends it through the command stream, like everything that changes the world. */
async function send(config: Config, data: object): Promise<SystemCommand> {
  const command: SystemCommand = {
    t: 'system',
    session: `o${randomId(22)}`,
    n: 1,
    name: 'admin-reverse',
    data: { ...data, by: operator, byRole: 'owner' },
    at: systemClock.now(),
  }
  await withBus(config, async (bus) => {
    const subject = subjectsOf(config.world).commands(FIRST_SHARD, operator)
    await bus.store(subject, encodeCommands([command]), { id: command.session })
  })
  return command
}

const refusals: Readonly<Record<string, string>> = {
  'changed-since': 'The world has changed since the preview; look again.',
  'nothing-to-reverse': 'Nothing of it can be reversed any more.',
}

/** Resolves when the tick has done it; throws when it refused, or nobody has answered. */
async function outcome(db: Db, { session, n }: SystemCommand): Promise<void> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookEveryMs) {
    const row = await db
      .selectFrom('commands')
      .select(['status', 'code'])
      .where('session', '=', session)
      .where('n', '=', n)
      .executeTakeFirst()
    if (row?.status === 1) return
    if (row) throw new Error(ownOf(refusals, row.code) ?? `The world refuses: ${row.code}.`)
    await systemClock.sleep(lookEveryMs)
  }
  throw new Error('The world has not answered yet; the order stands in its queue.')
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<events...>', 'positions as `mudstream history` shows them: 1234.2')
    .option('--yes', 'do what was shown')
    .option('--reason <words>', 'why; kept in the log')
    .option('--json', 'print what would be done as JSON')
    .action(run)
}
