/**
 * The settings of a text player's own screen: `set screenreader on`, `set colour 256`,
 * `set width 100`, `set thinking off`. Settings override what the client has said of itself.
 */
import { ownOf } from '../../../schema/own.ts'
import type { TextCaps } from './ansi.ts'
import { type ColourDepth, narrowestWidth, widestWidth } from './client-caps.ts'

export type TextSettings = Partial<Omit<TextCaps, 'utf8'>> & {
  /** Whether a line says that somebody thinks about an answer; unset: unless a screen reader speaks it. */
  readonly thinking?: boolean
  /** Whether places are painted in words now and then; unset: they are. */
  readonly scenery?: boolean
}

export interface SettingAnswer {
  readonly change: TextSettings
  /** The answer to the player, with markup. */
  readonly answer: string
}

const depths: Readonly<Record<string, ColourDepth>> = {
  off: 0,
  on: 16,
  '16': 16,
  '256': 256,
  true: 16_777_216,
}

const usage =
  'You can set: {item}set screenreader on|off{/}, {item}set colour off|16|256|true{/}, {item}set width 20-500{/}, {item}set thinking on|off{/}, {item}set scenery on|off{/}.'

/** Reads a `set` line; undefined when the line is something else and belongs to the world. */
export function readSetting(line: string): SettingAnswer | undefined {
  const [verb, name, value, ...rest] = line.trim().toLowerCase().split(/\s+/)
  if (verb !== 'set' || rest.length > 0) return undefined
  if (name === undefined) return { change: {}, answer: usage }
  if (name === 'screenreader') return screenReader(value)
  if (name === 'colour' || name === 'color' || name === 'colours' || name === 'ansi') {
    return colour(value)
  }
  if (name === 'thinking') return thinking(value)
  if (name === 'scenery') return scenery(value)
  return name === 'width' ? width(value) : undefined
}

function scenery(value: string | undefined): SettingAnswer {
  if (value !== 'on' && value !== 'off') return { change: {}, answer: usage }
  const answer = value === 'on' ? 'Places are painted in words.' : 'No more words about places.'
  return { change: { scenery: value === 'on' }, answer }
}

function thinking(value: string | undefined): SettingAnswer {
  if (value !== 'on' && value !== 'off') return { change: {}, answer: usage }
  const answer =
    value === 'on'
      ? 'You will see who thinks about an answer.'
      : 'Nobody is seen thinking any more.'
  return { change: { thinking: value === 'on' }, answer }
}

function screenReader(value: string | undefined): SettingAnswer {
  if (value !== 'on' && value !== 'off') return { change: {}, answer: usage }
  const answer = value === 'on' ? 'Plain words from now on.' : 'Back to the full view.'
  return { change: { screenReader: value === 'on' }, answer }
}

function colour(value: string | undefined): SettingAnswer {
  const colours =
    value !== undefined && Object.hasOwn(depths, value) ? ownOf(depths, value) : undefined
  if (colours === undefined) return { change: {}, answer: usage }
  const answer = colours === 0 ? 'The colours fade.' : '{good}Colours it is.{/}'
  return { change: { colours, ansi: colours > 0 }, answer }
}

function width(value: string | undefined): SettingAnswer {
  const columns = Number(value)
  if (!Number.isInteger(columns) || columns < narrowestWidth || columns > widestWidth) {
    return { change: {}, answer: usage }
  }
  return { change: { width: columns }, answer: `Lines are ${columns} wide now.` }
}
