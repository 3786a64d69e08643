/** Scripts that answer what has happened. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Root } from '../../schema/scripts/vocabulary.ts'
import type { Act, ActContext } from '../decision.ts'
import type { SystemContext } from '../define-system.ts'
import { callScript } from './call.ts'
import { type Happening, happeningsOf } from './happenings.ts'
import { chainMax } from './limits.ts'
import { type Call, callsFor } from './listeners.ts'
import { handleOf, type Sees } from './sight.ts'
import type { Value } from './values.ts'

/** What a script sees of a happening. */
export function seesOf(context: ActContext, { holder }: Call, happening: Happening): Sees {
  const { world } = context
  const { room, by, to, item, words, way, amount, social } = happening
  const said = words ?? social ?? ''
  const pairs: readonly (readonly [Root, Value])[] = [
    ['actor', handleOf(world, by)],
    ['self', holder.handle],
    ['room', handleOf(world, room)],
    ['target', handleOf(world, to)],
    ['item', handleOf(world, item)],
    ['way', way ?? null],
    ['words', said],
    ['arg', said],
    ['what', ''],
    ['number', 0],
    ['amount', amount ?? 0],
  ]
  // What is nothing is left out: a waiting script is kept as small as it can be.
  return new Map(pairs.filter(([, value]) => value !== null && value !== '' && value !== 0))
}

/** The acts of all scripts that answer an event. Each sees the world as the one before has left it. */
export function scriptsAfter(context: SystemContext, event: NewEvent): Act[] {
  return happeningsOf(context.world, event).flatMap((happening) => actsAfter(context, happening))
}

/** The acts of all scripts that answer a happening. */
export function actsAfter(context: SystemContext, happening: Happening): Act[] {
  const chained = (context.depth ?? 0) >= chainMax
  return callsFor(context.world, happening, 'after').flatMap((call): Act[] => {
    // Simple reactions are bounded by the depth of the tick, as they always were.
    if (chained && call.script.reaction === undefined) return []
    return [later(context, call, happening)]
  })
}

function later({ dice }: SystemContext, call: Call, happening: Happening): Act {
  return {
    kind: 'later',
    acts(context) {
      const sees = seesOf(context, call, happening)
      return callScript({ ...context, dice }, { ...call, sees }).acts
    },
  }
}
