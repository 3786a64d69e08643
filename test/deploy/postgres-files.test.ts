/** The files for standbys of Postgres agree with one another, with our logins and with what set-up asks for. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { postgresLogins } from '../../server/run/embedded/secrets.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = (path: string) => readFile(join(root, 'deploy', path), 'utf8')

type Settings = Readonly<Record<string, string | number>>

/** The settings of a configuration of Postgres. */
async function settingsOf(path: string): Promise<Settings> {
  const lines = (await text(path)).split('\n').filter((line) => /^[a-z]/.test(line))
  return Object.fromEntries(
    lines.map((line) => line.split(' = ').map((word) => word.replaceAll("'", ''))),
  ) as Settings
}

/** How quickly a lost server is noticed; the same wherever Postgres runs. */
const noticing = ['wal_receiver_timeout', 'wal_sender_timeout', 'tcp_keepalives_idle']

it('differ between synchronous and asynchronous in what commits wait for, and in nothing else', async () => {
  const synchronous = await settingsOf('postgres/standby-synchronous.conf')
  const asynchronous = await settingsOf('postgres/standby-asynchronous.conf')
  expect(asynchronous).toEqual({ ...synchronous, synchronous_standby_names: '' })
  expect(synchronous['synchronous_standby_names']).toBe('ANY 1 (*)')
  expect(synchronous['synchronous_commit']).toBe('on')
})

interface Patroni {
  bootstrap: {
    dcs: {
      ttl: number
      loop_wait: number
      retry_timeout: number
      synchronous_mode: boolean
      postgresql: { parameters: Settings }
    }
  }
  postgresql: { pg_hba: string[]; authentication: Record<string, { password?: string }> }
}

it('let Patroni promote only who has everything, within what it allows itself', async () => {
  const { bootstrap, postgresql } = parse(await text('postgres/patroni.yaml')) as Patroni
  const { ttl, loop_wait, retry_timeout, synchronous_mode, postgresql: server } = bootstrap.dcs
  expect(synchronous_mode).toBe(true)
  // Patroni itself warns of less.
  expect(ttl).toBeGreaterThanOrEqual(loop_wait + 2 * retry_timeout)
  const wanted = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }
  expect(server.parameters).toMatchObject(wanted)
  const own = await settingsOf('postgres/standby-synchronous.conf')
  for (const name of noticing) expect(String(server.parameters[name])).toBe(String(own[name]))
  expect(postgresql.pg_hba.filter((line) => line.includes('trust'))).toEqual([])
  for (const { password } of Object.values(postgresql.authentication)) {
    expect(password).toBeUndefined()
  }
})

interface CloudNativePg {
  apiVersion: string
  kind: string
  spec: {
    instances: number
    bootstrap: {
      initdb: {
        database: string
        owner: string
        postInitSQL: string[]
        postInitApplicationSQL: string[]
      }
    }
    managed: { roles: { name: string; login: boolean; passwordSecret: { name: string } }[] }
    postgresql: {
      synchronous: { method: string; number: number; dataDurability: string }
      parameters: Settings
    }
  }
}

it('have CloudNativePG make the logins that roles.sql makes, with commits that wait for a standby', async () => {
  const { apiVersion, kind, spec } = parse(await text('kubernetes/postgres.yaml')) as CloudNativePg
  expect([apiVersion, kind]).toEqual(['postgresql.cnpg.io/v1', 'Cluster'])
  const { synchronous, parameters } = spec.postgresql
  expect(synchronous).toEqual({ method: 'any', number: 1, dataDurability: 'required' })
  // One may be lost, and commits still have somebody to wait for.
  expect(spec.instances).toBeGreaterThanOrEqual(synchronous.number + 2)
  const { database, owner, postInitSQL, postInitApplicationSQL } = spec.bootstrap.initdb
  expect([database, owner]).toEqual(['mudstream', 'mud_owner'])
  const others = postgresLogins.filter((login) => login !== 'owner').map((login) => `mud_${login}`)
  expect(spec.managed.roles.map(({ name }) => name).sort()).toEqual(others.sort())
  for (const { login, passwordSecret } of spec.managed.roles) {
    expect([login, passwordSecret.name]).toEqual([true, expect.stringMatching(/^mudstream-/)])
  }
  // What roles.sql grants and revokes is granted and revoked there as well.
  const done = [...postInitSQL, ...postInitApplicationSQL]
  const wanted = (await text('postgres/roles.sql')).match(/^(?:grant|revoke) .*(?=;$)/gm) ?? []
  expect(wanted.length).toBeGreaterThan(2)
  expect(done).toEqual(expect.arrayContaining(wanted))
  for (const role of others) expect(done).toContain(`create role ${role} login`)
  const own = await settingsOf('postgres/standby-synchronous.conf')
  for (const name of noticing) expect(String(parameters[name])).toBe(String(own[name]))
})
