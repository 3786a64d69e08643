/**
 * Zones renew themselves. A zone is due when its time is up and somebody has been there since its
 * last reset: what nobody has touched is as it was, so most of a large world costs nothing.
 */

import { type ZoneState, zoneStateId, zoneVisited } from '../../../schema/events/npc.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import type { Act, Reaction, System, SystemContext } from '../../define-system.ts'
import { zoneResetEvents } from '../../rules/reset-program.ts'

const lookEveryBeats = 40

function stateOf(world: WorldReader, zone: string): ZoneState | undefined {
  const record = world.get(zoneStateId(zone))
  return record?.kind === 'record' ? (record.data as ZoneState) : undefined
}

/** At most one zone in one go, the one that has waited longest, so that no tick is a long one. */
export const zoneResets: System = {
  name: 'zone-resets',
  everyBeats: lookEveryBeats,
  run(context) {
    const { world, now } = context
    const occupied = occupiedZones(context)
    let chosen: { zone: string; waited: number } | undefined
    for (const { key, data } of world.definitions.all<Zone>('zone')) {
      const state = stateOf(world, key)
      if (data.resetMode === 'never' || !(state?.visited || occupied.has(key))) continue
      if (data.resetMode === 'empty' && occupied.has(key)) continue
      const waited = now.beat - (state?.beat ?? 0) - (data.resetMinutes * 60_000) / now.heartbeatMs
      if (waited >= 0 && waited >= (chosen?.waited ?? 0)) chosen = { zone: key, waited }
    }
    return chosen ? [resetOf(context, chosen.zone, occupied.has(chosen.zone))] : []
  },
}

function occupiedZones({ world }: SystemContext): Set<string> {
  const zones = new Set<string>()
  for (const character of world.charactersPresent()) {
    const room = world.get(character.place)
    if (room?.kind === 'room') zones.add(room.zone)
  }
  return zones
}

function resetOf(context: SystemContext, zone: string, occupied: boolean): Act {
  return { kind: 'events', events: zoneResetEvents(context, { zone, occupied }) }
}

/** Notes that a zone has visitors, once between two resets. */
export const zoneVisits: Reaction = {
  name: 'zone-visits',
  on: ['character-entered', 'character-moved', 'being-transported'],
  react({ world }, event) {
    const data = event.data as { character?: string; actor?: string; room?: string; to?: string }
    if (world.get(data.character ?? data.actor ?? '')?.kind !== 'character') return []
    const room = world.get(data.room ?? data.to ?? '')
    if (room?.kind !== 'room' || stateOf(world, room.zone)?.visited) return []
    return [{ kind: 'events', events: [zoneVisited({ zone: room.zone })] }]
  },
}
