/** `mudstream setup`: schema, streams, world and owner on external servers, once before the roles. */
import type { Command } from 'commander'
import { environment, loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.action(async () => {
    const config = loadConfig(environment())
    const { natsUrl, databaseUrl } = config
    if (!natsUrl || !databaseUrl) {
      throw new Error(
        'setup prepares external servers: set MUD_NATS_URL (a login that may create streams) and ' +
          'MUD_DATABASE_URL (the owner of the database). `mudstream start` needs neither.',
      )
    }
    const log = openLog(config, 'setup')
    const { setUp } = await import('../prepare.ts')
    const { ownerLink } = await setUp({ config, log, natsUrl, databaseUrl })
    if (ownerLink) process.stdout.write(`the owner signs in once at ${ownerLink}\n`)
    process.stdout.write('setup done\n')
  })
}
