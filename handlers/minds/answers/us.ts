/** Answers about what is between the two who speak. */
import type { Act } from '../questions.ts'
import type { Answer, Tale } from '../tale.ts'
import type { Teller } from './phrases.ts'

/** In the order kind, curt, low, sly. */
type Lines = readonly [string, string, string, string]

const warm: Lines = [
  'I do, {speaker}. You have been good to me.',
  'You will do, {speaker}.',
  'You are one of the few, {speaker}.',
  'For you, {speaker}, I would almost do something for nothing.',
]
const cold: Lines = [
  'No, {speaker}. I wish that I could say otherwise.',
  'No. And you know why.',
  'I did not want to think ill of you.',
  'I like you where I can see you, {speaker}.',
]
const refusals: readonly Lines[] = [
  [
    'I have nothing to say to you, {speaker}. Not after what you did.',
    'You. Out of my sight.',
    'Please go. I have not forgotten it.',
    'There is no price at which I would talk to you, {speaker}. Think about that.',
  ],
  [
    'Not today, {speaker}, and not tomorrow.',
    'I do not talk to your kind.',
    'I remember your hands, {speaker}. Leave me be.',
    'Ask somebody whom you have not wronged.',
  ],
]
const struck: Lines = [
  'You raised your hand against me. That stays.',
  'You struck me. I keep count.',
  'It still hurts, and not where you hit.',
  'I am never angry, {speaker}. I am careful.',
]
const knows: Lines = [
  'Of course I remember you, {speaker}.',
  'I know you, {speaker}.',
  'You are {speaker}. I do remember some faces.',
  '{speaker}. I never lose sight of an investment.',
]
const gifts: Lines = [
  'I have not forgotten what you gave me, {speaker}.',
  'You gave. I took. We both know it.',
  'You brought me something. Few do.',
  'I have it still, in a manner of speaking.',
]

const tier = (tale: Tale) => tale.one('bond')?.own
const isWarm = (tale: Tale) => tier(tale) === 'liked' || tier(tale) === 'friend'
const isCold = (tale: Tale) => tier(tale) === 'disliked' || tier(tale) === 'refused'

const said = (tale: Tale, lines: Lines): Answer => ({ text: tale.inOwnWay(lines), sure: true })

export const ofUs: Partial<Record<Act, Teller>> = {
  like: (tale) => {
    if (isWarm(tale)) return said(tale, warm)
    return isCold(tale) ? said(tale, cold) : undefined
  },
  angry: (tale) => (tale.one('deed:struck') ? said(tale, struck) : undefined),
  remember: (tale) => {
    const claim = tale.all('told').at(-1)?.own
    if (!claim && !isWarm(tale) && tale.all('deed').length === 0) return undefined
    return { text: [tale.inOwnWay(knows), claim ?? ''].join(' ').trim(), sure: true }
  },
  gave: (tale) => (tale.one('deed:gift') ? said(tale, gifts) : undefined),
  told: (tale) => {
    const claim = tale.meant('told') ?? (asksForAll(tale) ? tale.all('told').at(-1) : undefined)
    return claim?.own ? { text: claim.own, sure: true } : undefined
  },
}

const asksForAll = (tale: Tale) => /what did i (?:tell|say|promise)/.test(tale.plain)

/** What may still be said to somebody with whom nobody wants to speak. */
const heardAnyway: ReadonlySet<Act> = new Set<Act>(['sorry', 'bye', 'angry', 'like'])

/** Words to one who has done too much: nothing else is answered. */
export function refusal(tale: Tale, act: Act): Answer | undefined {
  if (tier(tale) !== 'refused' || heardAnyway.has(act)) return undefined
  const lines = tale.pick('refusal', refusals)
  return lines && said(tale, lines)
}
