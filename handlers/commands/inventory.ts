/** What one has, and how one is. */
import { scored } from '../../schema/answers/people.ts'
import { equipmentListed, inventoryListed } from '../../schema/answers/things.ts'
import { answer } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { charState, itemsState } from '../state.ts'

export const selfCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'inventory',
    aliases: ['i', 'inv'],
    priority: 10,
    always: true,
    help: { group: 'things', brief: 'See what you carry.', examples: ['inventory', 'i'] },
    decide: ({ world, actor }) => answer(inventoryListed(itemsState(world, actor), 'items')),
  }),
  defineCommand({
    verb: 'equipment',
    aliases: ['eq', 'worn'],
    always: true,
    help: { group: 'things', brief: 'See what you wear and hold.', examples: ['equipment', 'eq'] },
    decide: ({ world, actor }) => answer(equipmentListed(itemsState(world, actor), 'items')),
  }),
  defineCommand({
    verb: 'score',
    aliases: ['sc', 'stats'],
    always: true,
    help: { group: 'self', brief: 'See how you are.', examples: ['score'] },
    decide: ({ world, actor }) => answer(scored(charState(world, actor), 'char')),
  }),
]
