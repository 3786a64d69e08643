/**
 * Reads the environment once into a frozen `Config`. Nothing else in Mudstream looks at
 * `process.env`. All that is wrong is reported at once, so that a person who made three mistakes
 * corrects them in one go.
 */

import { readFileSync } from 'node:fs'
import { closest, distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { ownOf } from '../../schema/own.ts'
import { problemOfModelUrl } from './model-address.ts'
import type { Setting } from './setting-kinds.ts'
import {
  type Config,
  changedValue,
  keyOf,
  liveSettings,
  noteSource,
  shownValue,
} from './setting-rows.ts'
import { settings } from './settings.ts'

export type { Config } from './setting-rows.ts'

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
  const mail = ['MUD_SMTP_URL', 'MUD_MAIL_FROM', 'MUD_PUBLIC_URL']
  const missing = mail.filter((name) => ownOf(values, name) === undefined)
  if (values['MUD_SMTP_URL'] !== undefined && missing.length > 0) {
    problems.push({
      name: 'MUD_SMTP_URL',
      message: `MUD_SMTP_URL: set ${missing.join(' and ')} as well`,
    })
  }
  if (values['MUD_NATS_REPLICAS'] !== '1' && values['MUD_NATS_URL'] === undefined) {
    problems.push({
      name: 'MUD_NATS_REPLICAS',
      message:
        'MUD_NATS_REPLICAS: the embedded NATS server is one; set MUD_NATS_URL to the addresses of a cluster',
    })
  }
  for (const name of ['MUD_GATEWAYS', 'MUD_TICKS', 'MUD_WORKERS']) {
    if (values['MUD_PROFILE'] !== 'small' || Number(ownOf(values, name)) <= 1) continue
    problems.push({ name, message: `${name}: MUD_PROFILE=small runs at most one of them` })
  }
  const address = values['MUD_LLM_BASE_URL']
  const wrong =
    typeof address === 'string'
      ? problemOfModelUrl(address, values['MUD_LLM_HTTP'] as 'private')
      : null
  if (wrong) problems.push({ name: 'MUD_LLM_BASE_URL', message: `MUD_LLM_BASE_URL: ${wrong}` })
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
    const given = shownValue(setting, ownOf(raw, name) ?? '')
    problems.push({ name, message: `${name}: "${given}" is not allowed; use ${setting.allowed}` })
  }
  if (parsed.success) problems.push(...togetherProblems(parsed.data))
  if (!parsed.success || problems.length > 0) throw configError(problems)
  const values = {}
  for (const name of byName.keys()) {
    const value = ownOf(parsed.data, name)
    // What may change meanwhile is looked up each time it is read.
    const get = () => changedValue(config, name) ?? value
    const property = liveSettings.includes(name) ? { get } : { value }
    Object.defineProperty(values, keyOf(name), { enumerable: true, ...property })
  }
  const config = Object.freeze(values) as Config
  noteSources(config, env)
  return config
}

function noteSources(config: Config, env: Environment): void {
  for (const name of byName.keys()) {
    if ((env[`${name}_FILE`] ?? '') !== '') noteSource(config, name, 'file')
    else if ((ownOf(env, name) ?? '') !== '') noteSource(config, name, 'environment')
  }
}
