/** What is between somebody and the listener: deeds, feelings, and what the listener has told. */
import { toldTo } from '../../../schema/events/bonds.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { type Feeling, isRefused, tierOf } from '../../rules/bonds.ts'
import { moodOf } from '../../rules/mood.ts'
import { claimIn } from '../claims.ts'
import { type Asking, fact } from './asking.ts'

const feels = {
  hated: 'has a grudge against',
  disliked: 'does not like',
  stranger: 'hardly knows',
  liked: 'likes',
  friend: 'is a friend of',
} as const

const deedWords = {
  gift: 'gave presents',
  quest: 'did what was asked',
  helped: 'helped in a fight',
  struck: 'struck a blow',
  'killed-friend': 'killed a friend',
  stole: 'took what was not given',
  'kept-promise': 'kept a promise',
  'broke-promise': 'broke a promise',
  insult: 'used hard words',
  'stood-with': 'stood by its side in a quarrel',
  'stood-against': 'stood against it in a quarrel',
} as const

export function bondFacts(
  { world, mobile, speaker, prototype, now }: Asking,
  feeling: Feeling,
): Fact[] {
  const tier = tierOf(feeling)
  const deeds = Object.entries(deedWords).filter(([code]) => Object.hasOwn(feeling.deeds, code))
  const mood = moodOf(mobile, prototype, now.beat)
  return [
    fact('bond', `${prototype.name} ${feels[tier]} ${speaker.name}.`, {
      own: isRefused(feeling) ? 'refused' : tier,
    }),
    ...deeds.map(([code, words]) => fact(`deed:${code}`, `${speaker.name} ${words}.`)),
    ...(mood.cause
      ? [fact('mood', `${prototype.name} is ${mood.word}: ${mood.cause}`, { own: mood.cause })]
      : []),
    ...toldTo(world, speaker.id, mobile.proto).flatMap(({ text }, at) => {
      const claim = claimIn(text)
      if (!claim) return []
      const own = `${claim.back.charAt(0).toUpperCase()}${claim.back.slice(1)}.`
      return [
        fact(`told:${at}`, `${speaker.name} said: ${text}.`, {
          own,
          about: claim.matter.split(' '),
        }),
      ]
    }),
  ]
}
