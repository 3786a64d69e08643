/** Accounts, tokens, sessions, bans and settings on a real database, with the gateway's own rights. */
import { hash } from '@node-rs/argon2'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionId } from '../../../../schema/definitions.ts'
import { DEFINITIONS_PLACE } from '../../../../schema/ids.ts'
import type { Account } from '../../../../server/edge/accounts/accounts.ts'
import { createIdentity, type Identity } from '../../../../server/edge/accounts/identity.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

const password = 'a lantern in the fog'
const day = 86_400_000
const begin = Date.parse('2040-01-01T00:00:00Z')

let database: FreshDatabase
let db: Db
let identity: Identity
let nowMs = begin

beforeAll(async () => {
  database = await freshDatabase('identity')
  const owner = openDatabase(database.url('owner'), 'identity', 1)
  await migrate(owner)
  await owner.destroy()
  db = openDatabase(database.url('gateway'), 'identity', 2)
  identity = createIdentity(db, () => nowMs)
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

async function made(name: string): Promise<Account> {
  const created = await identity.accounts.create(name, password)
  if (!created.ok) throw new Error(created.why)
  return created.account
}

describe('accounts', () => {
  test('a new account is a player with a character, and its password signs in', async () => {
    const account = await made('Alma')
    expect(account).toEqual({
      id: expect.stringMatching(/^a[a-z0-9]{12}$/),
      name: 'Alma',
      role: 'player',
      character: expect.stringMatching(/^c[a-z0-9]{12}$/),
    })
    expect(await identity.accounts.signIn(' aLMA ', password)).toEqual(account)
    expect(await identity.accounts.signIn('Alma', `${password}!`)).toBeNull()
    expect(await identity.accounts.signIn('Nobody', password)).toBeNull()
  })

  test.each([
    ['a name that is taken', 'bruna', password, 'name-taken'],
    ['a name that looks like one that is taken', 'ｂruna', password, 'name-taken'],
    ['a name that is reserved', 'owner', password, 'bad-name'],
    ['a name of two letters', 'Xy', password, 'bad-name'],
    ['a short password', 'Chiara', 'seven77', 'bad-password'],
    ['an endless password', 'Chiara', 'x'.repeat(201), 'bad-password'],
  ])('%s is refused in words', async (_what, name, chosen, code) => {
    await identity.accounts.create('Bruna', password)
    const refused = await identity.accounts.create(name, chosen)
    expect(refused).toEqual({ ok: false, code, why: expect.stringMatching(/\.$/) })
    expect(await identity.accounts.byName('Chiara')).toBeNull()
  })

  test.each([
    ['the apostrophe of a telephone', 'O\u2019Nelly', 'O\u2019Nelly', "o'nelly"],
    ['a name in parts', 'Jose\u0301', 'Jose\u0301', 'JOSÉ'],
    ['wide letters', 'Ｍirella', 'Ｍirella', 'mirella'],
  ])('who registers with %s signs in with the same typing', async (_what, name, ...typed) => {
    const account = await made(name)
    for (const spelling of typed) {
      expect(await identity.accounts.signIn(spelling, password)).toEqual(account)
      expect(await identity.accounts.byName(spelling)).toEqual(account)
    }
  })

  test('nobody registers as somebody of the world', async () => {
    const owner = openDatabase(database.url('owner'), 'identity', 1)
    const id = definitionId('mobile', 'inn.maud')
    const data = { name: 'Maud Fenn', keywords: ['maud', 'innkeeper'] }
    const body = Buffer.from(JSON.stringify({ id, kind: 'definition', data }))
    await sql`insert into entities (shard, id, kind, place, tick, body)
      values (1, ${id}, 'definition', ${DEFINITIONS_PLACE}, 1, ${body})`.execute(owner)
    await owner.destroy()
    for (const name of ['Maud', 'MAUD']) {
      expect(await identity.accounts.create(name, password)).toMatchObject({ code: 'name-taken' })
    }
    // A word that anybody may be called by is nobody's name.
    for (const name of ['Maudlin', 'Innkeeper']) {
      expect(await identity.accounts.create(name, password)).toMatchObject({ ok: true })
    }
  })

  test('a password is one password, composed or in parts', async () => {
    const composed = 'Glückskäfer im Nebel'
    await identity.accounts.create('Tosca', composed.normalize('NFD'))
    for (const form of ['NFC', 'NFD'] as const) {
      expect(await identity.accounts.signIn('Tosca', composed.normalize(form))).not.toBeNull()
    }
    // A hash from before passwords were composed is of what was typed.
    const old = await hash(composed.normalize('NFD'))
    await db
      .updateTable('accounts')
      .set({ password_hash: old })
      .where('name', '=', 'Tosca')
      .execute()
    expect(await identity.accounts.signIn('Tosca', composed.normalize('NFD'))).not.toBeNull()
  })

  test('a password that is no text is refused, and opens nothing', async () => {
    const garbled = '\ufffd'.repeat(8)
    for (const secret of [garbled, 'half \ud800 a sign']) {
      expect(await identity.accounts.create('Violante', secret)).toMatchObject({
        code: 'bad-password',
        why: expect.stringContaining('UTF-8'),
      })
    }
    await made('Zelinda')
    const old = await hash(garbled)
    await db
      .updateTable('accounts')
      .set({ password_hash: old })
      .where('name', '=', 'Zelinda')
      .execute()
    expect(await identity.accounts.signIn('Zelinda', garbled)).toBeNull()
  })

  test('two who want one name at the same moment do not both get it', async () => {
    const both = await Promise.all([
      identity.accounts.create('Donata', password),
      identity.accounts.create('donata', password),
    ])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ code: 'name-taken' })
  })

  test('the owner is made once, may have no password, and keeps the role', async () => {
    const created = await identity.accounts.createOwner(null)
    expect(created).toMatchObject({ ok: true, account: { name: 'owner', role: 'owner' } })
    expect(await identity.accounts.createOwner(password)).toMatchObject({ code: 'name-taken' })
    expect(await identity.accounts.signIn('owner', '')).toBeNull()
    await identity.accounts.giveRole('owner', 'player')
    expect(await identity.accounts.byName('owner')).toMatchObject({ role: 'owner' })
  })

  test('a role is given by name in any spelling', async () => {
    await made('Elettra')
    await identity.accounts.giveRole('ELETTRA', 'builder')
    expect(await identity.accounts.byName('elettra')).toMatchObject({ role: 'builder' })
  })

  test('no password is stored as it was typed', async () => {
    const { id } = await made('Fosca')
    const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).execute()
    expect(JSON.stringify(row)).not.toContain(password)
    expect(row[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

describe('tokens', () => {
  test('a bearer token stands for its account for thirty days', async () => {
    const account = await made('Gisella')
    nowMs = begin
    const { token, expires } = await identity.tokens.issue(account.id, 'bearer')
    expect(expires.getTime()).toBe(begin + 30 * day)
    expect(await identity.tokens.accountOf(token)).toEqual(account)
    nowMs = begin + 30 * day - 1
    expect(await identity.tokens.accountOf(token)).toEqual(account)
    nowMs = begin + 30 * day
    expect(await identity.tokens.accountOf(token)).toBeNull()
  })

  test.each(['', 'x', 'x'.repeat(27), "' or true --"])('%j stands for nobody', async (token) => {
    expect(await identity.tokens.accountOf(token)).toBeNull()
  })

  test('a link is used once, within seven days, and is no bearer token', async () => {
    const account = await made('Ilaria')
    nowMs = begin
    const used = await identity.tokens.issue(account.id, 'link')
    const late = await identity.tokens.issue(account.id, 'link')
    const bearer = await identity.tokens.issue(account.id, 'bearer')
    expect(await identity.tokens.accountOf(used.token)).toBeNull()
    expect(await identity.tokens.spendLink(bearer.token)).toBeNull()
    expect(await identity.tokens.spendLink(used.token)).toEqual(account)
    expect(await identity.tokens.spendLink(used.token)).toBeNull()
    nowMs = begin + 7 * day
    expect(await identity.tokens.spendLink(late.token)).toBeNull()
  })

  test('revoking ends one token, or all of an account and nobody else’s', async () => {
    const [one, other] = [await made('Livia'), await made('Marzia')]
    nowMs = begin
    const tokens: { token: string }[] = []
    for (const { id } of [one, one, one, other])
      tokens.push(await identity.tokens.issue(id, 'bearer'))
    const stand = async () =>
      Promise.all(tokens.map(async ({ token }) => (await identity.tokens.accountOf(token))?.name))
    await identity.tokens.revoke(tokens[0]?.token ?? '')
    expect(await stand()).toEqual([undefined, 'Livia', 'Livia', 'Marzia'])
    await identity.tokens.revokeAll(one.id)
    expect(await stand()).toEqual([undefined, undefined, undefined, 'Marzia'])
  })

  test('what is stored of a token does not contain it', async () => {
    const { id } = await made('Nives')
    const { token } = await identity.tokens.issue(id, 'bearer')
    const rows = await db.selectFrom('tokens').select('hash').where('account', '=', id).execute()
    expect(rows.map(({ hash }) => hash.length)).toEqual([32])
    expect(rows[0]?.hash.toString('latin1')).not.toContain(token)
  })
})

describe('sessions', () => {
  test('a session is resumed by its secret only, with the role that its account has now', async () => {
    const { id: account, character, name, role } = await made('Ombretta')
    const session = { id: 'sombretta', account, character, name, role }
    const { resume } = await identity.sessions.open(session)
    expect(await identity.sessions.resume('sombretta', resume)).toEqual(session)
    expect(await identity.sessions.resume('sombretta', `${resume}x`)).toBeNull()
    expect(await identity.sessions.resume('sanother', resume)).toBeNull()
    await identity.accounts.giveRole('Ombretta', 'builder')
    expect(await identity.sessions.resume('sombretta', resume)).toMatchObject({ role: 'builder' })
  })

  test('a guest’s session has no account and stays a guest’s', async () => {
    const guest = { id: 'sguest', account: null, character: 'gguest', name: 'Wanda7' } as const
    const { resume } = await identity.sessions.open({ ...guest, role: 'guest' })
    expect(await identity.sessions.resume('sguest', resume)).toEqual({ ...guest, role: 'guest' })
  })
})

describe('bans', () => {
  const ban = { reason: 'noise', by: 'owner' }
  const address = '203.0.113.9'

  test('a banned name is kept out in every spelling and from every address, until it is lifted', async () => {
    await identity.bans.add({ ...ban, kind: 'name', target: 'Perpetua' })
    expect(await identity.bans.against('perPETUA', address)).toEqual({ reason: 'noise' })
    expect(await identity.bans.against('Perpetuo', address)).toBeNull()
    await identity.bans.lift('name', 'PERPETUA')
    expect(await identity.bans.against('Perpetua', address)).toBeNull()
  })

  test('a banned address keeps everybody out, and is no name', async () => {
    await identity.bans.add({ ...ban, kind: 'address', target: address })
    expect(await identity.bans.against('', address)).toEqual({ reason: 'noise' })
    expect(await identity.bans.against(address, '203.0.113.10')).toBeNull()
    await identity.bans.lift('name', address)
    expect(await identity.bans.against('', address)).toEqual({ reason: 'noise' })
    await identity.bans.lift('address', address)
  })

  test('a ban ends after its minutes; a new one of the same name takes its place', async () => {
    nowMs = begin
    await identity.bans.add({ ...ban, kind: 'name', target: 'Quirina', minutes: 5 })
    nowMs = begin + 5 * 60_000 - 1
    expect(await identity.bans.against('Quirina', address)).toEqual({ reason: 'noise' })
    nowMs = begin + 5 * 60_000
    expect(await identity.bans.against('Quirina', address)).toBeNull()
    await identity.bans.add({ kind: 'name', target: 'Quirina', reason: 'again', by: 'owner' })
    nowMs = begin + 3_650 * day
    expect(await identity.bans.against('Quirina', address)).toEqual({ reason: 'again' })
    const listed = await identity.bans.list()
    expect(listed.filter(({ value }) => value === 'quirina')).toMatchObject([
      { kind: 'name', reason: 'again', by: 'owner', expires_at: null },
    ])
  })
})

test('settings are kept with the account as they were sent', async () => {
  const { id } = await made('Rosalba')
  expect(await identity.settings.read(id)).toBe('{}')
  await identity.settings.save(id, '{"theme":"dark"}')
  expect(await identity.settings.read(id)).toBe('{"theme":"dark"}')
  expect(await identity.settings.read('aunknown')).toBe('{}')
})
