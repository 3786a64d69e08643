/** Every admin action by every role, over HTTP and typed: who may, who may not, and against whom. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../../../handlers/commands/index.ts'
import { type AdminAction, adminActionNames, isToPerson } from '../../../../schema/admin-actions.ts'
import { type Role, roles } from '../../../../schema/roles.ts'
import { play } from '../session/whole-game.ts'
import { type AdminClient, openAdminClient } from './admin-client.ts'

type Staff = 'moderator' | 'builder' | 'admin' | 'owner'

/** Who may do what. What is not here does not compile, and what is here is tried. */
const mayDo: Readonly<Record<AdminAction, readonly Staff[]>> = {
  kick: ['moderator', 'admin', 'owner'],
  mute: ['moderator', 'admin', 'owner'],
  ban: ['moderator', 'admin', 'owner'],
  unban: ['moderator', 'admin', 'owner'],
  note: ['moderator', 'admin', 'owner'],
  broadcast: ['admin', 'owner'],
  role: ['admin', 'owner'],
  'reset-link': ['admin', 'owner'],
  'log-level': ['admin', 'owner'],
  setting: ['admin', 'owner'],
  drain: ['admin', 'owner'],
  lane: ['admin', 'owner'],
  reverse: ['admin', 'owner'],
  dead: ['admin', 'owner'],
}

/** A body for each that changes nothing which another try relies on. */
const bodies: Readonly<Record<AdminAction, object>> = {
  kick: { target: 'Prey' },
  mute: { target: 'Prey', minutes: 0 },
  ban: { kind: 'name', target: 'Nobodyever', minutes: 1 },
  unban: { kind: 'name', target: 'Nobodyever' },
  note: { target: 'Prey', words: 'was friendly' },
  broadcast: { words: 'hear' },
  role: { target: 'Prey', role: 'player' },
  'reset-link': { target: 'Prey' },
  'log-level': { target: 'gw1', level: 'error' },
  setting: { target: 'MUD_LOG_LEVEL', value: 'error' },
  drain: { target: 'nobody' },
  lane: { target: 'ambient', paused: false },
  reverse: { events: ['1.1'], preview: 'x' },
  dead: { target: 'nobody', deed: 'drop' },
}

/** Who may do something against whom: against those below, and nobody else. */
const against: Readonly<Record<Staff, readonly Role[]>> = {
  moderator: ['player'],
  builder: [],
  admin: ['player', 'moderator', 'builder'],
  owner: ['player', 'moderator', 'builder', 'admin'],
}

const reads: Readonly<Record<string, readonly Staff[]>> = {
  sessions: ['moderator', 'admin', 'owner'],
  bans: ['moderator', 'admin', 'owner'],
  status: ['admin', 'owner'],
  queues: ['admin', 'owner'],
  accounts: ['moderator', 'admin', 'owner'],
  acts: ['moderator', 'admin', 'owner'],
  commands: ['admin', 'owner'],
  jobs: ['admin', 'owner'],
  rooms: ['admin', 'owner'],
  settings: ['admin', 'owner'],
  'travel/x/history': ['admin', 'owner'],
  cluster: ['admin', 'owner'],
}

const staff = Object.keys(against) as Staff[]
const people: readonly Role[] = ['player', ...staff]

describe('roles', () => {
  let admin: AdminClient
  const tokens = new Map<Role, string>()
  const nameOf = (role: Role) => (role === 'owner' ? 'owner' : `The${role}`)

  beforeAll(async () => {
    // Every verb of staff is typed at once.
    admin = await openAdminClient({ MUD_LIMIT_COMMAND_BURST: '1000' })
    tokens.set('owner', admin.owner)
    await admin.game.account('Prey')
    for (const role of ['player', 'moderator', 'builder', 'admin'] as const) {
      const { token } = await admin.game.account(nameOf(role))
      tokens.set(role, token)
      await admin.act('role', { target: nameOf(role), role, reason: 'a test' }, admin.owner)
    }
  })
  afterAll(() => admin?.stop())

  const tried = async (action: AdminAction, body: object, role: Role) =>
    (await admin.act(action, { ...body, reason: 'a test' }, tokens.get(role))).status
  const isRefused = (status: number) => status === 401 || status === 403

  it.each(adminActionNames)('%s is for those of its roles and nobody else', async (action) => {
    expect((await admin.act(action, { ...bodies[action], reason: 'x' })).status).toBe(401)
    const may: Role[] = []
    for (const role of people)
      if (!isRefused(await tried(action, bodies[action], role))) may.push(role)
    expect(may).toEqual(people.filter((role) => (mayDo[action] as readonly Role[]).includes(role)))
  })

  it.each(adminActionNames.filter(isToPerson))(
    '%s is refused against equals and those above',
    async (action) => {
      for (const role of staff) {
        const may: Role[] = []
        for (const other of people) {
          // A role below both; a mute that ends; a ban is lifted again by the owner.
          const body = { ...bodies[action], target: nameOf(other) }
          if (action === 'role') Object.assign(body, { role: other === 'owner' ? 'player' : other })
          const status = await tried(action, body, role)
          if (!isRefused(status)) may.push(other)
          if (action === 'ban' && !isRefused(status)) {
            await admin.order('unban', { kind: 'name', target: nameOf(other) })
            await signInAgain(other)
          }
        }
        const wanted = mayDo[action].includes(role) ? against[role] : []
        // To give somebody an equal's role is refused as well: only what is below can be given.
        expect(may, role).toEqual(wanted)
      }
    },
    120_000,
  )

  const signInAgain = async (role: Role) => {
    const answer = await admin.signIn(nameOf(role), 'a lantern in the fog')
    tokens.set(role, ((await answer.json()) as { token: string }).token)
  }

  it('gives only roles below the own', async () => {
    const given = { target: 'Prey', role: 'admin' }
    expect(await tried('role', given, 'admin')).toBe(403)
    expect(await tried('role', given, 'owner')).toBe(202)
    expect(await tried('role', { target: 'Prey', role: 'player' }, 'owner')).toBe(202)
  })

  it.each(Object.keys(reads))('%s is read by those of its roles and nobody else', async (path) => {
    const may: Role[] = []
    for (const role of people) if ((await admin.get(path, tokens.get(role))).ok) may.push(role)
    expect(may).toEqual(people.filter((role) => (reads[path] as readonly Role[]).includes(role)))
  })

  // PROMISE RUNBOOK: can be kept out by nobody
  it('keeps neither the owner nor staff out by their address, but everybody else', async () => {
    expect(await tried('ban', { kind: 'address', target: '127.0.0.1' }, 'moderator')).toBe(202)
    try {
      expect((await admin.signIn('Prey', 'a lantern in the fog')).status).toBe(403)
      for (const role of staff) {
        const player = await play(admin.game.url, tokens.get(role) ?? '')
        player.send('say still here')
        await player.until(({ t }) => t === 'done')
        player.close()
      }
    } finally {
      await admin.order('unban', { kind: 'address', target: '127.0.0.1' })
    }
  })

  it('lets verbs of staff be typed by those of their roles and nobody else', async () => {
    const verbs = commands.filter(
      ({ role }) => role !== undefined && role !== 'guest' && role !== 'player',
    )
    expect(verbs.length).toBeGreaterThan(0)
    const typed = async (role: Role) => {
      const player = await play(admin.game.url, tokens.get(role) ?? '')
      const says: string[] = []
      for (const [index, { verb }] of verbs.entries()) {
        const from = player.frames.length
        player.send(`${verb} zzz`)
        await player.until((frame) => frame.t === 'done' && frame.n === index + 1)
        const words = player.frames
          .slice(from)
          .flatMap(({ t, text }) => (t === 'event' ? text : []))
        says.push(`${verb}: ${words.join(' ')}`)
      }
      player.close()
      return says
    }
    const byOwner = await typed('owner')
    expect(byOwner.join()).not.toContain('You do not know how to')
    for (const role of people) {
      if (role === 'owner') continue
      // A word may mean something else to players; what it means to those of its role it never does.
      const says = await typed(role)
      for (const [at, { verb, role: least }] of verbs.entries()) {
        if (includes(role, least)) expect(says[at], role).not.toContain('You do not know how to')
        else expect(says[at], `${verb} by ${role}`).not.toBe(byOwner[at])
      }
    }
  }, 120_000)

  /** Written here once more, so that a change of the table of rights is noticed. */
  const includes = (role: Role, least: Role | undefined): boolean => {
    if (least === 'moderator' || least === 'builder')
      return role === least || role === 'admin' || role === 'owner'
    return roles.indexOf(role) >= roles.indexOf(least ?? 'guest')
  }
})
