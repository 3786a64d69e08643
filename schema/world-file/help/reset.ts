/** What each field of `reset.ts` is, with an example and its unit: forms, guide and checks read it. */

export const put = {
  item: ['The thing that is made.', 'saltmere.coin'],
  in: [
    'Where it is put: into what the step before made, or into a copy of a container.',
    'previous',
  ],
  count: ['How many as one pile.', 3, 'pieces'],
} as const

export const equip = {
  item: ['The thing that is made and worn.', 'saltmere.helmet'],
  slot: ['Where it is worn.', 'head'],
} as const

export const give = {
  item: ['The thing that is made and carried.', 'saltmere.key'],
} as const

export const load = {
  item: ['The thing that is made.', 'saltmere.lamp'],
  room: ['Where it lies.', 'saltmere.quay'],
  count: ['How many as one pile.', 1, 'pieces'],
} as const

export const spawn = {
  mobile: ['Who is made.', 'saltmere.garth'],
  room: ['Where it stands.', 'saltmere.quay'],
} as const

export const door = {
  room: ['The room of the door.', 'saltmere.quay'],
  direction: ['In which direction it is.', 'north'],
  state: ['How it is left.', 'closed'],
  ifPrevious: ['Only if the step before did something.', true],
} as const

export const remove = {
  item: ['The thing that is taken away.', 'saltmere.lamp'],
  room: ['Where it lies.', 'saltmere.quay'],
  ifPrevious: ['Only if the step before did something.', true],
} as const

/** What may stand beside every step. */
export const limits = {
  max: ['The most copies that there may be in the whole world.', 3, 'pieces'],
  chance: ['How often the step is done.', 50, 'percent'],
  ifPrevious: ['Only if the step before did something.', true],
} as const
/** Steps under another step, by what that one makes. */
export const under = {
  item: ['What is put into it.', [{ put: 'saltmere.coin' }]],
  mobile: ['What it wears and carries.', [{ equip: 'saltmere.helmet', slot: 'head' }]],
} as const
