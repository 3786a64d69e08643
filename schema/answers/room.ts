/** What a look shows. The data is also the `room` state of PROTOCOL.md 3.2. */

import { defineAnswer } from '../define-answer.ts'
import type { Direction } from '../directions.ts'
import { escapeMarkup } from '../markup.ts'
import { capital, list } from '../words.ts'

export interface RoomView {
  id: string
  zone: string
  title: string
  description: string
  exits: { dir: Direction; to: string; door?: 'open' | 'closed' | 'locked'; doorName?: string }[]
  people: { id: string; name: string; kind: 'player' | 'npc'; line: string }[]
  items: { id: string; name: string; count: number; line: string; lit?: true }[]
  coords?: [number, number, number]
  /** How many more people there are than are listed. */
  crowd?: number
  /** Extra sentences: weather, darkness, an atmosphere that was written for this moment. */
  notes?: string[]
}

export const roomLooked = defineAnswer<RoomView>('looked', (room) => {
  const lines = [`{room}${escapeMarkup(room.title)}{/}`, escapeMarkup(room.description)]
  for (const note of room.notes ?? []) lines.push(escapeMarkup(note))
  lines.push(exitsLine(room.exits))
  for (const item of room.items) lines.push(itemLine(item))
  for (const person of room.people) {
    const colour = person.kind === 'player' ? 'player' : 'npc'
    lines.push(`{${colour}}${escapeMarkup(person.line)}{/}`)
  }
  if (room.crowd) lines.push(`And ${room.crowd} more people crowd in here.`)
  return lines.join('\n')
})

/** "Exits: north, east (a closed oak door)" */
export function exitsLine(exits: RoomView['exits']): string {
  if (exits.length === 0) return '{exit}There is no way out that you can see.{/}'
  const ways = exits.map((exit) =>
    exit.door && exit.door !== 'open' ? `${exit.dir} (${exit.door})` : exit.dir,
  )
  return `{exit}Exits: ${list(ways)}.{/}`
}

function itemLine(item: RoomView['items'][number]): string {
  if (item.count > 1) return `{item}${escapeMarkup(capital(item.name))} (${item.count}){/}`
  return `{item}${escapeMarkup(item.line || `${capital(item.name)} lies here.`)}{/}`
}
