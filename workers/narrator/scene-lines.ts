/** Prose of places, fights and quarrels, in pieces that fit together in many ways. */
import type { Lines } from './talk-lines.ts'

type Phase = 'brewing' | 'rising' | 'climax' | 'resolution' | 'aftermath'
type DayPhase = 'dawn' | 'day' | 'dusk' | 'night'

export const hours: Readonly<Record<DayPhase, Lines>> = {
  dawn: ['first light', 'the grey hour', 'the hour of the bakers'],
  day: ['broad day', 'the busy hours', 'the middle of the day'],
  dusk: ['the lamp-lighting hour', 'the edge of evening', 'dusk'],
  night: ['deep night', 'the small hours', 'the hour of locked doors'],
}

/** Slots: {attacker}, {defender}. */
export const combat: Readonly<Record<'going-on' | 'fled' | 'slain', Lines>> = {
  'going-on': [
    '{attacker} and {defender} circle, each waiting for the other to be wrong.',
    'Boots scrape, breath rasps, and neither {attacker} nor {defender} gives a hand of ground.',
    '{attacker} presses in; {defender} answers, and for a moment there is only the noise of it.',
    'Bystanders draw back as {attacker} and {defender} close again.',
  ],
  fled: [
    'Then there is a gap where somebody stood, and running feet, and {attacker} and {defender} are no longer in the same fight.',
    'One of them has had enough. The sound of flight fades, and the dust takes its time to settle.',
    'It ends not with a blow but with a back turned, and quickly.',
  ],
  slain: [
    '{defender} goes down, and the quiet afterwards is worse than the noise was.',
    'It is over. {defender} does not rise, and {attacker} does not look away soon enough.',
    'A last breath, and then {defender} is only weight.',
  ],
}

/** Slots: {quarrel}, {first}, {second}. */
export const phases: Readonly<Record<Phase, Lines>> = {
  brewing: [
    'Talk of {quarrel} has begun to stop when certain people come in.',
    'Nothing has happened yet about {quarrel}, and it is being discussed everywhere.',
  ],
  rising: [
    'What was muttered about {quarrel} is now said aloud; {first} and {second} no longer greet each other.',
    'Sides are being taken over {quarrel}, even by those who had hoped to have none.',
  ],
  climax: [
    'There is no more waiting in {quarrel}: it stands in the middle of the street and must be walked around.',
    'Shutters close early. Whatever {quarrel} has been leading to has arrived.',
  ],
  resolution: [
    'The knot of {quarrel} gives at last; {first} and {second} count what is left in their hands.',
    'Word goes round that {quarrel} has been settled, and people try how the news feels on the tongue.',
  ],
  aftermath: [
    'They speak of {quarrel} in the past tense now, carefully, as one puts weight on a healed leg.',
    'What remains of {quarrel} is a few stories, not all of them true, and who sits apart from whom.',
  ],
}

/** Slots: {someone}, {place}, {quarrel}. */
export const gossip: Lines = [
  'They say {someone} was seen about at an hour when honest people sleep.',
  'Somebody has been asking questions about {place}, and paying for the answers.',
  'Old hands will tell you that {place} was never this quiet before trouble.',
  'If you ask the right people, {someone} owes more than money.',
  'There is a wager going on whether {someone} will leave before the season turns.',
  'A chalk mark has appeared near {place}, and nobody admits to reading it.',
]

export const quarrelGossip: Lines = [
  'Over {quarrel}, they say, more than words will be broken yet.',
  'Half of those who talk about {quarrel} were not there, and the other half will not talk.',
]

export const chronicle: Lines = [
  'So ended {quarrel}: {outcome} Those who were there tell it differently, but they all tell it.',
  'Of {quarrel} this much is certain. {outcome} The rest has already begun to be a story.',
  'It was in those days that {quarrel} found its end. {outcome}',
]

export const references: Lines = [
  'That was before {quarrel} was settled, mind.',
  'You would not joke about {quarrel} if you had been here.',
  'Since {quarrel}, I count my friends twice.',
]
