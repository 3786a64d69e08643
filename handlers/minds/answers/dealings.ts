/** Answers about trade, work, news and the hour. */

import { list } from '../../../schema/words.ts'
import type { Act } from '../questions.ts'
import type { Answer, Tale } from '../tale.ts'
import { plainAnswer, sure, type Teller, upper } from './phrases.ts'

/** Of dealings. */
export const ofTrade: Partial<Record<Act, Teller>> = {
  sell: (tale) => {
    const wares = tale.all('ware')
    if (wares.length > 0) return sure(`I have ${list(wares.map(({ text }) => bareName(text)))}.`)
    const lessons = tale.all('teaches')
    if (lessons.length > 0) return sure(`Lessons: ${list(lessons.map(({ text }) => text))}.`)
    const bed = tale.one('bed')
    return bed ? sure(`Beds, at ${bed.own}.`) : undefined
  },
  price: (tale) => {
    const ware = tale.meant('ware')
    if (ware) return sure(`${upper(ware.text)}.`, `${upper(ware.own ?? '')}.`)
    const lesson = tale.meant('teaches')
    if (lesson) return sure(`A lesson in ${lesson.text} is ${lesson.own}.`, lesson.own)
    const bed = tale.one('bed')
    if (bed && /\b(?:bed|room|night|lodging)\b/.test(tale.plain))
      return sure(`A bed is ${bed.own}.`, bed.own)
    const cure = tale.one('cure')
    if (cure && /\b(?:heal|cure|mend)/.test(tale.plain))
      return sure(`To be healed is ${cure.own}.`, cure.own)
    const seller = tale.meant('seller')
    if (seller) return sure(`I have none to sell. Ask ${seller.text}.`)
    const wares = tale.all('ware')
    return wares.length > 0
      ? sure(`That I do not have. What I have: ${list(wares.slice(0, 4).map(({ text }) => text))}.`)
      : sure('I put a price on nothing, for I sell nothing.', 'Nothing.')
  },
  buys: (tale) => {
    const buys = tale.one('buys')?.text
    return buys ? sure(`I buy ${buys}, if it is sound.`, `${upper(buys)}.`) : undefined
  },
  teach: (tale) => {
    const lessons = tale.all('teaches')
    if (lessons.length === 0) return undefined
    return sure(
      `I teach ${list(lessons.map(({ text, own: price }) => `${text} for ${price}`))}. Say TRAIN.`,
    )
  },
  heal: (tale) => {
    const cure = tale.one('cure')?.own
    return cure ? sure(`To be put right costs ${cure}. Say HEAL.`) : undefined
  },
  bank: (tale) =>
    tale.one('bank')
      ? sure('Your coins are safe with me. DEPOSIT, WITHDRAW or BALANCE.')
      : undefined,
  close: (tale) => {
    const [from = '0', to = '24'] = (tale.one('hours')?.text ?? '').split('-')
    if (!tale.one('hours')) return undefined
    if (from === '0' && to === '24')
      return sure('Never. The door is open by day and by night.', 'Never.')
    return sure(`I am open from ${from} to ${to} o’clock.`, `At ${to}.`)
  },
}

const bareName = (ware: string) => ware.slice(0, ware.lastIndexOf(' is '))

/** Of work and news. */
export const ofWork: Partial<Record<Act, Teller>> = {
  anyWork(tale) {
    const topic = workTopic(tale)
    if (topic) return { ...topic, sure: true }
    const mine = tale.one('quest-free') ? tale.one('quest') : undefined
    const word = tale.one('quest-word')?.text
    if (mine) return sure(`There is something. ${mine.text} Say ${word}, and it is yours.`)
    const begun = tale.one('quest-step')
    if (begun) return sure(`You have work of mine already: ${begun.text}`)
    const others = tale.one('quest-of-other')
    return others ? sure(`Not from me. But I hear this: ${others.text}`) : undefined
  },
  task: (tale) => {
    const step = tale.one('quest-step')
    if (step) return sure(`What you have still to do is this. ${step.text}`, step.text)
    const free = tale.one('quest')
    return free ? sure(`You have taken on nothing of mine yet. ${free.text}`) : undefined
  },
  state: (tale) => {
    const step = tale.one('quest-step')
    return step ? sure(`Not yet. ${step.text}`) : undefined
  },
  reward: (tale) => {
    const pay = tale.one('quest-pay')?.text
    return pay ? sure(`For that there is ${pay}.`, `${upper(pay)}.`) : undefined
  },
  begin: (tale) => {
    const work = tale.one('quest') ?? tale.one('quest-of-other')
    if (work) return sure(`You could lend a hand. ${work.text}`)
    const topic = workTopic(tale)
    return topic ? { text: `You could ask about. ${topic.text}`, sure: true } : undefined
  },
  news: (tale) => {
    const heard = tale.pick('heard', tale.all('news'))
    if (heard) return sure(heard.text)
    const told = tale.pick('news', [...tale.all('gossip'), ...tale.all('canon')])
    return plainAnswer(told && `They say this. ${told.text}`)
  },
  quarrel: (tale) => plainAnswer(quarrelOf(tale, (brief) => brief)),
  feud: (tale) => {
    const sides = tale.one('quarrel-sides')?.text
    return plainAnswer(sides && `In this quarrel it is ${sides}, each against the other.`)
  },
  right: (tale) => {
    const sides = tale.one('quarrel-sides')?.text
    return plainAnswer(sides && `Ask me another day who is right: ${sides} each say that they are.`)
  },
  last: (tale) =>
    plainAnswer(tale.all('news')[0]?.text) ??
    plainAnswer(
      quarrelOf(tale, (brief) => `The usual, and some words about the quarrel. ${brief}`),
    ),
}

const workTopic = (tale: Tale): Answer | undefined => {
  const topic = tale
    .all('topic')
    .find(({ about }) => about.some((word) => /^(?:work|quest|job|task)s?$/.test(word)))
  return topic?.own ? { text: topic.own, own: true } : undefined
}

function quarrelOf(tale: Tale, put: (brief: string) => string): string | undefined {
  const brief = tale.one('quarrel')?.text
  return brief && put(brief)
}

/** Of the hour, and of what the speaker has said of itself. */
export const ofTime: Partial<Record<Act, Teller>> = {
  hour: (tale) => {
    const { hour } = tale.telling.dossier
    const clock =
      hour === 0 ? 'midnight' : hour === 12 ? 'noon' : `${hour > 12 ? hour - 12 : hour} o’clock`
    return sure(`About ${clock}, ${partOf(hour)}.`, `${upper(clock)}.`)
  },
}

function partOf(hour: number): string {
  if (hour < 5 || hour >= 22) return 'deep in the night'
  if (hour < 12) return 'in the morning'
  return hour < 18 ? 'in the afternoon' : 'in the evening'
}
