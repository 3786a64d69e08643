/** Four rooms on two levels for the page's own tests. */

export const startRoom = 'town.taproom'

const exits = (
  ways: Readonly<Record<string, string>>,
  doors: Readonly<Record<string, string>> = {},
) =>
  Object.entries(ways).map(([dir, to]) => ({
    dir,
    to,
    ...(doors[dir] ? { door: doors[dir] } : {}),
  }))

export const rooms: Readonly<
  Record<
    string,
    {
      title: string
      zone: string
      description: string
      exits: { dir: string; to: string; door?: string }[]
      people: { id: string; name: string; kind: string }[]
      items: { id: string; name: string; count: number }[]
      coords: [number, number, number]
    }
  >
> = {
  'town.taproom': {
    title: 'The Rusted Lantern, Common Room',
    zone: 'town',
    description:
      'Smoke and laughter hang under blackened beams. A peat fire mutters in the hearth, and the lantern that gave the house its name swings over the bar, more rust than iron.',
    exits: exits({ north: 'town.quay', up: 'town.loft' }, { up: 'closed' }),
    people: [{ id: 'n1', name: 'Old Maren', kind: 'npc' }],
    items: [{ id: 'i9', name: 'a chipped mug', count: 1 }],
    coords: [0, 0, 0],
  },
  'town.quay': {
    title: 'Herring Quay',
    zone: 'town',
    description: 'Ropes creak, gulls quarrel. The tide slaps green water against the stones.',
    exits: exits({ south: 'town.taproom', east: 'town.market' }),
    people: [],
    items: [],
    coords: [0, 1, 0],
  },
  'town.market': {
    title: 'Salt Market',
    zone: 'town',
    description: 'Canvas roofs flap over barrels of salt, eels and gossip.',
    exits: exits({ west: 'town.quay', south: 'town.lane' }),
    people: [],
    items: [],
    coords: [1, 1, 0],
  },
  'town.loft': {
    title: 'The Loft',
    zone: 'town',
    description: 'Straw, blankets, the snoring of strangers.',
    exits: exits({ down: 'town.taproom' }),
    people: [],
    items: [],
    coords: [0, 0, 1],
  },
}
