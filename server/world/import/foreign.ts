/** Families of servers whose files look like ours and are not read, by what gives them away. */
import type { Damage } from './damage.ts'
import type { AreaText } from './recognise.ts'

interface Family {
  readonly pattern: RegExp
  /** Files with one of these endings may show the pattern. */
  readonly kinds: readonly AreaText['kind'][]
  readonly says: string
}

const families: readonly Family[] = [
  {
    kinds: ['mob'],
    pattern: /^Name: .*\nShrt: /m,
    says: 'LexiMUD, whose mobiles are written as named fields (Name:, Shrt:), which is not read',
  },
  {
    kinds: ['mob'],
    pattern: /^X\d+ -?\d+ /m,
    says: 'DeltaMUD, whose mobiles have a line of levels that begins with X, which is not read',
  },
  {
    kinds: ['wld'],
    pattern: /^O\s*$/m,
    says: 'DeltaMUD, whose rooms have portals (O), which is not read',
  },
  {
    kinds: ['are'],
    pattern: /^(?:ACT|ITEM_TYPE|ROOM|SECT)_[A-Z_]+(?:\||\s*$)/m,
    says: 'Mortal Realms or Emud, whose flags are written as words (ACT_SENTINEL), which is not read',
  },
  {
    kinds: ['are'],
    pattern: /^#(?:FUSS|XSMAUG|AFK|DAWN|SWR)[A-Z]*/m,
    says: 'a child of SMAUG that writes each field with its name (#FUSSAREA and the like), which is not read',
  },
  {
    kinds: ['are'],
    pattern: /^#ENDAREADATA/m,
    says: 'a child of SMAUG that writes each field with its name, which is not read',
  },
]

/** So much of a file is looked at. */
const lookedAt = 200_000

/** Adds to what is wrong with a file the family it looks like, when that is one that is not read. */
export function withFamily(damage: Damage, text: AreaText | undefined): Damage {
  const start = text?.text.slice(0, lookedAt) ?? ''
  const family = families.find(
    ({ kinds, pattern }) => text && kinds.includes(text.kind) && pattern.test(start),
  )
  return family
    ? { ...damage, message: `${damage.message} (this looks like ${family.says})` }
    : damage
}
