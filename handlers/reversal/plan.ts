/**
 * What reversing chosen events would do now: compensating events in the present world, and what
 * cannot be reversed, with the reason. The preview and the tick ask the same function, so the tick
 * does exactly what the preview showed, or nothing.
 */
import { canonical } from '../../schema/canonical.ts'
import { reversalId } from '../../schema/events/reversal.ts'
import { type BeingId, type EntityId, fnv1a } from '../../schema/ids.ts'
import { NotLoaded, type WorldReader } from '../../schema/world.ts'
import type { Moment } from '../decision.ts'
import { createTrial, type Trial } from '../rules/trial.ts'
import { type ChosenEvent, type Effect, isStackChange } from './effects.ts'
import { settleGold } from './gold-back.ts'
import type { Hindrance, Planner, Step } from './planner.ts'
import { makeAgain, moveBack, unmake } from './things-back.ts'

/** What a reversal would do, and what it would have to leave as it is. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly cannot: readonly Hindrance[]
  /** Equal for equal plans, whichever admin asks. */
  readonly digest: string
}

/** Plans the reversal, the newest event first. Throws `NotLoaded` until all it touches is in memory. */
export function planReversal(
  world: WorldReader,
  now: Pick<Moment, 'tick' | 'beat' | 'atMs'>,
  by: BeingId,
  chosen: readonly ChosenEvent[],
): Plan {
  needAll(world, chosen)
  const trial = createTrial(world, now)
  const steps: Step[] = []
  const cannot: Hindrance[] = []
  for (const event of [...chosen].sort(newestFirst)) reverse(trial, by, event, { steps, cannot })
  const facts = steps.map(({ at, event: { type, data } }) => ({ at, type, ...data, by: '' }))
  const text = canonical({ facts, cannot })
  return { steps, cannot, digest: `${fnv1a(text)}.${fnv1a(text, 0x9e3779b9)}` }
}

function newestFirst(one: ChosenEvent, other: ChosenEvent): number {
  const [tick, ordinal] = one.at.split('.').map(Number)
  const [otherTick, otherOrdinal] = other.at.split('.').map(Number)
  return (otherTick ?? 0) - (tick ?? 0) || (otherOrdinal ?? 0) - (ordinal ?? 0)
}

function reverse(
  trial: Trial,
  by: BeingId,
  { at, effects }: ChosenEvent,
  into: { steps: Step[]; cannot: Hindrance[] },
): void {
  const planner: Planner = {
    world: trial.world,
    at,
    reversal: { by, reverses: at },
    does(words, event) {
      trial.add(event)
      into.steps.push({ at, words, event })
    },
    cannot: (why) => void into.cannot.push({ at, why }),
  }
  if (trial.world.get(reversalId(at))) return planner.cannot('it has been reversed already')
  if (effects.length === 0) return planner.cannot('it changed neither things nor gold')
  const others = effects.filter((one) => one.of === 'other')
  for (const { why } of others) planner.cannot(why)
  // Dividing a stack makes a new thing; taking that back alone would lose the pieces in it.
  const stacks = others.some(isStackChange)
  const kinds = effects.filter((one) => !(stacks && (one.of === 'made' || one.of === 'gone')))
  // Things that are gone come back first, because others were in them; what was made goes last.
  for (const one of pick(kinds, 'gone')) makeAgain(planner, one)
  for (const one of pick(kinds, 'moved')) moveBack(planner, one)
  settleGold(planner, pick(kinds, 'gold'))
  for (const one of pick(kinds, 'made')) unmake(planner, one)
}

function pick<K extends Effect['of']>(
  effects: readonly Effect[],
  of: K,
): Extract<Effect, { of: K }>[] {
  return effects.filter((one): one is Extract<Effect, { of: K }> => one.of === of)
}

/** Loads all entities the plan is about and the places they are in, in as few rounds as possible. */
function needAll(world: WorldReader, chosen: readonly ChosenEvent[]): void {
  const ids = new Set<EntityId>()
  for (const { at, effects } of chosen) {
    ids.add(reversalId(at))
    for (const one of effects) for (const id of idsOf(one)) if (id !== '') ids.add(id)
  }
  try {
    for (const id of ids) needUpwards(world, id)
  } catch (error) {
    if (error instanceof NotLoaded) throw new NotLoaded(error.id, [...ids])
    throw error
  }
}

function idsOf(effect: Effect): readonly EntityId[] {
  if (effect.of === 'moved') return [effect.item, effect.from]
  if (effect.of === 'made') return [effect.item]
  if (effect.of === 'gone') return effect.items.flatMap((one) => [one.item, one.place])
  if (effect.of === 'gold') return [effect.holder, effect.room ?? '']
  return []
}

function needUpwards(world: WorldReader, id: EntityId): void {
  let at = world.need(id)
  for (let depth = 0; at && at.place !== '' && depth < 16; depth += 1) at = world.need(at.place)
}
