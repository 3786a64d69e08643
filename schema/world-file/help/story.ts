/** What each field of `story.ts` is, with an example and its unit: forms, guide and checks read it. */

export const condition = {
  item: ['Only with this thing.', 'saltmere.lamp'],
  room: ['Only in this room.', 'saltmere.quay'],
  mobile: ['Only with this mobile.', 'saltmere.garth'],
  zone: ['Only in this zone.', 'saltmere'],
  words: ['Only with one of these words.', ['password']],
  social: ['Only with this gesture.', 'bow'],
  skill: ['Only with this skill.', 'bandage'],
  conflict: ['Only in this conflict.', 'saltmere.well-war'],
  choice: ['Only with this choice.', 'mediate'],
  party: ['Only with this party.', 'upper-town'],
  phase: ['Only in this phase.', 'climax'],
} as const

export const quest = {
  name: ['What it is called.', 'The Rats of the Cellar'],
  brief: ['One or two sentences for the list of quests.', 'Maud pays for every rat less.'],
  giver: ['Who gives it; without one it begins with its first step.', 'saltmere.maud'],
  accept: ['Words by which one takes it from the giver.', ['rats']],
  offer: ['What the giver says of it.', 'Rats in my cellar. Ten coppers if they go.'],
  finish: ['What the giver says when it is done.', 'Not one left? Here you are.'],
  level: ['The least level of who takes it.', 3, 'levels'],
  requires: ['What one needs before.', { quest: 'saltmere.errand' }],
  ordered: ['Whether the steps have to be done in their order.', true],
  steps: [
    'What has to be done.',
    [
      {
        id: 'kill',
        text: 'Kill three rats.',
        on: { event: 'mobile-killed', where: { mobile: 'saltmere.rat' } },
        count: 3,
      },
    ],
  ],
  rewards: ['What one gets for it.', { gold: 50 }],
  repeatable: ['Whether it can be done again.', false],
} as const

export const questRequires = {
  quest: ['A quest that has to be done before.', 'saltmere.errand'],
  item: ['A thing that one has to carry.', 'saltmere.letter'],
} as const

export const questStep = {
  id: ['A name of its own.', 'kill'],
  text: ['What the list of quests says is to be done.', 'Kill three rats.'],
  on: ['What counts.', { event: 'mobile-killed', where: { mobile: 'saltmere.rat' } }],
  count: ['How often.', 3, 'times'],
  done: ['Read when the step is done.', 'That was the last one.'],
} as const

export const questOn = {
  event: ['What has to happen.', 'mobile-killed'],
  where: ['Only if all of this fits.', { mobile: 'saltmere.rat' }],
} as const

export const questRewards = {
  gold: ['Coins.', 50, 'coppers'],
  experience: ['Experience.', 200, 'points'],
  items: ['Things.', ['saltmere.lamp']],
  effects: ['Effects.', ['blessed']],
  skill: ['A skill.', 'bandage'],
  reputation: ['What factions think of one afterwards.', { 'harbour-watch': 20 }, 'points'],
} as const

export const threshold = {
  tension: ['How high the tension has to be.', 40, 'of 100'],
  progress: ['How far it has to be.', 40, 'of 100'],
  hours: ['How long the phase before has to last.', 6, 'hours of the world'],
} as const

export const conflictChoice = {
  help: ['What the choice is, for who asks.', 'Stand with one side.'],
  needsParty: ['Whether one says with whom.', true],
  chosen: ['What the named party gains.', 8, 'points'],
  rivals: ['What all others gain or lose.', -4, 'points'],
  tension: ['What it does to the tension.', 6, 'points'],
  progress: ['What it does to the progress.', 8, 'points'],
  cost: ['What it takes.', { gold: 10 }],
  requires: ['Who may choose it.', { level: 3 }],
  cooldownBeats: ['How long one waits before choosing again.', 40, 'beats'],
  messages: [
    'What is read about it.',
    { self: 'You stand with {party}.', others: '{actor} stands with {party}.' },
  ],
} as const

export const choiceCost = {
  gold: ['Coins that it takes.', 10, 'coppers'],
  stamina: ['Stamina that it takes.', 5, 'points'],
  lucidity: ['Lucidity that it takes.', 5, 'points'],
} as const

export const choiceRequires = {
  item: ['A thing that one has to carry.', 'saltmere.seal'],
  quest: ['A quest that has to be done.', 'saltmere.errand'],
  level: ['The least level.', 3, 'levels'],
} as const

export const choiceMessages = {
  self: ['Read by who chooses.', 'You stand with {party}.'],
  others: ['Read by everybody else.', '{actor} stands with {party}.'],
} as const

export const outcomeEffects = {
  reputation: [
    'What factions think afterwards of those who took part.',
    { 'harbour-watch': 20 },
    'points',
  ],
  doors: [
    'Doors that are left so.',
    [{ room: 'saltmere.gate', direction: 'north', state: 'open' }],
  ],
  loads: [
    'Things that lie there from then on.',
    [{ item: 'saltmere.flag', room: 'saltmere.square' }],
  ],
  mobiles: ['Who comes.', [{ mobile: 'saltmere.herald', room: 'saltmere.square' }]],
} as const

export const outcomeDoor = {
  room: ['The room of the door.', 'saltmere.gate'],
  direction: ['In which direction it is.', 'north'],
  state: ['How it is left.', 'open'],
} as const

export const outcomeLoad = {
  item: ['The thing.', 'saltmere.flag'],
  room: ['Where it lies.', 'saltmere.square'],
} as const

export const outcomeMobile = {
  mobile: ['Who comes.', 'saltmere.herald'],
  room: ['Where it stands.', 'saltmere.square'],
} as const

export const conflictBeats = {
  hotter: ['Told as the tension rises.', ['Voices rise over {quarrel}.']],
  cooler: ['Told as the tension falls.', ['Somebody laughs about {quarrel} again.']],
  ahead: ['Told as a party gets ahead.', ['Folk say that {party} has the better of {quarrel}.']],
  sides: ['Told as people take sides.', ['Two neighbours pass without a word.']],
} as const

export const conflict = {
  name: ['What it is called.', 'The War of the Well'],
  brief: ['One or two sentences for lists.', 'Upper and lower town want one well.'],
  rooms: ['Where it is felt.', ['saltmere.square']],
  parties: [
    'Who is at odds, at least two.',
    [
      { id: 'upper', name: 'upper town', kind: 'faction', stance: 'We dug it.' },
      { id: 'lower', name: 'lower town', kind: 'faction', stance: 'It is on our land.' },
    ],
  ],
  tension: ['How high the tension is at first.', 20, 'of 100'],
  progress: ['How far it is at first.', 0, 'of 100'],
  phases: [
    'When each phase begins.',
    {
      rising: { tension: 40 },
      climax: { tension: 60 },
      resolution: { progress: 80 },
      aftermath: { hours: 6 },
    },
  ],
  choices: [
    'What people can do about it, by word.',
    {
      mediate: {
        help: 'Look for a middle.',
        messages: { self: 'You speak of peace.', others: '{actor} speaks of peace.' },
      },
    },
  ],
  drift: ['How it moves by itself.', { tension: 2 }, 'points an hour of the world'],
  outcomes: [
    'How it can end; the first whose condition holds happens, the last holds always.',
    [{ id: 'settled', text: 'It is settled.', canon: 'The well belongs to both.' }],
  ],
  prose: [
    'What is read as each phase begins.',
    {
      brewing: ['There is talk.'],
      rising: ['Voices rise.'],
      climax: ['Nobody talks of anything else.'],
      resolution: ['It is over.'],
      aftermath: ['People go home.'],
    },
  ],
  placeholder: [
    'Read while better words are being written.',
    ['Something in the air has changed.'],
  ],
  beats: [
    'What is told where it is carried out while no phase begins.',
    { hotter: ['Voices rise over {quarrel}.'] },
  ],
  gossip: ['What people say about it.', ['They say the well is dry.']],
  reopensAfterHours: ['When it begins anew; 0 never.', 48, 'hours of the world'],
} as const

export const party = {
  id: ['A name of its own.', 'upper-town'],
  name: ['What it is called.', 'upper town'],
  kind: ['Whether it is a mobile or a faction.', 'faction'],
  mobile: ['Of a mobile: which.', 'saltmere.mayor'],
  faction: ['Of a faction: which.', 'harbour-watch'],
  stance: ['What it wants, in its own words.', 'We dug that well.'],
  support: ['How many are with it at first.', 50, 'of 100'],
  actions: ['What its people are seen to do.', ['A boy of the upper town throws mud.']],
} as const

export const phases = {
  rising: ['When voices are raised.', { tension: 40 }],
  climax: ['When it comes to a head.', { tension: 60, progress: 40 }],
  resolution: ['When it is decided.', { progress: 80 }],
  aftermath: ['When people go back to their work.', { hours: 6 }],
} as const

export const drift = {
  tension: ['What the tension gains or loses.', 2, 'points an hour of the world'],
  progress: ['What the progress gains or loses.', 1, 'points an hour of the world'],
} as const

export const outcome = {
  id: ['A name of its own.', 'settled'],
  when: ['What has to hold for it.', { supportAtLeast: 60 }],
  text: ['What is read when it happens.', 'It is settled.'],
  canon: ['What the world remembers of it.', 'The well belongs to both towns.'],
  effects: ['What changes in the world.', { reputation: { 'harbour-watch': 20 } }],
} as const

export const outcomeWhen = {
  party: ['The party that the support is counted for.', 'upper-town'],
  supportAtLeast: ['How many have to be with it.', 60, 'of 100'],
  tensionAtMost: ['The highest tension.', 50, 'of 100'],
  tensionAtLeast: ['The least tension.', 50, 'of 100'],
} as const

export const faction = {
  name: ['What it is called.', 'the harbour watch'],
  description: ['Who they are.', 'People who keep the peace for pay.'],
  reputation: ['What they think of strangers.', 0, 'points, -1000 to 1000'],
  enemies: ['Factions that they fight.', ['smugglers']],
  helpsAbove: ['From which opinion on they help somebody.', 500, 'points'],
  attacksBelow: ['Below which opinion they attack somebody.', -500, 'points'],
} as const

export const climate = {
  name: ['What it is called.', 'temperate'],
  weights: ['How likely each weather is.', { clear: 60, rain: 30, storm: 10 }, 'parts'],
  lines: ['What people outdoors read when it changes.', { rain: ['The first drops fall.'] }],
} as const
