import { vitalsChanged } from '../../../schema/events/effects.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import type { WorldSettings } from '../../../schema/world-file.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lookAround } from '../../scene.ts'

/** Below this many points of stamina nobody has the strength for it. */
const staminaLeast = 10

export const recall = defineCommand({
  verb: 'recall',
  help: {
    group: 'moving',
    brief: 'Find back to where the world begins; it takes half of your stamina.',
    examples: ['recall'],
  },
  decide({ world, actor, room }) {
    const settings = world.definitions.get<Partial<WorldSettings>>('world', 'world')
    const to = settings?.recall ?? settings?.start
    if (actor.position === 'fighting') {
      return reject('fighting', 'You are in the middle of a fight! Try to flee.')
    }
    if (room.flags.includes('no-teleport') || !to || !world.room(to)) {
      return reject('no-teleport', 'Something about this place holds you fast.')
    }
    if (to === room.id) return reject('here', 'You are there already.')
    const [stamina] = actor.stamina
    if (stamina < staminaLeast) return reject('tired', 'You are too tired to find the way.')
    const cost = vitalsChanged({
      being: actor.id,
      stamina: -Math.floor(stamina / 2),
      why: 'recall',
    })
    const moved = beingTransported({ actor: actor.id, from: room.id, to })
    return accept([cost, moved], (after) => lookAround(after, { ...actor, place: to }))
  },
})
