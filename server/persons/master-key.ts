/**
 * The master key, which wraps the keys of persons. It is kept outside the database, so that a copy of
 * the database alone opens nobody's words.
 *
 * A process has one master key. It is set once, when the process begins, because every reader of the
 * log needs it and would have to be given it.
 */
import { access, link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { randomId, randomKey } from '../platform/ambient.ts'
import type { Config } from '../platform/config.ts'

let current: Buffer | undefined

/** Sets the master key of this process; undefined: words stay sealed, and no more are sealed. */
export function useMasterKey(key: Buffer | undefined): void {
  current = key
}

export function masterKey(): Buffer | undefined {
  return current
}

const keyBytes = 32

/**
 * Throws when no key is set: on a database that several hosts may share, each would make one of its own,
 * or none, and words would go into the log as they were spoken.
 */
export function requirePersonKey({ personKey }: Pick<Config, 'personKey'>): void {
  if (personKey === undefined) throw keyMissing()
}

/** Says what to set where there is no key. */
export function keyMissing(): Error {
  return new Error(
    'MUD_PERSON_KEY is not set. Whoever uses a database of their own keeps the key of people’s words ' +
      'themselves, the same for every gateway and tick: 32 random bytes in base64url, for example ' +
      'from `openssl rand -base64 32 | tr +/ -_ | tr -d =`. Back it up; without it the log cannot be read.',
  )
}

/** The key that the settings name, else the one in the data folder. Rejects when the file holds no key. */
export async function findMasterKey(
  config: Pick<Config, 'personKey' | 'dataDir'>,
): Promise<Buffer | undefined> {
  if (config.personKey !== undefined) return Buffer.from(config.personKey, 'base64url')
  const path = keyPath(config)
  if (!(await exists(path))) return undefined
  return await readMasterKey(path)
}

/** The key in a file. Rejects when it holds none. */
export async function readMasterKey(path: string): Promise<Buffer> {
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url')
  if (key.length !== keyBytes) throw new Error(`${path} does not hold a key of ${keyBytes} bytes.`)
  return key
}

export const keyPath = ({ dataDir }: Pick<Config, 'dataDir'>): string =>
  join(resolve(dataDir), 'person.key')

/** Makes the key of the data folder, unless one is there or set. */
export async function makeMasterKey(config: Pick<Config, 'personKey' | 'dataDir'>): Promise<void> {
  const path = keyPath(config)
  if (config.personKey === undefined && !(await exists(path))) await create(path)
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/** Linking a finished file is atomic, so one of several processes that begin at once makes the key. */
async function create(path: string): Promise<void> {
  const draft = `${path}.${randomId(8)}`
  const text = `${randomKey(keyBytes).toString('base64url')}\n`
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true })
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}
