/** Notes every room in which a character is for the first time, however it came there. */
import { onEvent } from '../../../schema/define-event.ts'
import { characterDied } from '../../../schema/events/death.ts'
import { exploredRooms, roomExplored } from '../../../schema/events/exploring.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { characterEntered } from '../../../schema/events/presence.ts'
import type { BeingId, RoomId } from '../../../schema/ids.ts'
import { type Act, defineReaction, eventActs, type SystemContext } from '../../define-system.ts'

export const exploring = defineReaction(
  'exploring',
  onEvent(characterEntered, (context, { character, room }) => explore(context, character, room)),
  onEvent(characterMoved, (context, { actor, to }) => explore(context, actor, to)),
  onEvent(beingTransported, (context, { actor, to }) => explore(context, actor, to)),
  onEvent(characterDied, (context, { character, wakes }) => explore(context, character, wakes)),
)

function explore({ world }: SystemContext, visitor: BeingId, place: RoomId): Act[] {
  const character = world.get(visitor)
  if (character?.kind !== 'character') return []
  const room = world.room(place)
  if (!room || exploredRooms(world, visitor, room.zone).includes(place)) return []
  return eventActs(roomExplored({ character: character.id, room: place, zone: room.zone }))
}
