/** Who may fight whom, and how a fight begins. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile, Room } from '../../schema/entities.ts'
import { fightEnded, fightStarted } from '../../schema/events/combat.ts'
import type { BeingId, RoomId } from '../../schema/ids.ts'
import { mobilePrototype } from '../../schema/words.ts'
import { beingIn, type WorldReader } from '../../schema/world.ts'
import type { Zone } from '../../schema/world-file.ts'
import { beingsIn } from '../nouns.ts'
import { breakEffects } from './effects.ts'

export type Fighter = Character | Mobile

export interface Forbidden {
  readonly code: string
  readonly text: string
}

/** Why the attacker may not attack the target, or null when it may. */
export function whyNoFight(
  world: WorldReader,
  attacker: Fighter,
  target: Fighter,
): Forbidden | null {
  if (attacker.id === target.id) return { code: 'self', text: 'You think better of it.' }
  if (attacker.place !== target.place) return { code: 'not-here', text: 'They are not here.' }
  if (target.position === 'dead' || target.health[0] <= 0) {
    return { code: 'dead', text: 'There is nobody left to fight.' }
  }
  const room = world.room(attacker.place)
  if (room?.flags.includes('safe')) {
    return { code: 'safe', text: 'This is a place of peace. Nobody fights here.' }
  }
  if (target.kind === 'mobile' && isImmortal(world, target)) {
    return {
      code: 'immortal',
      text: `${capitalName(target)} looks at you until you think better of it.`,
    }
  }
  if (attacker.kind === 'mobile' || target.kind === 'mobile') return null
  return duelAllowed(world, attacker, target, room) ? null : noDuel
}

const noDuel: Forbidden = {
  code: 'no-duel',
  text: 'Here you can fight another player only if you have both agreed to it (type “pvp on”).',
}

function duelAllowed(
  world: WorldReader,
  one: Character,
  other: Character,
  room: Room | undefined,
): boolean {
  if (room?.flags.includes('pvp')) return true
  if (room && world.definitions.get<Zone>('zone', room.zone)?.pvp) return true
  return one.pvp === true && other.pvp === true
}

function isImmortal(world: WorldReader, mobile: Mobile): boolean {
  return mobilePrototype(world, mobile.proto)?.flags.includes('immortal') ?? false
}

function capitalName({ name }: Fighter): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/**
 * The events by which `attacker` turns on `target`; none when the rules of the place forbid it or
 * they are at it already. Mobiles that attack use this as players do.
 */
export function startFight(
  world: WorldReader,
  attacker: Fighter | BeingId,
  target: Fighter | BeingId,
): NewEvent[] {
  const one = typeof attacker === 'string' ? beingIn(world, attacker) : attacker
  const other = typeof target === 'string' ? beingIn(world, target) : target
  if (!one || !other || one.fighting === other.id) return []
  if (one.health[0] <= 0 || whyNoFight(world, one, other)) return []
  return [...breakEffects(world, one, 'hidden'), fightStarted({ actor: one.id, target: other.id })]
}

/** The events by which everybody at `place` who fought `gone` turns to somebody else or stops. */
export function stopFighting(world: WorldReader, place: RoomId, gone: BeingId): NewEvent[] {
  const present = beingsIn(world, place)
  return present
    .filter((being) => being.fighting === gone && being.id !== gone)
    .flatMap((being) => nextOpponent(world, being, gone))
}

/** Another being that fights this one becomes its opponent; without one it stops fighting. */
export function nextOpponent(world: WorldReader, being: Fighter, gone?: BeingId): NewEvent[] {
  const other = beingsIn(world, being.place, being.id).find(
    (one) => one.fighting === being.id && one.id !== gone && one.health[0] > 0,
  )
  return other
    ? [fightStarted({ actor: being.id, target: other.id })]
    : [fightEnded({ actor: being.id })]
}
