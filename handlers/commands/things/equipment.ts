import { equipmentListed } from '../../../schema/answers/things.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { itemsState } from '../../state.ts'

export const equipment = defineCommand({
  verb: 'equipment',
  aliases: ['eq', 'worn'],
  always: true,
  help: { group: 'things', brief: 'See what you wear and hold.', examples: ['equipment', 'eq'] },
  decide: ({ world, actor }) => answer(equipmentListed(itemsState(world, actor), 'items')),
})
