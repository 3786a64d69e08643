/** DG triggers and mobprogs of mobiles as reactions, as far as reactions can say the same. */
import { ownOf } from '../../../schema/own.ts'
import type { AreaMobile, AreaScript, Scripted } from './area-model.ts'
import type { Place } from './area-values.ts'
import { readScript } from './script-commands.ts'
import type { Translation } from './translation.ts'

/** One script of a mobile, in the terms of both families. */
type Attached = {
  readonly at: Place
  readonly on: string
  /** Words, a phrase, or a chance, by what begins it. */
  readonly argument: string
  readonly chance: number
  readonly commands: string
  /** Words of DG that have to stand together. */
  readonly phrase: boolean
}

/** What scripts of mobiles became: reactions and lines, and which texts are to be kept. */
export interface TranslatedScripts {
  readonly reactions: readonly object[]
  readonly idle: readonly string[]
  /** What could not be said by reactions, as notes, each with its reason. */
  readonly notes: readonly string[]
}

/** Letters of DG triggers of mobiles (tbaMUD `dg_scripts.h`). */
const dgTriggers: Readonly<Record<string, string>> = {
  ...{ a: 'global', b: 'random', c: 'command', d: 'speech', e: 'act', f: 'death', g: 'greet' },
  ...{ h: 'greet', i: 'entry', j: 'give', k: 'fight', l: 'hitprcnt', m: 'bribe', n: 'load' },
  ...{ o: 'memory', p: 'cast', q: 'leave', r: 'door', s: 'time' },
}

/** Names of mobprogs, without `_prog`; ROM shortens them. */
const progTriggers: Readonly<Record<string, string>> = {
  ...{ all_greet: 'greet', grall: 'greet', rand: 'random', hpcnt: 'hitprcnt', hour: 'time' },
  ...{ exit: 'leave', exall: 'leave', receive: 'give' },
}

/** What begins a reaction here, by what begins a script there. */
const occasions: Readonly<Record<string, string>> = {
  ...{ greet: 'enters', leave: 'leaves', speech: 'says', give: 'gives', fight: 'hurt' },
  ...{ death: 'dies', time: 'hour', random: 'idle' },
}

/** Translates the scripts of a mobile and counts what became of each. */
export function translateScripts(translation: Translation, mobile: AreaMobile): TranslatedScripts {
  const reactions: object[] = []
  const idle: string[] = []
  const notes: string[] = []
  for (const script of attachedTo(translation, mobile)) {
    const { on, argument, commands } = script
    const host = { translation, rooms: translation.roomsOf(mobile.vnum), at: script.at }
    const read = readScript(host, { commands })
    const made = 'reason' in read ? read.reason : answerTo(translation, script, read.actions)
    translation.coverage.count(on, read.commands, typeof made === 'string' ? made : undefined)
    if (typeof made !== 'string') {
      if ('line' in made) idle.push(made.line)
      else reactions.push(made)
      translation.reporter.mapped('script', script.at)
    } else {
      translation.reporter.approximated('script kept as a note', script.at)
      notes.push(`script on ${on} ${argument}, kept for ${made}\n${commands}`)
    }
  }
  return { reactions, idle, notes }
}

/** Counts the scripts of rooms and objects, which have no reactions here. */
export function countOtherScripts(translation: Translation, owner: Scripted): void {
  for (const script of attachedTo(translation, owner)) {
    translation.coverage.count(script.on, [], 'rooms and objects do not react')
  }
}

function attachedTo({ scripts }: Translation, owner: Scripted): Attached[] {
  const numbered = owner.triggers.flatMap((trigger) => {
    const script = scripts.get(trigger.vnum)
    if (script === undefined) return []
    if (trigger.on === '') return ofDg(script)
    return [ofProgram(script.at, trigger.on, trigger.argument, script.commands)]
  })
  const own = owner.programs.map((one) => ofProgram(one.at, one.on, one.argument, one.commands))
  return [...numbered, ...own]
}

/** A DG trigger may have several letters; each begins it. */
function ofDg({ at, attach, argument, commands }: AreaScript): Attached[] {
  const [, letters = '', numeric = '100'] = attach.split(/\s+/)
  const number = Number.parseInt(numeric, 10) || 0
  return [...letters].flatMap((letter) => {
    const on = ownOf(dgTriggers, letter)
    if (on === undefined) return []
    // Of speech the number says whether all words have to stand together, otherwise it is a chance.
    const chance = on === 'speech' || on === 'time' ? 100 : number
    const words = on === 'time' ? numeric : argument.trim()
    return [{ at, on, argument: words, chance, commands, phrase: number === 0 }]
  })
}

function ofProgram(at: Place, name: string, argument: string, commands: string): Attached {
  const short = name.toLowerCase().replace(/_prog$/, '')
  const on = ownOf(progTriggers, short) ?? short
  const chance =
    /^\d{1,3}$/.test(argument) && on !== 'give' && on !== 'time' ? Number(argument) : 100
  const phrase = /^p\s+/i.test(argument)
  return { at, on, argument: argument.replace(/^p\s+/i, ''), chance, commands, phrase }
}

type ReactionBody = {
  readonly on: string
  readonly do: readonly object[]
  readonly chance?: number
  readonly hour?: number
  readonly words?: readonly string[]
  readonly item?: string
}

/** The reaction of a script, a line for idle moments, or why there is neither. */
function answerTo(
  translation: Translation,
  script: Attached,
  actions: readonly object[],
): { readonly line: string } | ReactionBody | string {
  const on = ownOf(occasions, script.on)
  if (on === undefined) return `what begins it (${script.on})`
  const chance = Math.min(100, Math.max(1, script.chance))
  if (on === 'idle') return idleLine(actions)
  if (on === 'says') return { on, ...wordsOf(script), chance, do: actions }
  if (on === 'hour') {
    const hour = Number(script.argument)
    return hour >= 0 && hour <= 24 ? { on, hour, do: actions } : 'an hour that is none'
  }
  if (on !== 'gives') return { on, chance, do: actions }
  const item = giftOf(translation, script.argument)
  return item === undefined
    ? 'a gift that is no object of the import'
    : { on, ...item, do: actions }
}

function wordsOf({ argument, phrase }: Attached): { words?: readonly string[] } {
  const said = argument
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'’ -]/gu, ' ')
    .trim()
  if (said === '' || said === 'all') return {}
  const words = phrase ? [said.replace(/\s+/g, ' ')] : said.split(/\s+/)
  return { words: [...new Set(words)].map((word) => word.slice(0, 380)).slice(0, 40) }
}

function giftOf({ itemId }: Translation, argument: string): { item?: string } | undefined {
  if (!/^\d{3,9}$/.test(argument)) return /^(?:all|\d{0,2}|100)$/.test(argument) ? {} : undefined
  if (argument === '100') return {}
  const item = itemId(Number(argument))
  return item === undefined ? undefined : { item }
}

/** A single word or gesture at random moments is a line of the mobile. */
function idleLine(actions: readonly object[]): { line: string } | string {
  const [only, ...others] = actions
  const { say, emote } = (only ?? {}) as { say?: string; emote?: string }
  const text = say ?? emote
  if (others.length > 0 || text === undefined || text.includes('{'))
    return 'more than one line at random'
  const sentence = /[.!?…:—”"’')]$/.test(text) ? text : `${text}.`
  if (say === undefined) return { line: `:${sentence}` }
  const line = sentence.charAt(0).toUpperCase() + sentence.slice(1)
  return /^[\p{Lu}\p{N}“"‘'(…]/u.test(line) ? { line } : { line: `… ${line}` }
}
