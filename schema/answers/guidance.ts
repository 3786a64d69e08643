/** Help, the time of day, the sky, and small things that happen in a room. */

import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'

export interface HelpTopics {
  groups: { group: string; title: string; verbs: string[] }[]
}

export const helpListed = defineAnswer<HelpTopics>('help-listed', ({ groups }) => {
  const lines = groups.map(
    ({ title, verbs }) => `  {channel}${escapeMarkup(title)}{/}: ${escapeMarkup(verbs.join(', '))}`,
  )
  return [
    'What you can do here:',
    ...lines,
    'Type “help” and one of these words to learn more. Short forms work: “n” for north, “l” for look.',
  ].join('\n')
})

/** A word to ask help about, and what it is about. */
export interface HelpTopic {
  word: string
  brief: string
}

const topicLines = (topics: readonly HelpTopic[]): string[] =>
  topics.map(({ word, brief }) => `  {channel}${escapeMarkup(word)}{/}: ${escapeMarkup(brief)}`)

/** The first page of help: what there is to read about. */
export const helpOpened = defineAnswer<{ topics: HelpTopic[] }>('help-opened', ({ topics }) =>
  [
    'You can read about:',
    ...topicLines(topics),
    'Type “help” and one of these words, or any verb, skill or gesture; “help search” and words looks everywhere.',
    '“commands” lists what you can do. “hint” looks at where you are now.',
  ].join('\n'),
)

/** Pages that have to do with some words. */
export const helpFound = defineAnswer<{ words: string; topics: HelpTopic[] }>(
  'help-found',
  ({ words, topics }) =>
    [
      `About “${escapeMarkup(words)}” you can read:`,
      ...topicLines(topics),
      'Type “help” and one of these words.',
    ].join('\n'),
)

export interface ArticlePage {
  word: string
  title: string
  text: string
  see: string[]
}

export const articleShown = defineAnswer<ArticlePage>('article-shown', ({ title, text, see }) =>
  [
    `{channel}${escapeMarkup(title)}{/}`,
    escapeMarkup(text),
    ...(see.length > 0 ? [seeAlso(see)] : []),
  ].join('\n'),
)

const seeAlso = (words: readonly string[]): string =>
  `See also: ${words.map((word) => `{command}help ${escapeMarkup(word)}{/}`).join(', ')}.`

/** What can be done with somebody, with a thing or on a way; a line that ends in “…” wants more words. */
export interface OptionsView {
  /** The id of what it is about, or the direction. */
  of: string
  name: string
  options: { line: string; brief: string }[]
}

export const optionsShown = defineAnswer<OptionsView>('options-shown', ({ name, options }) =>
  options.length === 0
    ? `There is nothing you could do with ${escapeMarkup(name)} just now.`
    : [
        `What you can do with ${escapeMarkup(name)}:`,
        ...options.map(
          ({ line, brief }) =>
            `  {command}${escapeMarkup(line)}{/}${brief && `: ${escapeMarkup(brief)}`}`,
        ),
      ].join('\n'),
)

export interface HelpPage {
  verb: string
  usage: string
  brief: string
  more?: string
  aliases: string[]
  examples: string[]
  /** Articles that speak of it. */
  see?: string[]
}

export const helpShown = defineAnswer<HelpPage>('help-shown', (page) => {
  const lines = [`{channel}${escapeMarkup(page.usage)}{/}`, escapeMarkup(page.brief)]
  if (page.more) lines.push(escapeMarkup(page.more))
  if (page.aliases.length > 0) lines.push(`Also: ${escapeMarkup(page.aliases.join(', '))}.`)
  if (page.examples.length > 0) lines.push(`Examples: ${escapeMarkup(page.examples.join(' · '))}`)
  if (page.see && page.see.length > 0) lines.push(seeAlso(page.see))
  return lines.join('\n')
})

/** `hour` 0..23 and `minute` 0..59 of the world's own clock. */
export interface TimeView {
  hour: number
  minute: number
  words: string
}

export const timeTold = defineAnswer<TimeView>('time-told', (time) => `It is ${time.words}.`)

const partWords: Readonly<Record<string, string>> = {
  dawn: 'Day is breaking',
  day: 'It is day',
  dusk: 'Dusk is falling',
  night: 'It is night',
}

const weatherWords: Readonly<Record<string, string>> = {
  clear: 'the sky is clear',
  cloud: 'the sky is overcast',
  fog: 'fog hangs in the air',
  rain: 'it is raining',
  storm: 'a storm is raging',
  snow: 'snow is falling',
}

export const skyTold = defineAnswer<{ part: string; weather: string }>(
  'sky-told',
  ({ part, weather }) =>
    `${ownOf(partWords, part) ?? part}, and ${ownOf(weatherWords, weather) ?? weather}.`,
)

/** Something small that belongs to a place and changes nothing. */
export const roomStirred = defineAnswer<{ room: string; text: string }>(
  'room-stirred',
  ({ text }) => `{dim}${escapeMarkup(text)}{/}`,
)
