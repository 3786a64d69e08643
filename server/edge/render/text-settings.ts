/**
 * The settings of a text player's own screen and typing: `set screenreader on`, `set colour 256`,
 * `set prompt %h of %H`. They override what the client has said of itself.
 */
import { z } from 'zod'
import { escapeMarkup } from '../../../schema/markup.ts'
import { ownOf } from '../../../schema/own.ts'
import { type ColourDepth, narrowestWidth, widestWidth } from './client-caps.ts'

/** As they are carried and kept; what another version has set besides is passed over. */
export const textSettings = z.object({
  ansi: z.boolean().exactOptional(),
  colours: z
    .union([z.literal(0), z.literal(16), z.literal(256), z.literal(16_777_216)])
    .exactOptional(),
  screenReader: z.boolean().exactOptional(),
  width: z.number().exactOptional(),
  /** Whether a line says that somebody thinks about an answer; unset: unless a screen reader speaks it. */
  thinking: z.boolean().exactOptional(),
  /** Whether places are painted in words now and then; unset: they are. */
  scenery: z.boolean().exactOptional(),
  /** Whoever walks reads no descriptions. */
  brief: z.boolean().exactOptional(),
  /** The prompt with its placeholders; unset: the gauges. */
  prompt: z.string().exactOptional(),
  /** Lines shown at once; unset: all. */
  page: z.number().exactOptional(),
  /** What words of one's own stand for. */
  aliases: z.record(z.string(), z.string()).exactOptional(),
})
export type TextSettings = z.infer<typeof textSettings>

/** `undefined` takes a setting back. */
export type SettingChange = { readonly [K in keyof TextSettings]?: TextSettings[K] | undefined }

export interface SettingAnswer {
  readonly change: SettingChange
  /** The answer to the player, with markup. */
  readonly answer: string
}

export function changed(settings: TextSettings, change: SettingChange): TextSettings {
  const all = Object.entries({ ...settings, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

const depths: Readonly<Record<string, ColourDepth>> = {
  off: 0,
  on: 16,
  '16': 16,
  '256': 256,
  true: 16_777_216,
}

const [shortestPage, longestPage] = [5, 200]
const promptLettersMax = 80

const forms = [
  'screenreader on|off',
  'colour off|16|256|true|auto',
  `width ${narrowestWidth}-${widestWidth}|auto`,
  'thinking on|off',
  'scenery on|off',
  'brief on|off',
  `page ${shortestPage}-${longestPage}|off`,
  'prompt WORDS|default',
]

/** What can be set, with markup. */
export const settingsUsage = `You can set: ${forms.map((form) => `{item}set ${form}{/}`).join(', ')}.`
const usage: SettingAnswer = { change: {}, answer: settingsUsage }

const switches: Readonly<
  Record<
    string,
    readonly [key: 'screenReader' | 'thinking' | 'scenery' | 'brief', on: string, off: string]
  >
> = {
  screenreader: ['screenReader', 'Plain words from now on.', 'Back to the full view.'],
  thinking: [
    'thinking',
    'You will see who thinks about an answer.',
    'Nobody is seen thinking any more.',
  ],
  scenery: ['scenery', 'Places are painted in words.', 'No more words about places.'],
  brief: [
    'brief',
    'Walking shows no descriptions any more; “look” always does.',
    'Walking shows descriptions again.',
  ],
}

/** Reads a `set` line; undefined when the line is something else and belongs to the world. */
export function readSetting(line: string): SettingAnswer | undefined {
  const typed = line.trim()
  const [verb, name, value, ...rest] = typed.toLowerCase().split(/\s+/)
  if (verb !== 'set' || name === undefined) return undefined
  if (name === 'prompt') return prompt(typed.replace(/^\S+\s+\S+\s*/, ''))
  if (rest.length > 0) return undefined
  const found = ownOf(switches, name)
  if (found) {
    if (value !== 'on' && value !== 'off') return usage
    const [key, on, off] = found
    return { change: { [key]: value === 'on' }, answer: value === 'on' ? on : off }
  }
  if (['colour', 'color', 'colours', 'ansi'].includes(name)) return colour(value)
  if (name === 'page') return page(value)
  return name === 'width' ? width(value) : undefined
}

function colour(value = ''): SettingAnswer {
  if (value === 'auto') {
    const change = { colours: undefined, ansi: undefined }
    return { change, answer: 'Colours are as your client says.' }
  }
  const colours = ownOf(depths, value)
  if (colours === undefined) return usage
  const answer = colours === 0 ? 'The colours fade.' : '{good}Colours it is.{/}'
  return { change: { colours, ansi: colours > 0 }, answer }
}

function width(value = ''): SettingAnswer {
  if (value === 'auto') {
    return { change: { width: undefined }, answer: 'Lines are as wide as your client says.' }
  }
  const columns = Number(value)
  if (!Number.isInteger(columns) || columns < narrowestWidth || columns > widestWidth) return usage
  return { change: { width: columns }, answer: `Lines are ${columns} wide now.` }
}

function page(value = ''): SettingAnswer {
  if (value === 'off') return { change: { page: undefined }, answer: 'Answers come whole.' }
  const lines = Number(value)
  if (!Number.isInteger(lines) || lines < shortestPage || lines > longestPage) return usage
  return { change: { page: lines }, answer: `Long answers stop after ${lines} lines.` }
}

const placeholders =
  '%h health, %H its most, %s and %S stamina, %l and %L lucidity, %x experience to the next level, %r the room'

function prompt(words: string): SettingAnswer {
  if (words === '') {
    return {
      change: {},
      answer: `Try {item}set prompt %h/%H %r>{/}, or {item}set prompt default{/}. There are ${placeholders}.`,
    }
  }
  if (words.toLowerCase() === 'default') {
    return { change: { prompt: undefined }, answer: 'Your prompt is as it was.' }
  }
  if (words.length > promptLettersMax) {
    return { change: {}, answer: `A prompt has at most ${promptLettersMax} letters.` }
  }
  return { change: { prompt: words }, answer: `Your prompt is now: ${escapeMarkup(words)}` }
}
