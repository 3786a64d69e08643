import type { AreaLibrary, AreaScript, AreaShop } from './area-model.ts'
import { circleItemTypes } from './classic-items.ts'
import { damaged } from './damage.ts'
import type { LineReader } from './line-reader.ts'
import { excerpt, nextRecord } from './line-reader.ts'

const oldListLength = 5
const messageCount = 7

/** Version 3.0 has lists of any length that end in -1, older files have lists of five. */
type Form = 'open-lists' | 'five'

/** Reads a `.shp` file: version 3.0 with lists that end in -1, or the older fixed form. */
export function readShops(reader: LineReader, library: AreaLibrary): void {
  const form: Form = /v3\.0/.test(reader.peekData() ?? '') ? 'open-lists' : 'five'
  if (form === 'open-lists') reader.data('the version line')
  for (;;) {
    const line = reader.data('#<number>~ of a shop or the closing $').trim()
    if (line.startsWith('$')) return
    const match = /^#(\d{1,9})~?$/.exec(line)
    if (match === null) damaged(reader.place(), `expected a shop, found "${excerpt(line)}"`)
    library.shops.push(readShop(reader, Number(match?.[1]), form, library))
  }
}

function readShop(reader: LineReader, vnum: number, form: Form, library: AreaLibrary) {
  const at = reader.place()
  const products = numberList(reader, form, 'products').filter((item) => item > 0)
  const markup = percentage(reader, 'the factor for selling')
  const markdown = percentage(reader, 'the factor for buying')
  const buys = typeList(reader, form, library)
  const messages = Array.from({ length: messageCount }, () => reader.text('a message of a shop'))
  const [temper = 0] = reader.numbers('the temper of a shopkeeper', 1)
  const flags = reader.data('the flags of a shop').trim()
  const [keeper = -1] = reader.numbers('the keeper of a shop', 1)
  const tradeWith = reader.data('with whom a shop trades').trim()
  const rooms =
    form === 'open-lists'
      ? numberList(reader, form, 'rooms')
      : reader.numbers('the room of a shop', 1).slice(0, 1)
  const [open1, close1, open2, close2] = ['opens', 'closes', 'opens again', 'closes again'].map(
    (what) => reader.numbers(`the hour at which a shop ${what}`, 1)[0] ?? 0,
  )
  const notes = [
    `shop ${vnum}: temper ${temper}, flags ${flags}, trades with ${tradeWith}`,
    `shop rooms ${rooms.join(' ')}`,
    `second hours ${open2} to ${close2}`,
  ]
  const hours: AreaShop['hours'] = [open1 ?? 0, close1 ?? 24]
  const shop = { at, vnum, keeper, products, markup, markdown, buys, hours, messages, notes }
  return shop satisfies AreaShop
}

function numberList(reader: LineReader, form: Form, what: string): number[] {
  const found: number[] = []
  while (form === 'open-lists' || found.length < oldListLength) {
    const [number = -1] = reader.numbers(`${what} of a shop`, 1)
    if (form === 'open-lists' && number < 0) return found
    found.push(number)
  }
  return found
}

function percentage(reader: LineReader, what: string): number {
  const word = reader.data(what).trim().split(/\s+/)[0] ?? ''
  if (!/^\d{1,6}(\.\d{1,8})?$/.test(word)) {
    damaged(reader.place(), `expected ${what} such as 1.15, found "${excerpt(word)}"`)
  }
  return Math.round(Number(word) * 100)
}

/** Item types by number or name; a keyword expression after them is ignored. */
function typeList(reader: LineReader, form: Form, library: AreaLibrary): string[] {
  const types = circleItemTypes(library.dialect)
  const found: string[] = []
  for (let read = 0; form === 'open-lists' || read < oldListLength; read += 1) {
    const line = reader.data('the item types of a shop').replace(/;.*$/, '').trim()
    const word = line.split(/\s+/)[0] ?? ''
    if (word === '-1' && form === 'open-lists') break
    if (/^\d+$/.test(word)) {
      const type = types[Number(word)] ?? `type ${word}`
      if (Number(word) > 0) found.push(type)
    } else if (/^[A-Za-z][A-Za-z_ ]*/.test(line)) found.push(typeNamed(line, types))
    else if (word !== '-1') {
      damaged(reader.place(), `expected an item type, found "${excerpt(line)}"`)
    }
  }
  return [...new Set(found)]
}

/** A type by name; an expression may follow without a blank, as in `WEAPONsharp & small`. */
function typeNamed(line: string, types: readonly string[]): string {
  const upper = line.toUpperCase()
  if (upper.startsWith('LIQ')) return 'drink'
  const known = types.filter((type) => upper.startsWith(type.toUpperCase()))
  return known.sort((a, b) => b.length - a.length)[0] ?? 'other'
}

/** Reads a `.trg` file of DG Scripts as plain text. */
export function readTriggerFile(reader: LineReader, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(reader, 'a trigger')
    if (vnum === undefined) return
    const at = reader.place()
    const name = reader.text(`the name of trigger ${vnum}`)
    const attach = reader.data(`the type of trigger ${vnum}`).trim()
    const argument = reader.text(`the argument of trigger ${vnum}`)
    const body = reader.text(`the commands of trigger ${vnum}`)
    const text = `trigger ${vnum} "${name}" (${attach}; ${argument})\n${body}`
    library.scripts.push({ at, vnum, text } satisfies AreaScript)
  }
}
