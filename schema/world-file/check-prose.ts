/** Hints about a world that may be used as it is: rooms nobody comes to, slips in its texts. */
import { ownOf } from '../own.ts'
import type { Check, Checker, Path } from './checker.ts'
import { sharedSections, type World, zoneSections } from './document.ts'

/** Reports every room that no way leads to: no exit, and nothing that carries somebody there. */
export function checkReach(checker: Checker): void {
  const { world } = checker
  const { settings } = world
  if (settings === null) return
  const begins = [settings.start, settings.recall, settings.guestStart, settings.respawn]
  const reached = new Set([...begins.filter((id) => id !== undefined), ...carriedTo(world)])
  for (const id of reached) {
    for (const exit of Object.values(ownOf(world.rooms, id)?.exits ?? {})) reached.add(exit.to)
  }
  for (const id of Object.keys(world.rooms)) {
    if (!reached.has(id)) checker.of('rooms', id).report([], 'no way leads to this room')
  }
}

/** Rooms that actions, spells and behaviours name as the place somebody is brought to. */
function carriedTo(world: World): string[] {
  const found: string[] = []
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const { act, room } = value as { act?: unknown; room?: unknown }
    if (act === 'teleport' && typeof room === 'string') found.push(room)
    for (const part of Object.values(value)) visit(part)
  }
  visit([world.mobiles, world.items, world.skills, world.effects])
  return found
}

const doubled = /\b(the|a|an|of|to|in|on|and|is|was|it|with|for|at|by|from|as|be|has)\s+\1\b/iu
const article = /(?<![\p{L}'’-])(a|an) ([\p{L}]{2,})/giu
/** Words whose first sound is not that of their first letter. */
const vowelSound = /^(?:hour|honest|honou?r|heir)/i
const consonantSound = /^(?:one|once|eu|ewe|uni(?!n|m)|use|usu|uti|ubiq)/i

/** Reports doubled small words and a wrong "a" or "an" in every text that people read. */
export function checkProse(checker: Checker): void {
  const { world } = checker
  for (const section of [...zoneSections, ...sharedSections]) {
    for (const [id, entry] of Object.entries(world[section])) {
      readTexts(entry, [], checker.of(section, id))
    }
  }
}

function readTexts(value: unknown, path: Path, check: Check): void {
  if (typeof value === 'string') {
    if (!value.includes(' ')) return
    const twice = doubled.exec(value)?.[0]
    if (twice !== undefined) check.report(path, `"${twice}" says a word twice`)
    for (const [both, small = '', word = ''] of value.matchAll(article)) {
      if ((small.toLowerCase() === 'an') === soundsOpen(word)) continue
      check.report(path, `"${both}" should be "${soundsOpen(word) ? 'an' : 'a'} ${word}"`)
    }
    return
  }
  if (value === null || typeof value !== 'object') return
  for (const [key, part] of Object.entries(value)) readTexts(part, [...path, key], check)
}

function soundsOpen(word: string): boolean {
  if (vowelSound.test(word)) return true
  return /^[aeiou]/i.test(word) && !consonantSound.test(word)
}
