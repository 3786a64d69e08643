/** The door through which every typed line goes, whoever typed it: player, mobile or model. */
import type { Being, Character, Mobile, Role } from '../schema/entities.ts'
import type { WorldReader } from '../schema/world.ts'
import { type Context, type Decision, type Dice, type Moment, reject } from './decision.ts'
import { parseLine, type Verbs } from './parse.ts'
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
  const parsed = parseLine(line, verbs, roleOf(context.actor))
  switch (parsed.kind) {
    case 'empty':
      return reject('empty', 'Say what you want to do. Try “help”.')
    case 'usage':
      return reject('usage', `Try it like this: ${parsed.text}`)
    case 'unknown':
      return (
        socialFor(context, line) ??
        reject('unknown', `You do not know how to “${parsed.typed.slice(0, 40)}”. Try “help”.`)
      )
    case 'command': {
      const hindered = parsed.command.always ? null : hindrance(context.actor, context.now.beat)
      return hindered ?? parsed.command.decide(context, parsed.args, parsed.typed)
    }
  }
}

function roleOf(actor: Character | Mobile): Role {
  return actor.kind === 'character' ? actor.role : 'player'
}

/** Why a being cannot act at all right now, or null. */
function hindrance(actor: Being, beat: number): Decision | null {
  if (actor.position === 'dead') return reject('dead', 'You are beyond such things for the moment.')
  if (actor.position === 'sleeping') return reject('asleep', 'You are asleep. Wake up first.')
  if ((actor.busyUntil ?? 0) > beat) return reject('busy', 'You are still catching your breath.')
  return null
}
