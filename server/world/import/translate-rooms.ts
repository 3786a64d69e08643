import type { Direction } from '../../../schema/directions.ts'
import { directions, opposites } from '../../../schema/directions.ts'
import type { AreaExit, AreaRoom } from './area-model.ts'
import type { Place } from './area-values.ts'
import { readBits, roomFlags, sectorMeaning } from './classic-flags.ts'
import { tableOf } from './dialects.ts'
import { scriptNotes } from './script-notes.ts'
import type { Translation } from './translation.ts'

/** A room, as a builder would write it in a world file. */
export function translateRoom(translation: Translation, room: AreaRoom) {
  const { dialect, reporter, counts, texts } = translation
  const about = { kind: 'room', ignored: ['bfs', 'house-crash', 'olc'] }
  const marks = readBits(room.flags, tableOf(dialect).names.room, roomFlags, about)
  const sector = sectorMeaning(dialect, room.sector)
  const [terrain = 'field', ...sectorFlags] = sector ?? []
  const notes = [...room.notes, ...marks.notes]
  if (marks.notes.length > 0) reporter.approximated('room flags kept as notes', room.at)
  if (sector === undefined) {
    notes.push(`sector ${room.sector}`)
    reporter.approximated('unknown sector, taken for a field', room.at)
  }
  const exits = translateExits(translation, room, notes)
  const description = texts.prose(room.description, room.at)
  if (description === '') reporter.approximated('room without a description', room.at)
  counts.rooms += 1
  counts.extraDescriptions += room.extras.length
  reporter.mapped('room', room.at)
  const title = texts.line(room.name, room.at) || 'A nameless place'
  return {
    title,
    description: description || `${title}.`,
    exits,
    flags: [...new Set([...marks.flags, ...sectorFlags])],
    terrain,
    details: translateExtras(translation, room.extras),
    ...(room.heal === undefined ? {} : { regen: healing(translation, room, room.heal) }),
    vnum: room.vnum,
    ...texts.notes([...notes, ...scriptNotes(translation, room)]),
  }
}

/** Extra descriptions as details: `rope|ropes` to what one sees. */
export function translateExtras(
  { reporter, texts }: Translation,
  extras: readonly { readonly keywords: string; readonly text: string; readonly at: Place }[],
): Record<string, string> {
  const details = new Map<string, string>()
  for (const extra of extras) {
    const words = detailWords(texts.keywords(extra.keywords, extra.at), () =>
      reporter.dropped('words of an extra description that has too many', extra.at),
    )
    const text = texts.prose(extra.text, extra.at)
    if (words === '' || text === '') {
      reporter.dropped('extra description without words or text', extra.at)
    } else if (details.has(words)) {
      reporter.dropped('extra description for words that have one already', extra.at)
    } else details.set(words, text)
  }
  return Object.fromEntries(details)
}

const detailWordsMax = 380

/** Words of a detail in one key; more words than fit into it would name nothing else. */
function detailWords(words: readonly string[], onTooMany: () => void): string {
  let key = ''
  for (const word of words) {
    if (key.length + word.length < detailWordsMax) key += key === '' ? word : `|${word}`
    else onTooMany()
  }
  return key
}

function healing(translation: Translation, room: AreaRoom, heal: number): number {
  return translation.bounded('healing of a room', room.at, heal, [0, 1000])
}

function translateExits(translation: Translation, room: AreaRoom, notes: string[]) {
  const found = new Map<Direction, { to: string } & ReturnType<typeof translateExit>>()
  for (const exit of room.exits) {
    const direction = translation.direction(exit.direction)
    translation.counts.exits += 1
    if (direction === undefined) {
      translation.reporter.dropped('exit in a direction that is unknown here (a note)', exit.at)
      notes.push(exitNote(String(exit.direction), exit))
      continue
    }
    if (found.has(direction)) {
      translation.reporter.dropped('second exit in the same direction', exit.at)
      notes.push(exitNote(direction, exit))
      continue
    }
    const to = translation.roomId(exit.target)
    if (to === undefined) keepAsNote({ translation, room, notes }, direction, exit)
    else {
      translation.counts.exitsLinked += 1
      found.set(direction, { to, ...translateExit(translation, room, exit, notes) })
    }
  }
  return Object.fromEntries(
    directions.flatMap((direction) => {
      const exit = found.get(direction)
      return exit === undefined ? [] : [[direction, exit]]
    }),
  )
}

type NotedRoom = {
  readonly translation: Translation
  readonly room: AreaRoom
  readonly notes: string[]
}

function keepAsNote(noted: NotedRoom, direction: Direction, exit: AreaExit): void {
  const { room, notes } = noted
  const { counts, reporter, lostExits } = noted.translation
  notes.push(exitNote(direction, exit))
  if (exit.target <= 0) {
    counts.exitsToNowhere += 1
    reporter.approximated('exit that leads nowhere kept as a note', exit.at)
  } else {
    counts.exitsDangling += 1
    lostExits.push({ ...exit.at, room: `room ${room.vnum}`, direction, to: exit.target })
    reporter.dropped('exit to a room that is not part of the import (kept as a note)', exit.at)
  }
}

function exitNote(direction: string, exit: AreaExit): string {
  const door = `door type ${exit.doorType}, key ${exit.key}, keywords ${exit.keywords}`
  return `exit ${direction} to ${exit.target} (${door}): ${exit.description}`
}

function translateExit(translation: Translation, room: AreaRoom, exit: AreaExit, notes: string[]) {
  const direction = translation.direction(exit.direction) ?? 'north'
  const target = translation.rooms.get(exit.target)
  const description = translation.texts.prose(exit.description, exit.at)
  const back = target?.exits.some((other) => other.target === room.vnum) ?? false
  const opposite = target?.exits.find(
    (other) =>
      other.target === room.vnum && translation.direction(other.direction) === opposites[direction],
  )
  const door = doorOf(translation, exit, opposite, notes)
  // A door that only one side has cannot be one door; the exit then stands for itself.
  const oneSided = door !== undefined && opposite !== undefined && opposite.door === undefined
  if (oneSided) translation.reporter.approximated('door that only one side has', exit.at)
  return {
    ...(door === undefined ? {} : { door }),
    ...(exit.hidden ? { hidden: true } : {}),
    ...(back && !oneSided ? {} : { oneWay: true }),
    ...(description === '' ? {} : { description }),
  }
}

function doorOf(
  translation: Translation,
  exit: AreaExit,
  opposite: AreaExit | undefined,
  notes: string[],
) {
  if (exit.door === undefined) return undefined
  if (exit.doorType > 2 && !exit.hidden) notes.push(`door type ${exit.doorType}`)
  const sides = [exit, ...(opposite?.door !== undefined ? [opposite] : [])]
  const key = keyOf(translation, sides)
  if (exit.key > 0 && translation.itemId(exit.key) === undefined && exit.key !== noKey) {
    notes.push(`door key ${exit.key}`)
    translation.reporter.dropped('key that is not part of the import', exit.at)
  }
  const keywords = translation.texts.keywords(exit.keywords, exit.at)
  return {
    name: keywords[0] ?? 'door',
    ...(keywords.length === 0 ? {} : { keywords }),
    // Doors stand open until a reset closes them, as the classic loaders leave them.
    state: 'open',
    ...(key === undefined ? {} : { key }),
    ...(sides.some(({ door }) => door?.pickproof) ? { pickproof: true } : {}),
  }
}

/** How files of unsigned 16-bit numbers write that there is no key. */
const noKey = 65_535

/** The key of a door with one or two sides; the first side is the one at hand. */
function keyOf({ itemId, reporter }: Translation, sides: readonly AreaExit[]): string | undefined {
  const [exit, opposite] = sides
  if (exit && opposite && opposite.key !== exit.key) {
    reporter.approximated('door whose sides name different keys', exit.at)
  }
  // The side in the room with the lower vnum decides, so that both sides come out the same.
  const reversed = exit && opposite && exit.target < opposite.target
  const deciding = reversed ? sides.toReversed() : sides
  return deciding.flatMap(({ key }) => (key > 0 ? (itemId(key) ?? []) : [])).at(0)
}
