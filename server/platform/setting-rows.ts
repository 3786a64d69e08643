/** Settings as they are shown: described, masked where they are secret, and with where they come from. */
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

const byName: ReadonlyMap<string, Setting<unknown>> = new Map(Object.entries(settings))
const mask = '********'

/** The key of a setting inside `Config`: `MUD_HTTP_PORT` becomes `httpPort`. */
export const keyOf = (name: string): string =>
  name
    .slice('MUD_'.length)
    .toLowerCase()
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const maskUrl = (value: string): string =>
  value.replace(/\/\/([^/@]*)@/g, (_, user: string) => maskedUser(user))

// A NATS token stands where a user name would: a part without a colon is a secret as well.
const maskedUser = (user: string): string =>
  user.includes(':') ? `//${user.slice(0, user.indexOf(':'))}:${mask}@` : `//${mask}@`

/** The text of a value, masked where it is secret. */
export const shownValue = (setting: Setting<unknown>, value: string): string => {
  if (setting.secret === 'whole') return mask
  return setting.secret === 'url' ? maskUrl(value) : value
}

/** Where the value of a setting comes from. */
export type SettingSource = 'environment' | 'file' | 'default' | 'live'

const sources = new WeakMap<Config, Map<string, SettingSource>>()

/** Writes down where a value that is no default comes from. */
export const noteSource = (config: Config, name: string, source: SettingSource): void => {
  const known = sources.get(config) ?? new Map<string, SettingSource>()
  sources.set(config, known.set(name, source))
}

export const sourceOf = (config: Config, name: string): SettingSource =>
  sources.get(config)?.get(name) ?? 'default'

/** The names of the settings that may be changed while processes run. */
export const liveSettings: readonly string[] = [...byName]
  .filter(([, { live }]) => live === true)
  .map(([name]) => name)

const changed = new WeakMap<Config, Map<string, unknown>>()

/** What an admin has set since this process began; undefined where nobody has. */
export const changedValue = (config: Config, name: string): unknown =>
  changed.get(config)?.get(name)

/** Why a setting cannot be given this value while processes run, in words; null when it can. */
export const problemOfChange = (name: string, text: string): string | null => {
  const setting = byName.get(name)
  if (!setting?.live) return `${name} cannot be changed while processes run`
  if (setting.type.safeParse(text).success) return null
  return `${name}: "${text}" is not allowed; use ${setting.allowed}`
}

/** Sets it for as long as this process runs. False where it cannot: a newer version may know more. */
export const changeSetting = (config: Config, name: string, text: string): boolean => {
  if (problemOfChange(name, text) !== null) return false
  const known = changed.get(config) ?? new Map<string, unknown>()
  changed.set(config, known.set(name, byName.get(name)?.type.parse(text)))
  noteSource(config, name, 'live')
  return true
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
  /** An admin may change it while processes run. */
  readonly live: boolean
}

/** Every setting in the order of its declaration, for the generated reference. */
export const describeSettings = (): readonly SettingRow[] =>
  [...byName].map(([name, { about, unit, allowed, fallback, secret, live }]) => ({
    name,
    about,
    unit,
    allowed,
    fallback: fallback ?? '',
    secret: secret !== undefined,
    live: live === true,
  }))

/** Every setting with its value as `mudstream config` prints it: secrets are masked. */
export const showConfig = (config: Config): readonly { name: string; value: string }[] =>
  [...byName].map(([name, setting]) => {
    const value = ownOf(config as Readonly<Record<string, unknown>>, keyOf(name))
    if (value === undefined) return { name, value: '' }
    const plain = Array.isArray(value) ? value.join(',') : String(value)
    const word = typeof value === 'boolean' ? (value ? 'on' : 'off') : plain
    return { name, value: shownValue(setting, word) }
  })
