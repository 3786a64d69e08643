/**
 * Health, stamina and lucidity mend and drift by themselves, for those who play and for the mobiles
 * around them. Absent characters are not looked at: ten thousand of them cost nothing. Each being has its
 * turn at beats of its own.
 */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Entity, Mobile, Room } from '../../../schema/entities.ts'
import { conflictState } from '../../../schema/events/conflict.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { canSee } from '../../../schema/light.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { beatsPerMinute, isTurnOf } from '../../clock.ts'
import type { System } from '../../define-system.ts'
import { changeOf } from '../../rules/gauges.ts'
import { offsetOf, pointsDue, ratesFor } from '../../rules/recovery.ts'
import { effectiveStats } from '../../rules/stats.ts'
import { conflictsIn } from '../../scene-view.ts'

/** A minute of world time at the usual pace. */
const stepBeats = 8
/** Beings have their turns in groups: each look goes over all rooms to find who is due. */
const lookBeats = 2

export const recovery: System = {
  name: 'recovery',
  everyBeats: lookBeats,
  run({ world, now, activeRooms }) {
    const pace = beatsPerMinute(world)
    const events: NewEvent[] = []
    for (const id of activeRooms) {
      const room = world.get(id)
      if (room?.kind !== 'room') continue
      const present = world.contents(id).filter(isBeing)
      const due = present.filter((being) => isTurnOf(being.id, now.beat, stepBeats, lookBeats))
      if (due.length === 0) continue
      const scene = { room, present, tension: tensionIn(world, id), pace, beat: now.beat }
      for (const being of due) {
        if (being.health[0] <= 0) continue
        const changed = recover(world, being, scene)
        if (changed) events.push(changed)
      }
    }
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}

function isBeing(entity: Entity): entity is Character | Mobile {
  return entity.kind === 'character' || entity.kind === 'mobile'
}

interface Scene {
  readonly room: Room
  readonly present: readonly (Character | Mobile)[]
  readonly tension: number
  /** Heartbeats in a minute of world time. */
  readonly pace: number
  readonly beat: number
}

/** The tension of a room: that of its worst conflict, while one is under way. */
function tensionIn(world: WorldReader, room: RoomId): number {
  const tensions = conflictsIn(world, room).flatMap(({ id }) => {
    const state = conflictState(world, id)
    return state && strained.has(state.phase) ? [state.tension] : []
  })
  return Math.max(0, ...tensions)
}

/** The phases in which a conflict is under way; before and after them it strains nobody. */
const strained: ReadonlySet<string> = new Set(['rising', 'climax'])

function recover(
  world: WorldReader,
  being: Character | Mobile,
  { room, present, tension, pace, beat }: Scene,
): NewEvent | null {
  const stats = effectiveStats(world, being)
  const rates = ratesFor({
    position: being.position,
    regenPercent: room.regen ?? 100,
    lucidityDrift: room.lucidity ?? 0,
    dark: !canSee(world, being, room),
    company: present.some((one) => one.id !== being.id && one.kind === 'character' && isCalm(one)),
    tension,
    healthRegen: stats.healthRegen,
    staminaRegen: stats.staminaRegen,
    lucidityRegen: stats.lucidityRegen,
    level: being.level,
  })
  const offset = offsetOf(being.id)
  const due = (rate: number) => pointsDue(rate, { beat, stepBeats, beatsPerMinute: pace, offset })
  const wished = {
    health: Math.max(0, due(rates.health)),
    stamina: Math.max(0, due(rates.stamina)),
    lucidity: due(rates.lucidity),
  }
  return changeOf(world, being, wished, { why: 'recovery' })
}

function isCalm(being: Character | Mobile): boolean {
  return being.fighting === undefined && being.position !== 'dead'
}
