/** How somebody speaks: as its author says, else read off what its author has let it say. */
import type { Manner } from '../../schema/jobs/dossier.ts'
import type { MobilePrototype } from '../../schema/world-file.ts'
import { authoredLines } from './authored.ts'

const calls =
  /\bcalls? (?:everyone|everybody|you|people|all|strangers)[^"“‘']*["“‘']([^"”’']{2,40})["”’']/i
const terseWords = 3

export function mannerOf(prototype: MobilePrototype): Manner {
  const known = manners.get(prototype)
  if (known) return known
  const { temper = 'calm', speech = '', manner: own } = prototype.persona ?? {}
  const address = own?.address ?? calls.exec(speech)?.[1]
  const manner: Manner = {
    temper,
    ...(address ? { address } : {}),
    ...(own ? { terse: own.terse, shout: own.shout } : readOff(authoredLines(prototype))),
    ...(own?.openings.length ? { openings: own.openings } : {}),
  }
  manners.set(prototype, manner)
  return manner
}

/** Whether somebody spares words, or shouts, by the lines that it has. */
function readOff(lines: readonly string[]): Pick<Manner, 'terse' | 'shout'> {
  const words = lines.map((line) => line.split(/\s+/).length)
  const mean = words.reduce((sum, count) => sum + count, 0) / Math.max(1, words.length)
  const loud = lines.filter((line) => /\p{Lu}{3}/u.test(line) && !/\p{Ll}{3}/u.test(line))
  return {
    terse: lines.length > 0 && mean <= terseWords,
    shout: lines.length > 2 && loud.length >= lines.length / 2,
  }
}

/** A declaration is replaced and never changed, so what was read off it stays true. */
const manners = new WeakMap<MobilePrototype, Manner>()
