/**
 * `mudstream rekey`: puts another master key (`MUD_PERSON_KEY`, or the file of the data folder) in the place of
 * the one that people's words are sealed under. Every role is stopped meanwhile.
 */
import { rename, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { keyPath, masterKey, readMasterKey } from '../../persons/master-key.ts'
import { rewrapKeys } from '../../persons/person-keys.ts'
import { randomKey } from '../../platform/ambient.ts'
import { mustStand } from './must-stand.ts'
import { changeDatabase } from './open-database.ts'

const keyBytes = 32

async function rekey({ to }: { to?: string }): Promise<void> {
  await changeDatabase(async ({ db, config }) => {
    const from = masterKey()
    if (!from)
      throw new Error('there is no key yet: neither MUD_PERSON_KEY nor a file in MUD_DATA_DIR')
    if (to === undefined && config.personKey !== undefined) {
      throw new Error('MUD_PERSON_KEY names the key: give the file of the new one by --to')
    }
    await mustStand(db)
    const path = keyPath(config)
    // The new key is on disk before anything is sealed under it.
    const fresh = to ?? `${path}.new`
    if (to === undefined) {
      const text = `${randomKey(keyBytes).toString('base64url')}\n`
      await writeFile(fresh, text, { mode: 0o600, flag: 'wx', flush: true })
    }
    const count = await rewrapKeys(db, from, await readMasterKey(fresh))
    if (to === undefined) await rename(fresh, path)
    const next = to === undefined ? `${path} holds it` : `set MUD_PERSON_KEY to what ${to} holds`
    process.stdout.write(`${count} keys of persons are under the new key now: ${next}\n`)
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option(
      '--to <file>',
      'file with the new key, 32 random bytes in base64url; unset: one is made',
    )
    .action(rekey)
}
