/** "take lamp and rope": a command over several things, one after the other. */
import type { View } from '../schema/define-answer.ts'
import { ownOf } from '../schema/own.ts'
import { type Context, type Decision, refusalView } from './decision.ts'
import type { CommandType, Said } from './define-command.ts'
import { createTrial, type Trial } from './rules/trial.ts'

type Values = Readonly<Record<string, string | number>>

/** More things than this nobody names in one breath. */
const namedMax = 12

/** Where a list of names is cut: "a, b and c". */
const joint = /\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+/i

/**
 * The command's decision. A phrase that names nothing as a whole, and lists several names, is decided
 * for each of them in turn; each finds the world as those before it leave it.
 */
export function manyDecided(
  context: Context,
  command: CommandType,
  args: Values,
  said: Said,
): Decision {
  const decision = command.decide(context, args, said)
  if (decision.kind !== 'reject' || !namesNothing.has(decision.code)) return decision
  const list = listedIn(command, args)
  return list ? inTurn(context, list, (now, one) => command.decide(now, one, said)) : decision
}

/** Why a whole phrase is refused that may be a list. */
const namesNothing = new Set(['not-here', 'too-few', 'no-gold', 'which-one'])

/** The arguments for each name of the first list among them, or null. */
function listedIn({ arguments: specs = [] }: CommandType, args: Values): Values[] | null {
  for (const { name, kind } of specs) {
    const value = ownOf(args, name)
    if ((kind !== 'thing' && kind !== 'person') || typeof value !== 'string') continue
    const names = value.split(joint).filter((one) => one !== '')
    if (names.length > 1 && names.length <= namedMax) {
      return names.map((one) => ({ ...args, [name]: one }))
    }
  }
  return null
}

function inTurn(
  context: Context,
  list: readonly Values[],
  decide: (context: Context, args: Values) => Decision,
): Decision {
  const trial = createTrial(context.world, context.now)
  const decisions: Decision[] = []
  for (const args of list) {
    const now = contextIn(context, trial)
    const decision = now ? decide(now, args) : undefined
    if (!decision) break
    if (decision.kind === 'accept') trial.add(...decision.events)
    decisions.push(decision)
  }
  return together(decisions)
}

/** The context as the events before leave it; undefined when the actor is no longer anywhere. */
function contextIn(context: Context, { world }: Trial): Context | undefined {
  const actor = world.get(context.actor.id)
  if (actor?.kind !== 'character' && actor?.kind !== 'mobile') return undefined
  const room = world.room(actor.place)
  return room && { ...context, world, actor, room }
}

/** One decision of several: what was refused of them is told beside what was done. */
function together(decisions: readonly Decision[]): Decision {
  const [first] = decisions
  if (first && decisions.every(({ kind }) => kind === 'reject')) return first
  const events = decisions.flatMap((one) => (one.kind === 'accept' ? one.events : []))
  const jobs = decisions.flatMap((one) => (one.kind === 'reject' ? [] : (one.jobs ?? [])))
  const views = (world: Context['world']): View[] =>
    decisions.flatMap((one) => {
      if (one.kind === 'reject') return [refusalView(one)]
      return one.kind === 'answer' ? [...one.views] : [...(one.answer?.(world) ?? [])]
    })
  return { kind: 'accept', events, answer: views, jobs }
}
