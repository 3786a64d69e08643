/** Scripts hang on what exists, and the ids in their sources name what exists. */
import { compile } from '../scripts/compile.ts'
import type { Program } from '../scripts/program.ts'
import { checkActions } from './check-things.ts'
import type { Check, Checker } from './checker.ts'
import type { Script } from './script.ts'

export function checkScripts(checker: Checker): void {
  for (const script of Object.values(checker.world.scripts)) {
    const check = checker.of('scripts', script.id)
    check.need('rooms', script.room, ['room'])
    check.need('items', script.item, ['item'])
    check.need('mobiles', script.mobile, ['mobile'])
    check.need('items', script.with, ['with'])
    check.need('quests', script.quest, ['quest'])
    check.need('socials', script.social, ['social'])
    checkDoing(check, script)
    for (const [index, test] of script.tests.entries()) {
      check.need('rooms', test.room, ['tests', index, 'room'])
      check.needAll('items', test.carries, ['tests', index, 'carries'])
    }
  }
}

function checkDoing(check: Check, script: Script): void {
  if (typeof script.do !== 'string') return checkActions(check.at('do'), script.do)
  const compiled = compile(script.do)
  if (compiled.ok) checkIds(check, compiled.program)
}

const completeId = /^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/
const named = ['rooms', 'items', 'mobiles', 'quests', 'scripts'] as const

/** A text that looks like a complete id has to be one; a slip of the keys would only show in the game. */
function checkIds(check: Check, { code, places }: Program): void {
  for (const [at, instruction] of code.entries()) {
    if (instruction.op !== 'constant' || typeof instruction.value !== 'string') continue
    const id = instruction.value
    if (!completeId.test(id) || named.some((of) => Object.hasOwn(check.world[of], id))) continue
    const line = places[at]?.line ?? 1
    check.report(['do'], `line ${line}: expected the id of something that exists, not "${id}"`)
  }
}
