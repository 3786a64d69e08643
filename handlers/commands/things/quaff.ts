import { defineCommand } from '../../define-command.ts'
import { consume } from './consumables.ts'

export const quaff = defineCommand({
  verb: 'quaff',
  arguments: [{ name: 'what', kind: 'thing' }],
  // Somebody who types one letter means to quit, which then asks for the whole word.
  priority: 95,
  help: { group: 'things', brief: 'Drink a potion.', examples: ['quaff red draught'] },
  decide: (context, args) => consume(context, 'quaff', args.what),
})
