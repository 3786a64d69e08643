/** What a mobile sees when its turn comes, and the simple acts that behaviours are made of. */
import type { Direction } from '../../../schema/directions.ts'
import type { Mobile, Room } from '../../../schema/entities.ts'
import { fnv1a } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import type { Dice } from '../../decision.ts'
import type { Act } from '../../define-system.ts'

/** What a rule of a behaviour knows of one mobile and its surroundings. */
export interface Sight {
  readonly world: WorldReader
  readonly mobile: Mobile
  readonly prototype: MobilePrototype
  readonly room: Room
  readonly beat: number
  readonly dice: Dice
  readonly hour: number
  /** Heartbeats between two passes over the mobiles. */
  readonly passBeats: number
}

/** True once in `every` beats, at a beat of the mobile's own, so that they do not all move at once. */
export function isTurn({ mobile, beat, passBeats }: Sight, every: number): boolean {
  if (every <= passBeats) return true
  return (beat + (fnv1a(mobile.id) % every)) % every < passBeats
}

export const line = (mobile: Mobile, text: string): Act => ({
  kind: 'line',
  actor: mobile.id,
  line: text,
})

/** A ready line as something done: what begins with a colon is a gesture, the rest is spoken. */
export function speakLine(mobile: Mobile, text: string): Act {
  return text.startsWith(':')
    ? line(mobile, `emote ${text.slice(1).trim()}`)
    : line(mobile, `say ${text}`)
}

export function canEnter(prototype: MobilePrototype, room: Room): boolean {
  if (room.flags.includes('no-mobiles') || room.flags.includes('deadly')) return false
  const { flags } = prototype
  const wet = room.terrain === 'water' || room.terrain === 'underwater'
  if (wet && !flags.includes('swims') && !flags.includes('flies')) return false
  return room.terrain !== 'air' || flags.includes('flies')
}

/** One step, opening a closed door on the way. */
export function walkThrough({ mobile, room }: Sight, step: Direction): Act[] {
  const door = room.exits[step]?.door
  const opening = door?.state === 'closed' ? [line(mobile, `open ${step}`)] : []
  return [...opening, line(mobile, step)]
}
