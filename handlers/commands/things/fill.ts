import { lightFilled } from '../../../schema/events/consume.ts'
import { itemDestroyed, itemSplit } from '../../../schema/events/items.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { ItemPrototype } from '../../../schema/world-file.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lampMeant } from './lamps.ts'

export const fill = defineCommand({
  verb: 'fill',
  aliases: ['refuel'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Fill a lamp with the oil it needs.',
    examples: ['fill lantern'],
  },
  decide(context, args) {
    const { actor, now, world, newId } = context
    const lamp = lampMeant(context, args.what)
    if (lamp.kind === 'refused') return lamp.decision
    const { item, light } = lamp
    if (!light.refuel) return reject('no-fuel', 'That cannot be filled again.')
    const oil = itemsAt(world, actor.id).find(({ proto }) => proto === light.refuel)
    const fuelName = world.definitions.get<ItemPrototype>('item', light.refuel)?.name ?? 'fuel'
    if (!oil) return reject('no-fuel', `You need ${fuelName} for that.`)
    const single = oil.count > 1 ? newId('i') : oil.id
    const full = { actor: actor.id, item: item.id, fuel: light.fuelBeats }
    return accept([
      ...(oil.count > 1 ? [itemSplit({ item: oil.id, into: single, count: 1 })] : []),
      lightFilled(item.lit ? { ...full, until: now.beat + light.fuelBeats } : full),
      itemDestroyed({ item: single, reason: 'burnt', actor: actor.id }),
    ])
  },
})
