/**
 * Chooses who runs the embedded Postgres. It refuses to run as root, so root hands it to an
 * unprivileged user that the system knows already; nothing is added to the system.
 */
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import type { RunAs } from './postgres-binaries.ts'

type Account = { readonly name: string; readonly uid: number; readonly gid: number }

const accounts = (): Account[] =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid = '', gid = '']) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((account) => account.name !== '' && account.uid > 0)

/**
 * The user to become, or undefined to stay the user of this process. The owner of existing data keeps it;
 * otherwise it is `nobody`, whose processes can still not enter the data folder by its path,
 * because the folder above belongs to root alone.
 * @param cluster folder of the database cluster, which need not exist yet
 * @throws when root has no user it could hand the server to
 */
export const postgresUser = (cluster: string): RunAs => {
  if (process.getuid?.() !== 0) return undefined
  const known = accounts()
  const owner = existsSync(cluster) ? statSync(cluster).uid : 0
  const chosen =
    known.find((account) => account.uid === owner) ??
    ['nobody', 'postgres', 'daemon']
      .map((name) => known.find((account) => account.name === name))
      .find((account) => account !== undefined)
  if (chosen === undefined) {
    throw new Error(
      'Postgres refuses to run as root, and this system has no user such as `nobody` to run it ' +
        'as. Start Mudstream as an ordinary user, or set MUD_DATABASE_URL.',
    )
  }
  return { uid: chosen.uid, gid: chosen.gid }
}

/** Gives a folder to the user who is to work in it. */
export const giveTo = (folder: string, runAs: RunAs): void => {
  if (runAs === undefined) return
  try {
    chownSync(folder, runAs.uid, runAs.gid)
  } catch (error) {
    throw new Error(
      'Postgres refuses to run as root, and this root may not hand a folder to another user. ' +
        'Start Mudstream as an ordinary user, or set MUD_DATABASE_URL.',
      { cause: error },
    )
  }
}
