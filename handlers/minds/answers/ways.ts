/** Answers to how one gets somewhere, and where somebody or something is. */

import type { Fact } from '../../../schema/jobs/dossier.ts'
import { ownOf } from '../../../schema/own.ts'
import type { Act } from '../questions.ts'
import type { Answer, Tale } from '../tale.ts'
import { article, sure, type Teller, upper, wayWords } from './phrases.ts'

/** Of ways: what was asked for by name, else what everybody looks for. */
export const ofWays: Partial<Record<Act, Teller>> = {
  sleep: (tale) =>
    tale.one('bed')
      ? sure(`Here. A bed is ${tale.one('bed')?.own}.`, 'Here.')
      : near(tale, 'bed', 'For a bed, go to'),
  eat: (tale) => {
    const food = tale.all('ware')[0]
    return food
      ? sure(`Here, at my counter. ${upper(food.text)}, to begin with.`, 'Here.')
      : near(tale, 'food', 'For food and drink, go to')
  },
  healWhere: (tale) =>
    tale.one('cure') ? sure('Here, with me.', 'Here.') : near(tale, 'heal', 'To be mended, go to'),
  learnWhere: (tale) =>
    tale.one('teaches')
      ? sure('From me, if you have the coin.', 'Me.')
      : near(tale, 'learn', 'To learn something, go to'),
  bankWhere: (tale) =>
    tale.one('bank') ? sure('Here, with me.', 'Here.') : near(tale, 'bank', 'For the bank, go to'),
  sells(tale) {
    const ware = tale.meant('ware')
    if (ware) return sure(`I do: ${ware.text}.`, 'Me.')
    const seller = tale.meant('seller')
    if (seller) return sure(`${upper(seller.text)}. ${wayWords(seller.own)}`, wayWords(seller.own))
    return near(tale, 'shop', 'I could not say who has that. The nearest shop is')
  },
  way: whereabouts,
}

const missing: Readonly<Record<string, string>> = {
  bed: 'bed to be had',
  food: 'kitchen',
  heal: 'healer',
  learn: 'teacher',
  bank: 'bank',
  shop: 'shop',
}

function near(tale: Tale, what: string, opening: string): Answer {
  const one = tale.one(`near:${what}`)
  if (!one) {
    const none = ownOf(missing, what) ?? what
    return sure(`There is no ${none} that I know of anywhere near.`, `No ${none}.`)
  }
  return sure(`${opening} ${one.text}. ${wayWords(one.own)}`, wayWords(one.own))
}

function whereabouts(tale: Tale): Answer | undefined {
  const exit = tale.meant('exit')
  const place = tale.meant('place')
  const person = tale.meant('person')
  if (person && (!place || tale.fit(person) > tale.fit(place))) return personAt(person)
  if (place) {
    const title = place.text.slice(0, place.text.indexOf(':'))
    return sure(`${upper(article(title))}: ${place.own}, and you are there.`, wayWords(place.own))
  }
  if (exit) return sure(exit.text)
  const seller = tale.meant('seller')
  if (seller)
    return sure(`${upper(seller.text)} has that. ${wayWords(seller.own)}`, wayWords(seller.own))
  return undefined
}

function personAt({ text, own: where }: Fact): Answer {
  const name = text.slice(0, text.indexOf(' is '))
  if (!where) return sure(`Where ${name} is I could not say: nowhere that one can simply walk to.`)
  return where === 'right here'
    ? sure(`${upper(name)}? Right here.`, 'Here.')
    : sure(`You will find ${name} if you go ${where}.`, wayWords(where))
}
