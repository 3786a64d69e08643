import { groupShown } from '../../../schema/answers/company.ts'
import type { Character } from '../../../schema/entities.ts'
import { groupInvited, groupJoined } from '../../../schema/events/company.ts'
import { canonicalName } from '../../../schema/names.ts'
import { groupMax, groupState, membersOf, parting, playerNamed } from '../../company.ts'
import { accept, answer, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const group = defineCommand({
  verb: 'group',
  aliases: ['party'],
  always: true,
  arguments: [
    { name: 'what', kind: 'word', optional: true },
    { name: 'whom', kind: 'rest', optional: true },
  ],
  help: {
    group: 'company',
    brief: 'See your group, ask people to join it, join one, leave it.',
    more: 'Those of a group who are in one room share what they learn from a fight.',
    examples: ['group', 'group invite ann', 'group accept', 'group leave', 'group remove ann'],
  },
  decide(context, args) {
    const { actor } = context
    if (actor.kind !== 'character') return reject('no-group', 'You are in no group.')
    return groupMatters(context, actor, (args.what ?? '').toLowerCase(), args.whom ?? '')
  },
})

function groupMatters(context: Context, actor: Character, what: string, whom: string): Decision {
  const { world } = context
  switch (what) {
    case '':
      return answer(groupShown(groupState(world, actor), 'group'))
    case 'invite':
    case 'add':
      return invite(context, actor, whom.trim())
    case 'accept':
    case 'join':
      return join(context, actor)
    case 'leave': {
      const events = parting(world, actor, 'left')
      return events.length > 0 ? accept(events) : reject('no-group', 'You are in no group.')
    }
    case 'remove':
    case 'kick':
      return remove(context, actor, whom.trim())
    default:
      return whom ? reject('usage', 'Try “group invite ann”.') : invite(context, actor, what)
  }
}

function invite(context: Context, actor: Character, name: string): Decision {
  const other = playerNamed(context, name)
  if (!name || !other) {
    return reject('not-in-world', `Nobody called ${name || 'that'} is in the world just now.`)
  }
  if (other.id === actor.id) return reject('self', 'You are always in your own company.')
  if (actor.group && actor.group !== actor.id) {
    return reject('not-leader', 'Only the one who leads the group can ask people in.')
  }
  if (other.group) return reject('taken', `${other.name} is in a group already.`)
  if (other.ignores?.includes(actor.id)) {
    return reject('ignored', `${other.name} does not want to hear from you.`)
  }
  if (membersOf(context.world, actor.group).length >= groupMax) {
    return reject('full', `A group has ${groupMax} members at most.`)
  }
  return accept(groupInvited({ leader: actor.id, character: other.id }))
}

function join({ world }: Context, actor: Character): Decision {
  if (actor.group) return reject('taken', 'You are in a group already. Leave it first.')
  const leader = actor.invitedBy ? world.get(actor.invitedBy) : undefined
  if (leader?.kind !== 'character' || leader.place === '') {
    return reject('no-invitation', 'Nobody who is here has asked you to join a group.')
  }
  if (leader.group && leader.group !== leader.id) {
    return reject('no-invitation', `${leader.name} does not lead a group any more.`)
  }
  const members = membersOf(world, leader.group).map(({ id }) => id)
  if (members.length >= groupMax) return reject('full', 'That group is full.')
  if (members.length === 0) members.push(leader.id)
  return accept(groupJoined({ leader: leader.id, character: actor.id, members }))
}

function remove({ world }: Context, actor: Character, name: string): Decision {
  if (actor.group !== actor.id) return reject('not-leader', 'You lead no group.')
  const other = membersOf(world, actor.group).find(
    (member) => name !== '' && canonicalName(member.name).startsWith(canonicalName(name)),
  )
  if (!other) return reject('not-here', `Nobody called ${name || 'that'} is in your group.`)
  if (other.id === actor.id) return reject('self', 'Try “group leave”.')
  return accept(parting(world, other, 'removed'))
}
