import { ownOf } from '../../../schema/own.ts'
import type { AreFile } from './are-records.ts'
import { lettered, readPrograms } from './are-records.ts'
import type { AreaMobile, AreaTrigger } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import { damaged } from './damage.ts'
import type { Fields, Layout } from './layout.ts'
import { layout, readFields } from './layout.ts'

const sexes: Readonly<Record<string, AreaMobile['sex']>> = {
  ...{ male: 'male', female: 'female', none: 'none', neutral: 'none', neuter: 'none' },
  ...{ either: 'either', random: 'either', 0: 'none', 1: 'male', 2: 'female', 3: 'either' },
}

/** Merc's way to write a mobile, which ROM still reads in `#MOBOLD`. */
export const oldMobile =
  layout(`act:flags affected:flags alignment kind:letter level thac0 ac hit:dice
  damage:dice gold experience position default sex`)

/** Reads one mobile after its `#number`. */
export function readAreMobile(file: AreFile, vnum: number, fields: Layout): AreaMobile {
  const { reader, are } = file
  const at = reader.place()
  const what = `mobile ${vnum}`
  const keywords = reader.text(`the keywords of ${what}`)
  const short = reader.text(`the short name of ${what}`)
  const long = reader.text(`the line of ${what}`)
  const description = reader.text(`the description of ${what}`)
  const found = readFields(reader, fields, what)
  const kind = found.text('kind').toUpperCase()
  const more = kind === '' || kind === 'S' ? undefined : ownOf(are.mobileOfKind ?? {}, kind)
  if (more !== undefined) readFields(reader, more, what, found)
  else if (kind !== '' && kind !== 'S') {
    damaged(reader.place(), `expected mobile type S, found "${excerpt(kind)}"`)
  }
  const record = { at, vnum, keywords, short, long, description, ...fightOf(found) }
  const { triggers, notes, programs } = readAdditions(file, what)
  return { ...record, triggers, programs, notes: [...found.notes(), ...notes] }
}

/** Armour classes of ROM stand four in a row; the fourth is against magic. */
const physicalArmourClasses = 3

function fightOf(found: Fields) {
  const level = found.number('level')
  const classes = ['ac', 'ac2', 'ac3'].map((name) => found.number(name, Number.NaN))
  const known = classes.filter((one) => !Number.isNaN(one))
  const sum = known.reduce((total, one) => total + one, 0)
  const armourClass = known.length === physicalArmourClasses ? Math.round(sum / known.length) : sum
  const thac0 = found.number('thac0', Number.NaN)
  const hitroll = found.number('hitroll', Number.isNaN(thac0) ? 0 : 20 - thac0)
  return {
    ...{ act: found.flags('act'), affected: found.flags('affected') },
    ...{ offence: found.flags('offence'), level, hitroll, armourClass },
    ...diceOf(found, level),
    verb: found.text('verb') || 'hit',
    gold: found.number('gold'),
    experience: Math.max(0, found.number('experience')),
    sex: ownOf(sexes, found.text('sex').trim().toLowerCase()) ?? 'none',
  }
}

/** Where a file leaves the strength to the server, what Merc makes of the level (`create_mobile`). */
function diceOf(found: Fields, level: number): Pick<AreaMobile, 'hit' | 'damage'> {
  const plus = found.number('hitplus')
  const hit: AreaMobile['hit'] = plus > 0 ? [level, 8, plus] : found.dice('hit')
  const damage = found.dice('damage')
  const isWritten = ([count, sides, plus]: AreaMobile['hit']) => count * sides + plus > 1
  return {
    hit: isWritten(hit)
      ? hit
      : [1, Math.round((level * level * 3) / 4) + 1, level * 8 + level ** 2 / 4],
    damage: isWritten(damage) ? damage : [1, level + 1, Math.floor(level / 2)],
  }
}

/** `F` removes flags the race would give, `M` attaches a program, `>` writes one; all may repeat. */
function readAdditions(file: AreFile, what: string) {
  const { reader, are } = file
  const triggers: AreaTrigger[] = []
  const notes: string[] = []
  const programs = readPrograms(reader)
  for (;;) {
    const next = reader.peek()
    const known = ownOf(are.mobileLetters ?? {}, next)
    if (known === undefined && next !== 'F' && next !== 'M') return { triggers, notes, programs }
    reader.letter('F or M')
    if (known !== undefined) notes.push(...lettered(reader, known, what))
    else if (next === 'F') notes.push(withoutFlags(reader))
    else triggers.push(readTrigger(reader))
  }
}

function withoutFlags(reader: AreaReader): string {
  const field = reader.word('the field of flags to remove')
  return `without ${field} flags ${reader.word('flags to remove')}`
}

function readTrigger(reader: AreaReader): AreaTrigger {
  const on = reader.word('what begins a program')
  const vnum = reader.number('the program of a trigger')
  return { vnum, on, argument: reader.text('the phrase of a trigger').trim() }
}
