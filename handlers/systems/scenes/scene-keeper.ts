/** Keeps the scenes with players prepared: asks for what is missing, once, and never waits for it. */
import { onEvent } from '../../../schema/define-event.ts'
import { mobileKilled } from '../../../schema/events/death.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import { isTurnOf } from '../../clock.ts'
import { defineReaction, type System } from '../../define-system.ts'
import { personIn, sceneView } from '../../scene-view.ts'
import { askForJob, prepareScene } from './scene-jobs.ts'

/** Each room has its turn once in so many beats. */
const keepEveryBeats = 20

export const sceneKeeper: System = {
  name: 'scenes',
  everyBeats: 1,
  run({ world, now, activeRooms }) {
    return activeRooms.flatMap((id) => {
      if (!isTurnOf(id, now.beat, keepEveryBeats)) return []
      const room = world.get(id)
      return room?.kind === 'room' ? prepareScene(world, now, room) : []
    })
  },
}

/** The end of a fight that a character has won is worth a sentence. */
export const fightsTold = defineReaction(
  'fights-told',
  onEvent(mobileKilled, ({ world, now }, { room: id, killer, proto, mobile }) => {
    const room = world.get(id)
    const victor = killer === undefined ? undefined : world.get(killer)
    const slain = world.definitions.get<MobilePrototype>('mobile', proto)
    if (room?.kind !== 'room' || victor?.kind !== 'character' || !slain) return []
    return askForJob(world, now, {
      kind: 'narrate-combat',
      key: `fight ${mobile}`,
      room: room.id,
      payload: () => ({
        scene: sceneView(world, room, now),
        attacker: personIn(victor),
        defender: { id: mobile, name: slain.name.slice(0, 120), kind: 'npc' as const },
        blows: [`${victor.name} has slain ${slain.name}.`],
        outcome: 'slain' as const,
      }),
    })
  }),
)
