/** The prompt of a text player, from the state of the character. */
import { escapeMarkup } from '../../../schema/markup.ts'
import { type Fields, fieldsOf, gaugeIn, textIn } from './read-data.ts'

/** What was told last of the character and the room. */
export interface PromptFacts {
  char: Fields
  room: Fields
}

const gauges = [
  ['health', 'h'],
  ['stamina', 's'],
  ['lucidity', 'l'],
] as const

/** Below this part of its maximum a gauge is shown as a danger. */
const lowPart = 0.25

/** `12h 8s 5l` in letters; a screen reader speaks words. With markup. */
export function gaugesText({ char }: PromptFacts, style: 'words' | 'letters'): string {
  const parts: string[] = []
  for (const [name, letter] of gauges) {
    const gauge = gaugeIn(fieldsOf(char['vitals']), name)
    if (gauge === undefined) continue
    const [now, max] = gauge
    parts.push(marked(gauge, style === 'words' ? `${name} ${now} of ${max}` : `${now}${letter}`))
  }
  return parts.join(style === 'words' ? ', ' : ' ')
}

const marked = ([now, max]: readonly [number, number], text: string) =>
  now < max * lowPart ? `{danger}${text}{/}` : text

/** A prompt of the player's own: `%h of %H`. What it does not know stays as it was typed. With markup. */
export function ownPrompt(words: string, { char, room }: PromptFacts): string {
  const vitals = fieldsOf(char['vitals'])
  const fill = (sign: string): string | undefined => {
    if (sign === '%') return '%'
    if (sign === 'r') return escapeMarkup(textIn(room, 'title') ?? '')
    if (sign === 'x') {
      const [now, most] = gaugeIn(char, 'toNextLevel') ?? [0, 0]
      return String(most - now)
    }
    const found = gauges.find(([, letter]) => letter === sign.toLowerCase())
    const gauge = found && gaugeIn(vitals, found[0])
    if (!gauge) return found && '?'
    return sign === found[1] ? marked(gauge, String(gauge[0])) : String(gauge[1])
  }
  return words
    .split(/(%.)/u)
    .map(
      (part) => (part.startsWith('%') && part[1] ? fill(part[1]) : undefined) ?? escapeMarkup(part),
    )
    .join('')
}
