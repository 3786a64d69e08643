/** Answers about the one who is asked, and about the place where it stands. */

import { list } from '../../../schema/words.ts'
import type { Act } from '../questions.ts'
import type { Answer, Tale } from '../tale.ts'
import {
  lookOf,
  namesOf,
  own,
  placed,
  placeOf,
  plainAnswer,
  sure,
  type Teller,
  townOf,
  tradeOf,
  upper,
} from './phrases.ts'

/** Of oneself. */
export const ofMe: Partial<Record<Act, Teller>> = {
  who: (tale) => {
    const people = tale.one('me:people')?.own
    return sure(
      `I am ${tale.telling.name}${people ? `, one of ${people}` : ''}.`,
      tale.telling.name,
    )
  },
  name: (tale) => sure(`${upper(tale.telling.name)} is the name.`, `${upper(tale.telling.name)}.`),
  work: (tale) => {
    const trade = tradeOf(tale) || tale.all('me:fact')[0]?.own
    return sure(trade ?? `I am here, mostly, at ${placeOf(tale)}.`)
  },
  long: (tale) =>
    plainAnswer(tale.ofOneself(/\b(?:years?|since|always|never|all (?:his|her) life)\b/)),
  from: (tale) => {
    const people = tale.one('me:people')?.own
    return plainAnswer(people && `I belong to ${people}, here in ${townOf(tale)}.`)
  },
  family: (tale) =>
    plainAnswer(
      tale.ofOneself(
        /\b(?:sister|brother|mother|father|daughter|son|wife|husband|mates?|family|cousin)s?\b/,
      ),
    ),
  want: (tale) =>
    own(tale.pick('want', tale.all('want'))) ??
    plainAnswer(
      tale.ofOneself(
        /\b(?:wants?|needs?|lost|wishe?s?|hopes?|would|looking for|collecting|waiting)\b/,
      ) ?? tale.one('quest')?.text,
    ),
  fear: (tale) =>
    plainAnswer(tale.ofOneself(/\b(?:afraid|fears?|noises?|knock|wolf|dark|false|stealing|drown)/)),
  likeHere: (tale) => {
    const likes = tale.one('likes')?.own
    return likes && /what do you like|enjoy/.test(tale.plain)
      ? plainAnswer(`I like ${likes}.`)
      : undefined
  },
  bye: (tale) => own(tale.pick('bye', tale.all('farewell'))),
  thanks: (tale) => own(tale.pick('thanks', tale.all('thanks'))),
  story: (tale) => {
    const facts = [...tale.all('canon'), ...tale.all('me:fact').slice(1)]
    const told = tale.pick('story', facts)
    return plainAnswer(
      told && `It goes like this. ${told.own ?? told.text} That is all of it that I tell.`,
    )
  },
  whySad: (tale) => {
    const felt = tale.one('mood')?.own
    if (felt) return plainAnswer(`You want to know? ${upper(felt)}`)
    const cause = tale.all('me:fact').at(-1)?.own
    return plainAnswer(cause && `You would have the same face. ${cause}`)
  },
}

/** Of the place. */
export const ofHere: Partial<Record<Act, Teller>> = {
  place: (tale) => sure(tale.one('here:place')?.text ?? '', `${upper(placeOf(tale))}.`),
  town: (tale) => sure(tale.one('here:town')?.text ?? '', `${townOf(tale)}.`),
  owner: (tale) => {
    const keeps = tale.one('bed') ?? tale.one('hours')
    if (keeps) return sure(`I do. ${upper(placeOf(tale))} is mine to look after.`, 'Me.')
    const keeper = tale.one('near:shop')
    return keeper?.own === 'right here' ? sure(`That would be ${keeper.text}.`) : undefined
  },
  safe: (tale) => {
    const person = tale.meant('person')
    if (person) return sure(`Judge for yourself. ${lookOf(person.text)} ${placed(person.own)}`)
    return peace(tale)
  },
  whoHere: (tale) => {
    const people = tale.all('here:being')
    return people.length > 0
      ? sure(`Here? ${upper(namesOf(people))}, and the two of us.`, `${upper(namesOf(people))}.`)
      : sure('Nobody but you and me.', 'Us.')
  },
  out: (tale) => {
    const exits = tale.all('exit')
    if (exits.length === 0) return sure('There is no way out of here that I know of.', 'None.')
    const ways = exits.map(({ id, own: to }) => `${directionOf(id)} to ${to ?? 'somewhere'}`)
    return sure(
      `You can go ${list(ways)}.`,
      `${upper(list(exits.map(({ id }) => directionOf(id))))}.`,
    )
  },
  leads(tale) {
    const exit = tale.all('exit').find(({ id }) => saysDirection(tale.plain, directionOf(id)))
    if (exit) return sure(exit.text, `${upper(exit.own ?? '')}.`)
    const asked = /\b(?:north|south|east|west)(?:east|west)?\b|\bup|\bdown/.exec(tale.plain)?.[0]
    return asked ? sure(`There is no way ${asked} from here.`, 'Nothing.') : undefined
  },
  weather: (tale) => {
    const sky = tale.one('here:sky')?.text
    return sure(
      sky ? `Look up. ${sky}` : 'Nothing to speak of: no rain on us here, no storm.',
      sky ?? 'Dry.',
    )
  },
}

const peace = (tale: Tale): Answer =>
  tale.one('here:safe')
    ? sure('It is safe here, by night as by day: nobody may fight in this house.', 'Safe.')
    : sure(
        'Nobody keeps the peace here but yourself. Watch your back, most of all by night.',
        'Not very.',
      )

const directionOf = (id: string) => id.slice('exit:'.length)

function saysDirection(plain: string, direction: string): boolean {
  const words = { up: 'up|upstairs|stairs?|ladder', down: 'down|downstairs|below|trapdoor' }
  const sought = direction === 'up' || direction === 'down' ? words[direction] : direction
  return new RegExp(`\\b(?:${sought})\\b`).test(plain)
}
