/** Sign-in on a real database, with the gateway's own rights: who gets a session, and who does not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canonicalName } from '../../../../schema/names.ts'
import { createIdentity, type Identity } from '../../../../server/edge/accounts/identity.ts'
import { createJournal } from '../../../../server/edge/accounts/journal.ts'
import type { Visitor } from '../../../../server/edge/accounts/tokens.ts'
import type { SignedIn, SignInResult } from '../../../../server/edge/session/ports.ts'
import { createSignIn, type GatewaySignIn } from '../../../../server/edge/session/sign-in.ts'
import { createSignInThrottle } from '../../../../server/edge/session/sign-in-throttle.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { openLog } from '../../../../server/platform/log.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

const password = 'a lantern in the fog'
const at = (address: string): Visitor => ({ address, via: 'test' })
const address = at('192.0.2.7')

let database: FreshDatabase
let db: Db
let identity: Identity
let signIn: GatewaySignIn

const openTo = ({ tries = 0, guests = true } = {}): GatewaySignIn =>
  createSignIn({
    identity,
    settings: { guests },
    bus: { publish: async () => 'stored' },
    clock: systemClock,
    throttle: createSignInThrottle(db, tries),
    journal: createJournal(openLog(loadConfig({ MUD_LOG_LEVEL: 'silent' }), 'test'), {
      signIn: (means, outcome) => void attempts.push(`${means} ${outcome}`),
      accountChange: () => undefined,
    }),
  })

/** What was written down of tries to come in. */
let attempts: string[] = []

beforeAll(async () => {
  database = await freshDatabase('sign_in')
  const owner = openDatabase(database.url('owner'), 'sign-in', 1)
  await migrate(owner)
  await owner.destroy()
  db = openDatabase(database.url('gateway'), 'sign-in', 2)
  identity = createIdentity(db, systemClock.now)
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

beforeEach(() => {
  attempts = []
  signIn = openTo()
})

/** The session that was opened; fails when there is none. */
async function entered(result: Promise<SignInResult>): Promise<SignedIn> {
  const got = await result
  if (!got.ok) throw new Error(`refused: ${got.code}`)
  return got.signedIn
}

async function tokenOf(name: string) {
  const account = await identity.accounts.byName(name)
  if (!account) throw new Error('nobody is called so')
  return identity.tokens.issue(account, 'bearer')
}

describe('an account', () => {
  test('registers, plays, and signs in again by its password into another session', async () => {
    const first = await entered(signIn.register('Alma', password, address))
    expect(first).toEqual({
      person: {
        character: expect.stringMatching(/^c[a-z0-9]{12}$/),
        name: 'Alma',
        role: 'player',
        account: expect.stringMatching(/^a[a-z0-9]{12}$/),
      },
      session: expect.stringMatching(/^s[a-z0-9]{11}$/),
      resume: expect.stringMatching(/^\S{20,}$/),
    })
    const second = await entered(signIn.login('alma', password, address))
    expect(second.person).toEqual(first.person)
    expect(second.session).not.toBe(first.session)
  })

  test('signs in by a token', async () => {
    const { person } = await entered(signIn.register('Bruna', password, address))
    const { token } = await tokenOf(person.name)
    expect((await entered(signIn.token(token, address))).person).toEqual(person)
    expect(await signIn.token('x'.repeat(32), address)).toMatchObject({ code: 'bad-credentials' })
  })

  test('goes on with its session by the secret, and by nothing else', async () => {
    const { session, resume, person } = await entered(signIn.register('Chiara', password, address))
    const again = await entered(signIn.resume(session, resume, address))
    expect(again).toEqual({ person, session, resume: expect.stringMatching(/^\S{20,}$/) })
    expect(again.resume).not.toBe(resume)
    expect(await signIn.resume(session, `${resume}x`, address)).toMatchObject({
      code: 'bad-credentials',
    })
  })

  test('is refused in the same words whatever was wrong', async () => {
    await signIn.register('Dora', password, address)
    const wrong = await signIn.login('Dora', 'not this one at all', address)
    expect(wrong).toMatchObject({ ok: false, code: 'bad-credentials' })
    expect(await signIn.login('Nobody', password, address)).toEqual(wrong)
  })

  test.each([
    ['a taken name', 'Elena', password, 'name-taken'],
    ['a reserved name', 'owner', password, 'bad-name'],
    ['a short password', 'Frieda', 'short', 'weak-password'],
  ])('is not made of %s', async (_what, name, chosen, code) => {
    await signIn.register('Elena', password, address)
    expect(await signIn.register(name, chosen, address)).toMatchObject({ ok: false, code })
  })
})

describe('a guest', () => {
  test.each([
    ['a name that is made up', undefined, /^Stranger\d{3}$/],
    ['the wanted name with a number', 'Wanda', /^Wanda\d{3}$/],
    ['as much of a long name as leaves room', 'Wilhelminalongname', /^Wilhelminalong\d{3}$/],
  ])('gets %s', async (_what, wanted, name) => {
    const { person } = await entered(signIn.guest(wanted, address))
    expect(person.name).toMatch(name)
    expect(person).toMatchObject({ role: 'guest', character: expect.stringMatching(/^g/) })
    expect(person.account).toBeUndefined()
  })

  // The numbers of three digits are used up; by chance alone two of forty would be called alike.
  test('is called like no other guest', async () => {
    const names = new Set<string>()
    for (let count = 0; count < 1_000; count += 1) {
      const { person } = await entered(signIn.guest(count % 2 ? 'Arno' : 'arno', address))
      names.add(canonicalName(person.name))
    }
    expect(names.size).toBe(1_000)
  })

  test('goes on with the session it had', async () => {
    const { session, resume, person } = await entered(signIn.guest('Yolanda', address))
    expect(await entered(signIn.resume(session, resume, address))).toMatchObject({ person })
  })

  test('does not get a name that nobody may have', async () => {
    expect(await signIn.guest('x', address)).toMatchObject({ ok: false, code: 'bad-name' })
  })

  test('is not let in where guests are not', async () => {
    const refused = await openTo({ guests: false }).guest('Wanda', address)
    expect(refused).toMatchObject({ ok: false, code: 'no-guests' })
  })
})

describe('a ban', () => {
  const ban = (kind: 'name' | 'address', target: string, reason = '') =>
    identity.bans.add({ kind, target, reason, by: 'Owner' })

  test('of a name keeps out its account by every way, and says why', async () => {
    const { session, resume, person } = await entered(signIn.register('Greta', password, address))
    const { token } = await tokenOf(person.name)
    await ban('name', 'Greta', 'spam')
    const banned = { ok: false, code: 'banned', why: 'You are not let in: spam' }
    expect(await signIn.login('Greta', password, address)).toEqual(banned)
    expect(await signIn.token(token, address)).toEqual(banned)
    expect(await signIn.resume(session, resume, address)).toEqual(banned)
  })

  test('of an address keeps out guests and new accounts from there only', async () => {
    await ban('address', '192.0.2.66')
    const banned = { ok: false, code: 'banned', why: 'You are not let in.' }
    expect(await signIn.guest(undefined, at('192.0.2.66'))).toEqual(banned)
    expect(await signIn.register('Hedda', password, at('192.0.2.66'))).toEqual(banned)
    expect(await signIn.guest(undefined, at('192.0.2.67'))).toMatchObject({ ok: true })
  })
})

describe('tries', () => {
  test('are counted by name and address, and the right password takes its own back', async () => {
    await signIn.register('Ilse', password, address)
    const desk = openTo({ tries: 2 })
    for (let times = 0; times < 5; times += 1) {
      expect(await desk.login('Ilse', password, address)).toMatchObject({ ok: true })
    }
    const codes: unknown[] = []
    for (let times = 0; times < 3; times += 1) {
      const answer = await desk.login('Ilse', 'wrong password', address)
      codes.push('code' in answer && answer.code)
    }
    expect(codes).toEqual(['bad-credentials', 'bad-credentials', 'too-many-tries'])
    // The right password does not help any more, but from elsewhere it does.
    expect(await desk.login('Ilse', password, address)).toMatchObject({ code: 'too-many-tries' })
    expect(await desk.check('Ilse', password, address)).toMatchObject({
      code: 'too-many-tries',
      retryAfter: expect.closeTo(600, -2),
    })
    expect(attempts.slice(-2)).toEqual(['password throttled', 'password throttled'])
    expect(await desk.login('Ilse', password, at('192.0.2.8'))).toMatchObject({ ok: true })
  })

  test('are counted over all gateways together, and outlive each of them', async () => {
    await signIn.register('Klara', password, address)
    const codes: unknown[] = []
    for (let times = 0; times < 4; times += 1) {
      // Each is made anew, as a gateway makes it when it starts.
      const answer = await openTo({ tries: 2 }).login('Klara', 'wrong one', at('192.0.2.41'))
      codes.push('code' in answer && answer.code)
    }
    const [wrong, late] = ['bad-credentials', 'too-many-tries']
    expect(codes).toEqual([wrong, wrong, late, late])
  })

  test('of many names from one address are counted too, new accounts with them', async () => {
    const desk = openTo({ tries: 1 })
    const address = at('192.0.2.99')
    for (const name of ['One', 'Two', 'Three']) await desk.login(name, password, address)
    expect(await desk.login('Four', password, address)).toMatchObject({ code: 'too-many-tries' })
    expect(await desk.create('Jutta', password, address)).toMatchObject({ code: 'too-many-tries' })
  })
})
