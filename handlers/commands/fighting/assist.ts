import type { Character, Mobile } from '../../../schema/entities.ts'
import { capital } from '../../../schema/words.ts'
import { beingIn } from '../../../schema/world.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { beingsIn } from '../../nouns.ts'
import { attack, somebodyElse } from './fights.ts'

export const assist = defineCommand({
  verb: 'assist',
  aliases: ['help-in-fight'],
  arguments: [{ name: 'whom', kind: 'person', optional: true }],
  help: {
    group: 'fighting',
    brief: 'Join the fight of somebody here.',
    examples: ['assist ann', 'assist'],
  },
  decide(context, args) {
    const { world, actor, room } = context
    if (args.whom) {
      const found = somebodyElse(context, args.whom)
      return found.kind === 'refused' ? found.decision : joinFightOf(context, found.being)
    }
    const friend = beingsIn(world, room.id, actor.id).find(
      (one) => one.kind === 'character' && one.fighting !== undefined && one.fighting !== actor.id,
    )
    return friend ? joinFightOf(context, friend) : reject('no-fight', 'Nobody here needs help.')
  },
})

function joinFightOf(context: Context, friend: Character | Mobile): Decision {
  const foe = friend.fighting ? beingIn(context.world, friend.fighting) : undefined
  if (!foe || foe.place !== friend.place) {
    return reject('no-fight', `${capital(friend.name)} is not fighting anybody.`)
  }
  if (foe.id === context.actor.id) return reject('self', 'That would be a curious kind of help.')
  return attack(context, foe)
}
