/** Accounts, tokens, sessions, bans and settings on a real database, with the gateway's own rights. */
import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionId } from '../../../../schema/definitions.ts'
import { DEFINITIONS_PLACE } from '../../../../schema/ids.ts'
import type { Role } from '../../../../schema/roles.ts'
import type { Account } from '../../../../server/edge/accounts/accounts.ts'
import { guestToken } from '../../../../server/edge/accounts/guest-tokens.ts'
import { createIdentity, type Identity } from '../../../../server/edge/accounts/identity.ts'
import { Crowded, inTurns } from '../../../../server/edge/accounts/passwords.ts'
import type { NewSession } from '../../../../server/edge/accounts/sessions.ts'
import { EndedMeanwhile } from '../../../../server/edge/accounts/tokens.ts'
import { useMasterKey } from '../../../../server/persons/master-key.ts'
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

test('whoever only looks reads accounts, and no hash of any secret', async () => {
  await made('Onlooked')
  const looking = openDatabase(database.url('admin'), 'identity', 1)
  try {
    const { rows } = await sql<{ name: string }>`select name from accounts`.execute(looking)
    expect(rows).toContainEqual({ name: 'Onlooked' })
    for (const hidden of [
      'password_hash from accounts',
      'hash from tokens',
      'resume_hash from sessions',
    ])
      await expect(sql.raw(`select ${hidden}`).execute(looking)).rejects.toThrow(
        /permission denied/,
      )
  } finally {
    await looking.destroy()
  }
})

test('passwords beyond those that can wait are refused as busy, in words', async () => {
  const inTurn = inTurns(1, 1)
  const work = () => Promise.resolve('done')
  const ends = await Promise.allSettled([inTurn(work), inTurn(work), inTurn(work)])
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason))).toEqual([
    'done',
    'done',
    expect.any(Crowded),
  ])
})

describe('accounts', () => {
  test('a new account is a player with a character, and its password signs in', async () => {
    const account = await made('Alma')
    expect(account).toEqual({
      id: expect.stringMatching(/^a[a-z0-9]{12}$/),
      name: 'Alma',
      role: 'player',
      character: expect.stringMatching(/^c[a-z0-9]{12}$/),
      era: 0,
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
    ['a short password', 'Chiara', 'seven77', 'weak-password'],
    ['a password everybody takes', 'Chiara', 'Password1', 'weak-password'],
    ['a password of one letter', 'Chiara', 'aaaaaaaabbbb', 'weak-password'],
    ['the name as password', 'Chiarastella', '1chiaraStella9', 'weak-password'],
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
    const { token, expires } = await identity.tokens.issue(account, 'bearer')
    expect(expires.getTime()).toBe(begin + 30 * day)
    expect(await identity.tokens.accountOf(token)).toMatchObject(account)
    nowMs = begin + 30 * day - 1
    expect(await identity.tokens.accountOf(token)).toMatchObject(account)
    nowMs = begin + 30 * day
    expect(await identity.tokens.accountOf(token)).toBeNull()
  })

  test.each(['', 'x', 'x'.repeat(27), "' or true --"])('%j stands for nobody', async (token) => {
    expect(await identity.tokens.accountOf(token)).toBeNull()
  })

  test('a link is used once, within seven days, and is no bearer token', async () => {
    const account = await made('Ilaria')
    nowMs = begin
    const used = await identity.tokens.issue(account, 'link')
    const late = await identity.tokens.issue(account, 'link')
    const bearer = await identity.tokens.issue(account, 'bearer')
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
    const tokens: { id: string; token: string }[] = []
    for (const account of [one, one, one, other])
      tokens.push(await identity.tokens.issue(account, 'bearer'))
    const stand = async () =>
      Promise.all(tokens.map(async ({ token }) => (await identity.tokens.accountOf(token))?.name))
    const first = tokens[0]?.id ?? ''
    expect(await identity.tokens.end(other.id, first)).toBe(false)
    expect(await identity.tokens.end(one.id, first)).toBe(true)
    expect(await identity.tokens.end(one.id, first)).toBe(false)
    expect(await stand()).toEqual([undefined, 'Livia', 'Livia', 'Marzia'])
    await identity.tokens.endAll(one.id, tokens[1]?.id)
    expect(await stand()).toEqual([undefined, 'Livia', undefined, 'Marzia'])
    await identity.tokens.endAll(one.id)
    expect(await stand()).toEqual([undefined, undefined, undefined, 'Marzia'])
  })

  test('what is stored of a token does not contain it', async () => {
    const account = await made('Nives')
    const { token } = await identity.tokens.issue(account, 'bearer')
    const ofHers = db.selectFrom('tokens').select('hash').where('account', '=', account.id)
    const rows = await ofHers.execute()
    expect(rows.map(({ hash }) => hash.length)).toEqual([32])
    expect(rows[0]?.hash.toString('latin1')).not.toContain(token)
  })
})

describe('sessions', () => {
  const address = '192.0.2.1'
  const opened = async (session: NewSession) =>
    (await identity.sessions.open(session))?.resume ?? ''

  test('a session is resumed by its secret only, with the role that its account has now', async () => {
    const { id: account, character, name, role } = await made('Ombretta')
    const session = { id: 'sombretta', account, character, name, role }
    const first = await opened({ ...session, signIn: null, address })
    expect(await identity.sessions.resume('sombretta', `${first}x`)).toBeNull()
    expect(await identity.sessions.resume('sanother', first)).toBeNull()
    const resume = expect.stringMatching(/^\S{20,}$/)
    const resumed = await identity.sessions.resume('sombretta', first)
    expect(resumed).toEqual({ ...session, resume })
    await identity.accounts.giveRole('Ombretta', 'builder')
    const again = await identity.sessions.resume('sombretta', resumed?.resume ?? '')
    expect(again).toMatchObject({ role: 'builder' })
  })

  test('each resume brings a new secret; the one before ends when the new one is used', async () => {
    const guest = { id: 'sguest', character: 'gguest', role: 'guest', address } as const
    const { resume: first } = await identity.sessions.openGuest(guest, ['Wanda7'])
    const by = async (secret: string) =>
      (await identity.sessions.resume('sguest', secret))?.resume ?? null
    const lost = (await by(first)) ?? ''
    // The answer with the new secret was lost: the old one still opens, and the lost one never will.
    const second = (await by(first)) ?? ''
    expect(new Set([first, lost, second]).size).toBe(3)
    expect(await by(lost)).toBeNull()
    const third = await by(second)
    expect(third).not.toBeNull()
    expect(await by(first)).toBeNull()
  })

  test('a store that has lost the last resumes takes the secret of the latest', async () => {
    useMasterKey(randomBytes(32))
    const guest = { id: 'sback', character: 'gback', role: 'guest', address } as const
    const { resume: first } = await identity.sessions.openGuest(guest, ['Wanda8'])
    const by = async (secret: string, session = 'sback') =>
      (await identity.sessions.resume(session, secret))?.resume ?? null
    const earlier = await db.selectFrom('sessions').selectAll().where('id', '=', 'sback').execute()
    const second = (await by(first)) ?? ''
    const third = (await by(second)) ?? ''
    await db
      .updateTable('sessions')
      .set(earlier[0] ?? {})
      .where('id', '=', 'sback')
      .execute()
    const guestOf = (secret: string) => identity.guestOf(guestToken('sback', secret))
    expect(await guestOf(third)).toMatchObject({ name: 'Wanda8' })
    // Nobody makes a later one of it, and nobody takes it to another session.
    expect(await by(third.replace(/^2/, '9'))).toBeNull()
    await identity.sessions.openGuest({ ...guest, id: 'sother' }, ['Wanda8', 'Wanda9'])
    expect(await by(third, 'sother')).toBeNull()
    const fourth = await by(third)
    expect(fourth).not.toBeNull()
    for (const used of [first, second])
      expect([await by(used), await guestOf(used)]).toEqual([null, null])
    expect(await by(fourth ?? '')).not.toBeNull()
    useMasterKey(undefined)
  })

  test('a session ends with the sign-in that it hangs on', async () => {
    const account = await made('Pamina')
    const { id: signIn } = await identity.tokens.issue(account, 'played')
    const { character, name, role } = account
    const session = { id: 'spamina', account: account.id, character, name, role, signIn, address }
    const resume = await opened(session)
    await identity.tokens.end(account.id, signIn)
    expect(await identity.sessions.resume('spamina', resume)).toBeNull()
    expect(await identity.sessions.open({ ...session, id: 'spaminalate' })).toBeNull()
  })
})

describe('a password that changes', () => {
  const next = 'another lantern in the fog'

  test('ends every sign-in but the one that asked, links as well', async () => {
    const account = await made('Rosina')
    const [kept, other] = [
      await identity.tokens.issue(account, 'bearer'),
      await identity.tokens.issue(account, 'bearer'),
    ]
    const link = await identity.tokens.issue(account, 'link')
    expect(await identity.accounts.changePassword(account, 'short', kept.id)).toMatchObject({
      code: 'weak-password',
    })
    expect(await identity.tokens.accountOf(other.token)).not.toBeNull()
    expect(await identity.accounts.changePassword(account, next, kept.id)).toBeNull()
    expect(await identity.tokens.accountOf(kept.token)).not.toBeNull()
    expect(await identity.tokens.accountOf(other.token)).toBeNull()
    expect(await identity.tokens.spendLink(link.token)).toBeNull()
    expect(await identity.accounts.signIn('Rosina', password)).toBeNull()
    expect(await identity.accounts.signIn('Rosina', next)).not.toBeNull()
  })

  test('leaves nothing behind of whoever was just showing the old one', async () => {
    await made('Susanna')
    for (let times = 0; times < 20; times += 1) {
      const checked = await identity.accounts.byName('Susanna')
      if (!checked) throw new Error('she is gone')
      const both = await Promise.allSettled([
        identity.tokens.issue(checked, 'bearer'),
        identity.tokens.endAll(checked.id),
      ])
      const [issued] = both
      if (issued.status === 'rejected') expect(issued.reason).toBeInstanceOf(EndedMeanwhile)
      else expect(await identity.tokens.accountOf(issued.value.token)).toBeNull()
    }
  })
})

describe('bans', () => {
  const ban = { reason: 'noise', by: 'owner' }
  const address = '203.0.113.9'
  const against = (name: string, at: string, role: Role = 'player') =>
    identity.bans.against({ name, role, address: at })

  test('a banned name is kept out in every spelling and from every address, until it is lifted', async () => {
    await identity.bans.add({ ...ban, kind: 'name', target: 'Perpetua' })
    expect(await against('perPETUA', address)).toEqual({ reason: 'noise' })
    expect(await against('Perpetuo', address)).toBeNull()
    await identity.bans.lift('name', 'PERPETUA')
    expect(await against('Perpetua', address)).toBeNull()
  })

  test('a banned address keeps everybody out, and is no name', async () => {
    await identity.bans.add({ ...ban, kind: 'address', target: address })
    expect(await against('', address)).toEqual({ reason: 'noise' })
    expect(await against(address, '203.0.113.10')).toBeNull()
    await identity.bans.lift('name', address)
    expect(await against('', address)).toEqual({ reason: 'noise' })
    await identity.bans.lift('address', address)
  })

  test('an address of IPv6 stands for its network, and the owner is never kept out', async () => {
    await identity.bans.add({ ...ban, kind: 'address', target: '2001:db8:5:6::1' })
    expect(await against('', '2001:db8:5:6::/64')).toEqual({ reason: 'noise' })
    expect(await against('', '2001:db8:5:6:7:8:9:a')).toEqual({ reason: 'noise' })
    expect(await against('', '2001:db8:5:7::1')).toBeNull()
    expect(await against('owner', '2001:db8:5:6::1', 'owner')).toBeNull()
    await identity.bans.lift('address', '2001:db8:5:6::2')
    expect(await against('', '2001:db8:5:6::1')).toBeNull()
  })

  test('a banned guest keeps out guests from where it came, and nobody else', async () => {
    const guestsFrom = '203.0.113.77'
    await identity.bans.add({ ...ban, kind: 'name', target: 'Wanda123', guestsFrom })
    expect(await against('Stranger555', guestsFrom, 'guest')).toEqual({ reason: 'noise' })
    expect(await against('Stranger555', '203.0.113.78', 'guest')).toBeNull()
    expect(await against('Alma', guestsFrom)).toBeNull()
    await identity.bans.lift('name', 'wanda123')
    expect(await against('Stranger555', guestsFrom, 'guest')).toBeNull()
  })

  test('a ban ends after its minutes; a new one of the same name takes its place', async () => {
    nowMs = begin
    await identity.bans.add({ ...ban, kind: 'name', target: 'Quirina', minutes: 5 })
    nowMs = begin + 5 * 60_000 - 1
    expect(await against('Quirina', address)).toEqual({ reason: 'noise' })
    nowMs = begin + 5 * 60_000
    expect(await against('Quirina', address)).toBeNull()
    await identity.bans.add({ kind: 'name', target: 'Quirina', reason: 'again', by: 'owner' })
    nowMs = begin + 3_650 * day
    expect(await against('Quirina', address)).toEqual({ reason: 'again' })
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
