/** Decides every typed line, whether a player, a mobile or a model wrote it. */

import type { BeingId } from '../schema/ids.ts'
import type { Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'
import { type Context, type Decision, type Dice, type Moment, reject, roleOf } from './decision.ts'
import type { CommandType, LineReader } from './define-command.ts'
import { parseLine, type Verbs } from './parse.ts'
import { hasEffectFlag } from './rules/stats.ts'

/** Everything that a line can mean. */
export interface Registry extends Verbs {
  /** The commands somebody of `role` may use, in the order of `help`. */
  usable(role: Role): readonly CommandType[]
  /** Asked about every line, before the verbs. */
  readonly beforeVerbs: readonly LineReader[]
  /** Asked in this order about a line that begins with no verb. */
  readonly afterVerbs: readonly LineReader[]
}

/** One typed line, with everything that its decision depends on. */
export interface LineInput {
  readonly world: WorldReader
  readonly actor: BeingId
  readonly line: string
  readonly now: Moment
  readonly dice: Dice
  readonly newId: (prefix: string) => string
  readonly request: string
}

/** What a line means for its actor. A bug in a rule throws; a refusal is a value. */
export function decideLine(input: LineInput, registry: Registry): Decision {
  const actor = input.world.get(input.actor)
  if (actor?.kind !== 'character' && actor?.kind !== 'mobile') {
    return reject('not-in-world', 'You are not in the world just now.')
  }
  const room = input.world.room(actor.place)
  if (!room) return reject('not-in-world', 'You are not in the world just now.')
  const { world, now, dice, newId, request } = input
  const context: Context = { world, actor, room, now, dice, newId, request }
  return (
    firstMeaning(registry.beforeVerbs, context, input.line) ??
    decideParsed(context, input.line, registry)
  )
}

function decideParsed(context: Context, line: string, registry: Registry): Decision {
  const role = roleOf(context)
  const parsed = parseLine(line, registry, role)
  switch (parsed.kind) {
    case 'empty':
      return reject('empty', 'Say what you want to do. Try “help”.')
    case 'usage':
      return reject('usage', `Try it like this: ${parsed.text}`)
    case 'unknown':
      return (
        firstMeaning(registry.afterVerbs, context, line) ??
        reject('unknown', `You do not know how to “${parsed.typed.slice(0, 40)}”. Try “help”.`)
      )
    case 'command': {
      const { command, args, typed: verb } = parsed
      const hindered = command.always ? null : hindrance(context)
      const said = { verb, usable: () => registry.usable(role) }
      return hindered ?? command.decide(context, args, said)
    }
  }
}

/** What the first reader that understands the line makes of it; being hindered comes before that. */
function firstMeaning(
  readers: readonly LineReader[],
  context: Context,
  line: string,
): Decision | null {
  for (const reader of readers) {
    const decision = reader.read(context, line)
    if (decision) return reader.always ? decision : (hindrance(context) ?? decision)
  }
  return null
}

/** Why a being cannot act at all right now, or null. */
function hindrance({ world, actor, now }: Context): Decision | null {
  if (actor.position === 'dead') return reject('dead', 'You are beyond such things for the moment.')
  if (actor.position === 'sleeping') return reject('asleep', 'You are asleep. Wake up first.')
  if ((actor.busyUntil ?? 0) > now.beat) {
    return reject('busy', 'You are still catching your breath.')
  }
  if (actor.effects.length === 0) return null
  if (hasEffectFlag(world, actor, 'asleep')) return reject('asleep', 'You cannot wake up.')
  return hasEffectFlag(world, actor, 'stunned')
    ? reject('stunned', 'The world is ringing too loudly for that.')
    : null
}
