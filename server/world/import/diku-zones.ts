import { ownOf } from '../../../schema/own.ts'
import type { AreaLibrary, AreaReset, AreaZone } from './area-model.ts'
import { excerpt, leadingNumbers } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import { nextRecord, textOf } from './circle-records.ts'
import { damaged } from './damage.ts'

/** How many numbers each zone command needs after its letter; three where it is not named. */
const commandNumbers: Readonly<Record<string, number>> = { M: 4, O: 4, E: 4, P: 4, D: 4 }
const usualNumbers = 3

/**
 * Reads a `.zon` file in any of its forms: with or without a line of builders, with three (Diku),
 * four (CircleMUD) or ten (tbaMUD) numbers in the header. A file may hold several zones.
 */
export function readZones(file: CircleFile, library: AreaLibrary): void {
  const before = library.zones.length
  for (;;) {
    // The classic loader stops at the S of the last zone, so many files have no closing $.
    if (file.reader.peekData() === undefined && library.zones.length > before) return
    const vnum = nextRecord(file, 'a zone')
    if (vnum === undefined) return
    library.zones.push(readZone(file, vnum, library))
  }
}

function readZone(file: CircleFile, vnum: number, library: AreaLibrary): AreaZone {
  const { reader } = file
  const at = reader.place()
  const first = textOf(file, `the name of zone ${vnum}`)
  const plain = leadingNumbers(reader.peekData() ?? '').length >= 3
  const [builders, name] = namesOf(first, plain ? undefined : textOf(file, 'the name of a zone'))
  const line = reader.data(`the numbers of zone ${vnum}`)
  const head = leadingNumbers(line)
  if (head.length < 3) damaged(reader.place(), 'expected bottom, top, lifespan and reset mode')
  // The oldest form has no bottom: a zone begins where the one before it ends.
  if (head.length === 3) head.unshift((library.zones.at(-1)?.top ?? -1) + 1)
  const [bottom = 0, top = 0, resetMinutes = 0, resetMode = 0] = head
  if (bottom > top) damaged(reader.place(), `the zone ends at ${top}, before it begins (${bottom})`)
  const rest = headerRest(line)
  const more = moreNumbers(file)
  return {
    ...{ at, vnum, name, builders, bottom, top, resetMinutes, resetMode, ...rest },
    notes: [...rest.notes, ...more],
    resets: readCommands(file, vnum),
  }
}

/** Two texts are builders and name; CircleMUD's children also write them the other way round. */
function namesOf(first: string, second: string | undefined): [builders: string, name: string] {
  return second === undefined ? ['', first] : [first, second]
}

/** A second line of numbers, as DeltaMUD writes it: levels and the like. */
function moreNumbers({ reader }: CircleFile): string[] {
  const line = reader.peekData()?.trim() ?? ''
  if (!/^[+-]?\d+(?:\s+[+-]?\d+)*$/.test(line)) return []
  reader.data('more numbers of a zone')
  reader.notice('second line of numbers of a zone, kept as a note', reader.place())
  return [`zone numbers ${line}`]
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

function readCommands({ reader }: CircleFile, vnum: number): AreaReset[] {
  const resets: AreaReset[] = []
  for (;;) {
    const line = reader.data(`the closing S of zone ${vnum}`)
    const letter = line.charAt(0)
    if (letter === 'S' || letter === '$') return resets
    if (!/^[A-Z]\s*[+-]?\d/.test(line)) {
      damaged(reader.place(), `expected a zone command or S, found "${excerpt(line)}"`)
    }
    const needed = ownOf(commandNumbers, letter) ?? usualNumbers
    const [ifFlag = 0, ...args] = leadingNumbers(line.slice(1))
    if (args.length + 1 < needed) {
      damaged(reader.place(), `expected ${needed} numbers after ${letter}, a zone command`)
    }
    resets.push({ at: reader.place(), letter, ifPrevious: ifFlag === 1, args, text: line })
  }
}
