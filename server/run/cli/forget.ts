/** `mudstream forget ACCOUNT`: destroys the key of a person's words and every other trace. */
import type { Command } from 'commander'
import type { AccountId } from '../../../schema/ids.ts'
import { type Forgotten, forgetPerson } from '../../log/forget.ts'
import type { Config } from '../../platform/config.ts'
import { changeDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

const hourMs = 3_600_000

/** How long traces live in what is not deleted at once. */
const windows = ({ commandsMaxAgeMs, deadMaxAgeMs }: Config): string =>
  `What is kept elsewhere goes by age: what was typed within ${Math.ceil(commandsMaxAgeMs / hourMs)} hours
(MUD_COMMANDS_MAX_AGE_MS), jobs within a day, copies of failed jobs within ${Math.ceil(deadMaxAgeMs / hourMs)} hours
(MUD_DEAD_MAX_AGE_MS), backups made before today with their own.
Words of others that mention the person are theirs and stay.`

const nameless = ({ character, pseudonym }: Forgotten['persons'][number]): string =>
  `The key of ${character} is destroyed; the character is called ${pseudonym} now.\n`

const run = async (account: AccountId, options: { yes?: boolean }): Promise<void> => {
  if (options.yes !== true) {
    throw new Error(
      `Nobody can undo this. To forget ${account} for ever: mudstream forget ${account} --yes`,
    )
  }
  const progress = openProgress('forget')
  const [forgotten, kept] = await changeDatabase(async ({ db, config }) => [
    await forgetPerson(db, account, {
      onProgress: ({ events, tick, upToTick }) => progress.show(tick, upToTick, `${events} events`),
    }),
    windows(config),
  ])
  progress.end()
  const { persons, rewritten, deleted } = forgotten
  const rows = Object.entries(deleted).filter(([, count]) => count > 0)
  const shown = rows.map(([table, count]) => `${count} of ${table}`).join(', ')
  process.stdout.write(
    `${persons.map(nameless).join('')}` +
      `${rewritten} things were made anew; deleted: ${shown || 'nothing else'}.\n${kept}\n`,
  )
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<account>', 'name or id of the account')
    .option('--yes', 'really do it')
    .action(run)
}
