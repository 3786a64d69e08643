/** The part of the runbook for the hosts of Postgres, followed to the letter with the programs of Postgres. */
import { spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { postgresUser } from '../../server/run/embedded/postgres-user.ts'
import { testUnless } from '../support/needs.ts'
import { portForLater } from '../support/ports.ts'
import { blocksOf } from './runbook-blocks.ts'
import { runBlocks } from './shell-session.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = blocksOf(readFileSync(join(root, 'deploy/README.md'), 'utf8')).filter(
  ({ tag }) => tag === 'Tried: run on a host of Postgres',
)
const folder = mkdtempSync(join(tmpdir(), 'mudstream-hosts-'))
const [data, standbyData] = [join(folder, 'primary'), join(folder, 'standby')]
const path = process.env['PATH'] ?? ''

const programs = ['pg_ctl', 'pg_basebackup', 'initdb', 'psql']
const hasAll = (bin: string) => programs.every((program) => existsSync(join(bin, program)))
const packaged = [18, 17, 16, 15].map((major) => `/usr/lib/postgresql/${major}/bin`)
const bin = [...path.split(delimiter), ...packaged].find(hasAll)

const user = postgresUser(folder)
const run = (program: string, args: readonly string[], env: Record<string, string>): void => {
  const done = spawnSync(join(bin ?? '', program), args, {
    cwd: folder,
    env,
    ...user,
    stdio: 'ignore',
  })
  expect(done.status, `${program} ${args.join(' ')}`).toBe(0)
}

afterAll(() => {
  for (const one of [data, standbyData]) {
    const stop = ['-D', one, '-m', 'immediate', 'stop']
    if (bin) spawnSync(join(bin, 'pg_ctl'), stop, { cwd: folder, ...user, stdio: 'ignore' })
  }
  rmSync(folder, { recursive: true, force: true })
})

testUnless(
  bin ? undefined : `there is no Postgres with ${programs.join(', ')} here`,
  'makes a synchronous standby, and promotes it when the primary is lost',
  async () => {
    const port = await portForLater()
    cpSync(join(root, 'deploy/postgres'), join(folder, 'deploy/postgres'), { recursive: true })
    // The servers run as a user of their own, who has to reach all of it.
    if (user) chownSync(folder, user.uid, user.gid)
    const env = {
      PATH: [bin, path].join(delimiter),
      HOME: folder,
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      PGUSER: 'postgres',
      PGDATA: data,
      PRIMARY: '127.0.0.1',
      STANDBY: '127.0.0.1/32',
      STANDBY_DATA: standbyData,
      STANDBY_PORT: String(await portForLater()),
      MUD_POSTGRES_REPLICA_PASSWORD: 'a-password-of-the-test',
    }
    run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust'], env)
    writeFileSync(join(data, 'postgresql.conf'), "unix_socket_directories = ''\n", { flag: 'a' })
    run(
      'pg_ctl',
      ['-D', data, '-o', `-p ${port}`, '-l', join(data, 'server.log'), '-w', 'start'],
      env,
    )
    const said = await runBlocks(blocks, { cwd: folder, env, user, withinMs: 120_000 })
    expect(said).toContain('standby1|streaming|quorum')
  },
  180_000,
)
