/** Picking things up, from the floor or out of a container. */
import type { Item } from '../../schema/entities.ts'
import { itemTaken } from '../../schema/events/items.ts'
import { prototypeOf } from '../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../schema/world.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { defineCommand } from '../define-command.ts'
import { find } from '../nouns.ts'

export const take = defineCommand({
  verb: 'take',
  aliases: ['get', 'pick'],
  priority: 10,
  arguments: [
    { name: 'what', kind: 'thing', after: ['up'] },
    { name: 'from', kind: 'thing', optional: true, after: ['from', 'in', 'out'] },
  ],
  help: {
    group: 'things',
    brief: 'Pick something up, or take it out of something.',
    examples: ['take lantern', 'get 2.coin', 'get all.coin from chest'],
  },
  decide(context, args) {
    const { world, actor, room } = context
    const source = args.from ? container(context, args.from.replace(/^of /, '')) : room.id
    if (typeof source !== 'string') return source
    const found = find(world, args.what ?? '', itemsAt(world, source), {
      none: (noun) => `You see no ${noun} ${source === room.id ? 'here' : 'in there'}.`,
    })
    if (found.kind === 'refused') return found.decision
    const movable = found.entities.filter((item) => portable(world, item))
    if (movable.length === 0) return reject('fixed', 'That will not budge.')
    return accept(
      movable.map((item) => itemTaken({ actor: actor.id, item: item.id, from: source, room: room.id })),
    )
  },
})

/** The id of an open container here or in the actor's hands, or why there is none. */
function container(context: Context, phrase: string): string | Decision {
  const { world, actor, room } = context
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found.decision
  const [item] = found.entities
  if (!item) return reject('not-here', `You see no ${phrase} here.`)
  if (item.closed) return reject('closed', 'It is closed.')
  return item.id
}

function portable(world: WorldReader, item: Item): boolean {
  return !(prototypeOf(world, item)?.flags ?? []).includes('fixed')
}
