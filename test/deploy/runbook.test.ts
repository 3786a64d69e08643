/** The runbook, followed to the letter: each block is run, or checked by the tool that its tag names. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { findNats } from '../../server/run/embedded/nats.ts'
import { findPostgres } from '../../server/run/embedded/postgres-binaries.ts'
import { postgresUser } from '../../server/run/embedded/postgres-user.ts'
import { ask, until } from '../chaos/whole-system.ts'
import { makeCertificate } from '../support/certificate.ts'
import { portForLater } from '../support/ports.ts'
import { type Block, blocksOf } from './runbook-blocks.ts'
import { runBlocks } from './shell-session.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = blocksOf(readFileSync(join(root, 'deploy/README.md'), 'utf8'))
const tagged = (tag: string): Block[] => blocks.filter((block) => block.tag === tag)
const home = mkdtempSync(join(tmpdir(), 'mudstream-runbook-'))
const path = process.env['PATH'] ?? ''
const nats = findNats(path)

const ending: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ending.reverse()) await end()
  rmSync(home, { recursive: true, force: true })
})

const fileBlocks: Readonly<Record<string, (block: Block) => void>> = {
  'Tried: `nats-server -t`': checkNats,
  'Tried: `systemd-analyze verify`': checkSystemd,
  'Tried: `bash -n`': checkBash,
  'Read only: Docker': checkFiles,
  'Read only: Kubernetes': checkFiles,
  'Read only: Patroni': checkFiles,
}
const runTags = ['Tried: run', 'Tried: run on a host of Postgres']

// PROMISE RUNBOOK: Above each block of commands stands how it was tried
it('says above each block how it was tried', () => {
  expect(blocks.length).toBeGreaterThan(15)
  for (const { line, tag } of blocks) {
    expect([...runTags, ...Object.keys(fileBlocks)], `the block at line ${line}`).toContain(tag)
  }
})

it.each(blocks.filter(({ tag }) => tag in fileBlocks).map((block) => [block.line, block] as const))(
  'has a block at line %i that its tool reads',
  (_, block) => fileBlocks[block.tag]?.(block),
)

// PROMISE RUNBOOK: runs it as it stands, on real servers
it('can be followed from top to bottom, on real servers', async () => {
  const { port, end } = await startPostgres()
  ending.push(end)
  const env = {
    PATH: [dirname(process.execPath), dirname(nats), path].join(delimiter),
    HOME: home,
    TMPDIR: home,
    CONF: join(home, 'conf'),
    PGHOST: '127.0.0.1',
    PGPORT: String(port),
    PGPASSWORD: superuserPassword,
    NATS_PORT: String(await portForLater()),
    NATS_MONITOR_PORT: String(await portForLater()),
    MUD_DATA_DIR: join(home, 'data'),
    MUD_HTTP_PORT: String(await portForLater()),
    MUD_TELNET_PORT: '0',
    MUD_LOG_LEVEL: 'warn',
  }
  const session = { cwd: root, env, withinMs: 420_000 }
  const said = await runBlocks(tagged('Tried: run'), session).catch((error: Error) => {
    const log = join(env.CONF, 'nats.log')
    const last = existsSync(log) ? readFileSync(log, 'utf8').slice(-1_000) : 'nothing'
    throw new Error(`${error.message}\nNATS said last:\n${last}`)
  })
  expect(said).toContain('setup done')
  expect(said).toMatch(/^gw1 +gateway/m)
  expect(said).toContain('mudstream cluster ready http=')
  expect(said).toMatch(/^streams\n {2}nothing changes$/m)
}, 480_000)

const superuserPassword = 'of-the-superuser'

/** A Postgres as an operator has one, with a superuser. */
async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-runbook-pg-'))
  const runAs = postgresUser(folder)
  if (runAs) chownSync(folder, runAs.uid, runAs.gid)
  const { initdb, postgres } = findPostgres(folder, path, runAs)
  const password = join(folder, 'password')
  writeFileSync(password, superuserPassword)
  const how = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', password]
  const made = spawnSync(initdb, ['-D', join(folder, 'data'), ...how], { cwd: folder, ...runAs })
  expect(made.status, String(made.stderr)).toBe(0)
  const port = await portForLater()
  const args = ['-D', join(folder, 'data'), '-p', String(port), '-c', 'unix_socket_directories=']
  const server = spawn(postgres, args, { cwd: folder, ...runAs, stdio: 'ignore' })
  const asked = () =>
    ask(`postgres://postgres:${superuserPassword}@127.0.0.1:${port}/postgres`, 'select 1')
  await until('Postgres to answer', asked, (rows) => rows.length === 1)
  return {
    port,
    async end() {
      server.kill('SIGQUIT')
      await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** It stands in the configuration of a server. */
function checkNats({ text }: Block): void {
  const files = makeCertificate()
  const folder = mkdtempSync(join(home, 'nats-'))
  cpSync(files.cert, join(folder, 'tls.crt'))
  cpSync(files.cert, join(folder, 'ca.crt'))
  cpSync(files.key, join(folder, 'tls.key'))
  const conf = join(folder, 'nats.conf')
  const jetStream = `jetstream { store_dir: "${folder}" }\n`
  writeFileSync(conf, `${jetStream}${text.replaceAll('/etc/nats/tls', folder)}\n`)
  const run = spawnSync(nats, ['-t', '-c', conf], { encoding: 'utf8' })
  files.remove()
  expect(run.stderr + run.stdout).toContain('is valid')
}

/** The unit itself is read by systemd in `deploy.test.ts`. */
function checkSystemd(block: Block): void {
  checkFiles(block)
  const roles = [...block.text.matchAll(/mudstream@([a-z]+)\b(?!\.)/g)].map(([, role]) => role)
  expect(roles.sort()).toEqual(['door', 'gateway', 'tick', 'worker'])
}

/** Its commands can be read; what they do was not tried. */
function checkBash({ text }: Block): void {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

/** A file, or all that lies in a folder. */
function filesOf(path: string): string[] {
  if (!existsSync(join(root, path)) || !statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).map((name) => `${path}/${name}`)
}

/** Every file that it names is there, every YAML of them can be read, and what it names stands in it. */
function checkFiles({ text }: Block): void {
  const files = [...text.matchAll(/deploy\/[\w./@-]+/g)].flatMap(([file]) => filesOf(file))
  expect(files.length).toBeGreaterThan(0)
  let all = ''
  for (const file of files.filter((one) => one !== 'deploy/passwords.env')) {
    const content = readFileSync(join(root, file), 'utf8')
    all += content
    if (!file.endsWith('.yaml')) continue
    for (const document of parseAllDocuments(content, { merge: true }))
      expect(document.errors).toEqual([])
  }
  const named = [...text.matchAll(/(?:deployment\/|--scale )([\w-]+)/g)].map(([, name]) => name)
  for (const name of named) expect(all).toMatch(new RegExp(`(?:name: |^ *)${name}\\b`, 'm'))
}
