/** The sections of `.are` files whose lines are not records: resets, shops, specials, helps. */
import { ownOf } from '../../../schema/own.ts'
import type { AreFile } from './are-records.ts'
import { eachRecord } from './are-records.ts'
import type { AreaReset } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import { typeNumbered } from './classic-items.ts'
import { damaged } from './damage.ts'

const usualResetNumbers = 3

export function readResets(file: AreFile): void {
  const { reader } = file
  for (;;) {
    const letter = reader.letter('a reset or the closing S')
    if (letter === 'S') return
    if (letter === '*') {
      reader.restOfLine()
      continue
    }
    file.resets.push(readReset(file, letter))
  }
}

/** Reads what follows the letter of a reset. */
export function readReset({ reader, are }: AreFile, letter: string): AreaReset {
  const at = reader.place()
  if (!/[A-Z]/.test(letter)) damaged(at, `expected a reset or S, found "${excerpt(letter)}"`)
  const needed = ownOf(are.resetNumbers, letter) ?? usualResetNumbers
  reader.number('the if-flag of a reset')
  const args = Array.from({ length: needed }, () => reader.number(`a number of ${letter}`))
  const text = `${letter} ${args.join(' ')}${reader.restOfLine()}`
  // The if-flag is read and never looked at; G and E belong to the last mobile anyway.
  return { at, letter, ifPrevious: 'GEP'.includes(letter), args, text }
}

const shopTypes = 5

export function readShops({ reader, shops, library }: AreFile): void {
  for (;;) {
    const keeper = reader.number('the keeper of a shop, or 0')
    const at = reader.place()
    if (keeper === 0) return
    const numbers = Array.from({ length: 9 }, () => reader.number('a number of a shop'))
    reader.restOfLine()
    const [markup = 100, markdown = 100, open = 0, close = 24] = numbers.slice(shopTypes)
    const types = numbers.slice(0, shopTypes).filter((type) => type > 0)
    shops.push({
      ...{ at, vnum: keeper, keeper, products: [], markup, markdown, messages: [], notes: [] },
      buys: [...new Set(types.map((type) => typeNumbered(library.dialect, type)))],
      hours: [open, close],
    })
  }
}

/** SMAUG's shops that mend things have no counterpart; their keepers stay. */
export function readRepairs({ reader, reporter }: AreFile): void {
  for (;;) {
    const keeper = reader.number('the keeper of a repair shop, or 0')
    const at = reader.place()
    if (keeper === 0) return
    for (let read = 0; read < 7; read += 1) reader.number('a number of a repair shop')
    reader.restOfLine()
    reporter.dropped('repair shop', at)
  }
}

/** Lines that begin with a letter, between comments, up to S. */
function eachLettered(reader: AreaReader, what: string, read: (letter: string) => void): void {
  for (;;) {
    const letter = reader.letter(`${what} or the closing S`)
    if (letter === 'S' || letter === 's') return
    if (letter !== '*') read(letter)
    reader.restOfLine()
  }
}

export function readSpecials({ reader, library, reporter }: AreFile): void {
  eachLettered(reader, 'a special', (letter) => {
    if (!'MOR'.includes(letter)) {
      damaged(reader.place(), `expected M or S, found "${excerpt(letter)}"`)
    }
    const vnum = reader.number('the number of a special')
    const at = reader.place()
    const name = reader.word('the name of a special')
    const index = letter === 'M' ? library.mobiles.findLastIndex((one) => one.vnum === vnum) : -1
    const mobile = library.mobiles[index]
    if (mobile === undefined) reporter.dropped('special of an unknown mobile', at)
    else library.mobiles[index] = { ...mobile, special: name }
  })
}

/** ROM's programs with numbers, or Merc's lines that name files of programs. */
export function readNumberedPrograms({ reader, library, reporter }: AreFile): void {
  if (reader.peek() === '#') {
    eachRecord(reader, (vnum) => {
      const at = reader.place()
      const commands = reader.text('a program')
      library.scripts.push({ at, vnum, name: '', attach: '', argument: '', commands })
    })
    return
  }
  eachLettered(reader, 'a program', () => {
    reader.number('the mobile of a program')
    reporter.dropped('program in a file of its own', reader.place())
  })
}

export function readHelps({ reader, reporter }: AreFile): void {
  for (;;) {
    if (reader.peek() === '$') {
      reader.restOfLine()
      return
    }
    reader.number('the level of a help text')
    const at = reader.place()
    if (reader.text('the keywords of a help text').startsWith('$')) return
    reader.text('a help text')
    reporter.dropped('help text', at)
  }
}

export function skipSocials({ reader, reporter }: AreFile): void {
  reader.restOfLine()
  for (;;) {
    const line =
      reader.peek() === '' ? reader.word('the closing #0 of socials') : reader.restOfLine()
    if (line.trim() === '#0') return
    if (/^[a-z]+ \d+ \d+$/.test(line.trim())) reporter.dropped('social', reader.place())
  }
}
