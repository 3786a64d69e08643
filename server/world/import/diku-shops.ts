import type { AreaLibrary, AreaScript, AreaShop } from './area-model.ts'
import { excerpt } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import { isEnd, nextRecord, textOf } from './circle-records.ts'
import { typeNamed, typeNumbered } from './classic-items.ts'
import { damaged } from './damage.ts'
import type { Dialect } from './dialect-names.ts'

const oldListLength = 5
const messageCount = 7

/** Version 3.0 has lists of any length that end in -1, older files have lists of five. */
type Form = 'open-lists' | 'five'

/** Reads a `.shp` file: version 3.0 with lists that end in -1, or the older fixed form. */
export function readShops(file: CircleFile, library: AreaLibrary): void {
  const { reader } = file
  const form: Form = /v3\.0/.test(reader.peekData() ?? '') ? 'open-lists' : 'five'
  if (form === 'open-lists') reader.data('the version line')
  for (;;) {
    const line = reader.data('#<number>~ of a shop or the closing $')
    if (line.startsWith('$')) return
    const match = /^#(\d{1,9})/.exec(line)
    if (match === null) damaged(reader.place(), `expected a shop, found "${excerpt(line)}"`)
    const vnum = Number(match?.[1])
    if (isEnd(file, vnum)) return
    library.shops.push(readShop(file, vnum, form))
  }
}

function readShop(file: CircleFile, vnum: number, form: Form): AreaShop {
  const { reader } = file
  const at = reader.place()
  const products = numberList(file, form, 'products').filter((item) => item > 0)
  // DikuMUD I has a sixth product, where CircleMUD has a factor such as 1.2.
  if (form === 'five' && /^\s*(?:-1|0|\d{2,})\s*$/.test(reader.peekData() ?? '')) {
    products.push(...reader.numbers('a product of a shop', 1).filter((item) => item > 0))
  }
  const markup = percentage(file, 'the factor for selling')
  const markdown = percentage(file, 'the factor for buying')
  const buys = typeList(file, form)
  const messages = Array.from({ length: messageCount }, () => textOf(file, 'a message of a shop'))
  const [temper = 0] = reader.numbers('the temper of a shopkeeper', 1)
  const flags = reader.data('the flags of a shop')
  const [keeper = -1] = reader.numbers('the keeper of a shop', 1)
  const tradeWith = reader.data('with whom a shop trades')
  const rooms =
    form === 'open-lists'
      ? numberList(file, form, 'rooms')
      : reader.numbers('the room of a shop', 1).slice(0, 1)
  const [open1, close1, open2, close2] = ['opens', 'closes', 'opens again', 'closes again'].map(
    (what) => reader.numbers(`the hour at which a shop ${what}`, 1)[0] ?? 0,
  )
  const notes = [
    `shop ${vnum}: temper ${temper}, flags ${flags}, trades with ${tradeWith}`,
    `shop rooms ${rooms.join(' ')}`,
    `second hours ${open2} to ${close2}`,
    ...buys.notes,
  ]
  const hours: AreaShop['hours'] = [open1 ?? 0, close1 ?? 24]
  return { at, vnum, keeper, products, markup, markdown, buys: buys.types, hours, messages, notes }
}

function numberList({ reader }: CircleFile, form: Form, what: string): number[] {
  const found: number[] = []
  while (form === 'open-lists' || found.length < oldListLength) {
    const [number = -1] = reader.numbers(`${what} of a shop`, 1)
    if (form === 'open-lists' && number < 0) return found
    found.push(number)
  }
  return found
}

function percentage({ reader }: CircleFile, what: string): number {
  const line = reader.data(what)
  const found = /^\+?(\d{0,6}(?:\.\d{1,8})?)/.exec(line)?.[1] ?? ''
  if (found === '')
    damaged(reader.place(), `expected ${what} such as 1.15, found "${excerpt(line)}"`)
  return Math.round(Number(found) * 100)
}

/**
 * Item types by number or by the beginning of their names. A keyword expression may stand directly
 * behind it (`9leather`, `WEAPONsharp & small`) and a comment behind `;`, as CircleMUD's
 * `read_type_list` takes them.
 */
function typeList({ reader, dialect }: CircleFile, form: Form) {
  const types: string[] = []
  const notes: string[] = []
  for (let read = 0; form === 'open-lists' || read < oldListLength; read += 1) {
    const line = reader.data('the item types of a shop').replace(/;.*$/, '').trim()
    if (line.startsWith('-')) {
      if (form === 'open-lists') break
      continue
    }
    const found = typeOn(line, dialect)
    if (found === undefined) {
      return damaged(reader.place(), `expected an item type, found "${excerpt(line)}"`)
    }
    const { type, expression } = found
    if (type !== 'type 0') types.push(type)
    if (expression === '') continue
    reader.notice('keywords that limit what a shop buys, kept as a note', reader.place())
    notes.push(`buys of ${type} only: ${expression}`)
  }
  return { types: [...new Set(types)], notes }
}

/** The type at the beginning of a line and the expression behind it. */
function typeOn(line: string, dialect: Dialect) {
  const numbered = /^\+?(\d{1,9})\s*(.*)$/.exec(line)
  if (numbered === null) return typeNamed(dialect, line)
  return { type: typeNumbered(dialect, Number(numbered[1])), expression: numbered[2] ?? '' }
}

/** Reads a `.trg` file of DG Scripts. */
export function readTriggerFile(file: CircleFile, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(file, 'a trigger')
    if (vnum === undefined) return
    const { reader } = file
    const at = reader.place()
    const name = textOf(file, `the name of trigger ${vnum}`)
    const attach = reader.data(`the type of trigger ${vnum}`)
    const argument = textOf(file, `the argument of trigger ${vnum}`)
    const commands = textOf(file, `the commands of trigger ${vnum}`)
    library.scripts.push({ at, vnum, name, attach, argument, commands } satisfies AreaScript)
  }
}
