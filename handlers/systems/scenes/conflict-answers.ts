/** How the parties of a conflict answer a player's choice; rules set what each answer changes. */
import { onEvent } from '../../../schema/define-event.ts'
import type { Mobile } from '../../../schema/entities.ts'
import { conflictMoved } from '../../../schema/events/conflict.ts'
import { npcStirred } from '../../../schema/events/scenes.ts'
import type { BeingId, RoomId } from '../../../schema/ids.ts'
import { mobilesAt } from '../../../schema/world.ts'
import type { Conflict } from '../../../schema/world-file.ts'
import { answersOfParty } from '../../answers/mobiles.ts'
import { type Act, defineReaction, eventActs, type SystemContext } from '../../define-system.ts'
import { mobileView, sceneView } from '../../scene-view.ts'
import { askForJob } from './scene-jobs.ts'

/**
 * A party that somebody has chosen against gets ready at once when it is present, and answers when
 * its words are found.
 */
export const conflictAnswers = defineReaction(
  'conflict-answers',
  onEvent(conflictMoved, (context, moved) => {
    const { world } = context
    const conflict = world.definitions.get<Conflict>('conflict', moved.conflict)
    const party = conflict?.parties.find((one) => one.id === moved.party)
    if (!conflict || !party?.mobile) return []
    const mobile = mobilesAt(world, moved.room).find((one) => one.proto === party.mobile)
    return mobile ? answerActs(context, conflict, mobile, moved) : []
  }),
)

function answerActs(
  { world, now }: SystemContext,
  conflict: Conflict,
  mobile: Mobile,
  moved: { readonly actor: BeingId; readonly room: RoomId; readonly choice: string },
): Act[] {
  const room = world.room(moved.room)
  const actor = world.get(moved.actor)
  if (!room || actor?.kind !== 'character') return []
  const options = Object.entries(answersOfParty).map(([id, { label }]) => ({ id, label }))
  const stirred = npcStirred({
    npc: mobile.id,
    room: room.id,
    line: `${mobile.name.charAt(0).toUpperCase()}${mobile.name.slice(1)} prepares to respond…`,
  })
  const asked = askForJob(world, now, {
    kind: 'npc-reaction',
    key: `react ${mobile.id} ${conflict.id} ${actor.id}`,
    room: room.id,
    about: {
      npc: mobile.id,
      speaker: actor.id,
      conflict: conflict.id,
      options: options.map((option) => option.id),
    },
    payload: () => ({
      scene: sceneView(world, room, now),
      npc: mobileView(world, mobile, now.beat),
      cause: {
        kind: `conflict-${moved.choice}`.slice(0, 48),
        by: { id: actor.id, name: actor.name, kind: 'player' as const },
        text: `${actor.name} chose to ${moved.choice} in “${conflict.name}”.`.slice(0, 600),
      },
      options,
    }),
  })
  return asked.length > 0 ? [...eventActs(stirred), ...asked] : []
}
