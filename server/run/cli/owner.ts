/** `mudstream owner link [NAME]`: whoever has the machine always gets owner and admins in again. */
import type { Command } from 'commander'
import { mayUse } from '../../../schema/roles.ts'
import { createIdentity } from '../../edge/accounts/identity.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Config } from '../../platform/config.ts'
import { changeDatabase } from './open-database.ts'

const link = async (name = 'owner'): Promise<void> => {
  const { token, base } = await changeDatabase(async ({ db, config }) => {
    const { accounts, tokens } = createIdentity(db, systemClock.now)
    const account = await accounts.byName(name)
    if (!account) throw new Error(`There is no account ${name}.`)
    if (!mayUse(account.role, 'admin')) {
      throw new Error(
        `${account.name} is neither the owner nor an admin. Admins make links for players.`,
      )
    }
    return { ...(await tokens.issue(account, 'link')), base: baseOf(config) }
  })
  process.stdout.write(`${base}/v1/links/${token}\n`)
  process.stderr.write(`The link signs ${name} in once, within seven days.\n`)
}

const baseOf = ({ publicUrl, httpHost, httpPort }: Config): string =>
  publicUrl?.replace(/\/$/, '') ?? `http://${httpHost}:${httpPort}`

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .command('link')
    .description('print a link that signs in once; opens where the game runs')
    .argument('[name]', 'the owner, or the name of an admin')
    .action(link)
}
