/** What an operator with servers of their own reads when something is not as it has to be. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepMasterKey, openVault } from '../../../server/persons/open-vault.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { migrate, openDatabase } from '../../../server/platform/database.ts'
import { findNats } from '../../../server/run/embedded/nats.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { portForLater } from '../../support/ports.ts'
import { runMudstream } from '../../support/run-mudstream.ts'
import {
  type FreshDatabase,
  freshDatabase,
  natsMonitorUrl,
  natsUrl,
} from '../../support/servers.ts'

const home = mkdtempSync(join(tmpdir(), 'mudstream-external-'))
const key = Buffer.alloc(32, 5).toString('base64url')
let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase('external')
})
afterAll(async () => {
  await database.drop()
  rmSync(home, { recursive: true })
})

/** Runs a subcommand on the shared servers, with these settings besides. */
const run = (command: string, settings: Readonly<Record<string, string>>) =>
  runMudstream([command], {
    MUD_DATA_DIR: home,
    MUD_NATS_URL: natsUrl('admin'),
    MUD_NATS_MONITOR_URL: natsMonitorUrl(),
    MUD_DATABASE_URL: database.url('owner'),
    ...settings,
  })

// PROMISE RUNBOOK: gateways and ticks refuse to start without it
it.each(['tick', 'gateway', 'start'])(
  '`mudstream %s` on a database of yours refuses to start without MUD_PERSON_KEY',
  async (command) => {
    const { said, code } = await run(command, {})
    expect(said).toContain('MUD_PERSON_KEY is not set')
    expect(code).not.toBe(0)
    expect(existsSync(join(home, 'person.key'))).toBe(false)
  },
  60_000,
)

it('makes no key where words are sealed under another one', async () => {
  const owner = openDatabase(database.url('owner'), 'test', 1)
  await migrate(owner)
  const dataDir = mkdtempSync(join(home, 'data-'))
  const config = loadConfig({ MUD_DATA_DIR: dataDir })
  await sql`insert into person_keys (person, wrapped) values ('cann', '\\x00')`.execute(owner)
  await keepMasterKey(config, database.url('owner'))
  expect(readdirSync(dataDir)).toEqual([])
  await sql`delete from person_keys`.execute(owner)
  await owner.destroy()
  await keepMasterKey(config, database.url('owner'))
  expect(readdirSync(dataDir)).toEqual(['person.key'])
})

// PROMISE RUNBOOK: refuse a Postgres that may lose what it has confirmed
it('refuses a Postgres that may lose what it has confirmed, and says what to set', async () => {
  const owner = openDatabase(database.url('owner'), 'test', 1)
  const set = (value: string) =>
    sql.raw(`alter database ${database.name} set synchronous_commit = ${value}`).execute(owner)
  await set('off')
  const { said, code } = await run('setup', {})
  expect(said).toContain('synchronous_commit = on (it is off)')
  expect(code).not.toBe(0)
  // What a tick does before it writes anything.
  const opened = openVault(loadConfig({ MUD_PERSON_KEY: key }), database.url('owner'))
  await expect(opened).rejects.toThrow('synchronous_commit = on (it is off)')
  await set('on')
  await owner.destroy()
}, 60_000)

it('says within a moment that the password is wrong', async () => {
  const url = new URL(natsUrl('admin'))
  url.password = 'guess'
  const { said, code } = await run('setup', { MUD_NATS_URL: url.href })
  expect(said).toContain('it refuses this name and password. See the login in MUD_NATS_URL.')
  expect(code).not.toBe(0)
}, 60_000)

it('says within a moment that nobody trusts the certificate', async () => {
  const files = makeCertificate()
  const port = await portForLater()
  const conf = join(home, 'tls.conf')
  writeFileSync(
    conf,
    `host: "127.0.0.1"\nport: ${port}\ntls { cert_file: "${files.cert}", key_file: "${files.key}" }\n`,
  )
  const server = spawn(findNats(process.env['PATH'] ?? ''), ['-c', conf], { stdio: 'ignore' })
  try {
    const { said, code } = await run('setup', { MUD_NATS_URL: `tls://localhost:${port}` })
    expect(said).toContain('its certificate is not trusted')
    expect(said).toContain('NODE_EXTRA_CA_CERTS')
    expect(code).not.toBe(0)
  } finally {
    server.kill('SIGKILL')
    await once(server, 'exit')
    files.remove()
  }
}, 60_000)

it('takes the passwords of nats.conf beside our settings', () => {
  const exported = { MUD_NATS_GATEWAY_PASSWORD: 'a', MUD_NATS_GW1_PASSWORD: 'b' }
  expect(() => loadConfig(exported)).not.toThrow()
  expect(() => loadConfig({ MUD_NATS_PASSWORD: 'c' })).toThrow('there is no such setting')
})
