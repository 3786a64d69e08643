/** The vault of a process that seals words, over a database connection of its own. */
import type { Config } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { findMasterKey, useMasterKey } from './master-key.ts'
import { checkMasterKey, ensureKey } from './person-keys.ts'
import { type PersonVault, personVault } from './vault.ts'

export interface OpenVault {
  /** Undefined when there is no master key; words then go into the log unsealed. */
  readonly vault: PersonVault | undefined
  close(): Promise<void>
}

/** Sets the master key of this process. Rejects when the database was sealed under another one. */
export async function openVault(config: Config, databaseUrl: string): Promise<OpenVault> {
  const master = await findMasterKey(config)
  useMasterKey(master)
  const db = openDatabase(databaseUrl, 'mudstream-vault', 1)
  try {
    await checkMasterKey(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const vault = master ? personVault((person) => ensureKey(db, master, person)) : undefined
  return { vault, close: () => db.destroy() }
}
