import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A made-up tbaMUD library of the size of a classic one, from a seed: same seed, same files. Its
 * words mean little; its numbers are those an importer has to cope with.
 */
export type LibrarySize = {
  readonly zones: number
  readonly rooms: number
  /** At least two for each pair of neighbouring rooms; the rest are added crosswise. */
  readonly exits: number
  readonly mobiles: number
  readonly items: number
  readonly shops: number
}

/** The counts of the stock tbaMUD library, near enough. */
export const classicSize: LibrarySize = {
  zones: 190,
  rooms: 12_700,
  exits: 29_000,
  mobiles: 3_700,
  items: 4_760,
  shops: 330,
}

type Dice = (sides: number) => number
type Exit = { direction: number; target: number; door: boolean }
type Room = { vnum: number; exits: Map<number, Exit> }
type Zone = { number: number; rooms: Room[]; mobiles: number[]; items: number[]; shops: number }

const opposite = [2, 3, 0, 1, 5, 4]
const words = `alder bramble cinder drift ember fallow gloam heather isle juniper kelp larch
  mire nettle osier petrel quarry rowan sedge thistle umber vetch willow yarrow`.split(/\s+/)

/** Writes the library below `dir` (`wld/0.wld` and so on, with an index in each folder). */
export async function writeSyntheticLibrary(
  dir: string,
  size: LibrarySize,
  seed: number,
): Promise<void> {
  const dice = seededDice(seed)
  const zones = drawZones(size, dice)
  const kinds = { zon: zoneFile, wld: roomFile, mob: mobileFile, obj: itemFile, shp: shopFile }
  for (const [kind, write] of Object.entries(kinds)) {
    await mkdir(join(dir, kind), { recursive: true })
    const names = zones.map((zone) => `${zone.number}.${kind}`)
    await writeFile(join(dir, kind, 'index'), `${names.join('\n')}\n$\n`)
    for (const [index, zone] of zones.entries()) {
      await writeFile(join(dir, kind, names[index] ?? ''), write(zone, dice))
    }
  }
}

/** Mulberry32: small, and good enough to scatter doors. */
function seededDice(seed: number): Dice {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

function drawZones(size: LibrarySize, dice: Dice): Zone[] {
  const share = (total: number, zone: number) =>
    Math.floor(((zone + 1) * total) / size.zones) - Math.floor((zone * total) / size.zones)
  const numbers = (zone: number, count: number) =>
    Array.from({ length: count }, (_, index) => zone * 100 + index)
  const zones = Array.from({ length: size.zones }, (_, number): Zone => {
    const rooms = numbers(number, share(size.rooms, number)).map((vnum) => ({
      vnum,
      exits: new Map<number, Exit>(),
    }))
    const mobiles = numbers(number, share(size.mobiles, number))
    const items = numbers(number, share(size.items, number))
    return { number, rooms, mobiles, items, shops: share(size.shops, number) }
  })
  let exits = 0
  const join2 = (from: Room | undefined, to: Room | undefined, direction: number) => {
    if (from === undefined || to === undefined || from === to) return
    const back = opposite[direction] ?? 0
    if (from.exits.has(direction) || to.exits.has(back) || exits >= size.exits) return
    const door = dice(12) === 0
    from.exits.set(direction, { direction, target: to.vnum, door })
    to.exits.set(back, { direction: back, target: from.vnum, door })
    exits += 2
  }
  for (const [index, zone] of zones.entries()) {
    for (let at = 1; at < zone.rooms.length; at += 1) join2(zone.rooms[at - 1], zone.rooms[at], 0)
    join2(zone.rooms[0], zones[index + 1]?.rooms[0], 4)
  }
  while (exits < size.exits) {
    const rooms = zones[dice(zones.length)]?.rooms ?? []
    join2(rooms[dice(rooms.length)], rooms[dice(rooms.length)], 1)
  }
  return zones
}

function phrase(dice: Dice, length: number): string {
  return Array.from({ length }, () => words[dice(words.length)]).join(' ')
}

function paragraph(dice: Dice): string {
  return Array.from({ length: 5 }, () => `${phrase(dice, 11)}.`).join('\n')
}

function roomFile(zone: Zone, dice: Dice): string {
  const rooms = zone.rooms.map(({ vnum, exits }) => {
    const ways = [...exits.values()].map(({ direction, target, door }) => {
      const look = dice(4) === 0 ? `${phrase(dice, 8)}.\n` : ''
      return `D${direction}\n${look}~\n${door ? 'door' : ''}~\n${door ? 1 : 0} -1 ${target}\n`
    })
    const extra = dice(5) === 0 ? `E\n${phrase(dice, 2)}~\n${paragraph(dice)}\n~\n` : ''
    const head = `#${vnum}\n${phrase(dice, 3)}~\n${paragraph(dice)}\n~\n`
    return `${head}${zone.number} ${dice(2)} 0 0 0 ${dice(10)}\n${ways.join('')}${extra}S\n`
  })
  return `${rooms.join('')}$~\n`
}

function mobileFile(zone: Zone, dice: Dice): string {
  const mobiles = zone.mobiles.map((vnum) => {
    const name = phrase(dice, 2)
    const texts = `${name}~\nthe ${name}~\nThe ${name} waits.\n~\n${paragraph(dice)}\n~\n`
    const level = 1 + dice(30)
    const flags = `${8 + dice(2) * 2} 0 0 0 0 0 0 0 ${dice(200) - 100} E`
    const fight = `${level} ${20 - Math.floor(level / 2)} 5 2d${level}+10 1d6+${Math.floor(level / 4)}`
    return `#${vnum}\n${texts}${flags}\n${fight}\n${dice(50)} ${level * 40}\n8 8 ${dice(3)}\nE\n`
  })
  return `${mobiles.join('')}$\n`
}

const itemForms = [
  { type: 5, wear: 'an', values: '0 2 6 3' },
  { type: 9, wear: 'ad', values: '4 0 0 0' },
  { type: 15, wear: 'a', values: '50 5 -1 0' },
  { type: 19, wear: 'a', values: '8 0 0 0' },
  { type: 12, wear: 'ao', values: '0 0 0 0' },
]

function itemFile(zone: Zone, dice: Dice): string {
  const items = zone.items.map((vnum, index) => {
    const { type, wear, values } = itemForms[index % itemForms.length] ?? itemForms[0] ?? never()
    const name = phrase(dice, 2)
    const texts = `${name}~\na ${name}~\nA ${name} lies here.~\n~\n`
    const flags = `${type} 0 0 0 0 ${wear} 0 0 0 0 0 0 0`
    const extra = dice(2) === 0 ? `E\n${name}~\n${paragraph(dice)}\n~\n` : ''
    return `#${vnum}\n${texts}${flags}\n${values}\n${1 + dice(20)} ${dice(300)} 0 1 0\n${extra}`
  })
  return `${items.join('')}$\n`
}

function zoneFile(zone: Zone, dice: Dice): string {
  const [first, last] = [zone.number * 100, zone.number * 100 + 99]
  const head = `#${zone.number}\nNobody~\n${phrase(dice, 2)}~\n${first} ${last} 30 2 0 0 0 0 1 30\n`
  const [weapon = 0, armour = 1, container = 2, food = 3] = zone.items
  const lines = zone.rooms.flatMap(({ vnum, exits }, index) => {
    const mobile = zone.mobiles[index % zone.mobiles.length] ?? 0
    const doors = [...exits.values()].filter(({ door }) => door)
    return [
      `M 0 ${mobile} 9 ${vnum} \t(someone)`,
      ...(dice(3) === 0 ? [`E 1 ${weapon} 99 16`, `G 1 ${armour} 99 -1`] : []),
      ...(dice(8) === 0 ? [`O 0 ${container} 9 ${vnum}`, `P 1 ${food} 99 ${container}`] : []),
      ...doors.map(({ direction }) => `D 0 ${vnum} ${direction} 1`),
    ]
  })
  return `${head}${lines.join('\n')}\nS\n$\n`
}

function shopFile(zone: Zone): string {
  const shops = zone.mobiles.slice(0, zone.shops).map((keeper) => {
    const messages = Array.from({ length: 7 }, (_, n) => `%s Answer ${n}.~\n`).join('')
    const [ware = 0] = zone.items
    const rooms = `${zone.rooms[0]?.vnum}\n-1\n`
    return `#${keeper}~\n${ware}\n-1\n1.2\n0.4\nWEAPON\n-1\n${messages}0\n0\n${keeper}\n0\n${rooms}0\n28\n0\n0\n`
  })
  return `CircleMUD v3.0 Shop File~\n${shops.join('')}$~\n`
}

function never(): never {
  throw new Error('the table of item forms is empty')
}
