/** Who perceives what somebody does in a room: the actor, the target, and everybody else. */
import type { Perception } from '../define-event.ts'
import type { BeingId, RoomId } from '../ids.ts'
import { veiled } from '../light.ts'
import { type Named, named } from '../words.ts'
import { roomOf, type WorldReader } from '../world.ts'

/** What everybody in a room perceives, whoever caused it. */
export function seenByRoom(
  room: RoomId,
  data: Readonly<Record<string, unknown>>,
): readonly Perception[] {
  return [{ to: { room }, role: 'others', data }]
}

/**
 * The three perceptions of one act. `data` is what the words need besides the actor's name; a
 * `target` in it is left out of the bystanders and told in its own words.
 */
export function seenInRoom(
  world: WorldReader,
  actorId: BeingId,
  data: Readonly<Record<string, unknown>> & { readonly target?: Named<BeingId> },
): Perception[] {
  const view = { actor: named(world, actorId), ...data }
  const { target } = data
  const room = roomOf(world, actorId)
  const except = target ? [actorId, target.id] : [actorId]
  return veiled(world, [
    { to: { character: actorId }, role: 'actor', data: view },
    ...(target ? [{ to: { character: target.id }, role: 'target' as const, data: view }] : []),
    { to: { room: room?.id ?? '', except }, role: 'others', data: view },
  ])
}
