/** The settings of the page, their defaults, and how stored settings are read. */

import type { Alias } from '../../../../schema/expand-line.ts'
import { type Highlight, highlightStyles } from '../text/highlights.ts'

export const themes = ['auto', 'dark', 'light', 'contrast'] as const
export const fonts = ['serif', 'sans', 'mono'] as const
/** Where the panels are: beside the story, or on a sheet of their own. */
export const layouts = ['right', 'left', 'alone'] as const
export const stampModes = ['off', 'on'] as const

/** The settings of one character; the others belong to the player. */
export type CharacterSettings = {
  readonly aliases: readonly Alias[]
  /** From key name (`F2`, `Numpad5`) to what is typed for the player. */
  readonly macros: Readonly<Record<string, string>>
  readonly highlights: readonly Highlight[]
  readonly timers: readonly Timer[]
}
/** A line that is typed again and again while one plays. */
export type Timer = { readonly seconds: number; readonly line: string; readonly on: boolean }
export type Settings = {
  readonly theme: (typeof themes)[number]
  readonly font: (typeof fonts)[number]
  readonly fontSizePx: number
  readonly layout: (typeof layouts)[number]
  /** Width of the panels in rem. */
  readonly sideRem: number
  /** Titles of the panels that are folded up. */
  readonly folded: readonly string[]
  readonly stamps: (typeof stampModes)[number]
  readonly keepInput: boolean
  readonly echo: boolean
  readonly stacking: boolean
  readonly numpad: boolean
  readonly sound: boolean
  readonly volumePercent: number
  readonly notify: boolean
  readonly screenReader: boolean
  /** Places are painted in words now and then. */
  readonly scenery: boolean
  readonly characters: Readonly<Record<string, CharacterSettings>>
  /** Milliseconds since the epoch of the last change; the newer of two copies wins. */
  readonly changedAtMs: number
}

export const defaultMacros: Readonly<Record<string, string>> = {
  F2: 'look',
  F3: 'inventory',
  F4: 'score',
}

export const defaultCharacter: CharacterSettings = {
  aliases: [],
  macros: defaultMacros,
  highlights: [],
  timers: [],
}

export const defaultSettings: Settings = {
  theme: 'auto',
  font: 'serif',
  fontSizePx: 17,
  layout: 'right',
  sideRem: 20,
  folded: [],
  stamps: 'off',
  keepInput: false,
  echo: true,
  stacking: true,
  numpad: true,
  sound: false,
  volumePercent: 40,
  notify: false,
  screenReader: false,
  scenery: true,
  characters: {},
  changedAtMs: 0,
}

const rulesMost = 200
export const sideLeastRem = 14
export const sideMostRem = 34
export const timerLeastSeconds = 5
export const timerMostSeconds = 86_400
const charactersMost = 20

/** Settings from a stored or received form: every part that does not fit becomes its default. */
export function readSettings(stored: unknown): Settings {
  const given = isRecord(stored) ? stored : {}
  const { fontSizePx, volumePercent, sideRem } = defaultSettings
  return {
    theme: oneOf(given['theme'], themes) ?? defaultSettings.theme,
    font: oneOf(given['font'], fonts) ?? defaultSettings.font,
    layout: oneOf(given['layout'], layouts) ?? defaultSettings.layout,
    sideRem: within(given['sideRem'], sideLeastRem, sideMostRem) ?? sideRem,
    folded: list(given['folded'], isText),
    stamps: oneOf(given['stamps'], stampModes) ?? defaultSettings.stamps,
    fontSizePx: within(given['fontSizePx'], 12, 32) ?? fontSizePx,
    volumePercent: within(given['volumePercent'], 0, 100) ?? volumePercent,
    keepInput: given['keepInput'] === true,
    echo: given['echo'] !== false,
    stacking: given['stacking'] !== false,
    numpad: given['numpad'] !== false,
    sound: given['sound'] === true,
    notify: given['notify'] === true,
    screenReader: given['screenReader'] === true,
    scenery: given['scenery'] !== false,
    characters: readCharacters(given['characters']),
    changedAtMs: within(given['changedAtMs'], 0, Number.MAX_SAFE_INTEGER) ?? 0,
  }
}

/** The settings of one character, by its lower-case name. */
export function ofCharacter({ characters }: Settings, name: string): CharacterSettings {
  const key = name.toLowerCase()
  // A character may be called `constructor`; only what was really stored counts.
  return (Object.hasOwn(characters, key) && characters[key]) || defaultCharacter
}

function readCharacters(stored: unknown): Record<string, CharacterSettings> {
  if (!isRecord(stored)) return {}
  const entries = Object.entries(stored).slice(0, charactersMost)
  return Object.fromEntries(entries.map(([name, value]) => [name, readCharacter(value)]))
}

function readCharacter(stored: unknown): CharacterSettings {
  const given = isRecord(stored) ? stored : {}
  const macros = isRecord(given['macros']) ? Object.entries(given['macros']) : undefined
  return {
    aliases: list(given['aliases'], isAlias),
    macros: macros
      ? Object.fromEntries(
          macros.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
        )
      : defaultMacros,
    highlights: list(given['highlights'], isHighlight),
    timers: list(given['timers'], isTimer),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string'

const isTimer = (value: unknown): value is Timer =>
  isRecord(value) &&
  isText(value['line']) &&
  typeof value['on'] === 'boolean' &&
  within(value['seconds'], timerLeastSeconds, timerMostSeconds) !== undefined

const isAlias = (value: unknown): value is Alias =>
  isRecord(value) && typeof value['name'] === 'string' && typeof value['body'] === 'string'

const isHighlight = (value: unknown): value is Highlight =>
  isRecord(value) &&
  typeof value['pattern'] === 'string' &&
  oneOf(value['style'], highlightStyles) !== undefined

function list<T>(value: unknown, fits: (item: unknown) => item is T): readonly T[] {
  return Array.isArray(value) ? value.filter(fits).slice(0, rulesMost) : []
}

function oneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value)
}

function within(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined
}
