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

export interface HelpPage {
  verb: string
  usage: string
  brief: string
  more?: string
  aliases: string[]
  examples: string[]
}

export const helpShown = defineAnswer<HelpPage>('help-shown', (page) => {
  const lines = [`{channel}${escapeMarkup(page.usage)}{/}`, escapeMarkup(page.brief)]
  if (page.more) lines.push(escapeMarkup(page.more))
  if (page.aliases.length > 0) lines.push(`Also: ${escapeMarkup(page.aliases.join(', '))}.`)
  if (page.examples.length > 0) lines.push(`Examples: ${escapeMarkup(page.examples.join(' · '))}`)
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
