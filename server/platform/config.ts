/**
 * Reads the environment once into a frozen `Config`. Nothing else in Mudstream looks at
 * `process.env`. All that is wrong is reported at once, so that a person who made three mistakes
 * corrects them in one go.
 */

import { readFileSync } from 'node:fs'
import { closest, distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { ownOf } from '../../schema/own.ts'
import type { Setting } from './setting-kinds.ts'
import { settings } from './settings.ts'

type Settings = typeof settings
type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<Name>
type KeyOf<Name> = Name extends `MUD_${infer Rest}` ? Camel<Rest> : never

/** Every setting as a value: `MUD_HTTP_PORT` is `httpPort`, `MUD_LLM_API_KEY` is `llmApiKey`. */
export type Config = Readonly<{
  [Name in keyof Settings as KeyOf<Name>]: Settings[Name] extends Setting<infer T> ? T : never
}>

/** The text of the environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process; the only place that looks at it. */
export const environment = (): Environment => process.env

/** One thing that is wrong with the environment. `given` is masked where it is a secret. */
export type ConfigProblem = { readonly name: string; readonly message: string }

/** `EX_CONFIG` of sysexits.h: what `mudstream` exits with when a setting is wrong. */
export const exitCodeOfBadConfig = 78

/** Thrown by `loadConfig`; `message` lists every problem, one on a line. */
export type ConfigError = Error & { readonly problems: readonly ConfigProblem[] }

/** Tells an error of `loadConfig` from any other. */
export const isConfigError = (error: unknown): error is ConfigError =>
  error instanceof Error && error.name === 'ConfigError'

const byName: ReadonlyMap<string, Setting<unknown>> = new Map(Object.entries(settings))
const mask = '********'

/** The key of a setting inside `Config`: `MUD_HTTP_PORT` becomes `httpPort`. */
export const keyOf = (name: string): string =>
  name
    .slice('MUD_'.length)
    .toLowerCase()
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const schema = z.object(
  Object.fromEntries([...byName].map(([name, setting]) => [name, setting.type.optional()])),
)

/** The setting whose name differs by a typing mistake; undefined when none is near. */
const nearest = (name: string): string | undefined => {
  const best = closest(name, [...byName.keys()])
  return distance(name, best) <= Math.max(3, name.length / 4) ? best : undefined
}

const unknownName = (name: string): ConfigProblem => {
  const meant = nearest(name)
  const hint = meant === undefined ? 'see `mudstream config`' : `did you mean ${meant}?`
  return { name, message: `${name}: there is no such setting; ${hint}` }
}

const maskUrl = (value: string): string =>
  value.replace(/\/\/([^/@]*)@/g, (_, user: string) => maskedUser(user))

// A NATS token stands where a user name would: a part without a colon is a secret as well.
const maskedUser = (user: string): string =>
  user.includes(':') ? `//${user.slice(0, user.indexOf(':'))}:${mask}@` : `//${mask}@`

const shown = (setting: Setting<unknown>, value: string): string => {
  if (setting.secret === 'whole') return mask
  return setting.secret === 'url' ? maskUrl(value) : value
}

/** Takes the text of one setting, from its own name or, for a secret, from the file `<name>_FILE`. */
const rawValue = (
  env: Environment,
  name: string,
  setting: Setting<unknown>,
  problems: ConfigProblem[],
): string | undefined => {
  const direct = ownOf(env, name) === '' ? undefined : ownOf(env, name)
  const file = setting.secret === undefined ? '' : (env[`${name}_FILE`] ?? '')
  if (file === '') return direct
  if (direct !== undefined) {
    problems.push({ name, message: `${name}: give it directly or as ${name}_FILE, not both` })
    return undefined
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    problems.push({ name, message: `${name}_FILE: cannot be read: ${why}` })
    return undefined
  }
}

/** What the servers' own files read (`nats.conf`, `compose.yaml`), exported beside ours. */
const ofServers = /^MUD_(NATS|POSTGRES)_[A-Z0-9]+_PASSWORD$/

const isKnown = (name: string): boolean =>
  ofServers.test(name) ||
  byName.has(name) ||
  (name.endsWith('_FILE') && byName.get(name.slice(0, -'_FILE'.length))?.secret !== undefined)

/** Checks of several settings together. */
const togetherProblems = (values: Record<string, unknown>): ConfigProblem[] => {
  const problems: ConfigProblem[] = []
  if ((values['MUD_TLS_CERT'] === undefined) !== (values['MUD_TLS_KEY'] === undefined)) {
    problems.push({
      name: 'MUD_TLS_CERT',
      message: 'MUD_TLS_CERT and MUD_TLS_KEY: set both or neither',
    })
  }
  if (values['MUD_NATS_REPLICAS'] !== '1' && values['MUD_NATS_URL'] === undefined) {
    problems.push({
      name: 'MUD_NATS_REPLICAS',
      message:
        'MUD_NATS_REPLICAS: the embedded NATS server is one; set MUD_NATS_URL to the addresses of a cluster',
    })
  }
  const models = values['MUD_LLM_MODELS']
  if (values['MUD_LLM_BASE_URL'] !== undefined && Array.isArray(models) && models.length === 0) {
    problems.push({
      name: 'MUD_LLM_MODELS',
      message: 'MUD_LLM_MODELS: name at least one model when MUD_LLM_BASE_URL is set',
    })
  }
  if (Number(values['MUD_RETRY_JITTER_MIN_MS']) > Number(values['MUD_RETRY_JITTER_MAX_MS'])) {
    problems.push({
      name: 'MUD_RETRY_JITTER_MIN_MS',
      message: 'MUD_RETRY_JITTER_MIN_MS: must not be above MUD_RETRY_JITTER_MAX_MS',
    })
  }
  return problems
}

const configError = (problems: readonly ConfigProblem[]): ConfigError => {
  const lines = problems.map((problem) => `  ${problem.message}`)
  const title = problems.length === 1 ? 'A setting is wrong:' : 'Some settings are wrong:'
  const error = new Error([title, ...lines].join('\n'))
  error.name = 'ConfigError'
  return Object.assign(error, { problems })
}

/**
 * Validates the environment and freezes it into a `Config`.
 * @throws ConfigError that lists every problem: name, given value (secrets masked), what is allowed.
 */
export const loadConfig = (env: Environment): Config => {
  const problems = Object.keys(env)
    .filter((name) => name.startsWith('MUD_') && !isKnown(name))
    .map(unknownName)
  const raw: Record<string, string> = {}
  for (const [name, setting] of byName) {
    const value = rawValue(env, name, setting, problems) ?? setting.fallback
    if (value !== undefined) raw[name] = value
  }
  const parsed = schema.safeParse(raw)
  const wrong = parsed.success
    ? []
    : [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]
  for (const name of wrong) {
    const setting = byName.get(name)
    if (setting === undefined) continue
    const given = shown(setting, ownOf(raw, name) ?? '')
    problems.push({ name, message: `${name}: "${given}" is not allowed; use ${setting.allowed}` })
  }
  if (parsed.success) problems.push(...togetherProblems(parsed.data))
  if (!parsed.success || problems.length > 0) throw configError(problems)
  const values = Object.fromEntries(
    [...byName.keys()].map((n) => [keyOf(n), ownOf(parsed.data, n)]),
  )
  return Object.freeze(values) as unknown as Config
}

/** One row of the reference table of settings. */
export type SettingRow = {
  readonly name: string
  readonly about: string
  readonly unit: string
  readonly allowed: string
  /** Text of the default; empty when unset. */
  readonly fallback: string
  readonly secret: boolean
}

/** Every setting in the order of its declaration, for the generated reference. */
export const describeSettings = (): readonly SettingRow[] =>
  [...byName].map(([name, { about, unit, allowed, fallback, secret }]) => ({
    name,
    about,
    unit,
    allowed,
    fallback: fallback ?? '',
    secret: secret !== undefined,
  }))

/** Every setting with its value as `mudstream config` prints it: secrets are masked. */
export const showConfig = (config: Config): readonly { name: string; value: string }[] =>
  [...byName].map(([name, setting]) => {
    const value = ownOf(config as Readonly<Record<string, unknown>>, keyOf(name))
    if (value === undefined) return { name, value: '' }
    const plain = Array.isArray(value) ? value.join(',') : String(value)
    const word = typeof value === 'boolean' ? (value ? 'on' : 'off') : plain
    return { name, value: shown(setting, word) }
  })
