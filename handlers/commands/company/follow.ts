import { followingSet } from '../../../schema/events/company.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { find, isSelf, othersHere } from '../../nouns.ts'

export const follow = defineCommand({
  verb: 'follow',
  arguments: [{ name: 'whom', kind: 'person', optional: true }],
  help: {
    group: 'company',
    brief: 'Walk along with somebody; “follow me” goes your own way again.',
    examples: ['follow ann', 'follow me'],
  },
  decide: (context, args) => walkAlong(context, args.whom ?? ''),
})

function walkAlong(context: Context, whom: string): Decision {
  const { world, actor } = context
  if (!whom || isSelf(actor, whom) || whom.toLowerCase() === 'nobody') {
    if (!actor.following) return reject('nobody', 'You go your own way already.')
    return accept(followingSet({ actor: actor.id, target: actor.following, follows: false }))
  }
  const found = find(world, whom, othersHere(world, actor), {
    none: (noun) => `You see nobody called ${noun} here.`,
  })
  if (found.kind === 'refused') return found.decision
  const [target] = found.entities
  if (actor.following === target.id) {
    return reject('already', `You follow ${target.name} already.`)
  }
  if (target.kind === 'character' && target.ignores?.includes(actor.id)) {
    return reject('ignored', `${target.name} does not want you along.`)
  }
  const before = actor.following
  const stop = before ? [followingSet({ actor: actor.id, target: before, follows: false })] : []
  return accept([...stop, followingSet({ actor: actor.id, target: target.id, follows: true })])
}
