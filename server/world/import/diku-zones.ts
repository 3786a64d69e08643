import { ownOf } from '../../../schema/own.ts'
import type { AreaLibrary, AreaReset, AreaZone } from './area-model.ts'
import { damaged } from './damage.ts'
import type { LineReader } from './line-reader.ts'
import { excerpt, leadingNumbers, nextRecord } from './line-reader.ts'

/** Letters of zone commands and how many numbers each needs after its letter. */
const commandNumbers: Readonly<Record<string, number>> = {
  M: 4,
  O: 4,
  G: 3,
  E: 4,
  P: 4,
  D: 4,
  R: 3,
  T: 3,
  V: 3,
}

/**
 * Reads a `.zon` file in any of its forms: with or without a line of builders, with three (Diku),
 * four (CircleMUD) or ten (tbaMUD) numbers in the header. A file may hold several zones.
 */
export function readZones(reader: LineReader, library: AreaLibrary): void {
  for (;;) {
    const next = reader.peekData()
    // The classic loader stops at the S of the last zone, so many files have no closing $.
    if (next === undefined && library.zones.at(-1)?.at.file === reader.place().file) return
    const vnum = nextRecord(reader, 'a zone')
    if (vnum === undefined) return
    library.zones.push(readZone(reader, vnum, library))
  }
}

function readZone(reader: LineReader, vnum: number, library: AreaLibrary): AreaZone {
  const at = reader.place()
  const first = reader.text(`the name of zone ${vnum}`)
  const plain = leadingNumbers(reader.peekData() ?? '').length >= 3
  const [builders, name] = plain ? ['', first] : [first, reader.text(`the name of zone ${vnum}`)]
  const line = reader.data(`the numbers of zone ${vnum}`).trim()
  const head = leadingNumbers(line)
  if (head.length < 3) damaged(reader.place(), 'expected bottom, top, lifespan and reset mode')
  // The oldest form has no bottom: a zone begins where the one before it ends.
  if (head.length === 3) head.unshift((library.zones.at(-1)?.top ?? -1) + 1)
  const [bottom = 0, top = 0, resetMinutes = 0, resetMode = 0] = head
  if (bottom > top) damaged(reader.place(), `the zone ends at ${top}, before it begins (${bottom})`)
  return {
    ...{ at, vnum, name, builders, bottom, top, resetMinutes, resetMode },
    ...headerRest(line),
    resets: readCommands(reader, vnum),
  }
}

/** What follows the first four fields: four flag words and the levels of the zone. */
function headerRest(line: string): Pick<AreaZone, 'levels' | 'notes'> {
  const words = line.split(/\s+/)
  if (words.length < 10) return { notes: [] }
  const [min, max] = leadingNumbers(words.slice(8).join(' '))
  const flags = words.slice(4, 8)
  const notes = flags.some((word) => word !== '0') ? [`zone flags ${flags.join(' ')}`] : []
  if (min === undefined || max === undefined || min < 0 || max < min) return { notes }
  return { levels: [min, max], notes }
}

function readCommands(reader: LineReader, vnum: number): AreaReset[] {
  const resets: AreaReset[] = []
  for (;;) {
    const line = reader.data(`the closing S of zone ${vnum}`).trim()
    const letter = line.charAt(0)
    if (letter === 'S') return resets
    const needed = ownOf(commandNumbers, letter)
    if (needed === undefined) {
      damaged(reader.place(), `expected a zone command or S, found "${excerpt(line)}"`)
    }
    const [ifFlag = 0, ...args] = leadingNumbers(line.slice(1))
    if (args.length + 1 < (needed ?? 0)) {
      damaged(reader.place(), `expected ${needed} numbers after ${letter}`)
    }
    resets.push({ at: reader.place(), letter, ifPrevious: ifFlag === 1, args, text: line })
  }
}
