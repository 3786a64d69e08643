import { ownOf } from '../../../schema/own.ts'
import type { AreFile } from './are-records.ts'
import { readAreExtra, readPrograms } from './are-records.ts'
import { readReset } from './are-sections.ts'
import type { AreaExit, AreaExtra, AreaProgram, AreaRoom } from './area-model.ts'
import { excerpt } from './area-reader.ts'
import type { Flag, Place } from './area-values.ts'
import { damaged } from './damage.ts'
import type { DoorForm } from './door-types.ts'
import { doorNamed, doorOf } from './door-types.ts'
import { readFields } from './layout.ts'

/** Vnums whose rooms ROM makes lawful in code (ROM `load_rooms`). */
const lawful = [3000, 3400] as const
const lawBit = 18

/** The largest direction anybody writes: SMAUG's "somewhere". */
const directionMax = 10

/** Reads one room after its `#number`; `doors` says how its door types are written. */
export function readAreRoom(file: AreFile, vnum: number, doors: DoorForm): AreaRoom {
  const { reader, are } = file
  const at = reader.place()
  const what = `room ${vnum}`
  const name = reader.text(`the name of ${what}`)
  const description = reader.text(`the description of ${what}`)
  const found = readFields(reader, are.room, what)
  found.number('area')
  const exits: AreaExit[] = []
  const extras: AreaExtra[] = []
  const programs: AreaProgram[] = []
  const notes: string[] = []
  let heal: number | undefined
  for (;;) {
    if (reader.peek() === '>') programs.push(...readPrograms(reader))
    const letter = reader.letter(`the closing S of ${what}`)
    if (letter === 'S' || letter === 's') break
    const known = ownOf(are.roomLetters ?? {}, letter)
    if (letter === 'R' && are.resetsInRooms)
      file.resets.push(readReset(file, reader.letter('a reset')))
    else if (letter === 'D') exits.push(readExit(file, doors))
    else if (letter === 'E') extras.push(readAreExtra(reader))
    else if (known !== undefined) {
      const more = readFields(reader, known, what)
      heal = letter === 'H' ? more.number('healing') : heal
      notes.push(...more.notes())
    } else damaged(reader.place(), `expected D, E or S of ${what}, found "${excerpt(letter)}"`)
  }
  programs.push(...readPrograms(reader))
  const flags = withLaw(file, vnum, found.flags('flags'))
  const record = { at, vnum, name, description, flags, sector: found.either('sector') ?? 0 }
  return {
    ...{ ...record, exits, extras, programs, triggers: [] },
    ...(heal === undefined ? {} : { heal }),
    notes: [...found.notes(), ...notes],
  }
}

function withLaw({ library }: AreFile, vnum: number, flags: readonly Flag[]): readonly Flag[] {
  const isLawful = library.dialect === 'rom' && vnum >= lawful[0] && vnum < lawful[1]
  return isLawful && !flags.includes(lawBit) ? [...flags, lawBit] : flags
}

/** A number, or the name of a direction as AFKMud writes it. */
function directionOf(direction: Flag, at: Place): Flag {
  if (typeof direction === 'string' && /^[a-z]+$/.test(direction)) return direction
  if (typeof direction === 'number' && direction >= 0 && direction <= directionMax) return direction
  return damaged(
    at,
    `expected a direction from 0 to ${directionMax}, found ${excerpt(String(direction))}`,
  )
}

function readExit(file: AreFile, doors: DoorForm): AreaExit {
  const { reader, are, library } = file
  const at = reader.place()
  const found = readFields(reader, are.exit, 'an exit')
  const direction = directionOf(found.either('direction') ?? -1, at)
  const description = found.text('description')
  const keywords = found.text('keywords')
  const names = found.flags('doorflags')
  const door =
    names.length > 0 ? doorNamed(names) : doorOf(library.dialect, found.number('locks'), doors)
  const [key, target] = [found.number('key', -1), found.number('target', -1)]
  return { at, direction, description, keywords, ...door, key, target }
}
