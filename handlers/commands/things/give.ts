import type { Character, Mobile } from '../../../schema/entities.ts'
import { goldGiven, itemGiven } from '../../../schema/events/items.ts'
import { capital } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import {
  beingsIn,
  find,
  fits,
  isSelf,
  othersHere,
  type Refused,
  readNoun,
  refuse,
} from '../../nouns.ts'
import { goldIn, moving } from '../../portions.ts'
import { bearable } from '../../rules/burden.ts'
import { goldAmount, partWith } from '../belongings.ts'

export const give = defineCommand({
  verb: 'give',
  aliases: ['hand'],
  priority: 30,
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'whom', kind: 'person', optional: true, after: ['to'] },
  ],
  help: {
    group: 'things',
    brief: 'Hand something to somebody here.',
    examples: ['give lantern to maren', 'give ann 10 gold', 'give all.apple to child'],
  },
  decide(context, args) {
    const wish = args.whom ? { what: args.what, whom: args.whom } : personFirst(context, args.what)
    if (!wish) return reject('to-whom', `Give it to whom? Try “give ${args.what} to …”.`)
    const target = receiver(context, wish.whom)
    return target.kind === 'refused' ? target.decision : giveTo(context, wish.what, target.being)
  },
})

/** "give ann the lantern": the first word names somebody here. */
function personFirst(context: Context, phrase: string): { what: string; whom: string } | null {
  const [whom = '', ...rest] = phrase.split(' ')
  const words = readNoun(whom).words
  const here = beingsIn(context.world, context.room.id, context.actor.id)
  const named = words.length > 0 && here.some((being) => fits(context.world, being, words))
  return named && rest.length > 0 ? { what: rest.join(' '), whom } : null
}

function receiver(
  { world, actor }: Context,
  whom: string,
): { kind: 'found'; being: Character | Mobile } | Refused {
  if (isSelf(actor, whom)) return refuse('self', 'You pass it from one hand to the other.')
  const found = find(world, whom, othersHere(world, actor), {
    none: (noun) => `You see nobody called ${noun} here.`,
  })
  if (found.kind === 'refused') return found
  const [being, second] = found.entities
  if (second) return refuse('which-one', 'You can give it to only one of them.')
  return { kind: 'found', being }
}

function giveTo(context: Context, what: string, target: Character | Mobile): Decision {
  const { actor, world } = context
  if (target.kind === 'character' && target.ignores?.includes(actor.id)) {
    return reject('ignored', `${target.name} takes nothing from you.`)
  }
  const gold = goldIn(what, world, itemsAt(world, actor.id))
  if (gold !== null) {
    const amount = goldAmount(actor, gold)
    if (typeof amount !== 'number') return amount
    return accept(goldGiven({ actor: actor.id, target: target.id, amount }))
  }
  const found = partWith(context, what)
  if (found.kind === 'refused') return found.decision
  const borne = bearable(context.world, target, found.portions)
  if (borne.length === 0) {
    return reject('heavy', `${capital(target.name)} cannot carry that as well.`)
  }
  return accept(
    moving(context, borne, (item) => itemGiven({ actor: actor.id, item, target: target.id })),
  )
}
