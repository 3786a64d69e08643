/** A playable copy of the world as it was at a tick, in a database of its own. */
import { sql } from 'kysely'
import { type Db, migrate, openDatabase } from '../../platform/database.ts'
import { readWorldRecords } from './archive/read-world.ts'
import { type WrittenWorld, writeWorldRecords } from './archive/write-world.ts'

export interface ForkOptions {
  readonly atTick: number
  /** Name of the new database beside the present one, or the address of an empty one. */
  readonly into: string
  readonly onProgress?: (events: number, tick: number, upToTick: number) => void
}

export interface Fork extends WrittenWorld {
  readonly url: string
}

const roleNames = ['mud_gateway', 'mud_tick', 'mud_worker', 'mud_admin']

/** Copies events up to a tick, accounts and ledger. A copy that fails half-way is removed. */
export async function forkWorld(db: Db, url: string, options: ForkOptions): Promise<Fork> {
  const isAddress = /^postgres(ql)?:\/\//.test(options.into)
  const target = isAddress ? options.into : await createDatabase(url, options.into)
  const fork = openDatabase(target, 'mudstream-fork', 2)
  try {
    await migrate(fork)
    const records = readWorldRecords(db, {
      upToTick: options.atTick,
      tables: 'fork',
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    })
    const written = await writeWorldRecords(fork, records)
    return { ...written, url: target }
  } catch (error) {
    await fork.destroy()
    if (!isAddress) await besides(url, (maker) => dropDatabase(maker, options.into))
    throw error
  } finally {
    await fork.destroy()
  }
}

/** By a link of its own: what is copied is only looked at. */
async function besides(url: string, act: (maker: Db) => Promise<unknown>): Promise<void> {
  const maker = openDatabase(url, 'mudstream-fork', 1)
  try {
    await act(maker)
  } finally {
    await maker.destroy()
  }
}

const dropDatabase = (maker: Db, name: string) =>
  sql`drop database ${sql.ref(name)} with (force)`.execute(maker)

async function createDatabase(url: string, name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new Error(`--into ${name}: use a name of a-z, 0-9 and _, or an address postgres://…`)
  }
  await besides(url, (maker) => makeEmpty(maker, name))
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}

async function makeEmpty(db: Db, name: string): Promise<void> {
  try {
    await sql`create database ${sql.ref(name)} template template0`.execute(db)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === '42P04') throw new Error(`There is a database ${name} already.`, { cause: error })
    if (code !== '42501') throw error
    throw new Error(
      `This login may not make databases. Let an administrator make an empty one and give its ` +
        'address: --into postgres://…',
      { cause: error },
    )
  }
  await sql`revoke all on database ${sql.ref(name)} from public`.execute(db)
  for (const role of roleNames) {
    const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(db)
    if (rows.length > 0) {
      await sql`grant connect on database ${sql.ref(name)} to ${sql.ref(role)}`.execute(db)
    }
  }
}
