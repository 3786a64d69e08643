import type { AreaLibrary, AreaMobile } from './area-model.ts'
import { damaged } from './damage.ts'
import { readTriggers } from './diku-rooms.ts'
import { joinedBits } from './flag-bits.ts'
import type { LineReader } from './line-reader.ts'
import { diceWord, excerpt, flagWord, nextRecord, wholeWord } from './line-reader.ts'

const sexes = ['none', 'male', 'female'] as const

/** CircleMUD's bare-handed attacks, in the order of their numbers. */
export const attackVerbs = [
  'hit',
  'sting',
  'whip',
  'slash',
  'bite',
  'bludgeon',
  'crush',
  'pound',
  'claw',
  'maul',
  'thrash',
  'pierce',
  'blast',
  'punch',
  'stab',
] as const

/** Reads a `.mob` file: simple (S) and enhanced (E) mobiles, old or 128-bit flags. */
export function readMobiles(reader: LineReader, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(reader, 'a mobile')
    if (vnum === undefined) return
    library.mobiles.push(readMobile(reader, vnum))
  }
}

function readMobile(reader: LineReader, vnum: number): AreaMobile {
  const at = reader.place()
  const keywords = reader.text(`the keywords of mobile ${vnum}`)
  const short = reader.text(`the short name of mobile ${vnum}`)
  const long = reader.text(`the line of mobile ${vnum}`)
  const description = reader.text(`the description of mobile ${vnum}`)
  const flags = readFlags(reader, vnum)
  const fight = readFight(reader, vnum)
  const [gold = 0, experience = 0] = reader.numbers(`gold and experience of mobile ${vnum}`, 2)
  const stance = reader.numbers(`position, default and sex of mobile ${vnum}`, 3)
  const special = flags.kind === 'E' ? readSpecial(reader, vnum) : { verb: 'hit', notes: [] }
  return {
    ...{ at, vnum, keywords, short, long, description, gold, experience },
    ...{ act: flags.act, affected: flags.affected, offence: [], ...fight },
    sex: sexes[stance[2] ?? 0] ?? 'none',
    verb: special.verb,
    triggers: readTriggers(reader),
    notes: [
      `alignment ${flags.alignment}`,
      `position ${stance[0]}, default ${stance[1]}`,
      ...special.notes,
    ],
  }
}

function readFlags(reader: LineReader, vnum: number) {
  const words = reader.data(`the flags of mobile ${vnum}`).trim().split(/\s+/)
  if (words.length < 4) damaged(reader.place(), 'expected act flags, affects, alignment, S or E')
  const wide = words.length >= 10
  const [actWords, affectWords] = wide
    ? [words.slice(0, 4), words.slice(4, 8)]
    : [words.slice(0, 1), words.slice(1, 2)]
  const kind = words[wide ? 9 : 3] ?? ''
  if (kind !== 'S' && kind !== 'E') {
    damaged(reader.place(), `expected mobile type S or E, found "${excerpt(kind)}"`)
  }
  return {
    kind,
    act: joinedBits(actWords.map((word) => flagWord(reader, word, 'act flags'))),
    affected: joinedBits(affectWords.map((word) => flagWord(reader, word, 'affect flags'))),
    alignment: wholeWord(reader.place(), words[wide ? 8 : 2], 'the alignment'),
  }
}

function readFight(reader: LineReader, vnum: number) {
  const words = reader.data(`level and dice of mobile ${vnum}`).trim().split(/\s+/)
  const place = reader.place()
  return {
    level: wholeWord(place, words[0], 'the level'),
    hitroll: 20 - wholeWord(place, words[1], 'the to-hit value'),
    armourClass: wholeWord(place, words[2], 'the armour class'),
    hit: diceWord(place, words[3], 'hit dice'),
    damage: diceWord(place, words[4], 'damage dice'),
  }
}

/** `Key: value` lines up to the closing `E`; all but the bare-handed attack are kept as notes. */
function readSpecial(reader: LineReader, vnum: number) {
  const notes: string[] = []
  let verb = 'hit'
  for (;;) {
    const line = reader.data(`the closing E of mobile ${vnum}`).trim()
    if (line === 'E') return { verb, notes }
    const match = /^([A-Za-z]+)\s*:\s*(.*)$/.exec(line)
    if (match === null) {
      damaged(reader.place(), `expected "Key: value" or E, found "${excerpt(line)}"`)
    }
    const [, key = '', value = ''] = match ?? []
    const attack = attackVerbs[Number(value)]
    if (key === 'BareHandAttack' && attack !== undefined) verb = attack
    else notes.push(`${key}: ${value}`)
  }
}
