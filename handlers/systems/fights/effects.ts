/** What effects change while they last, and how they wear off: one mechanism for all of them. */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { effectEnded } from '../../../schema/events/effects.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { beingIn, type WorldReader } from '../../../schema/world.ts'
import type { Effect, VitalChange } from '../../../schema/world-file.ts'
import { type Act, defineReaction, eventActs, type System } from '../../define-system.ts'
import { markedBeings } from '../../marked.ts'
import { endEffect, timesDue } from '../../rules/effects.ts'
import { changeOf } from '../../rules/gauges.ts'

const stepBeats = 4

export const effectsAtWork: System = {
  name: 'effects-at-work',
  everyBeats: stepBeats,
  run(context) {
    const { world, now } = context
    const affected = [...markedBeings(context, 'affected').values()].flat()
    return eventActs(
      ...affected
        .filter((being) => being.health[0] > 0)
        .flatMap((being) => workOn(world, being, now.beat)),
    )
  },
}

/** At most one change of gauges, and the words of every effect that is over. */
function workOn(world: WorldReader, being: Character | Mobile, beat: number): NewEvent[] {
  const sum = { health: 0, stamina: 0, lucidity: 0 }
  const names: string[] = []
  let by: string | undefined
  for (const active of being.effects) {
    const effect = world.definitions.get<Effect>('effect', active.id)
    const times = effect ? timesDue(active.until, beat, stepBeats, effect.everyBeats) : 0
    if (!effect || times === 0 || !changesAnything(effect.changes)) continue
    for (const gauge of gauges) sum[gauge] += effect.changes[gauge] * active.stacks * times
    names.push(effect.name)
    by ??= effect.changes.health < 0 ? active.by : undefined
  }
  const over = being.effects
    .filter(({ until }) => until <= beat)
    .flatMap(({ id }) => endEffect(world, being, id, 'wore-off'))
  const changed = changeOf(world, being, sum, { why: names.join(', '), by })
  return changed ? [changed, ...over] : over
}

const gauges = ['health', 'stamina', 'lucidity'] as const

function changesAnything(changes: VitalChange): boolean {
  return gauges.some((gauge) => changes[gauge] !== 0)
}

/** A hidden being that walks or speaks is hidden no longer. */
export const hidingEnds = defineReaction(
  'hiding-ends',
  onEvent(characterMoved, ({ world }, { actor }) => unhide(world, actor)),
  onEvent(speechUttered, ({ world }, { actor }) => unhide(world, actor)),
)

function unhide(world: WorldReader, id: BeingId): Act[] {
  const hidden = (beingIn(world, id)?.effects ?? []).filter(({ id: effect }) =>
    world.definitions.get<Effect>('effect', effect)?.flags.includes('hidden'),
  )
  return eventActs(
    ...hidden.map(({ id: effect }) => effectEnded({ target: id, effect, why: 'broken' })),
  )
}
