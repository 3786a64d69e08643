import { itemRemoved } from '../../../schema/events/items.ts'
import { accept } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { find, readNoun, worn } from '../../nouns.ts'

export const remove = defineCommand({
  verb: 'remove',
  aliases: ['doff', 'unwield'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Take off what you wear, or put away what you wield or hold.',
    examples: ['remove cloak', 'remove all'],
  },
  decide({ world, actor }, { what }) {
    const found = find(world, what, worn(world, actor.id), {
      none: (noun) =>
        readNoun(what).words.length === 0
          ? 'You are not using anything.'
          : `You are not using any ${noun}.`,
    })
    if (found.kind === 'refused') return found.decision
    return accept(found.entities.map((item) => itemRemoved({ actor: actor.id, item: item.id })))
  },
})
