/** What a look shows. Its data are also the `room` part of PROTOCOL.md 3.2. */
import { z } from 'zod'
import { defineAnswer } from '../define-answer.ts'
import { directions } from '../directions.ts'
import { escapeMarkup } from '../markup.ts'
import { capital, list } from '../words.ts'

export const roomView = z.strictObject({
  id: z.string(),
  zone: z.string(),
  title: z.string(),
  description: z.string(),
  exits: z.array(
    z.strictObject({
      dir: z.enum(directions),
      to: z.string(),
      door: z.enum(['open', 'closed', 'locked']).optional(),
      doorName: z.string().optional(),
    }),
  ),
  people: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['player', 'npc']),
      line: z.string(),
    }),
  ),
  items: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      count: z.int(),
      line: z.string(),
      lit: z.literal(true).optional(),
    }),
  ),
  terrain: z.string().optional(),
  zoneName: z.string().optional().describe('What people call the part of the world'),
  coords: z.tuple([z.number(), z.number(), z.number()]).optional(),
  crowd: z.int().optional().describe('How many more people there are than are listed'),
  notes: z
    .array(z.string())
    .optional()
    .describe('Extra sentences: weather, darkness, an atmosphere written for this moment'),
})
export type RoomView = z.infer<typeof roomView>

export const roomLooked = defineAnswer<RoomView>('looked', (room) =>
  roomText(room, [room.description, ...(room.notes ?? [])]),
)

/** For who knows the place: its name, the ways, who and what is there. */
export const briefRoom = (room: RoomView): string => roomText(room, [])

function roomText(room: RoomView, sentences: readonly string[]): string {
  const lines = [`{room}${escapeMarkup(room.title)}{/}`, ...sentences.map(escapeMarkup)]
  lines.push(exitsLine(room.exits))
  for (const item of room.items) lines.push(itemLine(item))
  for (const person of room.people) {
    const colour = person.kind === 'player' ? 'player' : 'npc'
    lines.push(`{${colour}}${escapeMarkup(person.line)}{/}`)
  }
  if (room.crowd) lines.push(`And ${room.crowd} more people crowd in here.`)
  return lines.join('\n')
}

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
