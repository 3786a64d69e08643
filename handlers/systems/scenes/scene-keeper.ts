/** Keeps the scenes with players prepared: asks for what is missing, once, and never waits for it. */
import type { Character } from '../../../schema/entities.ts'
import type { Reaction, System } from '../../define-system.ts'
import { personIn, sceneView } from '../../scene-view.ts'
import { askFor, prepareScene } from './scene-work.ts'

const keepEveryBeats = 20

export const sceneKeeper: System = {
  name: 'scenes',
  everyBeats: keepEveryBeats,
  run({ world, now, activeRooms }) {
    return activeRooms.flatMap((id) => {
      const room = world.get(id)
      return room?.kind === 'room' ? prepareScene(world, now, room) : []
    })
  },
}

/** The end of a fight is worth a sentence. */
export const fightsTold: Reaction = {
  name: 'fights-told',
  on: ['mobile-killed'],
  react({ world, now }, event) {
    const { room: id, killer, proto, mobile } = event.data as Record<string, string>
    const room = world.get(id ?? '')
    const victor = world.get(killer ?? '') as Character | undefined
    const slain = world.definitions.get<{ name: string }>('mobile', proto ?? '')
    if (room?.kind !== 'room' || victor?.kind !== 'character' || !slain || !mobile) return []
    return askFor(world, now, {
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
  },
}
