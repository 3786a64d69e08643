import type { AreaExit, AreaExtra, AreaRoom } from './area-model.ts'
import { damaged } from './damage.ts'
import type { FreeReader } from './free-reader.ts'
import { excerpt } from './line-reader.ts'

/** Vnums whose rooms ROM makes lawful in code (ROM `load_rooms`). */
const lawful = [3000, 3400] as const
const lawBit = 18

/** Reads one room after its `#vnum`. */
export function readRomRoom(reader: FreeReader, vnum: number): AreaRoom {
  const at = reader.place()
  const name = reader.text(`the name of room ${vnum}`)
  const description = reader.text(`the description of room ${vnum}`)
  reader.number('the area number of a room')
  const flags = reader.flags('room flags')
  const sector = reader.number('the sector')
  const exits: AreaExit[] = []
  const extras: AreaExtra[] = []
  const notes: string[] = []
  let heal: number | undefined
  for (;;) {
    const letter = reader.letter(`the closing S of room ${vnum}`)
    if (letter === 'S') break
    if (letter === 'D') exits.push(readRomExit(reader))
    else if (letter === 'E') extras.push(readRomExtra(reader))
    else if (letter === 'H') heal = reader.number('the healing of a room')
    else if (letter === 'M') notes.push(`mana ${reader.number('the mana of a room')}`)
    else if (letter === 'C') notes.push(`clan ${reader.text('the clan of a room')}`)
    else if (letter === 'O') notes.push(`owner ${reader.text('the owner of a room')}`)
    else damaged(reader.place(), `expected D, E, H, M, C, O or S, found "${excerpt(letter)}"`)
  }
  const isLawful = vnum >= lawful[0] && vnum < lawful[1] && !flags.includes(lawBit)
  const allFlags = isLawful ? [...flags, lawBit] : flags
  const recovery = heal === undefined ? {} : { heal }
  const room = { at, vnum, name, description, flags: allFlags, sector, exits, extras, notes }
  return { ...room, ...recovery, triggers: [] }
}

function readRomExit(reader: FreeReader): AreaExit {
  const at = reader.place()
  const direction = reader.number('the direction of an exit')
  if (direction < 0 || direction > 5) {
    damaged(reader.place(), `expected a direction from 0 to 5, found ${direction}`)
  }
  const description = reader.text('the description of an exit')
  const keywords = reader.text('the keywords of an exit')
  const doorType = reader.number('the locks of an exit')
  const key = reader.number('the key of an exit')
  const target = reader.number('the target of an exit')
  return { at, direction, description, keywords, doorType, key, target }
}

/** Reads keywords and text after an `E`. */
export function readRomExtra(reader: FreeReader): AreaExtra {
  const at = reader.place()
  const keywords = reader.text('the keywords of an extra description')
  return { at, keywords, text: reader.text('an extra description') }
}
