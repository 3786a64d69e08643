/**
 * Decides build orders, whoever says them: the studio, a program, or a typed verb. Rights, checks and the
 * change that can be taken back are here and nowhere else (decision 43).
 */

import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character } from '../../../schema/entities.ts'
import { changesOf } from '../../../schema/events/building.ts'
import { roomBuilt } from '../../../schema/events/world.ts'
import { ownOf } from '../../../schema/own.ts'
import { mayUse } from '../../../schema/roles.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { BuildOrder, PlainOrder } from '../../../schema/world-file/build-orders.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { zoneResetEvents } from '../../rules/reset-program.ts'
import { createTrial } from '../../rules/trial.ts'
import { mayBuild } from './builders.ts'
import { change, undoChange } from './change.ts'
import { type Planned, plan, refuseOrder } from './plan.ts'
import { planDefine, planRemove, planSet } from './plan-definitions.ts'
import { planDig, planLink, planUnlink } from './plan-ways.ts'

/** What an order does. Throws `NotLoaded` for rooms that are not in memory. */
export function decideOrder(context: Context, order: BuildOrder): Decision {
  const { actor, world } = context
  if (actor.kind !== 'character' || !mayUse(actor.role, 'builder')) {
    return reject('not-a-builder', 'Only builders can do that.')
  }
  if (order.do === 'reset') return resetZone(context, actor, order.zone)
  if (order.do === 'undo') {
    const changes = changesOf(world, actor.id)
    const last = order.change ? changes.find((one) => one.change === order.change) : changes.at(-1)
    return last ? undoChange(context, last) : reject('nothing', 'There is nothing to take back.')
  }
  const planned = order.do === 'together' ? planAll(context, order) : planOne(context, order)
  if (planned.kind === 'reject') return planned
  const dangling = waysToNowhere(context, planned.events)
  if (dangling) return dangling
  return change(context, planned.about, planned.summary, planned.events)
}

/** What a reset puts in order is no change of the zone, so there is nothing to take back. */
function resetZone(context: Context, actor: Character, zone: string): Decision {
  if (!context.world.definitions.get('zone', zone)) {
    return refuseOrder('unknown', `There is no zone ${zone}.`, [
      { field: 'zone', words: `expected an existing zone, but there is no ${zone}` },
    ])
  }
  const reset = { zone, occupied: true, by: actor.id }
  return mayBuild(context.world, actor, zone) ?? accept(zoneResetEvents(context, reset))
}

function planOne(context: Context, order: PlainOrder): Planned {
  switch (order.do) {
    case 'define':
      return planDefine(context, order)
    case 'set':
      return planSet(context, order)
    case 'remove':
      return planRemove(context, order)
    case 'dig':
      return planDig(context, order)
    case 'link':
      return planLink(context, order)
    case 'unlink':
      return planUnlink(context, order)
    default: {
      const unreachable: never = order
      return unreachable
    }
  }
}

/** Every order sees what the orders before it have made; the first that is refused refuses them all. */
function planAll(
  context: Context,
  { summary, orders }: Extract<BuildOrder, { do: 'together' }>,
): Planned {
  const trial = createTrial(context.world, context.now)
  let about = ''
  for (const [index, order] of orders.entries()) {
    const planned = planOne({ ...context, world: trial.world }, order)
    if (planned.kind === 'reject') {
      const at = (field: string) => ['orders', index, field].filter((step) => step !== '').join('.')
      const problems = planned.problems ?? [{ field: '', words: planned.text }]
      const named = problems.map((one) => ({ ...one, field: at(one.field) }))
      return refuseOrder(planned.code, `Order ${index + 1}: ${planned.text}`, named)
    }
    about ||= planned.about
    trial.add(...planned.events)
  }
  return plan(about, summary, trial.events)
}

/** A new way has to lead to a room that there is, when all is done. */
function waysToNowhere({ world, now }: Context, events: readonly NewEvent[]) {
  const trial = createTrial(world, now)
  trial.add(...events)
  const built = new Set(events.filter(roomBuilt.is).map((event) => event.data.room))
  for (const id of built) {
    for (const [way, exit] of Object.entries(trial.world.room(id)?.exits ?? {})) {
      if (!exit || trial.world.room(exit.to) || ledThere(world, id, way, exit.to)) continue
      const words = `expected an existing room, but there is no ${exit.to}`
      return refuseOrder('no-room', `There is no room ${exit.to}.`, [
        { field: `exits.${way}.to`, words },
      ])
    }
  }
  return null
}

function ledThere(world: WorldReader, room: string, way: string, to: string): boolean {
  const exits: Readonly<Record<string, { to: string } | undefined>> = world.room(room)?.exits ?? {}
  return ownOf(exits, way)?.to === to
}
