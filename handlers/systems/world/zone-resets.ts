/**
 * Zones renew themselves. A zone is due when its time is up and somebody has been there since its
 * last reset: what nobody has touched is as it was, so most of a large world costs nothing.
 */
import { onEvent } from '../../../schema/define-event.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { type ZoneState, zoneStateId, zoneVisited } from '../../../schema/events/npc.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { characterEntered } from '../../../schema/events/presence.ts'
import type { BeingId, RoomId, ZoneId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type System,
  type SystemContext,
} from '../../define-system.ts'
import { zoneResetEvents } from '../../rules/reset-program.ts'

const lookEveryBeats = 40

function stateOf(world: WorldReader, zone: ZoneId): ZoneState | undefined {
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
    let chosen: { zone: ZoneId; waited: number } | undefined
    for (const { key, data } of world.definitions.all<Zone>('zone')) {
      const state = stateOf(world, key)
      if (data.resetMode === 'never' || !(state?.visited || occupied.has(key))) continue
      if (data.resetMode === 'empty' && occupied.has(key)) continue
      const waited = now.beat - (state?.beat ?? 0) - (data.resetMinutes * 60_000) / now.heartbeatMs
      if (waited >= 0 && waited >= (chosen?.waited ?? 0)) chosen = { zone: key, waited }
    }
    if (!chosen) return []
    const { zone } = chosen
    return eventActs(...zoneResetEvents(context, { zone, occupied: occupied.has(zone) }))
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

/** Notes that a zone has visitors, once between two resets. */
export const zoneVisits = defineReaction(
  'zone-visits',
  onEvent(characterEntered, (context, { character, room }) => visit(context, character, room)),
  onEvent(characterMoved, (context, { actor, to }) => visit(context, actor, to)),
  onEvent(beingTransported, (context, { actor, to }) => visit(context, actor, to)),
)

function visit({ world }: SystemContext, visitor: BeingId, place: RoomId): Act[] {
  const room = world.get(place)
  if (world.get(visitor)?.kind !== 'character' || room?.kind !== 'room') return []
  return stateOf(world, room.zone)?.visited ? [] : eventActs(zoneVisited({ zone: room.zone }))
}
