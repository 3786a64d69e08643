import { itemLoaded } from '../../../schema/events/items.ts'
import { mobileLoaded } from '../../../schema/events/world.ts'
import type { ItemPrototype, MobilePrototype } from '../../../schema/world-file.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { initialState, mobileState } from '../../rules/making.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'
import { buildableFrom, completeId } from './definitions.ts'

export const spawn = builderCommand({
  verb: 'spawn',
  arguments: [
    { name: 'kind', kind: 'word' },
    { name: 'id', kind: 'word' },
  ],
  brief: 'Put a fresh copy of an item or mobile here.',
  examples: ['spawn item oil-can', 'spawn mobile garth'],
  decide(context, args) {
    const of = buildableFrom(args.kind)
    const id = of ? completeId(of, args.id, context.room.zone) : null
    if (of === 'item' && id) return placeItem(context, id)
    if (of === 'mobile' && id) return placeMobile(context, id)
    return reject('bad-kind', 'Say “spawn item <id>” or “spawn mobile <id>”.')
  },
})

function placeItem(context: Context, id: string): Decision {
  const { world, room, newId } = context
  const prototype = world.definitions.get<ItemPrototype>('item', id)
  if (!prototype) return reject('unknown', `There is no item ${id}.`)
  const item = newId('i')
  const state = initialState(prototype)
  return change(context, room.id, `placed ${id} in ${room.id}`, [
    itemLoaded({ item, proto: id, place: room.id, reason: 'builder', state }),
  ])
}

function placeMobile(context: Context, id: string): Decision {
  const { world, room, dice, newId } = context
  const prototype = world.definitions.get<MobilePrototype>('mobile', id)
  if (!prototype) return reject('unknown', `There is no mobile ${id}.`)
  // It carries no gold: only rewards and shops bring gold into the world.
  const state = { ...mobileState(prototype, dice), gold: 0 }
  return change(context, room.id, `placed ${id} in ${room.id}`, [
    mobileLoaded({ mobile: newId('m'), proto: id, room: room.id, origin: 'builder', state }),
  ])
}
