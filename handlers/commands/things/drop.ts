import { goldDropped, itemDropped } from '../../../schema/events/items.ts'
import { itemsAt } from '../../../schema/world.ts'
import { accept, type Context, type Decision } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { goldIn, isPile, moving } from '../../portions.ts'
import { goldAmount, partWith } from '../belongings.ts'

export const drop = defineCommand({
  verb: 'drop',
  priority: 30,
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Put something down here.',
    examples: ['drop lantern', 'drop all.coin', 'drop 10 gold'],
  },
  decide: (context, args) => dropThing(context, args.what),
})

function dropThing(context: Context, what: string): Decision {
  const { actor, room, world } = context
  const gold = goldIn(what, world, itemsAt(world, actor.id))
  if (gold !== null) return dropGold(context, gold)
  const found = partWith(context, what)
  if (found.kind === 'refused') return found.decision
  return accept(
    moving(context, found.portions, (item) =>
      itemDropped({ actor: actor.id, item, room: room.id }),
    ),
  )
}

function dropGold(context: Context, wanted: number | 'all'): Decision {
  const { world, actor, room } = context
  const amount = goldAmount(actor, wanted)
  if (typeof amount !== 'number') return amount
  const pile = itemsAt(world, room.id).find(isPile)?.id ?? context.newId('i')
  return accept(goldDropped({ actor: actor.id, room: room.id, pile, amount }))
}
