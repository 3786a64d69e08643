import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConfigError, isConfigError, loadConfig } from '../../../server/platform/config.ts'
import {
  changeSetting,
  describeSettings,
  showConfig,
  sourceOf,
} from '../../../server/platform/setting-rows.ts'
import { settings } from '../../../server/platform/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'mudstream-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env)
  } catch (error) {
    if (isConfigError(error)) return (error as ConfigError).problems.map(({ message }) => message)
    throw error
  }
  return []
}

const secretWord = 'never-show-this-word'

describe('an empty environment', () => {
  test('gives the defaults of the protocol page', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      httpHost: '127.0.0.1',
      httpPort: 4000,
      telnetPort: 4001,
      telnetTlsPort: 4002,
      dataDir: '.mudstream',
      heartbeatMs: 250,
      limitCommandsPerSecond: 10,
      limitCommandBurst: 20,
      limitConnectionsPerAddress: 64,
      limitSignIns: 10,
      guests: true,
      linkGraceMs: 120_000,
    })
    expect(config.natsUrl).toBeUndefined()
    expect(config.llmModels).toEqual([])
  })

  test('is frozen once read', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true)
  })

  test('is what variables set to nothing mean as well', () => {
    expect(loadConfig({ MUD_NATS_URL: '', MUD_HTTP_PORT: '' })).toEqual(loadConfig({}))
  })

  test('is judged the same whatever other programs put there', () => {
    expect(loadConfig({ PATH: '/bin', MUDDLE: 'x' })).toEqual(loadConfig({}))
  })
})

describe('a bad value is refused with its name, what was given and what is allowed', () => {
  test.each([
    ['MUD_HTTP_PORT', '65536', 'a port from 0 to 65535'],
    ['MUD_HTTP_PORT', '40a', 'a port from 0 to 65535'],
    ['MUD_HEARTBEAT_MS', '4', 'from 5 to 5000'],
    ['MUD_HEARTBEAT_MS', '5001', 'from 5 to 5000'],
    ['MUD_HEARTBEAT_MS', '0', 'from 5 to 5000'],
    ['MUD_HEARTBEAT_MS', '2.5e2', 'from 5 to 5000'],
    ['MUD_GUESTS', 'perhaps', 'on or off'],
    ['MUD_LOG_LEVEL', 'loud', 'one of: trace'],
    ['MUD_WORLD', 'Main.World', '1 to 26 characters of a-z and 0-9'],
    ['MUD_NATS_URL', 'http://example.org', 'nats://'],
    ['MUD_DATABASE_URL', 'example.org:5432', 'postgres://'],
    ['MUD_ALLOWED_ORIGINS', 'https://a.example/path', 'origins such as'],
    ['MUD_LLM_PRICES', 'small=cheap', 'entries such as'],
    ['MUD_OWNER_PASSWORD', 'short', '8 to 200 characters'],
    ['MUD_LISTING', 'GENRE=Fantasy', 'a JSON object such as'],
    ['MUD_LISTING', '[]', 'a JSON object such as'],
    ['MUD_LISTING', '{"GENRE":"two\\nlines"}', 'on one line'],
    ['MUD_LISTING', '{"Genre":"Fantasy"}', 'its names of NAME'],
    ['MUD_LISTING', '{"PORT":23}', 'its names of NAME'],
    ['MUD_INSTANCE', 'gw-1', '1 to 26 characters of a-z and 0-9'],
  ])('%s=%s', (name, given, allowed) => {
    const [message = '', ...others] = problemsOf({ [name]: given })
    expect(others).toEqual([])
    expect(message).toContain(name)
    expect(message).toContain(allowed)
    if (name !== 'MUD_OWNER_PASSWORD') expect(message).toContain(`"${given}"`)
  })

  test('and all of them at once', () => {
    const problems = problemsOf({ MUD_HTTP_PORT: 'x', MUD_GUESTS: 'y', MUD_GATHER_MS: '101' })
    expect(problems).toHaveLength(3)
  })

  test('also where two settings only make sense together', () => {
    expect(problemsOf({ MUD_TLS_CERT: '/tmp/cert.pem' })).toEqual([
      'MUD_TLS_CERT and MUD_TLS_KEY: set both or neither',
    ])
    expect(problemsOf({ MUD_LLM_BASE_URL: 'http://127.0.0.1:1/v1' })).toHaveLength(1)
    expect(problemsOf({ MUD_RETRY_JITTER_MIN_MS: '400' })).toHaveLength(1)
  })
})

describe('a name that does not exist is an error', () => {
  test.each([
    ['MUD_HTP_PORT', 'MUD_HTTP_PORT'],
    ['MUD_HEARTBEAT', 'MUD_HEARTBEAT_MS'],
    ['MUD_LLM_MODEL', 'MUD_LLM_MODELS'],
    ['MUD_DATABSE_URL', 'MUD_DATABASE_URL'],
  ])('%s: did you mean %s?', (given, meant) => {
    expect(problemsOf({ [given]: '1' })).toEqual([
      `${given}: there is no such setting; did you mean ${meant}?`,
    ])
  })

  test('without a guess when nothing is near', () => {
    const [message = ''] = problemsOf({ MUD_ENTIRELY_DIFFERENT_THING: '1' })
    expect(message).not.toContain('did you mean')
  })

  test('and only secrets can be given as files', () => {
    expect(problemsOf({ MUD_HTTP_PORT_FILE: '/tmp/x' })).toHaveLength(1)
  })
})

describe('a secret', () => {
  test('may lie in a file, whose last line break does not count', () => {
    const path = join(folder, 'key')
    writeFileSync(path, `${secretWord}\n`)
    expect(loadConfig({ MUD_LLM_API_KEY_FILE: path }).llmApiKey).toBe(secretWord)
  })

  test('may not be given twice, nor in a file that is not there', () => {
    const path = join(folder, 'key')
    expect(problemsOf({ MUD_LLM_API_KEY_FILE: path, MUD_LLM_API_KEY: 'x' })[0]).toContain('both')
    expect(problemsOf({ MUD_LLM_API_KEY_FILE: join(folder, 'none') })[0]).toContain('ENOENT')
  })

  test('is masked wherever a person may read it', () => {
    const secrets = {
      MUD_LLM_API_KEY: secretWord,
      MUD_OWNER_PASSWORD: secretWord,
      MUD_NATS_URL: `nats://tick:${secretWord}@10.0.0.1:4222,nats://${secretWord}@10.0.0.2:4222`,
      MUD_DATABASE_URL: `postgres://mud:${secretWord}@10.0.0.1/mudstream`,
    }
    const shown = showConfig(loadConfig(secrets))
    expect(JSON.stringify(shown)).not.toContain(secretWord)
    const database = shown.find(({ name }) => name === 'MUD_DATABASE_URL')
    expect(database?.value).toBe('postgres://mud:********@10.0.0.1/mudstream')
    const wrong = problemsOf({ ...secrets, MUD_DATABASE_URL: `http://mud:${secretWord}@h/` })
    expect(wrong).toHaveLength(1)
    expect(wrong.join()).not.toContain(secretWord)
  })
})

test('a setting that is live changes for whoever reads it, in this configuration alone', () => {
  const [config, other] = [loadConfig({}), loadConfig({})]
  expect(config.guests).toBe(true)
  expect(changeSetting(config, 'MUD_GUESTS', 'off')).toBe(true)
  expect([config.guests, other.guests]).toEqual([false, true])
  expect(showConfig(config)).toContainEqual({ name: 'MUD_GUESTS', value: 'off' })
  expect(sourceOf(config, 'MUD_GUESTS')).toBe('live')
  for (const [name, value] of [
    ['MUD_GUESTS', 'perhaps'],
    ['MUD_HTTP_PORT', '1'],
    ['constructor', '1'],
  ] as const) {
    expect(changeSetting(config, name, value)).toBe(false)
  }
  expect(config.guests).toBe(false)
})

test('every setting says what it is for and what is allowed, and its default is allowed', () => {
  const rows = describeSettings()
  expect(rows.length).toBeGreaterThan(80)
  for (const row of rows) {
    expect(row.about.length, row.name).toBeGreaterThan(10)
    expect(row.allowed, row.name).not.toBe('')
    if (row.fallback !== '') expect(problemsOf({ [row.name]: row.fallback }), row.name).toEqual([])
  }
})

/** One of these is wrong for every setting: text on two lines, a number that is none, or a far one. */
const wrong = ['two\nlines', '12 of them', '-1', '99999999999999']

test.each(Object.entries(settings))('%s refuses what it cannot mean, in words', (name, setting) => {
  const bad = wrong.filter((value) => !setting.type.safeParse(value).success)
  expect(bad).not.toEqual([])
  for (const value of bad) {
    const [message = ''] = problemsOf({ [name]: value })
    expect(message).toContain(`${name}: "`)
    expect(message).toContain(`is not allowed; use ${setting.allowed}`)
    expect(message.includes(value)).toBe(!('secret' in setting && setting.secret === 'whole'))
  }
})

test('both ends of every range are allowed, and what lies beyond them is not', () => {
  for (const [name, { allowed }] of Object.entries(settings)) {
    const [, least, most] = /^a whole number from (-?\d+) to (\d+)$/.exec(allowed) ?? []
    if (least === undefined || most === undefined) continue
    // Two settings only make sense together: the least jitter must not be above the most.
    const wide: Record<string, string> = {
      MUD_RETRY_JITTER_MAX_MS: '60000',
      MUD_RETRY_JITTER_MIN_MS: '0',
    }
    for (const end of [least, most]) expect(problemsOf({ ...wide, [name]: end })).toEqual([])
    for (const beyond of [Number(least) - 1, Number(most) + 1]) {
      expect(problemsOf({ ...wide, [name]: String(beyond) })).toHaveLength(1)
    }
  }
})
