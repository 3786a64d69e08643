import type { Direction } from '../../../schema/directions.ts'
import { directions, opposites } from '../../../schema/directions.ts'
import type { AreaExit, AreaRoom, Place } from './area-model.ts'
import { readBits, roomBits, sectorMeaning } from './classic-flags.ts'
import { classicKeywords, classicLine, classicProse, noteText } from './classic-text.ts'
import type { Translation } from './translation.ts'

/** Directions by their classic numbers. */
export const classicDirections: readonly Direction[] = [
  'north',
  'east',
  'south',
  'west',
  'up',
  'down',
  'northwest',
  'northeast',
  'southeast',
  'southwest',
]

/** A room, as a builder would write it in a world file. */
export function translateRoom(translation: Translation, room: AreaRoom) {
  const { dialect, reporter, counts } = translation
  const marks = readBits(room.flags, roomBits(dialect), 'room', ['bfs', 'house-crash', 'olc'])
  const sector = sectorMeaning(dialect, room.sector)
  const [terrain = 'field', ...sectorFlags] = sector ?? []
  const notes = [...room.notes, ...marks.notes]
  if (marks.notes.length > 0) reporter.approximated('room flags kept as notes', room.at)
  if (sector === undefined) {
    notes.push(`sector ${room.sector}`)
    reporter.approximated('unknown sector, taken for a field', room.at)
  }
  const exits = translateExits(translation, room, notes)
  const description = classicProse(room.description, dialect)
  if (description === '') reporter.approximated('room without a description', room.at)
  counts.rooms += 1
  counts.extraDescriptions += room.extras.length
  reporter.mapped('room', room.at)
  const title = classicLine(room.name, dialect) || 'A nameless place'
  return {
    title,
    description: description || `${title}.`,
    exits,
    flags: [...new Set([...marks.flags, ...sectorFlags])],
    terrain,
    details: translateExtras(translation, room.extras),
    ...(room.heal === undefined ? {} : { regen: healing(translation, room, room.heal) }),
    vnum: room.vnum,
    ...withNotes([...notes, ...triggerNotes(translation, room)]),
  }
}

/** Extra descriptions as details: `rope|ropes` to what one sees. */
export function translateExtras(
  { dialect, reporter }: Translation,
  extras: readonly { readonly keywords: string; readonly text: string; readonly at: Place }[],
): Record<string, string> {
  const details = new Map<string, string>()
  for (const extra of extras) {
    const words = classicKeywords(extra.keywords, dialect).join('|').slice(0, 380)
    const text = classicProse(extra.text, dialect)
    if (words === '' || text === '') {
      reporter.dropped('extra description without words or text', extra.at)
    } else if (details.has(words)) {
      reporter.dropped('extra description for words that have one already', extra.at)
    } else details.set(words, text)
  }
  return Object.fromEntries(details)
}

/** Notes, if there are any, as the schema wants them. */
export function withNotes(notes: readonly string[]): { notes?: string[] } {
  const kept = notes.map(noteText).filter((note) => note !== '')
  return kept.length === 0 ? {} : { notes: kept }
}

/** What remains of scripts at the thing they were attached to. */
export function triggerNotes(
  { reporter }: Translation,
  owner: { readonly triggers: readonly number[]; readonly at: Place },
): string[] {
  if (owner.triggers.length > 0) {
    reporter.approximated('attached scripts kept as inert notes', owner.at)
  }
  return owner.triggers.map((vnum) => `script ${vnum}`)
}

function healing(translation: Translation, room: AreaRoom, heal: number): number {
  return translation.bounded('healing of a room', room.at, heal, [0, 1000])
}

function translateExits(translation: Translation, room: AreaRoom, notes: string[]) {
  const found = new Map<Direction, { to: string } & ReturnType<typeof translateExit>>()
  for (const exit of room.exits) {
    const direction = classicDirections[exit.direction] ?? 'north'
    translation.counts.exits += 1
    if (found.has(direction)) {
      translation.reporter.dropped('second exit in the same direction', exit.at)
      notes.push(exitNote(direction, exit))
      continue
    }
    const to = translation.roomId(exit.target)
    if (to === undefined) keepAsNote(translation, direction, exit, notes)
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

function keepAsNote(
  { counts, reporter }: Translation,
  direction: Direction,
  exit: AreaExit,
  notes: string[],
): void {
  notes.push(exitNote(direction, exit))
  if (exit.target <= 0) {
    counts.exitsToNowhere += 1
    reporter.approximated('exit that leads nowhere kept as a note', exit.at)
  } else {
    counts.exitsDangling += 1
    reporter.dropped('exit to a room that is not part of the import (kept as a note)', exit.at)
  }
}

function exitNote(direction: Direction, exit: AreaExit): string {
  const door = `door type ${exit.doorType}, key ${exit.key}, keywords ${exit.keywords}`
  return `exit ${direction} to ${exit.target} (${door}): ${exit.description}`
}

function translateExit(translation: Translation, room: AreaRoom, exit: AreaExit, notes: string[]) {
  const direction = classicDirections[exit.direction] ?? 'north'
  const target = translation.rooms.get(exit.target)
  const description = classicProse(exit.description, translation.dialect)
  const back = target?.exits.some((other) => other.target === room.vnum) ?? false
  const opposite = target?.exits.find(
    (other) =>
      other.target === room.vnum && classicDirections[other.direction] === opposites[direction],
  )
  const door = doorOf(translation, exit, opposite, notes)
  // A door that only one side has cannot be one door; the exit then stands for itself.
  const oneSided = door !== undefined && opposite !== undefined && opposite.doorType === 0
  if (oneSided) translation.reporter.approximated('door that only one side has', exit.at)
  return {
    ...(door === undefined ? {} : { door }),
    ...(isHidden(translation, exit) ? { hidden: true } : {}),
    ...(back && !oneSided ? {} : { oneWay: true }),
    ...(description === '' ? {} : { description }),
  }
}

/** tbaMUD counts 3 and 4 for hidden doors; in ROM they keep those out who pass through doors. */
function isHidden({ dialect }: Translation, exit: AreaExit): boolean {
  return dialect !== 'rom' && exit.doorType >= 3
}

function isPickproof({ dialect }: Translation, exit: AreaExit): boolean {
  return exit.doorType === 2 || exit.doorType === 4 || (dialect === 'rom' && exit.doorType === 7)
}

function doorOf(
  translation: Translation,
  exit: AreaExit,
  opposite: AreaExit | undefined,
  notes: string[],
) {
  if (exit.doorType <= 0) return undefined
  const { dialect } = translation
  if (dialect === 'rom' && exit.doorType >= 3) notes.push(`door type ${exit.doorType}`)
  const sides = [exit, ...(opposite !== undefined && opposite.doorType > 0 ? [opposite] : [])]
  const key = keyOf(translation, sides)
  if (exit.key > 0 && translation.itemId(exit.key) === undefined && exit.key !== noKey) {
    notes.push(`door key ${exit.key}`)
    translation.reporter.dropped('key that is not part of the import', exit.at)
  }
  const keywords = classicKeywords(exit.keywords, dialect)
  return {
    name: keywords[0] ?? 'door',
    ...(keywords.length === 0 ? {} : { keywords }),
    // Doors stand open until a reset closes them, as the classic loaders leave them.
    state: 'open',
    ...(key === undefined ? {} : { key }),
    ...(sides.some((side) => isPickproof(translation, side)) ? { pickproof: true } : {}),
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
