import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { checkSource } from './check-source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const made: string[] = []

/** A small tree of our own shape with the given files. */
async function tree(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mudstream-source-'))
  made.push(dir)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'))
  return dir
}

afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true })
})

const settings = {
  'server/platform/settings.ts':
    'export const settings = {\n  MUD_ONE_MS: 1,\n  MUD_OTHER_MS: 2,\n} as const\n',
  'server/platform/config.ts':
    'export type Config = Readonly<{ oneMs: number; otherMs: number }>\n',
}

describe('the rules about the source', () => {
  it.each([
    [
      'a value inside a log message',
      'constant-log-message: server/a.ts:2',
      { 'server/a.ts': 'declare const log: Console\nlog.info({}, `hello $' + '{1 + 1}`)\n' },
    ],
    [
      'a log message put together with a plus',
      'constant-log-message: workers/a.ts:2',
      { 'workers/a.ts': "declare const parts: { log: Console }\nparts.log.warn({}, 'a' + 'b')\n" },
    ],
    [
      'an address of a client as the framework has it',
      'address-not-by-client-address: server/a.ts:1',
      { 'server/a.ts': 'export const where = ({ ip }: { ip: string }) => ip\n' },
    ],
    [
      'an address of a client as the socket has it',
      'address-not-by-client-address: server/a.ts:1',
      { 'server/a.ts': 'export const where = (a: { remoteAddress: string }) => a.remoteAddress\n' },
    ],
    [
      'a boolean by position',
      'positional-boolean: handlers/a.ts:1',
      { 'handlers/a.ts': 'export const say = (words: string, loud: boolean) => [words, loud]\n' },
    ],
    [
      'a boolean by position that has a default',
      'positional-boolean: schema/a.ts:1',
      {
        'schema/a.ts':
          'export function say(words: string, loud = false) { return [words, loud] }\n',
      },
    ],
    [
      'data of an event that is cast',
      'event-data-cast: handlers/a.ts:1',
      {
        'handlers/a.ts':
          'export const who = (event: { data: unknown }) => event.data as { actor: string }\n',
      },
    ],
    [
      'an event that is made by hand',
      'event-by-hand: handlers/a.ts:1',
      { 'handlers/a.ts': "export const made = { type: 'room-razed', data: { room: 'a.b' } }\n" },
    ],
    [
      'an event that is known by the text of its type',
      'event-type-compared: handlers/a.ts:1',
      { 'handlers/a.ts': "export const is = (e: { type: string }) => e.type === 'item-given'\n" },
    ],
    [
      'a record that is read by any word',
      'word-as-key: handlers/a.ts:2 verbs[word]',
      {
        'handlers/a.ts':
          'declare const verbs: Record<string, number>\nexport const f = (word: string) => verbs[word]\n',
      },
    ],
    [
      'a record that may be missing and is read by a word that may be',
      'word-as-key: workers/a.ts:2 kept?.[words[0]!]',
      {
        'workers/a.ts':
          'declare const kept: Readonly<Record<string, number>> | undefined\nexport const f = (words: readonly string[]) => kept?.[words[0]!]\n',
      },
    ],
    [
      'a clock that is read outside of its place',
      'clock-outside-ambient: workers/a.ts:1',
      { 'workers/a.ts': 'export const now = () => Date.now()\n' },
    ],
    [
      'a blocking call two imports below the tick',
      'blocking-call: server/core/b.ts:2 readFileSync',
      {
        'server/roles/tick.ts': "import { a } from '../core/a.ts'\nexport const t = a\n",
        'server/core/a.ts': "import { b } from './b.ts'\nexport const a = b\n",
        'server/core/b.ts':
          "import { readFileSync } from 'node:fs'\nexport const b = () => readFileSync('x')\n",
      },
    ],
    [
      'a blocking call that a gateway loads later',
      'blocking-call: server/edge/b.ts:2 crypto.pbkdf2Sync',
      {
        'server/roles/gateway.ts': "export const g = () => import('../edge/b.ts')\n",
        'server/edge/b.ts':
          "import * as crypto from 'node:crypto'\nexport const b = () => crypto.pbkdf2Sync('a', 'b', 1, 1, 'sha1')\n",
      },
    ],
    [
      'a log that is written at once',
      'blocking-call: server/platform/log.ts:1 sync: true',
      {
        'server/roles/tick.ts': "import { o } from '../platform/log.ts'\nexport const t = o\n",
        'server/platform/log.ts': 'export const o = { fd: 2, sync: true }\n',
      },
    ],
    [
      'a setting that nobody reads, though another object has a field of its name',
      'setting-without-reader: MUD_OTHER_MS',
      {
        ...settings,
        'server/a.ts':
          "import type { Config } from './platform/config.ts'\nexport const read = (config: Config) => config.oneMs\nexport const other = (x: { otherMs: number }) => x.otherMs\n",
      },
    ],
  ])('find %s', async (_what, expected, files) => {
    const { violations } = checkSource(await tree(files as Record<string, string>))
    expect(violations.filter((violation) => violation.startsWith(expected))).toHaveLength(1)
  })

  it('take settings as read that are taken out of the configuration by name', async () => {
    const dir = await tree({
      ...settings,
      'server/a.ts':
        "import type { Config } from './platform/config.ts'\nexport const read = ({ oneMs }: Config) => oneMs\nexport const part = (c: Pick<Config, 'otherMs'>) => c.otherMs\n",
    })
    expect(checkSource(dir).violations).toEqual([])
  })
})

describe('the limits', () => {
  const longFunction = `export function long() {\n${'  step()\n'.repeat(60)}}\nfunction step() {}\n`
  const branches = Array.from({ length: 15 }, (_, at) => `  if (n === ${at}) return ${at}\n`)

  it.each([
    ['a file of more than 300 lines', 'max-lines', '// one more\n'.repeat(301)],
    ['a function of more than 60 lines', 'max-lines-per-function', longFunction],
    [
      'more than four parameters',
      'max-params',
      'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e]\n',
    ],
    [
      'too many branches',
      'complexity',
      `export function pick(n: number) {\n${branches.join('')}  return -1\n}\n`,
    ],
  ])('refuse %s', async (_what, rule, text) => {
    const dir = await tree({ 'server/a.ts': text })
    const config = join(root, 'test/tools/limits.oxlintrc.json')
    const program = join(root, 'node_modules/.bin/oxlint')
    const { status, stdout } = spawnSync(program, ['-c', config, 'server'], {
      cwd: dir,
      encoding: 'utf8',
    })
    expect(stdout).toContain(`eslint(${rule})`)
    expect(status).not.toBe(0)
  })
})
