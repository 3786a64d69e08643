/** The vault of a process that seals words, over a database connection of its own. */
import type { Config } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { assertDurableDatabase } from '../platform/database-durability.ts'
import { findMasterKey, keyMissing, makeMasterKey, useMasterKey } from './master-key.ts'
import { checkMasterKey, ensureKeys, holdsKeys } from './person-keys.ts'
import { type PersonVault, personVault } from './vault.ts'

export interface OpenVault {
  readonly vault: PersonVault
  close(): Promise<void>
}

/**
 * Sets the master key of this process. Rejects when there is none, or the database was sealed under
 * another one.
 */
export async function openVault(config: Config, databaseUrl: string): Promise<OpenVault> {
  const master = await findMasterKey(config)
  if (master === undefined) throw keyMissing()
  useMasterKey(master)
  const db = openDatabase(databaseUrl, 'mudstream-vault', 1)
  try {
    await assertDurableDatabase(db)
    await checkMasterKey(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const vault = personVault((persons) => ensureKeys(db, master, persons))
  return { vault, close: () => db.destroy() }
}

/**
 * Makes the key of an embedded world at its first start. A world that has keys was sealed under another
 * one: none is made then, so that nothing lies where the right one has to be put.
 */
export async function keepMasterKey(config: Config, databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, 'mudstream-vault', 1)
  try {
    if (!(await holdsKeys(db))) await makeMasterKey(config)
  } finally {
    await db.destroy()
  }
}
