/**
 * The kinds a setting can have. Each kind turns the text found in the environment into a value with
 * zod, and carries the sentence that a person reads when the text is not allowed.
 */
import { isIP } from 'node:net'
import { z } from 'zod'
import { eachHost } from './each-host.ts'

/** One setting as declared: how its text is read, what is allowed, and what it is for. */
export type Setting<T> = {
  readonly type: z.ZodType<T, string>
  readonly allowed: string
  readonly about: string
  /** Text used when the environment says nothing; undefined means "not set". */
  readonly fallback: string | undefined
  readonly unit: string
  /** An admin may change it while processes run: whoever uses it reads it from the configuration each time. */
  readonly live?: true
  /** `url` hides only the password inside the address, `whole` hides everything. */
  readonly secret?: 'whole' | 'url'
}

type Traits = Pick<Setting<unknown>, 'unit' | 'secret'>

/** The same setting, changeable while processes run. */
export const live = <T>(setting: Setting<T>): Setting<T> => ({ ...setting, live: true })

/** A whole number from `min` to `max`, both included. */
export const whole = (
  fallback: number,
  [min, max]: readonly [number, number],
  about: string,
  unit = '',
): Setting<number> => ({
  type: z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max)),
  allowed: `a whole number from ${min} to ${max}`,
  about,
  fallback: String(fallback),
  unit,
})

/** A whole number that may be left unset. */
export const optionalWhole = (
  range: readonly [min: number, max: number],
  about: string,
  unit = '',
): Setting<number | undefined> => ({ ...whole(0, range, about, unit), fallback: undefined })

/** A TCP port; 0 asks the system for any free one. */
export const port = (fallback: number, about: string): Setting<number> => ({
  ...whole(fallback, [0, 65_535], about, 'port'),
  allowed: 'a port from 0 to 65535 (0 = any free port)',
})

/** on/off, true/false, yes/no or 1/0. */
export const flag = (fallback: 'on' | 'off', about: string): Setting<boolean> => ({
  type: z
    .enum(['on', 'off', 'true', 'false', 'yes', 'no', '1', '0'])
    .transform((word) => ['on', 'true', 'yes', '1'].includes(word)),
  allowed: 'on or off',
  about,
  fallback,
  unit: '',
})

/** One word out of a short list. */
export const oneOf = <const W extends readonly [string, ...string[]]>(
  words: W,
  fallback: W[number],
  about: string,
): Setting<W[number]> => ({
  type: z.enum(words),
  allowed: `one of: ${words.join(', ')}`,
  about,
  fallback,
  unit: '',
})

/** Free text that matches a pattern, with a fallback, so the value is always there. */
export const text = (
  fallback: string,
  about: string,
  pattern = /^[^\n\r]+$/,
  allowed = 'text on one line',
): Setting<string> => ({ type: z.string().regex(pattern), allowed, about, fallback, unit: '' })

/** Free text that may be left unset. */
export const optionalText = (
  about: string,
  traits: Partial<Traits> & { pattern?: RegExp; allowed?: string } = {},
): Setting<string | undefined> => ({
  type: z.string().regex(traits.pattern ?? /^[^\n\r]+$/),
  allowed: traits.allowed ?? 'text on one line',
  about,
  fallback: undefined,
  unit: traits.unit ?? '',
  ...(traits.secret === undefined ? {} : { secret: traits.secret }),
})

/** A JSON object; unset when there is none. */
export const optionalJson = (about: string): Setting<string | undefined> => ({
  type: z.string().refine((value) => {
    try {
      const read: unknown = JSON.parse(value)
      return read !== null && typeof read === 'object' && !Array.isArray(read)
    } catch {
      return false
    }
  }),
  allowed: 'a JSON object such as {"seed":1}',
  about,
  fallback: undefined,
  unit: '',
})

/** An address with one of the given schemes; may be left unset. */
export const optionalUrl = (
  schemes: readonly string[],
  about: string,
): Setting<string | undefined> => ({
  type: z.string().refine((value) => {
    // Several servers of one cluster may be listed; each has to be an address of its own.
    const each = schemes.includes('postgres:') ? eachHost(value) : value.split(',')
    return each.every(
      (one) => URL.canParse(one.trim()) && schemes.includes(new URL(one.trim()).protocol),
    )
  }),
  allowed: `an address that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  about,
  fallback: undefined,
  unit: '',
  secret: 'url',
})

/** Comma separated words; empty entries are dropped. */
export const list = (
  about: string,
  each: RegExp = /^[^,\s]+$/,
  allowed = 'words separated by commas',
): Setting<readonly string[]> => ({
  type: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
    .refine((words) => words.every((word) => each.test(word))),
  allowed,
  about,
  fallback: '',
  unit: '',
})

/** Names of hosts, without ports. */
export const hostNames = (about: string): Setting<readonly string[]> =>
  list(about, /^[A-Za-z0-9.-]{1,253}$/, 'host names such as play.example.org, separated by commas')

/** The proxies in front of us: how many there are, or the networks they are in. */
export type TrustedProxies = number | readonly string[]

/** `off`, a number of proxies, or their networks. `on` is the older word for one proxy. */
export const proxies = (about: string): Setting<TrustedProxies> => ({
  type: z
    .string()
    .transform((value): TrustedProxies => {
      if (/^\d+$/.test(value)) return Number(value)
      if (['off', 'false', 'no'].includes(value)) return 0
      if (['on', 'true', 'yes'].includes(value)) return 1
      return value.split(',').map((network) => network.trim())
    })
    .refine((read) => (typeof read === 'number' ? read <= hopsMax : read.every(isNetwork))),
  allowed: 'off, a number of proxies from 1 to 9, or networks such as 10.0.0.0/8,192.168.0.1',
  about,
  fallback: 'off',
  unit: '',
})

const hopsMax = 9

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128)
}
