/** The door through which every typed line goes, whoever typed it: player, mobile or model. */
import type { Character, Mobile } from '../schema/entities.ts'
import type { Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'
import { meansSkill, skillFor } from './abilities/skill-line.ts'
import { choiceFor } from './commands/conflicts.ts'
import { type Context, type Decision, type Dice, type Moment, reject } from './decision.ts'
import { parseLine, type Verbs } from './parse.ts'
import { hasEffectFlag } from './rules/stats.ts'
import { socialFor } from './socials.ts'

export interface LineInput {
  readonly world: WorldReader
  readonly actor: string
  readonly line: string
  readonly now: Moment
  readonly dice: Dice
  readonly newId: (prefix: string) => string
  readonly request: string
}

/** What a line means for its actor. A bug in a rule throws; a refusal never does. */
export function decideLine(input: LineInput, verbs: Verbs): Decision {
  const actor = input.world.get(input.actor)
  if (actor?.kind !== 'character' && actor?.kind !== 'mobile') {
    return reject('not-in-world', 'You are not in the world just now.')
  }
  const room = input.world.room(actor.place)
  if (!room) return reject('not-in-world', 'You are not in the world just now.')
  const { world, now, dice, newId, request } = input
  const context: Context = { world, actor, room, now, dice, newId, request }
  return decideParsed(context, input.line, verbs)
}

function decideParsed(context: Context, line: string, verbs: Verbs): Decision {
  if (meansSkill(context, line)) {
    const decision = whileFree(context, () => skillFor(context, line, false))
    if (decision) return decision
  }
  const parsed = parseLine(line, verbs, roleOf(context.actor))
  switch (parsed.kind) {
    case 'empty':
      return reject('empty', 'Say what you want to do. Try “help”.')
    case 'usage':
      return reject('usage', `Try it like this: ${parsed.text}`)
    case 'unknown':
      return (
        whileFree(context, () => skillFor(context, line, false)) ??
        choiceFor(context, line) ??
        socialFor(context, line) ??
        whileFree(context, () => skillFor(context, line, true)) ??
        reject('unknown', `You do not know how to “${parsed.typed.slice(0, 40)}”. Try “help”.`)
      )
    case 'command': {
      const hindered = parsed.command.always ? null : hindrance(context)
      return hindered ?? parsed.command.decide(context, parsed.args, parsed.typed)
    }
  }
}

/** A decision that somebody who cannot act does not get: being hindered comes first. */
function whileFree(context: Context, decide: () => Decision | null): Decision | null {
  const decision = decide()
  return decision === null ? null : (hindrance(context) ?? decision)
}

function roleOf(actor: Character | Mobile): Role {
  return actor.kind === 'character' ? actor.role : 'player'
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
