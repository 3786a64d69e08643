/** Performs the acts of scripts, one after the other, and shows builders what comes of them. */
import { scriptWatched } from '../../schema/answers/scripts.ts'
import { watchersOf } from '../../schema/events/script-health.ts'
import type { ActName } from '../../schema/scripts/vocabulary.ts'
import { NotLoaded } from '../../schema/world.ts'
import type { Act, ActContext } from '../decision.ts'
import { eventActs } from '../define-system.ts'
import { type Performer, Refused, type Stage, wordActs } from './acts.ts'
import { beingActs } from './acts-on-beings.ts'
import { thingActs } from './acts-on-things.ts'
import { failureOf } from './health.ts'
import type { ScriptAct } from './machine.ts'
import { Fault, newMeter } from './meter.ts'

const performers: Readonly<Record<ActName, Performer>> = { ...wordActs, ...thingActs, ...beingActs }

/** An act of arguments that were counted when they were computed. */
const unmetered = Number.MAX_SAFE_INTEGER

/** The act as one of the tick. Its rules see the world as the acts before it have left it. */
export function actOf(stage: Omit<Stage, 'context' | 'given' | 'meter'>, act: ScriptAct): Act {
  return {
    kind: 'later',
    acts: (context) =>
      perform({ ...stage, context, given: act.given, meter: newMeter(unmetered) }, act),
  }
}

function perform(stage: Stage, { name }: ScriptAct): readonly Act[] {
  try {
    return performers[name as ActName](stage)
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    const why = error instanceof Error ? error.message : String(error)
    // What the rules do not allow is left out. A bug of ours is noted, and costs nobody's line.
    const refused = error instanceof Refused || error instanceof Fault
    if (refused) return watched(stage.context, stage.script, `${name}() refused: ${why}`)
    const broken = { line: 1, column: 1, why: `${name}(): ${why}`, kind: 'bug' } as const
    return eventActs(...failureOf(stage.context, stage.script, stage.holder.id, broken))
  }
}

/** A line for those who watch the scripts of a zone; nothing where nobody does. */
export function watched(
  { world }: Pick<ActContext, 'world'>,
  script: { readonly id: string; readonly zone: string },
  line: string,
): readonly Act[] {
  const characters = watchersOf(world, script.zone)
  if (characters.length === 0) return []
  const view = scriptWatched({ script: script.id, line })
  return [{ kind: 'view', to: { characters }, view }]
}
