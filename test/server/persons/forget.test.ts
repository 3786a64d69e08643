/** Words lie in the log under their author's key; forgetting destroys it, and verify still holds. */

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetPerson } from '../../../server/log/forget.ts'
import { readWorldRecords } from '../../../server/log/travel/archive/read-world.ts'
import { writeWorldRecords } from '../../../server/log/travel/archive/write-world.ts'
import { historyOf } from '../../../server/log/travel/history.ts'
import { stateAt } from '../../../server/log/travel/state-at.ts'
import { verifyWorld } from '../../../server/log/verify/verify-world.ts'
import { findMasterKey, makeMasterKey, useMasterKey } from '../../../server/persons/master-key.ts'
import {
  checkMasterKey,
  ensureKeys,
  openWords,
  rewrapKeys,
} from '../../../server/persons/person-keys.ts'
import { openJson, sealText } from '../../../server/persons/sealed-text.ts'
import { KeyNotLoaded, personVault } from '../../../server/persons/vault.ts'
import type { Db } from '../../../server/platform/database.ts'
import { projectAll } from '../../support/project-all.ts'
import { anEvening, emptyDatabase, playInn } from '../log/verify/log-database.ts'

const master = randomBytes(32)
const canary = 'The apple is mine.'
let db: Db
let url: string

beforeAll(async () => {
  useMasterKey(master)
  const made = await emptyDatabase('forget')
  db = made.db
  url = made.url
  const play = await playInn(
    url,
    personVault((persons) => ensureKeys(db, master, persons)),
  )
  await anEvening(play)
  expect(play.runner.broken).toEqual([])
  await play.end()
  await sql`insert into accounts (id, name, skeleton, character) values ('aann', 'Ann', 'ann', 'ann'), ('abob', 'Bob', 'bob', 'bob')`.execute(
    db,
  )
  await projectAll(db, { eventsPerStage: 12 })
})
afterAll(() => useMasterKey(undefined))

/** Every table and row of the database in which a text stands in the clear. */
async function whereIs(text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(
    db,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string
    }>`select t::text as row from ${sql.ref(name)} t`.execute(db)
    const hex = Buffer.from(text).toString('hex')
    if (rows.some(({ row }) => row.includes(text) || row.includes(hex))) found.push(name)
  }
  return found.sort()
}

describe('words of a person', () => {
  it('do not lie in the log in the clear, and are read by whoever has the keys', async () => {
    expect(await whereIs(canary)).toEqual(['outputs'])
    const said = (await historyOf(db, 'ann')).filter((one) => one.type === 'speech-uttered')
    expect(said.map((one) => one.words)).toContain(`Ann says: “${canary}”`)
    expect(await verifyWorld(db)).toMatchObject({ ok: true, differences: [], problems: [] })
  })

  it('cannot be read under another master key, nor taken for another person’s', async () => {
    const key = createSecretKey(randomBytes(32))
    const sealed = sealText(key, 'ann', canary, '1.2.3.words')
    expect(sealText(key, 'ann', canary, '1.2.3.words')).toBe(sealed)
    expect(sealText(key, 'ann', canary, '1.2.4.words')).not.toBe(sealed)
    const opened = (text: string, by?: KeyObject) =>
      JSON.parse(openJson(JSON.stringify(text), () => by))
    expect(opened(sealed, key)).toBe(canary)
    expect(opened(sealed, createSecretKey(randomBytes(32)))).toBe('[erased]')
    expect(opened(sealed)).toBe('[erased]')
    expect(opened(sealed.replace(':ann:', ':bob:'), key)).toBe('[erased]')
    useMasterKey(randomBytes(32))
    await expect(checkMasterKey(db)).rejects.toThrow(/another master key/)
    useMasterKey(master)
    await checkMasterKey(db)
  })

  it('are read under another master key once every key is wrapped by it, and under the old one no more', async () => {
    const other = randomBytes(32)
    const keys = await rewrapKeys(db, master, other)
    expect(keys).toBeGreaterThan(1)
    await expect(checkMasterKey(db)).rejects.toThrow(/another master key/)
    await expect(rewrapKeys(db, master, other)).rejects.toThrow(/another master key/)
    useMasterKey(other)
    const said = (await historyOf(db, 'ann')).filter((one) => one.type === 'speech-uttered')
    expect(said.map((one) => one.words)).toContain(`Ann says: “${canary}”`)
    expect(await rewrapKeys(db, other, master)).toBe(keys)
    useMasterKey(master)
    await checkMasterKey(db)
  })

  it('wait for their key like a room that is not in memory', async () => {
    const vault = personVault(async () => new Map([['ann', createSecretKey(randomBytes(32))]]))
    expect(() => vault.seal('ann', 'hush', '1.1.1.words')).toThrow(KeyNotLoaded)
    await vault.load(['ann', 'bob'])
    expect(vault.seal('ann', 'hush', '1.1.1.words')).toMatch(/^sealed:v1:ann:/)
    expect(vault.seal('bob', 'hush', '1.1.1.words')).toBe('[erased]')
    vault.clear()
    expect(() => vault.seal('ann', 'hush', '1.1.1.words')).toThrow(KeyNotLoaded)
  })
})

it('the master key is made once, for the owner of the data folder alone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-key-'))
  try {
    await makeMasterKey({ personKey: undefined, dataDir })
    const made = await findMasterKey({ personKey: undefined, dataDir })
    await makeMasterKey({ personKey: undefined, dataDir })
    expect(made).toHaveLength(32)
    expect(await findMasterKey({ personKey: undefined, dataDir })).toEqual(made)
    expect(statSync(join(dataDir, 'person.key')).mode & 0o077).toBe(0)
    const set = randomBytes(32)
    expect(await findMasterKey({ personKey: set.toString('base64url'), dataDir })).toEqual(set)
    expect(
      await findMasterKey({ personKey: undefined, dataDir: join(dataDir, 'none') }),
    ).toBeUndefined()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

describe('forgetting', () => {
  it('leaves no word of the person, nor the name; verify holds, and others keep theirs', async () => {
    const before = await verifyWorld(db)
    expect(await whereIs('Ann')).toContain('entities')
    // What workers kept: an answer that names her, and what was spent on talking to her.
    await sql`
      insert into kept_answers (scope, intent, exact, strict, marks, say, until)
      values ('s', 'rumours', 'ann', '', '{}', ${`Ann said: ${canary}`}, now() + interval '1 hour')`.execute(
      db,
    )
    await sql`insert into llm_meters (key, no, ends_ms) values ('p:ann', 1, 1), ('p:bob', 1, 1)`.execute(
      db,
    )
    const forgotten = await forgetPerson(db, 'ann')
    const { persons } = forgotten
    expect(forgotten.account).toBe('aann')
    expect(persons.map(({ character }) => character)).toEqual(['ann'])
    const pseudonym = persons[0]?.pseudonym
    expect(pseudonym).toMatch(/^Someone[0-9a-z]{4}$/)
    expect(await whereIs(canary)).toEqual([])
    expect(await whereIs('"Ann"')).toEqual([])
    expect(await whereIs('p:ann')).toEqual([])
    expect(await whereIs('p:bob')).toEqual(['llm_meters'])
    const after = await verifyWorld(db)
    expect(after).toMatchObject({ ok: true, differences: [], problems: [] })
    expect(after.events).toBe(before.events + 3)
    await projectAll(db, { eventsPerStage: 12 })
    expect(await whereIs(canary)).toEqual([])
    const said = (await historyOf(db, 'ann')).filter((one) => one.type === 'speech-uttered')
    expect(said.map((one) => one.words)).toEqual([
      '[erased] says: “[erased]”',
      '[erased] says: “[erased]”',
    ])
    expect((await historyOf(db, 'hat')).at(-1)?.words).toBe('Bob gives a felt hat to [erased].')
    expect((await stateAt(db, 'ann', after.tick))?.entity).toMatchObject({
      name: pseudonym,
      place: '',
    })
  })

  it('is for ever: the key is not made anew, and a copy of the world knows no more', async () => {
    const keys = await ensureKeys(db, master, ['ann', 'bob', 'eve'])
    expect([...keys.keys()].sort()).toEqual(['bob', 'eve'])
    // Made once, however many ask for them at the same moment.
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => ensureKeys(db, master, ['bob', 'fay', 'gus', 'ann'])),
    )
    const sealed = asked.map((one) =>
      ['bob', 'fay', 'gus'].map((id) => {
        const key = one.get(id)
        return key && sealText(key, id, 'once', '1.1.1.words')
      }),
    )
    expect(sealed).toEqual(sealed.map(() => sealed[0]))
    expect(sealed[0]).not.toContain(undefined)
    const spoken = await sql<{ body: string }>`
      select convert_from(body, 'UTF8') as body from events where type = 'speech-uttered' limit 1`.execute(
      db,
    )
    expect(await openWords(db, spoken.rows[0]?.body ?? '')).toContain('"words":"[erased]"')
    const copy = await emptyDatabase('forgetcopy')
    await writeWorldRecords(copy.db, readWorldRecords(db, { tables: 'people' }))
    expect(await verifyWorld(copy.db)).toMatchObject({ ok: true })
    expect((await stateAt(copy.db, 'bob', 4))?.name).toBe('Bob')
    await expect(forgetPerson(db, 'ann')).rejects.toThrow('There is no account ann.')
  })

  it('fences a leader, which can lead again with what is left', async () => {
    const play = await playInn(url)
    await play.join('Bob')
    await forgetPerson(db, 'Bob')
    const epoch = play.runner.lead.epoch
    const report = await play.runner.run([], 0, 0)
    expect(report.outcome).toBe('nothing')
    await play.type('Bob', 'say Am I still here?')
    const { epoch: now } = await db.selectFrom('shards').select('epoch').executeTakeFirstOrThrow()
    expect(Number(now)).toBeGreaterThan(epoch)
    expect(await whereIs('Am I still here?')).toEqual([])
    await play.end()
    const again = await playInn(url)
    await again.join('Cid')
    await again.end()
    expect(await verifyWorld(db)).toMatchObject({ ok: true, differences: [] })
  })
})
