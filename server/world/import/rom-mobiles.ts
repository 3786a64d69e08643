import { ownOf } from '../../../schema/own.ts'
import type { AreaMobile } from './area-model.ts'
import { damaged } from './damage.ts'
import type { FreeReader } from './free-reader.ts'
import { excerpt } from './line-reader.ts'

const sexes: Readonly<Record<string, AreaMobile['sex']>> = {
  male: 'male',
  female: 'female',
  none: 'none',
  neutral: 'none',
  either: 'either',
  random: 'either',
}
const oldSexes = ['none', 'male', 'female', 'either'] as const

/** Armour classes stand in files divided by ten; the fourth is against magic. */
const physicalArmourClasses = 3

function readTexts(reader: FreeReader, vnum: number) {
  const at = reader.place()
  const keywords = reader.text(`the keywords of mobile ${vnum}`)
  const short = reader.text(`the short name of mobile ${vnum}`)
  const long = reader.text(`the line of mobile ${vnum}`)
  const description = reader.text(`the description of mobile ${vnum}`)
  return { at, vnum, keywords, short, long, description }
}

/** Reads one mobile after its `#vnum`, as ROM writes it. */
export function readRomMobile(reader: FreeReader, vnum: number): AreaMobile {
  const texts = readTexts(reader, vnum)
  const notes = [`race ${reader.text(`the race of mobile ${vnum}`).trim()}`]
  const act = reader.flags('act flags')
  const affected = reader.flags('affect flags')
  notes.push(`alignment ${reader.number('the alignment')}`, `group ${reader.number('the group')}`)
  const level = reader.number('the level')
  const hitroll = reader.number('the hitroll')
  const hit = reader.dice('hit dice')
  notes.push(`mana ${reader.dice('mana dice').join(' ')}`)
  const damage = reader.dice('damage dice')
  const verb = reader.word('the damage type')
  const classes = Array.from({ length: 4 }, () => reader.number('an armour class'))
  const physical = classes.slice(0, physicalArmourClasses)
  const armourClass = Math.round(physical.reduce((sum, ac) => sum + ac, 0) / physicalArmourClasses)
  notes.push(`armour classes ${classes.join(' ')}`)
  const offence = reader.flags('offence flags')
  for (const what of ['immunity', 'resistance', 'vulnerability']) {
    const bits = reader.flags(`${what} flags`)
    if (bits.length > 0) notes.push(`${what} bits ${bits.join(' ')}`)
  }
  notes.push(`position ${reader.word('a position')}, default ${reader.word('a position')}`)
  const sex = ownOf(sexes, reader.word('the sex').toLowerCase()) ?? 'none'
  const gold = reader.number('the wealth')
  for (const what of ['form', 'parts']) notes.push(`${what} bits ${reader.flags(what).join(' ')}`)
  notes.push(`size ${reader.word('the size')}`, `material ${reader.word('the material')}`)
  const triggers = readAdditions(reader, notes)
  const fight = { act, affected, offence, level, hitroll, armourClass, hit, damage, verb }
  return { ...texts, ...fight, gold, experience: 0, sex, triggers, notes }
}

/** `F` removes flags the race would give, `M` attaches a program; both may repeat. */
function readAdditions(reader: FreeReader, notes: string[]): number[] {
  const triggers: number[] = []
  for (;;) {
    const next = reader.peek()
    if (next !== 'F' && next !== 'M') return triggers
    reader.letter('F or M')
    const word = reader.word('a field or a trigger')
    if (next === 'F') notes.push(`without ${word} bits ${reader.flags('flags').join(' ')}`)
    else {
      const vnum = reader.number('the program of a trigger')
      triggers.push(vnum)
      notes.push(`mobprog ${vnum} on ${word} ${reader.text('the phrase of a trigger')}`)
    }
  }
}

/** Reads one mobile of the older `#MOBOLD` section (Merc's form). */
export function readOldRomMobile(reader: FreeReader, vnum: number): AreaMobile {
  const texts = readTexts(reader, vnum)
  const act = reader.flags('act flags')
  const affected = reader.flags('affect flags')
  const alignment = reader.number('the alignment')
  const kind = reader.letter('the mobile type S')
  if (kind !== 'S') damaged(reader.place(), `expected mobile type S, found "${excerpt(kind)}"`)
  const level = reader.number('the level')
  const hitroll = 20 - reader.number('the to-hit value')
  const armourClass = reader.number('the armour class')
  const hit = reader.dice('hit dice')
  const damage = reader.dice('damage dice')
  const gold = reader.number('the gold')
  const experience = reader.number('the experience')
  const position = `${reader.number('a position')}, default ${reader.number('a position')}`
  const sex = oldSexes[reader.number('the sex')] ?? 'none'
  const notes = [`alignment ${alignment}`, `position ${position}`]
  const fight = { act, affected, offence: [], level, hitroll, armourClass, hit, damage }
  return { ...texts, ...fight, verb: 'hit', gold, experience, sex, triggers: [], notes }
}
