/** A world survives as a file: whole, proven, or not at all; and a fork is the world as it was. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdentity } from '../../../../server/edge/accounts/identity.ts'
import { readArchive, writeArchive } from '../../../../server/log/records/archive-file.ts'
import { readWorldRecords } from '../../../../server/log/travel/archive/read-world.ts'
import { writeWorldRecords } from '../../../../server/log/travel/archive/write-world.ts'
import { forkWorld } from '../../../../server/log/travel/fork.ts'
import { stateAt } from '../../../../server/log/travel/state-at.ts'
import { verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { type Db, openDatabase } from '../../../../server/platform/database.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mudstream-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const identityOf = (over: Db) => createIdentity(over, systemClock.now)

let db: Db
let url: string

beforeAll(async () => {
  const made = await emptyDatabase('archive')
  db = made.db
  url = made.url
  const play = await playInn(url)
  await anEvening(play)
  await play.end()
  await identityOf(db).accounts.create('Mallory', 'correct horse battery')
  await sql`insert into bans (kind, value, reason, by) values ('name', 'eve', 'noise', 'owner')`.execute(
    db,
  )
})

const copied = 'shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, changed'
const logOf = async (of: Db) => {
  const { rows } = await sql<object>`
    select ${sql.raw(copied)}, encode(body, 'hex') as body from events order by tick, ordinal`.execute(
    of,
  )
  return rows
}

describe('an exported world', () => {
  it.each(['world.ndjson', 'world.ndjson.gz'])('comes back byte for byte from %s', async (name) => {
    const path = join(folder, name)
    await writeArchive(path, readWorldRecords(db, { tables: 'log' }))
    expect(statSync(path).mode & 0o077).toBe(0)
    const target = await emptyDatabase('imported')
    const written = await writeWorldRecords(target.db, readArchive(path))
    const before = await verifyWorld(db)
    const after = await verifyWorld(target.db)
    expect(after).toMatchObject({ ok: true, differences: [], problems: [] })
    expect(written.state).toBe(before.digest)
    // Ann was linked when the world was exported; nobody is linked to the copy.
    const log = await logOf(target.db)
    expect(log.slice(0, -1)).toEqual(await logOf(db))
    expect(log.at(-1)).toMatchObject({ type: 'session-lost', subject: 'ann', cause: 'import' })
    expect(await stateAt(target.db, 'sann', written.tick)).toMatchObject({ entity: { lost: true } })
    expect(await identityOf(target.db).accounts.byName('Mallory')).toBeNull()
    const play = await playInn(target.url)
    await play.wait(50)
    await play.end()
    expect((await verifyWorld(target.db)).differenceCount).toBe(0)
    expect(await stateAt(target.db, 'sann', play.runner.lead.tick)).toBeNull()
  })

  it('is not imported when anything in the file was changed, cut or added', async () => {
    const path = join(folder, 'whole.ndjson')
    await writeArchive(path, readWorldRecords(db, { tables: 'log' }))
    const whole = readFileSync(path, 'utf8')
    const lines = whole.split('\n')
    const spoilt: Record<string, [string, RegExp]> = {
      changed: [whole.replace('The apple is mine', 'The apple was mine'), /was changed/],
      cut: [`${lines.slice(0, 30).join('\n')}\n`, /before its end/],
      torn: [whole.slice(0, whole.length / 2), /not JSON|before its end/],
      longer: [`${whole}["row","bans","{}"]\n`, /behind its end/],
      foreign: ['{"hello":1}\n', /no record of a world/],
      deep: [`["row","bans",${'['.repeat(101)}${']'.repeat(101)}]\n`, /nests deeper/],
      wide: [`["row","bans","${'x'.repeat(17 * 1_048_576)}"]\n`, /more than 16 MiB/],
    }
    const target = await emptyDatabase('spoilt')
    for (const [name, [text, why]] of Object.entries(spoilt)) {
      const file = join(folder, `${name}.ndjson`)
      writeFileSync(file, text)
      await expect(writeWorldRecords(target.db, readArchive(file)), name).rejects.toThrow(why)
    }
    expect(await logOf(target.db)).toEqual([])
    await writeWorldRecords(target.db, readArchive(path))
    await expect(writeWorldRecords(target.db, readArchive(path))).rejects.toThrow(/world already/)
    // What is there may be the only copy.
    await expect(writeArchive(path, readWorldRecords(db, { tables: 'log' }))).rejects.toThrow(
      /is there already/,
    )
    expect(readFileSync(path, 'utf8')).toBe(whole)
    await expect(
      writeArchive(join(folder, 'no', 'such.ndjson'), readWorldRecords(db, { tables: 'log' })),
    ).rejects.toThrow(/ENOENT/)
  })

  it('does not come in when its events do not make the state that was exported', async () => {
    const target = await emptyDatabase('otherstate')
    async function* forged() {
      for await (const record of readWorldRecords(db, { tables: 'log' })) {
        yield 'end' in record ? { ...record, state: 'f'.repeat(64) } : record
      }
    }
    await expect(writeWorldRecords(target.db, forged())).rejects.toThrow(/do not make the state/)
    expect(await logOf(target.db)).toEqual([])
  })
})

it('a packed file that unpacks to far more than its size is given up', async () => {
  const path = join(folder, 'bomb.ndjson.gz')
  const line = `["row","bans","${'x'.repeat(1_048_576)}"]\n`
  writeFileSync(path, gzipSync(line.repeat(200), { level: 9 }))
  const read = async () => {
    for await (const _ of readArchive(path));
  }
  await expect(read()).rejects.toThrow(/more than 1000 times its size/)
})

it('a backup brings everything back after all was wiped: dump, wipe, restore, verify', async () => {
  const path = join(folder, 'backup.ndjson.gz')
  await writeArchive(path, readWorldRecords(db, { tables: 'people' }))
  const before = await verifyWorld(db)
  const restored = await emptyDatabase('restored')
  await writeWorldRecords(restored.db, readArchive(path), { keepStream: true })
  const after = await verifyWorld(restored.db)
  expect(after).toMatchObject({ ok: true, problems: [] })
  expect(after.events).toBe(before.events + 1)
  expect(
    await identityOf(restored.db).accounts.signIn('Mallory', 'correct horse battery'),
  ).not.toBeNull()
  const eve = { name: 'eve', role: 'player', address: '127.0.0.1' } as const
  expect(await identityOf(restored.db).bans.against(eve)).toEqual({ reason: 'noise' })
  // The table's own numbers go on behind those that came back.
  await sql`insert into bans (kind, value, by) values ('name', 'trent', 'owner')`.execute(
    restored.db,
  )
  const position = (of: Db) =>
    of.selectFrom('shards').select(['cmd_seq', 'stream_tag', 'relayed_tick']).executeTakeFirst()
  expect(await position(restored.db)).toEqual(await position(db))
  // The lost history has gone on from there: what it told under the next number never happened here.
  const turns = await restored.db.selectFrom('timelines').select(['began', 'after']).execute()
  const [written] = (await logOf(restored.db)).slice(-1) as { tick: string; type: string }[]
  expect(written?.type).toBe('session-lost')
  expect(turns.at(-1)?.began).toBe(written?.tick)
  expect(Number(turns.at(-1)?.after)).toBeLessThan(Number(written?.tick) - 1)
  expect(gunzipSync(readFileSync(path)).toString()).not.toContain('correct horse')
})

describe('a fork', () => {
  it('is the world as it was at its tick, playable, with the accounts', async () => {
    const last = (await verifyWorld(db)).tick
    const atTick = last - 9
    const name = `fork_${Date.now().toString(36)}`
    const fork = await forkWorld(db, url, { atTick, into: name })
    const copy = openDatabase(fork.url, 'test', 2)
    try {
      expect(await stateAt(copy, 'inn.yard', atTick)).toEqual(await stateAt(db, 'inn.yard', atTick))
      expect(await verifyWorld(copy)).toMatchObject({ differenceCount: 0, problems: [] })
      expect(await identityOf(copy).accounts.byName('Mallory')).not.toBeNull()
      const play = await playInn(fork.url)
      await play.join('Cid')
      await play.type('Cid', 'say How quiet it is.')
      expect(play.runner.broken).toEqual([])
      await play.end()
      expect(await verifyWorld(copy)).toMatchObject({ ok: true })
      await expect(forkWorld(db, url, { atTick, into: name })).rejects.toThrow(/already/)
      await expect(forkWorld(db, url, { atTick, into: 'No Name' })).rejects.toThrow(/--into/)
    } finally {
      await copy.destroy()
      await sql`drop database ${sql.ref(name)} with (force)`.execute(db)
    }
  })
})
