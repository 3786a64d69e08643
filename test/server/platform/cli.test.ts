import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describeSettings } from '../../../server/platform/config.ts'

const program = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))

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
