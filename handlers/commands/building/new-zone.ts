/** A new zone: its definition, an empty reset program, and a first room. */
import { definitionId } from '../../../schema/definitions.ts'
import { definitionSet, roomBuilt } from '../../../schema/events/world.ts'
import { readDefinition } from '../../../schema/world-file.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { beginning } from './beginnings.ts'
import { change } from './change.ts'
import { checked } from './definitions.ts'

/** The first room of a new zone; its builder digs the others from there. */
const firstRoom = 'entrance'

/** `create zone kilns The Kilns`. Nothing leads there until somebody links to it. */
export function createZone(context: Context, id: string, name: string): Decision {
  const by = context.actor.id
  const zone = checked('zone', id, beginning('zone', name))
  if (!zone.ok) return reject('bad-definition', `That does not fit: ${zone.problem}`)
  const room = `${id}.${firstRoom}`
  const description = 'Bare ground, waiting for words.'
  const read = readDefinition('rooms', room, { title: name, description })
  if (!read.ok) return reject('bad-definition', `That does not fit: ${read.problems[0]}`)
  const { id: _id, zone: _zone, ...data } = read.value
  return change(context, definitionId('zone', id), `created zone ${id} with ${room}`, [
    definitionSet({ of: 'zone', key: id, data: zone.value, by }),
    definitionSet({ of: 'resets', key: id, data: { program: [] }, by }),
    roomBuilt({ room, zone: id, data: { ...data }, by }),
  ])
}
