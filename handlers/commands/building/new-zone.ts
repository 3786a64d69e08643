/** A new zone: its definition, an empty reset program, and a first room. */
import type { BuildOrder } from '../../../schema/world-file/build-orders.ts'
import { beginning } from './beginnings.ts'

/** The first room of a new zone; its builder digs the others from there. */
const firstRoom = 'entrance'

/** `create zone kilns The Kilns`. Nothing leads there until somebody links to it. */
export function newZone(id: string, name: string): BuildOrder {
  const room = `${id}.${firstRoom}`
  const value = { title: name, description: 'Bare ground, waiting for words.' }
  return {
    do: 'together',
    summary: `created zone ${id} with ${room}`,
    orders: [
      { do: 'define', of: 'zone', id, value: beginning('zone', name) },
      { do: 'define', of: 'resets', id, value: { program: [] } },
      { do: 'define', of: 'room', id: room, value },
    ],
  }
}
