/** What each field of `persona.ts` is, with an example and its unit: forms, guide and checks read it. */

export const manner = {
  address: ['What it calls people, now and then.', 'my lamb'],
  openings: ['Short sentences with which it begins now and then.', ['Well now.']],
  terse: ['Whether it answers with the bare fact.', true],
  shout: ['Whether it speaks in capitals.', false],
} as const

export const opinion = {
  of: ['The mobile it is about.', 'saltmere.maud'],
  about: ['Words by which the matter is asked for.', ['tax']],
  says: ['What it says of it, in its own words.', 'Maud waters the beer.'],
} as const

export const knowledge = {
  about: ['Words by which it is asked for.', ['cellar']],
  says: ['What it says, in its own words.', 'The cellar floods at spring tide.'],
  share: ['Who is told: anybody, who is known and liked, or who is trusted.', 'known'],
  needs: [
    'What else wins it: a thing that is shown, or a quest that is done.',
    { quest: 'saltmere.rats' },
  ],
} as const

export const knowledgeNeeds = {
  item: ['A thing that is shown to it.', 'saltmere.letter'],
  quest: ['A quest that is done.', 'saltmere.rats'],
} as const

export const want = {
  says: ['What it wants, in its own words.', 'I would give much for a dry bed.'],
  item: ['The thing it wants, if it can be given.', 'saltmere.blanket'],
} as const

export const dayStep = {
  at: ['The hour at which it sets out.', 18, 'hour of the day'],
  room: ['Where it goes first; it stays unless given.', 'saltmere.inn'],
  do: ['What it does there, as a player would type it.', ['sit', 'buy ale']],
} as const

export const persona = {
  temper: ['How it feels when nothing happens.', 'gruff'],
  speech: ['How it speaks, for those who write its words.', 'Short sentences, sea words.'],
  facts: ['What it would tell anybody.', ['The tide is late this year.']],
  secrets: ['What it never tells, and what no model is told.', ['He sank the ferry.']],
  manner: ['How it puts things.', { terse: true }],
  likes: ['What pleases it; gifts of this sort count double.', ['tobacco']],
  opinions: [
    'What it thinks of people and matters.',
    [{ about: ['tax'], says: 'The tax ruins us.' }],
  ],
  knows: ['What it knows, and who is told.', [{ about: ['cellar'], says: 'The cellar floods.' }]],
  wants: ['What it wants.', [{ says: 'I want a dry bed.' }]],
  day: ['What it does at which hour.', [{ at: 18, do: ['sit'] }]],
} as const
