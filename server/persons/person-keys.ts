/** Keys of persons as the database keeps them: wrapped by the master key, or deleted for ever. */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import type { BeingId } from '../../schema/ids.ts'
import { randomKey } from '../platform/ambient.ts'
import type { Db } from '../platform/database.ts'
import { masterKey } from './master-key.ts'
import { hasSealed, isSealed, openJson, personsIn } from './sealed-text.ts'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** Wraps a key for storage. */
export function wrapKey(master: Buffer, person: BeingId, key: Buffer): Buffer {
  const nonce = randomKey(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(person))
  const body = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Throws when it was wrapped by another master key, or changed. */
export function unwrapKey(master: Buffer, person: BeingId, wrapped: Buffer): KeyObject {
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, nonceBytes))
      .setAAD(Buffer.from(person))
      .setAuthTag(wrapped.subarray(nonceBytes, nonceBytes + tagBytes))
    return createSecretKey(
      Buffer.concat([decipher.update(wrapped.subarray(nonceBytes + tagBytes)), decipher.final()]),
    )
  } catch (error) {
    throw new Error(
      'The keys of persons in this database were wrapped by another master key. Set MUD_PERSON_KEY ' +
        'to the one that was in use, or bring back the file person.key of the data folder.',
      { cause: error },
    )
  }
}

/** The keys of some persons; a forgotten person is not in the map. */
export async function readKeys(
  db: Reader,
  persons: Iterable<string>,
): Promise<Map<string, KeyObject>> {
  const keys = new Map<string, KeyObject>()
  const { rows } = await sql<{ person: BeingId; wrapped: Buffer }>`
    select person, wrapped from person_keys
    where person = any(${[...persons]}::text[]) and wrapped is not null`.execute(db)
  const master = masterKey()
  if (rows.length > 0 && !master) {
    throw new Error('Words of persons are sealed here; set MUD_PERSON_KEY or MUD_DATA_DIR.')
  }
  for (const { person, wrapped } of rows) {
    if (master) keys.set(person, unwrapKey(master, person, wrapped))
  }
  return keys
}

/** A JSON text from the log with its words opened; words whose key is deleted read `[erased]`. */
export async function openWords(db: Reader, json: string): Promise<string> {
  if (!hasSealed(json)) return json
  const keys = await readKeys(db, personsIn(json))
  return openJson(json, (person) => keys.get(person))
}

/** Opens the data of single events; each key is read once. */
export function wordOpener(
  db: Reader,
): (data: Record<string, unknown>) => Promise<Record<string, unknown>> {
  const keys = new Map<string, KeyObject>()
  const asked = new Set<string>()
  return async (data) => {
    const values = Object.values(data)
    if (!values.some((value) => typeof value === 'string' && isSealed(value))) return data
    const json = JSON.stringify(data)
    const unknown = [...personsIn(json)].filter((person) => !asked.has(person))
    for (const person of unknown) asked.add(person)
    if (unknown.length > 0) {
      for (const [person, key] of await readKeys(db, unknown)) keys.set(person, key)
    }
    return JSON.parse(openJson(json, (person) => keys.get(person)))
  }
}

/** Whether anybody's words were ever sealed here. */
export async function holdsKeys(db: Reader): Promise<boolean> {
  const there = await sql<{ there: boolean }>`
    select to_regclass('person_keys') is not null as there`.execute(db)
  if (there.rows[0]?.there !== true) return false
  const { rows } = await sql`select 1 from person_keys limit 1`.execute(db)
  return rows.length > 0
}

/** Throws when this process's master key is not the one that this database was sealed with. */
export async function checkMasterKey(db: Reader): Promise<void> {
  const { rows } = await sql<{ person: BeingId }>`
    select person from person_keys where wrapped is not null limit 1`.execute(db)
  const persons = rows.map((row) => row.person)
  await readKeys(db, persons)
}

/**
 * Wraps every key by another master key, all or none; returns how many there are. What was written stays as
 * it is. Nobody may run meanwhile who knows the old master key. Throws when `from` is not the one in use.
 */
export async function rewrapKeys(db: Db, from: Buffer, to: Buffer): Promise<number> {
  return await db.transaction().execute(async (work) => {
    await sql`lock table person_keys in exclusive mode`.execute(work)
    const { rows } = await sql<{ person: BeingId; wrapped: Buffer }>`
      select person, wrapped from person_keys where wrapped is not null`.execute(work)
    const again = rows.map(({ person, wrapped }) =>
      wrapKey(to, person, unwrapKey(from, person, wrapped).export()),
    )
    await sql`
      update person_keys k set wrapped = w.wrapped
      from unnest(${rows.map(({ person }) => person)}::text[], ${again}::bytea[]) as w(person, wrapped)
      where k.person = w.person`.execute(work)
    return rows.length
  })
}

/**
 * The keys of persons, made where there are none, in one statement; a forgotten person is not in the map.
 * Persons who have a key cost no write.
 */
export async function ensureKeys(
  db: Reader,
  master: Buffer,
  persons: readonly BeingId[],
): Promise<Map<BeingId, KeyObject>> {
  const fresh = persons.map((person) => wrapKey(master, person, randomKey(keyBytes)))
  const { rows } = await sql<{ person: BeingId; wrapped: Buffer | null }>`
    with made as (
      insert into person_keys (person, wrapped)
      select w.person, w.wrapped
      from unnest(${persons}::text[], ${fresh}::bytea[]) as w(person, wrapped)
      where not exists (select from person_keys k where k.person = w.person)
      on conflict (person) do nothing
      returning person, wrapped
    )
    select person, wrapped from person_keys where person = any(${persons}::text[])
    union all
    select person, wrapped from made`.execute(db)
  const keys = new Map<BeingId, KeyObject>()
  for (const { person, wrapped } of rows) {
    if (wrapped) keys.set(person, unwrapKey(master, person, wrapped))
  }
  // Another process has made one in the same moment, which this statement cannot see.
  const seen = new Set(rows.map(({ person }) => person))
  const unseen = persons.filter((person) => !seen.has(person))
  if (unseen.length === 0) return keys
  return new Map([...keys, ...(await ensureKeys(db, master, unseen))])
}
