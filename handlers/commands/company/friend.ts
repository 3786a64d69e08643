import { described } from '../../../schema/answers/things.ts'
import { friendSet } from '../../../schema/events/people.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { list } from '../../../schema/words.ts'
import { anybodyNamed } from '../../company.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

const friendsMax = 50

export const friend = defineCommand({
  verb: 'friend',
  aliases: ['friends'],
  always: true,
  priority: 70,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'company',
    brief: 'Be told when somebody comes and goes; the same again takes it back.',
    examples: ['friends', 'friend ann'],
  },
  decide: forPlayers(({ world }, actor, typed) => {
    const friends = actor.friends ?? []
    if (!typed.trim()) {
      const lines = friends.flatMap((id) => {
        const known = world.need(id)
        if (known?.kind !== 'character') return []
        const where = known.place === '' ? 'not here now' : 'in the world'
        return [`{player}${escapeMarkup(known.name)}{/} (${where})`]
      })
      const words =
        lines.length > 0 ? `Your friends: ${list(lines)}.` : 'You have named no friends yet.'
      return answer(described({ text: words }))
    }
    const other = anybodyNamed(world, typed.trim())
    if (!other)
      return reject('unknown-person', `Nobody called ${typed.slice(0, 24)} is known here.`)
    if (other.id === actor.id) return reject('self', 'You are on good terms with yourself already.')
    const isNew = !friends.includes(other.id)
    if (isNew && friends.length >= friendsMax) return reject('full', 'You have so many friends.')
    return accept(
      friendSet({ character: actor.id, whom: other.id, name: other.name, friend: isNew }),
    )
  }),
})
