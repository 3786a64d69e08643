import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item, Mobile } from '../../../schema/entities.ts'
import { itemDestroyed } from '../../../schema/events/items.ts'
import { mobileGone } from '../../../schema/events/world.ts'
import { itemsAt, mobilesAt } from '../../../schema/world.ts'
import { reject } from '../../decision.ts'
import { find } from '../../nouns.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'

export const purge = builderCommand({
  verb: 'purge',
  arguments: [{ name: 'what', kind: 'thing' }],
  brief: 'Take a thing or mobile that is here out of the world.',
  examples: ['purge oil can'],
  decide(context, args) {
    const { world, room } = context
    const here: (Item | Mobile)[] = [...itemsAt(world, room.id), ...mobilesAt(world, room.id)]
    const found = find(world, args.what, here, {
      none: (noun) => `You see no ${noun} here.`,
    })
    if (found.kind === 'refused') return found.decision
    const [thing] = found.entities
    if (thing.kind === 'item' && thing.owner) {
      return reject('owned', 'That belongs to a player. Leave it to its owner.')
    }
    if (world.contents(thing.id).some((held) => held.kind === 'item') || (thing.gold ?? 0) > 0) {
      return reject('not-empty', 'It holds something; empty it first.')
    }
    const gone: NewEvent =
      thing.kind === 'item'
        ? itemDestroyed({ item: thing.id, reason: 'builder', actor: context.actor.id })
        : mobileGone({ mobile: thing.id, reason: 'builder' })
    return change(context, room.id, `purged ${thing.proto} from ${room.id}`, [gone])
  },
})
