/** Words of a text player's own: `alias kb kill $1;loot`. Pure. */
import { escapeMarkup } from '../../../schema/markup.ts'
import { ownOf } from '../../../schema/own.ts'
import type { SettingAnswer, TextSettings } from '../render/text-settings.ts'

type Aliases = NonNullable<TextSettings['aliases']>

/** All of them together are carried with every connection. */
const aliasesMax = 40
const nameLettersMax = 20
const bodyLettersMax = 200
const lettersMax = 4_000

/** These change aliases and settings, so none of them can become one. */
const kept = ['alias', 'unalias', 'set']

const hint = 'Try {item}alias gg get all{/}, {item}alias kb kill $1;loot{/}, {item}unalias gg{/}.'

/** Reads an `alias` or `unalias` line; undefined when it is something else. */
export function readAlias(line: string, aliases: Aliases = {}): SettingAnswer | undefined {
  const [, verb = '', name = '', body = ''] =
    /^(alias|unalias)(?:\s+(\S+)(?:\s+(.+))?)?$/isu.exec(line.trim()) ?? []
  const word = name.toLowerCase()
  switch (verb.toLowerCase()) {
    case 'unalias':
      return without(word, aliases)
    case 'alias':
      if (word === '') return say(listOf(aliases))
      return body === '' ? say(oneOf(word, aliases)) : withOne(word, body.trim(), aliases)
    default:
      return undefined
  }
}

const say = (answer: string): SettingAnswer => ({ change: {}, answer })
const shown = (name: string, body: string) => `{item}${escapeMarkup(name)}{/} ${escapeMarkup(body)}`

function listOf(aliases: Aliases): string {
  const all = Object.entries(aliases).sort(([one], [other]) => (one < other ? -1 : 1))
  if (all.length === 0) return `You have no words of your own. ${hint}`
  return all.map(([name, body]) => shown(name, body)).join('\n')
}

function oneOf(name: string, aliases: Aliases): string {
  const body = ownOf(aliases, name)
  return body === undefined
    ? `“${escapeMarkup(name)}” is no word of yours. ${hint}`
    : shown(name, body)
}

function without(name: string, aliases: Aliases): SettingAnswer {
  if (ownOf(aliases, name) === undefined) return say(oneOf(name, aliases))
  const { [name]: _gone, ...rest } = aliases
  return {
    change: { aliases: rest },
    answer: `“${escapeMarkup(name)}” is no word of yours any more.`,
  }
}

function withOne(name: string, body: string, aliases: Aliases): SettingAnswer {
  if (kept.includes(name) || name.includes(';') || name.length > nameLettersMax) {
    return say(`“${escapeMarkup(name.slice(0, nameLettersMax))}” cannot be a word of yours.`)
  }
  if (body.length > bodyLettersMax)
    return say(`It may stand for ${bodyLettersMax} letters at most.`)
  const next = { ...aliases, [name]: body }
  if (Object.keys(next).length > aliasesMax || JSON.stringify(next).length > lettersMax) {
    return say('You have too many words of your own. Take one back first: {item}unalias{/}.')
  }
  return { change: { aliases: next }, answer: shown(name, body) }
}
