/** Whoever comes in reads the message of the day; friends are told who comes and goes. */
import { described } from '../../../schema/answers/things.ts'
import { onEvent } from '../../../schema/define-event.ts'
import { characterEntered, characterLeft } from '../../../schema/events/presence.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { mark, named } from '../../../schema/words.ts'
import { type Act, defineReaction, type SystemContext } from '../../define-system.ts'
import { noticeOf } from '../../guidance/articles.ts'

export const arrivals = defineReaction(
  'arrivals',
  onEvent(characterEntered, (context, { character }) => [
    ...messageOfTheDay(context, character),
    ...toFriends(context, character, 'has come into the world.'),
  ]),
  onEvent(characterLeft, (context, { character }) =>
    toFriends(context, character, 'has left the world.'),
  ),
)

function messageOfTheDay({ world }: SystemContext, character: BeingId): Act[] {
  const view = noticeOf(world, 'motd')
  return view ? [{ kind: 'view', to: { character }, view }] : []
}

/** Only who is in the world is told, and nobody of somebody that wants to hear nothing of them. */
function toFriends({ world }: SystemContext, id: BeingId, words: string): Act[] {
  const character = world.get(id)
  if (character?.kind !== 'character') return []
  return [...world.charactersPresent()].flatMap((other): Act[] => {
    if (other.id === id || !other.friends?.includes(character.id)) return []
    if (character.ignores?.includes(other.id)) return []
    const view = described({
      text: `{dim}Your friend{/} ${mark(named(world, id))} {dim}${words}{/}`,
    })
    return [{ kind: 'view', to: { character: other.id }, view }]
  })
}
