/** The one list of answers: their words by kind, for the renderers. */
import type { AnyAnswer } from '../define-answer.ts'
import * as building from './building.ts'
import * as company from './company.ts'
import * as conflict from './conflict.ts'
import * as guidance from './guidance.ts'
import * as people from './people.ts'
import * as quests from './quests.ts'
import * as refused from './refused.ts'
import * as room from './room.ts'
import * as scripts from './scripts.ts'
import * as skills from './skills.ts'
import * as things from './things.ts'
import * as trade from './trade.ts'

function isAnswer(value: unknown): value is AnyAnswer {
  return typeof value === 'function' && 'kind' in value && 'text' in value
}

const declared = [
  building,
  company,
  conflict,
  guidance,
  people,
  quests,
  refused,
  room,
  scripts,
  skills,
  things,
  trade,
]
  .flatMap((module) => Object.values(module) as unknown[])
  .filter(isAnswer)

export const answers: ReadonlyMap<string, AnyAnswer> = new Map(
  declared.map((answer) => [answer.kind, answer]),
)

if (answers.size !== declared.length) throw new Error('two answers share a kind')
