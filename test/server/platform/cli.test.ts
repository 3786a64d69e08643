import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { describeSettings } from '../../../server/platform/setting-rows.ts'
import { mudstream as program } from '../../support/program.ts'
import { runMudstream } from '../../support/run-mudstream.ts'
import { natsUrl } from '../../support/servers.ts'

const mudstream = (words: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [program, ...words], { encoding: 'utf8', env })

test('`mudstream config` shows every setting and masks the secrets', () => {
  const { stdout, status } = mudstream(['config'], {
    MUD_OWNER_PASSWORD: 'canary-password',
    MUD_HTTP_PORT: '8080',
  })
  expect(status).toBe(0)
  expect(stdout).toContain('* MUD_HTTP_PORT=8080\n')
  expect(stdout).toContain('* MUD_OWNER_PASSWORD=********\n')
  expect(stdout).not.toContain('canary')
  for (const { name } of describeSettings()) expect(stdout).toContain(` ${name}=`)
})

test('`mudstream config --json` can be read by a program', () => {
  const { stdout } = mudstream(['config', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ MUD_HTTP_PORT: '4000', MUD_GUESTS: 'on' })
})

test('`mudstream config --reference` is a table with one row for each setting', () => {
  const { stdout } = mudstream(['config', '--reference'])
  expect(stdout.trimEnd().split('\n')).toHaveLength(describeSettings().length + 2)
})

test.each([['config'], ['start'], ['gateway']])(
  '`mudstream %s` refuses wrong settings with code 78 and one line for each',
  (word) => {
    const env = { MUD_HTTP_PROT: '1', MUD_HEARTBEAT_MS: 'fast' }
    const { stderr, stdout, status } = mudstream([word], env)
    expect(status).toBe(78)
    expect(stdout).toBe('')
    expect(stderr).toContain('did you mean MUD_HTTP_PORT?')
    expect(stderr).toContain('MUD_HEARTBEAT_MS: "fast" is not allowed')
    expect(stderr).not.toContain('    at ')
  },
)

test('an unknown subcommand is refused', () => {
  const { stderr, status } = mudstream(['dance'])
  expect(status).toBe(1)
  expect(stderr).toContain("unknown command 'dance'")
})

/** Every subcommand with something wrong, and words that have to be in the answer. */
const wrong: readonly (readonly [line: string, words: RegExp])[] = [
  ['start --nope', /unknown option/],
  ['cluster --nope', /unknown option/],
  ['upgrade', /No Mudstream runs/],
  ['gateway --instance Bad!', /1 to 26 characters/],
  ['tick --instance Bad!', /1 to 26 characters/],
  ['worker --instance Bad!', /1 to 26 characters/],
  ['game --instance Bad!', /1 to 26 characters/],
  ['door --instance Bad!', /1 to 26 characters/],
  ['config --nope', /unknown option/],
  ['setup extra', /too many arguments/],
  ['verify --shard x', /whole number/],
  ['rebuild --shard 0 x', /whole number/],
  ['cache drop --shard x', /whole number/],
  ['at show', /missing required argument/],
  ['at show x', /There is no world in/],
  ['history x --limit abc', /whole number/],
  ['reverse nope', /<tick>\.<ordinal>/],
  ['dead show x', /There is no world in/],
  ['queue peek nope', /There is no queue nope/],
  ['export no/such/x', /There is no world in/],
  ['import no/such', /There is no file or folder no\/such/],
  ['backup create', /missing required argument/],
  ['backup restore no/such', /There is no file or folder no\/such/],
  ['archive --nope', /unknown option/],
  ['fork', /--into/],
  ['status', /There is no bus in/],
  ['top', /There is no bus in/],
  ['trace zz', /There is no world in/],
  ['mind probe --nope', /unknown option/],
  ['world check no/such', /There is no file or folder/],
  ['world import no/such', /no\/such/],
  ['record no/such --from x', /There is no world in/],
  ['replay no/such', /There is no file or folder no\/such/],
  ['forget nobody', /--yes/],
  ['rekey', /There is no world in/],
  ['owner link --nope', /unknown option/],
  ['doctor', /WRONG {2}Postgres: There is no world in/],
  ['completion tcsh', /bash, zsh, fish/],
  ['verify-install --nope', /unknown option/],
]

test('every subcommand is tried with something wrong', () => {
  const known = mudstream(['--help']).stdout.match(/^ {2}([a-z][a-z-]+)/gm) ?? []
  const tried = new Set(wrong.map(([line]) => line.split(' ')[0]))
  expect(known.map((name) => name.trim()).filter((name) => name !== 'help')).toEqual([...tried])
})

test.each(wrong)(
  '`mudstream %s` says what is wrong, in words and without a stack',
  async (line, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'mudstream-cli-'))
    const env = {
      PATH: process.env['PATH'],
      MUD_DATA_DIR: join(folder, 'none'),
      MUD_HTTP_PORT: '1',
    }
    const told = await new Promise<{ code: unknown; said: string }>((resolve) => {
      execFile(
        process.execPath,
        [program, ...line.split(' ')],
        { env, cwd: folder },
        (error, out, err) => resolve({ code: error?.code ?? 0, said: `${out}${err}` }),
      )
    })
    rmSync(folder, { recursive: true })
    expect(told.said).toMatch(words)
    expect(told.said).not.toMatch(/^ {4}at /m)
    expect(told.code).toBe(1)
  },
)

const key = Buffer.alloc(32, 7).toString('base64url')
const nowhere = {
  MUD_PERSON_KEY: key,
  MUD_NATS_URL: 'nats://one:two@127.0.0.1:1',
  MUD_DATABASE_URL: 'postgres://one:two@127.0.0.1:1/none',
}
const [noBus, noStore] = [
  'NATS at 127.0.0.1:1: nobody listens there. Start it, or name another one by MUD_NATS_URL.',
  'Postgres at 127.0.0.1:1: nobody listens there. Start it, or name another one by MUD_DATABASE_URL.',
]

/** Every subcommand that asks a server, with what it says when there is none. */
const asking: readonly (readonly [line: string, words: string])[] = [
  ...['status', 'queue peek commands', 'queue purge jobs --yes', 'cluster status', 'doctor'].map(
    (line): [string, string] => [line, noBus],
  ),
  ...[
    'setup',
    'verify',
    'rebuild',
    'cache drop',
    'at show x',
    'history x',
    'reverse 1.1',
    'dead list',
    'dead replay j',
    'export no/such/x',
    `import ${program}`,
    'archive',
    'fork --into other',
    'trace abcdefgh',
    'world diff',
    'world load',
    'record no/such --from 1',
    'forget ann --yes',
    'rekey --to no/such',
    'owner link',
    'upgrade --check',
  ].map((line): [string, string] => [line, noStore]),
]

test('every subcommand that finds no server says so in words, with what to do', async () => {
  const all = asking.map(async ([line, words]) => ({
    line,
    words,
    ...(await runMudstream(line.split(' '), nowhere)),
  }))
  for (const { line, words, said, code } of await Promise.all(all)) {
    expect(said, line).toContain(words)
    expect(said, line).not.toMatch(/^ {4}at |ECONNREFUSED/m)
    expect(code, line).toBe(1)
  }
}, 120_000)

const changed = (url: string, change: (url: URL) => void): string => {
  const other = new URL(url)
  change(other)
  return other.href
}

test('a login that is refused, or may not, is told in words, with what to do', async () => {
  const store = inject('testServers').postgres.owner
  const guess = (url: URL): void => {
    url.password = 'guess'
  }
  const wrongBus = changed(natsUrl('admin'), guess)
  const wrongStore = changed(store, guess)
  const none = changed(store, (url) => {
    url.pathname = '/no_such_world'
  })
  const refused =
    /(NATS|Postgres) at 127\.0\.0\.1:\d+: it refuses this name and password\. See the login in MUD_/
  const tried: readonly [string, Record<string, string>, RegExp][] = [
    ['queue peek commands', { MUD_NATS_URL: wrongBus }, refused],
    ['cluster status', { MUD_NATS_URL: wrongBus }, refused],
    ['setup', { MUD_NATS_URL: wrongBus, MUD_DATABASE_URL: wrongStore }, refused],
    ['history x', { MUD_DATABASE_URL: wrongStore }, refused],
    ['world load', { MUD_DATABASE_URL: wrongStore }, refused],
    ['dead list', { MUD_DATABASE_URL: none }, /it has no such database\. Make it/],
    ['queue peek commands', { MUD_NATS_URL: natsUrl('worker') }, /this login may not do that\./],
    ['dead list', { MUD_DATABASE_URL: changed(store, nobody) }, /not set up|older than this/],
  ]
  const all = tried.map(async ([line, settings, words]) => ({
    words,
    ...(await runMudstream(line.split(' '), { ...nowhere, ...settings })),
  }))
  for (const { words, said, code } of await Promise.all(all)) {
    expect(said).toMatch(words)
    expect(said).not.toMatch(/^ {4}at |Violation|authentication failed/m)
    expect(code).toBe(1)
  }
}, 120_000)

/** A database that is there and has no tables. */
const nobody = (url: URL): void => {
  url.pathname = '/postgres'
}

test.each(['bash', 'zsh', 'fish'])('completion for %s knows every subcommand', (shell) => {
  const { stdout } = mudstream(['completion', shell])
  for (const [line] of wrong) expect(stdout).toContain(line.split(' ')[0])
  expect(stdout).toContain('--other-stream')
  if (shell !== 'bash') return
  const words = `${stdout}\nCOMP_WORDS=(mudstream bac); COMP_CWORD=1; _mudstream; echo "\${COMPREPLY[@]}"`
  expect(spawnSync('bash', ['-c', words], { encoding: 'utf8' }).stdout).toBe('backup\n')
})
