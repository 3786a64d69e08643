/** Decides every typed line, whether a player, a mobile or a model wrote it. */

import type { BeingId } from '../schema/ids.ts'
import { mayUse, type Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'
import type { BuildOrder } from '../schema/world-file/build-orders.ts'
import { decideOrder } from './commands/building/order.ts'
import {
  type Context,
  type Decision,
  type Dice,
  type Moment,
  reject,
  roleOf,
  type ScriptSpending,
} from './decision.ts'
import type { CommandType, LineReader } from './define-command.ts'
import { manyDecided } from './many.ts'
import { isWhole, parseLine, type Verbs } from './parse.ts'
import { asMeant, type FirstWord } from './phrasing/index.ts'
import { didYouMean, nearWords } from './phrasing/near-words.ts'
import { hasEffectFlag } from './rules/stats.ts'
import { askedBefore } from './scripts/before.ts'
import { decideOwnVerb, listensToVerb } from './scripts/verbs.ts'

/** Everything that a line can mean. */
export interface Registry extends Verbs {
  /** The commands somebody of `role` may use, in the order of `help`. */
  usable(role: Role): readonly CommandType[]
  /** Asked about every line, before the verbs. */
  readonly beforeVerbs: readonly LineReader[]
  /** Asked about a line whose first word is no whole verb, before it counts as the beginning of one. */
  readonly wholeWords: readonly LineReader[]
  /** Asked in this order about a line that begins with no verb. */
  readonly afterVerbs: readonly LineReader[]
}

/** Who acts, with everything that a decision depends on. */
export interface ActorInput {
  readonly world: WorldReader
  readonly actor: BeingId
  readonly now: Moment
  readonly dice: Dice
  readonly newId: (prefix: string) => string
  readonly request: string
  readonly scripts?: ScriptSpending
}

/** One typed line, with everything that its decision depends on. */
export interface LineInput extends ActorInput {
  readonly line: string
}

/** What a line means for its actor. A bug in a rule throws; a refusal is a value. */
export function decideLine(input: LineInput, registry: Registry): Decision {
  const context = contextOf(input)
  if (!context) return notInWorld
  const line = asMeant(input.line, (typed) => firstWordOf(typed, roleOf(context), registry))
  return (
    ownVerb(context, line, registry) ??
    askedBefore(
      context,
      firstMeaning(registry.beforeVerbs, context, line) ?? decideParsed(context, line, registry),
    )
  )
}

/**
 * A verb of a place or thing, unless its word belongs to staff or to what nobody may take away. Whoever is hindered
 * keeps what can always be done under the same word.
 */
function ownVerb(context: Context, line: string, registry: Registry): Decision | null {
  const [typed = ''] = line.trimStart().split(/\s/, 1)
  if (!listensToVerb(context, typed.toLowerCase())) return null
  const command = registry.find(typed.toLowerCase(), roleOf(context))
  if (command?.role && isWhole(command, typed.toLowerCase())) return null
  const own = decideOwnVerb(context, line)
  const hindered = own && hindrance(context)
  if (!hindered) return own
  return command?.always ? null : hindered
}

/** What a build order does. Throws `NotLoaded`, as any rule. */
export function decideOrderOf(input: ActorInput, order: BuildOrder): Decision {
  const context = contextOf(input)
  return context ? decideOrder(context, order) : notInWorld
}

const notInWorld = reject('not-in-world', 'You are not in the world just now.')

function contextOf({ actor: id, ...input }: ActorInput): Context | null {
  const actor = input.world.get(id)
  if (actor?.kind !== 'character' && actor?.kind !== 'mobile') return null
  const room = input.world.room(actor.place)
  return room ? { ...input, actor, room } : null
}

/** What the first word of a line is to somebody of this role; an abbreviation is no verb. */
export function firstWordOf(typed: string, role: Role, registry: Registry): FirstWord {
  const command = registry.find(typed, role)
  if (!command || !isWhole(command, typed) || !mayUse(role, command.role)) return 'no verb'
  return command.role ? 'verb of staff' : 'verb'
}

/** The verb that a line stands for, or its first word where it is no verb of players. */
export function verbIn(line: string, registry: Registry): string {
  const meant = asMeant(line, (typed) => firstWordOf(typed, 'player', registry))
  const parsed = parseLine(meant, registry, 'player')
  if (parsed.kind === 'command') return parsed.command.verb
  return parsed.kind === 'unknown' ? parsed.typed : ''
}

function decideParsed(context: Context, line: string, registry: Registry): Decision {
  const role = roleOf(context)
  const parsed = parseLine(line, registry, role)
  if (parsed.kind === 'empty') return reject('empty', 'Say what you want to do. Try “help”.')
  const whole = parsed.kind !== 'unknown' && isWhole(parsed.command, parsed.typed)
  const other = whole ? null : firstMeaning(registry.wholeWords, context, line)
  if (other) return other
  switch (parsed.kind) {
    case 'usage':
      return reject('usage', `Try it like this: ${parsed.text}`)
    case 'unknown':
      return (
        firstMeaning(registry.afterVerbs, context, line) ??
        unknownWord(context, parsed.typed, registry)
      )
    case 'command': {
      const { command, args, typed: verb } = parsed
      const hindered = command.always ? null : hindrance(context)
      const said = { verb, usable: () => registry.usable(role) }
      return hindered ?? manyDecided(context, command, args, said)
    }
  }
}

/** Nobody knows the word: what may have been meant is proposed. */
function unknownWord(context: Context, typed: string, registry: Registry): Decision {
  const verbs = registry
    .usable(roleOf(context))
    .flatMap(({ verb, aliases }) => [verb, ...(aliases ?? [])])
  const others = [...registry.wholeWords, ...registry.afterVerbs].flatMap(
    (reader) => reader.words?.(context) ?? [],
  )
  const near = didYouMean(nearWords(typed, [...verbs, ...others]))
  const tried = near || ' Try “help”.'
  return reject('unknown', `You do not know how to “${typed.slice(0, 40)}”.${tried}`)
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
