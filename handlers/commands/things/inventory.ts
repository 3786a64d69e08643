import { inventoryListed } from '../../../schema/answers/things.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { itemsState } from '../../state.ts'

export const inventory = defineCommand({
  verb: 'inventory',
  aliases: ['i', 'inv'],
  priority: 10,
  always: true,
  help: { group: 'things', brief: 'See what you carry.', examples: ['inventory', 'i'] },
  decide: ({ world, actor }) => answer(inventoryListed(itemsState(world, actor), 'items')),
})
