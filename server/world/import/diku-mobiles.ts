import type { AreaLibrary, AreaMobile } from './area-model.ts'
import { excerpt, wholeWord } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import { circleFlags, nextRecord, numbersOf, readTriggers, textOf } from './circle-records.ts'
import { damaged } from './damage.ts'
import { tableOf } from './dialects.ts'

const sexes = ['none', 'male', 'female'] as const

/** Reads a `.mob` file: simple (S) and enhanced (E) mobiles, old or 128-bit flags. */
export function readMobiles(file: CircleFile, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(file, 'a mobile')
    if (vnum === undefined) return
    library.mobiles.push(readMobile(file, vnum))
  }
}

function readMobile(file: CircleFile, vnum: number): AreaMobile {
  const { reader } = file
  const at = reader.place()
  const keywords = textOf(file, `the keywords of mobile ${vnum}`)
  const short = textOf(file, `the short name of mobile ${vnum}`)
  const long = textOf(file, `the line of mobile ${vnum}`)
  const description = textOf(file, `the description of mobile ${vnum}`)
  const flags = readMobileFlags(file, vnum)
  const fight = readFight(file, vnum)
  const [gold = 0, experience = 0] = numbersOf(file, `gold and experience of mobile ${vnum}`, 2)
  const stance = numbersOf(file, `position, default and sex of mobile ${vnum}`, 3)
  const special = flags.kind === 'E' ? readSpecial(file, vnum) : { verb: 'hit', notes: [] }
  return {
    ...{ at, vnum, keywords, short, long, description, gold, experience },
    ...{ act: flags.act, affected: flags.affected, offence: [], ...fight },
    sex: sexes[stance[2] ?? 0] ?? 'none',
    verb: special.verb,
    triggers: readTriggers(file),
    programs: [],
    notes: [
      `alignment ${flags.alignment}`,
      `position ${stance[0]}, default ${stance[1]}`,
      ...special.notes,
    ],
  }
}

function readMobileFlags(file: CircleFile, vnum: number) {
  const { reader } = file
  const words = reader.data(`the flags of mobile ${vnum}`).split(/\s+/)
  if (words.length < 4) damaged(reader.place(), 'expected act flags, affects, alignment, S or E')
  const wide = words.length >= 10
  const [actWords, affectWords] = wide
    ? [words.slice(0, 4), words.slice(4, 8)]
    : [words.slice(0, 1), words.slice(1, 2)]
  const kind = (words[wide ? 9 : 3] ?? '').charAt(0).toUpperCase()
  if (kind !== 'S' && kind !== 'E') {
    damaged(reader.place(), `expected mobile type S or E, found "${excerpt(kind)}"`)
  }
  return {
    kind,
    act: circleFlags(file, actWords, 'act flags'),
    affected: circleFlags(file, affectWords, 'affect flags'),
    alignment: wholeWord(reader.place(), words[wide ? 8 : 2], 'the alignment'),
  }
}

/** Level, to-hit value, armour class, hit dice and damage dice stand on one line. */
function readFight({ reader }: CircleFile, vnum: number) {
  const line = reader.dataLine(`level and dice of mobile ${vnum}`)
  return {
    level: line.number('the level'),
    hitroll: 20 - line.number('the to-hit value'),
    armourClass: line.number('the armour class'),
    hit: line.dice('hit dice'),
    damage: line.dice('damage dice'),
  }
}

/** `Key: value` lines up to the closing `E`; all but the bare-handed attack are kept as notes. */
function readSpecial({ reader, dialect }: CircleFile, vnum: number) {
  const notes: string[] = []
  let verb = 'hit'
  for (;;) {
    const line = reader.data(`the closing E of mobile ${vnum}`)
    if (line === 'E') return { verb, notes }
    if (/^[#$]/.test(line)) {
      damaged(reader.place(), `expected "Key: value" or E, found "${excerpt(line)}"`)
    }
    const [, key = '', value = ''] = /^([^:]+?)\s*:\s*(.*)$/.exec(line) ?? []
    const attack = tableOf(dialect).names.attack[Number.parseInt(value, 10)]
    if (key === 'BareHandAttack' && attack !== undefined) verb = attack
    else if (key === '') reader.notice('line of an enhanced mobile without a value', reader.place())
    else notes.push(`${key}: ${value}`)
  }
}
