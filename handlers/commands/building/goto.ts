import { directionFrom } from '../../../schema/directions.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lookAround } from '../../scene.ts'
import { fullRoom } from './rooms.ts'

// Not a `builderCommand`: a builder may also go where only others build.
export const goto = defineCommand({
  verb: 'goto',
  role: 'builder',
  priority: 90,
  arguments: [{ name: 'where', kind: 'word' }],
  help: {
    group: 'building',
    brief: 'Step to any room, or to where somebody is.',
    examples: ['goto saltmere.quay', 'goto ann'],
  },
  decide({ world, room, actor }, { where }) {
    const somebody = directionFrom(where) ? undefined : world.characterNamed(where)
    const to = somebody?.place ?? fullRoom(where, room.zone)
    if (!world.room(to)) return reject('no-room', `There is no room ${to}.`)
    if (to === room.id) return reject('here', 'You are there already.')
    return accept(beingTransported({ actor: actor.id, from: room.id, to }), (after) =>
      lookAround(after, { ...actor, place: to }),
    )
  },
})
