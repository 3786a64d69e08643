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

/** Slots: {place}, {thing}, {someone}. */
export const roomOpenings: Readonly<Record<DayPhase, Lines>> = {
  dawn: [
    'Pale light finds its way into {place} and shows the dust it will sweep later.',
    'The morning reaches {place} late, as if it had been asked to wait outside.',
    'In {place} the night has not quite packed its things.',
  ],
  day: [
    'The day lies flat and bright over {place}.',
    '{Place} goes about its business without looking up.',
    'Light fills {place} to the corners and leaves nothing to guess.',
  ],
  dusk: [
    'Shadows lean together in {place} and exchange what they have heard.',
    'The last colour drains out of {place}.',
    'Somewhere near {place} a lamp is lit, and then another.',
  ],
  night: [
    '{Place} holds its breath in the dark.',
    'The night sits in {place} like a guest who knows where everything is.',
    'Nothing moves in {place} that does not have to.',
  ],
}

export const roomMiddles: Lines = [
  'The air tastes of salt and old smoke.',
  'A board creaks under nobody.',
  'Far off, water knocks on stone, patient as a debt.',
  'A draught feels along the wall and finds the gap it was looking for.',
  'Someone has passed through in a hurry and left the silence crooked.',
  'Every sound seems to arrive a little after its cause.',
]

export const roomThings: Lines = [
  '{Thing} catches the eye, though it does nothing to deserve it.',
  'The light lingers on {thing} longer than on the rest.',
  'One would swear that {thing} stood elsewhere a moment ago.',
]

export const roomPeople: Lines = [
  '{someone} shifts, and the whole place seems to shift along.',
  'The quiet gathers around {someone}.',
  '{someone} looks up, and down again.',
]

export const roomAlone: Lines = [
  'It feels like a place that has only just stopped being talked about.',
  'There is room here for a thought, if one should come.',
  'Whoever comes next will find it just so.',
]

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
