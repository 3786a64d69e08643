/**
 * GMCP bodies from the state parts of the protocol. Shapes follow what client scripts read: the IRE
 * packages as mudstandards documents them, Aardwolf's for groups.
 */
import { type Direction, shortDirections } from '../../../schema/directions.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { type Fields, fieldsOf, gaugeIn, listOf, textIn } from './read-data.ts'

/** Where an item is, in the words of Char.Items. */
export type ItemLocation = 'inv' | 'room'

export interface GmcpItem {
  readonly id: string
  readonly name: string
  readonly attrib?: string
  /** How many alike there are, where there are several. */
  readonly count?: number
}

/**
 * A number for a room id. Mappers keep rooms under positive 32-bit numbers, ours are names: FNV-1a
 * (Fowler, Noll, Vo) folded to 31 bits gives every gateway the same number without a table. Two
 * rooms of a very large world may share one; `id` in the same message tells them apart.
 */
export function roomNumber(roomId: RoomId): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < roomId.length; at += 1) {
    hash = Math.imul(hash ^ roomId.charCodeAt(at), 0x01000193)
  }
  return (hash >>> 31) ^ (hash & 0x7fffffff) || 1
}

/** Room.Info with IRE's keys, and CoffeeMud's `id` and `desc` beside them. */
export function roomInfo(room: Fields): Fields {
  const id = textIn(room, 'id') ?? ''
  const coords = Array.isArray(room['coords']) ? room['coords'] : undefined
  const exits = listOf(room['exits']).map((exit) => [
    shortDirection(textIn(exit, 'dir') ?? ''),
    roomNumber(textIn(exit, 'to') ?? ''),
  ])
  return {
    num: roomNumber(id),
    id,
    name: textIn(room, 'title') ?? '',
    area: textIn(room, 'zone') ?? '',
    desc: textIn(room, 'description') ?? '',
    environment: textIn(room, 'terrain') ?? '',
    ...(coords ? { coords: [roomNumber(textIn(room, 'zone') ?? ''), ...coords].join(',') } : {}),
    exits: Object.fromEntries(exits),
  }
}

export function shortDirection(direction: string): string {
  return isDirection(direction) ? shortDirections[direction] : direction
}

function isDirection(word: string): word is Direction {
  return Object.hasOwn(shortDirections, word)
}

/** The players of a room by name; Room.Players lists nobody else. */
export function roomPlayers(room: Fields): Map<string, Fields> {
  const players = listOf(room['people']).filter((person) => person['kind'] === 'player')
  return new Map(
    players.map((person) => {
      const name = textIn(person, 'name') ?? ''
      return [name, { name, fullname: textIn(person, 'title', 'name') ?? name }]
    }),
  )
}

/**
 * Char.Vitals in IRE's keys and, as there, in strings: `hp` is health, `ep` stamina, `mp` lucidity,
 * `nl` the percentage to the next level where the world tells it.
 */
export function charVitals(char: Fields): Fields {
  const vitals = fieldsOf(char['vitals'])
  const body: Record<string, unknown> = {}
  for (const [key, name] of [
    ['hp', 'health'],
    ['ep', 'stamina'],
    ['mp', 'lucidity'],
  ] as const) {
    const gauge = gaugeIn(vitals, name)
    if (gauge === undefined) continue
    body[key] = String(gauge[0])
    body[`max${key}`] = String(gauge[1])
  }
  const nextLevel = textIn(char, 'nextLevelPercent')
  if (nextLevel !== undefined) body['nl'] = nextLevel
  body['string'] = Object.entries(body)
    .map(([key, value]) => `${key}:${value}`)
    .join(' ')
  body['charstats'] = listOf(char['affects']).map((affect) => textIn(affect, 'name', 'id') ?? '')
  return body
}

/** Captions of what Char.Status reports; sent once. */
export const statusCaptions = {
  name: 'Name',
  level: 'Level',
  gold: 'Gold',
  position: 'Position',
} as const

export function charStatus(char: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.keys(statusCaptions).map((key) => [key, textIn(char, key) ?? '']),
  )
}

/** The things of the room or of the character, by id; worn things have the attribute `w`. */
export function itemsOf(part: Fields): Map<string, GmcpItem> {
  const worn = [...listOf(part['equipment']), ...listOf(part['worn'])]
  const carried = [...listOf(part['items']), ...listOf(part['inventory'])]
  const items = new Map<string, GmcpItem>()
  for (const item of [...carried.map(gmcpItem), ...worn.map(wornItem)]) items.set(item.id, item)
  return items
}

function wornItem(item: Fields): GmcpItem {
  return gmcpItem({ slot: '', ...item })
}

function gmcpItem(item: Fields): GmcpItem {
  const name = textIn(item, 'name') ?? 'something'
  // Attributes of Char.Items: w worn, c a container.
  const isWorn = item['worn'] !== undefined || item['slot'] !== undefined
  const attrib = `${isWorn ? 'w' : ''}${item['type'] === 'container' ? 'c' : ''}`
  const { count } = item
  return {
    id: textIn(item, 'id') ?? name,
    name,
    ...(attrib === '' ? {} : { attrib }),
    ...(typeof count === 'number' && count > 1 ? { count } : {}),
  }
}

/** Group in Aardwolf's shape. */
export function groupBody(group: Fields): Fields {
  const members = listOf(group['members'])
  const leader = fieldsOf(group['leader'])
  return {
    groupname: textIn(group, 'name') ?? '',
    leader: textIn(group, 'leader') ?? textIn(leader, 'name') ?? '',
    members: members.map((member) => ({
      name: textIn(member, 'name') ?? '',
      info: memberInfo(member),
    })),
  }
}

function memberInfo(member: Fields): Fields {
  const vitals = fieldsOf(member['vitals'])
  const info: Record<string, unknown> = {}
  for (const [key, name] of [
    ['hp', 'health'],
    ['mv', 'stamina'],
    ['mn', 'lucidity'],
  ] as const) {
    const gauge = gaugeIn(vitals, name)
    if (gauge !== undefined) Object.assign(info, { [key]: gauge[0], [`m${key}`]: gauge[1] })
  }
  const level = member['level']
  return { ...info, ...(typeof level === 'number' ? { lvl: level } : {}) }
}
