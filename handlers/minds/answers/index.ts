/** The answer to each kind of question, from facts alone; undefined where no fact decides. */

import type { Fact } from '../../../schema/jobs/dossier.ts'
import type { Act } from '../questions.ts'
import type { Answer, Tale } from '../tale.ts'
import { ofTime, ofTrade, ofWork } from './dealings.ts'
import { lookOf, own, placed, plainAnswer, sure, type Teller, upper } from './phrases.ts'
import { ofHere, ofMe } from './self-and-place.ts'
import { ofUs } from './us.ts'
import { ofWays } from './ways.ts'

/** What anything is that has a name: what the author wrote about it, then what everybody knows of it. */
export function knownAbout(tale: Tale): Answer | undefined {
  const known = tale.meant('won') ?? tale.meant('topic') ?? tale.meant('knows')
  if (known) return { ...own(known), text: known.text, sure: true }
  return named(tale) ?? seen(tale) ?? plainAnswer(ofMine(tale)?.own)
}

/** Somebody by name, or a matter that has one. */
function named(tale: Tale): Answer | undefined {
  const person = tale.meant('person')
  const place = tale.meant('place')
  if (person && (!place || tale.fit(person) >= tale.fit(place))) {
    const name = person.text.slice(0, person.text.indexOf(' is '))
    return sure(`${name}? ${lookOf(person.text)} ${placed(person.own)}`.trim())
  }
  const matter = tale.meant('quest') ?? tale.meant('quarrel')
  return matter && sure(matter.text)
}

/** What is in sight, somewhere to go to, or a thing that one can have. */
function seen(tale: Tale): Answer | undefined {
  const detail = tale.meant('detail')
  if (detail) return sure(`You mean what you see here. ${detail.text}`)
  const place = tale.meant('place')
  if (place) return sure(`${place.text} ${upper(place.own ?? '')}, if you want to see it.`)
  const thing = tale.meant('ware') ?? tale.meant('thing') ?? tale.meant('faction')
  return thing && sure(`${upper(thing.text)}${/[.!?]$/.test(thing.text) ? '' : '.'}`)
}

function ofMine(tale: Tale): Fact | undefined {
  const word = tale.about.find((one) => one.length > 3)
  return word === undefined
    ? undefined
    : tale.all('me:fact').find(({ text }) => text.toLowerCase().includes(word))
}

/** What somebody thinks of somebody: that is for a head, and rules only know what everybody sees. */
const ofOpinion: Partial<Record<Act, Teller>> = {
  think: (tale) => {
    const opinion = own(tale.meant('opinion'))
    if (opinion) return opinion
    const person = tale.meant('person')
    if (!person) return undefined
    const name = person.text.slice(0, person.text.indexOf(' is '))
    return plainAnswer(`What I think of ${name} I keep to myself. ${lookOf(person.text)}`)
  },
  use: (tale) => {
    const thing = tale.meant('thing') ?? tale.meant('ware')
    return plainAnswer(thing && `Take it in your hand and see. ${upper(thing.text)}`)
  },
}

export { refusal } from './us.ts'

export const tellers: Partial<Record<Act, Teller>> = {
  ...ofMe,
  ...ofHere,
  ...ofWays,
  ...ofTrade,
  ...ofWork,
  ...ofTime,
  ...ofOpinion,
  ...ofUs,
}
