import type { Item } from '../../../schema/entities.ts'
import { goldPut, itemPut } from '../../../schema/events/items.ts'
import { prototypeOf } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { nameWithThe } from '../../examine.ts'
import {
  depthOf,
  goldIn,
  isInside,
  moving,
  type Portion,
  portionWeight,
  weightOf,
} from '../../portions.ts'
import { findContainer, goldAmount, partWith } from '../belongings.ts'

/** How deep containers may lie in each other; in deeper ones players lose their things. */
const nestedMax = 3

export const put = defineCommand({
  verb: 'put',
  aliases: ['place'],
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'where', kind: 'thing', after: ['in', 'into', 'inside', 'on', 'onto'] },
  ],
  help: {
    group: 'things',
    brief: 'Put something into a container.',
    examples: ['put coin in purse', 'put all.apple in sack', 'put 5 gold in chest'],
  },
  decide(context, args) {
    const found = findContainer(context, args.where)
    if (found.kind === 'refused') return found.decision
    const { world, actor } = context
    const gold = goldIn(args.what, world, itemsAt(world, actor.id))
    return gold === null
      ? putThings(context, args.what, found.container)
      : putGold(context, gold, found.container)
  },
})

function putGold({ world, actor }: Context, wanted: number | 'all', container: Item): Decision {
  const amount = goldAmount(actor, wanted)
  if (typeof amount !== 'number') return amount
  if (!prototypeOf(world, container)?.container) {
    return reject('no-container', 'It does not fit there.')
  }
  return accept(goldPut({ actor: actor.id, into: container.id, amount }))
}

function putThings(context: Context, what: string, container: Item): Decision {
  const { world, actor } = context
  const found = partWith(context, what)
  if (found.kind === 'refused') return found.decision
  // "put all in sack" does not mean the sack; naming the sack itself does.
  const others = found.portions.filter(({ item }) => !isInside(world, container.id, item.id))
  const name = nameWithThe(world, container)
  if (others.length === 0) return reject('into-itself', `You cannot put ${name} into itself.`)
  const fitting = whatFits(context, others, container)
  if (fitting.length === 0) return reject('full', `There is no room for that in ${name}.`)
  return accept(
    moving(context, fitting, (item) => itemPut({ actor: actor.id, item, into: container.id })),
  )
}

/** The first portions that still fit, by weight and by how deep containers lie in each other. */
function whatFits({ world }: Context, portions: readonly Portion[], container: Item): Portion[] {
  const capacity = prototypeOf(world, container)?.container?.capacity ?? 0
  const inside = itemsAt(world, container.id)
  let free = capacity - inside.reduce((sum, item) => sum + weightOf(world, item), 0)
  const depth = depthOf(world, container.id)
  return portions.filter((portion) => {
    const weight = portionWeight(world, portion)
    const nests = prototypeOf(world, portion.item)?.type === 'container'
    if (weight > free || (nests && depth >= nestedMax)) return false
    free -= weight
    return true
  })
}
