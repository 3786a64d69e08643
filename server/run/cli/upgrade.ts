/** `mudstream upgrade`: asks a running `mudstream start` to go on with the code that is on disk. */
import type { Command } from 'commander'
import { environment, loadConfig } from '../../platform/config.ts'
import { isDataDirInUse, openDataDir } from '../embedded/data-dir.ts'

/** The process that uses the data folder. Throws with words for a person when there is none. */
const runningPid = (dataDir: string): number => {
  try {
    openDataDir(dataDir).release()
  } catch (error) {
    if (isDataDirInUse(error)) return error.holder.pid
    throw error
  }
  throw new Error(`No Mudstream runs on ${dataDir}; the next start has the new code anyway.`)
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.action(() => {
    const { dataDir } = loadConfig(environment())
    process.kill(runningPid(dataDir), 'SIGHUP')
    process.stdout.write('asked for; its log says when every role has been replaced\n')
  })
}
