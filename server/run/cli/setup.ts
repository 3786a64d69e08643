/** `mudstream setup`: schema, streams, world and owner, once before the roles. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { keepMasterKey } from '../../persons/open-vault.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { coerceError } from '../../platform/errors.ts'
import { openLog } from '../../platform/log.ts'
import type { SetUpMessage, SetUpParts, SetUpResult } from '../../platform/roles.ts'
import { setUp } from '../prepare.ts'

type Addresses = Pick<SetUpParts, 'natsUrl' | 'databaseUrl'>

const addressesIn = ({ natsUrl, databaseUrl }: Config): Addresses => {
  if (natsUrl && databaseUrl) return { natsUrl, databaseUrl }
  throw new Error(
    'setup prepares external servers: set MUD_NATS_URL (a login that may create streams) and ' +
      'MUD_DATABASE_URL (the owner of the database). `mudstream start` needs neither.',
  )
}

const prepare = (config: Config, addresses: Addresses): Promise<SetUpResult> =>
  setUp({ config, log: openLog(config, 'setup'), ...addresses })

/** Below a supervisor, which tells the addresses of its servers and passes on what comes of it. */
const prepareForSupervisor = async (config: Config): Promise<void> => {
  const orphaned = (): never => process.exit(1)
  process.once('disconnect', orphaned)
  const tell = (message: SetUpMessage) =>
    new Promise<void>((resolve) => process.send?.(message, () => resolve()))
  try {
    // Only our own supervisor is at the other end of this channel.
    const [addresses] = (await once(process, 'message')) as [Addresses]
    const result = await prepare(config, addresses)
    if (config.databaseUrl === undefined) await keepMasterKey(config, addresses.databaseUrl)
    await tell(result)
  } catch (error) {
    await tell({ failed: coerceError(error).message })
  }
  process.off('disconnect', orphaned)
  process.disconnect()
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.action(async () => {
    const config = loadConfig(environment())
    if (process.connected) return prepareForSupervisor(config)
    const { ownerLink } = await prepare(config, addressesIn(config))
    if (ownerLink) process.stdout.write(`the owner signs in once at ${ownerLink}\n`)
    process.stdout.write('setup done\n')
  })
}
