/** The pace of world time. */
import type { WorldReader } from '../schema/world.ts'

/** Heartbeats in a minute of world time; the world file says so, 8 otherwise. */
export function beatsPerMinute(world: WorldReader): number {
  const settings = world.definitions.get<{ beatsPerMinute?: number }>('world', 'world')
  return Math.max(1, settings?.beatsPerMinute ?? 8)
}
