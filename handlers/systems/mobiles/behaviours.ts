/**
 * What mobiles do of themselves: each kind of behaviour is one function from what the mobile sees
 * to what it does, or nothing. They read memory only; what they do are lines and events like
 * anybody's.
 */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { Character, Item, Mobile } from '../../../schema/entities.ts'
import { vitalsChanged } from '../../../schema/events/effects.ts'
import { npcMinded } from '../../../schema/events/npc.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { keywordsOf, mobilePrototype, prototypeOf } from '../../../schema/words.ts'
import { charactersAt, itemsAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Behaviour, Faction } from '../../../schema/world-file.ts'
import type { Act } from '../../define-system.ts'
import { startFight } from '../../rules/fight.ts'
import { readyLines } from '../../scene-view.ts'
import { hasFloor, roundBeats } from './floor.ts'
import { firstStep } from './paths.ts'
import { scheduled } from './schedule.ts'
import { canEnter, isTurn, line, type Sight, speakLine, walkThrough } from './sight.ts'

type Of<K extends Behaviour['kind']> = Extract<Behaviour, { kind: K }>

/** The acts of one behaviour now. Behaviours that only answer (shops, trainers) do nothing by themselves. */
export function behave(sight: Sight, behaviour: Behaviour): readonly Act[] {
  switch (behaviour.kind) {
    case 'wander':
      return wander(sight, behaviour)
    case 'patrol':
      return patrol(sight, behaviour)
    case 'scavenge':
      return scavenge(sight, behaviour)
    case 'aggressive':
      return aggress(sight, behaviour)
    case 'helper':
      return help(sight, behaviour)
    case 'guard':
      return protect(sight, behaviour)
    case 'talker':
      return chatter(sight, behaviour)
    case 'schedule':
      return scheduled(sight, behaviour)
    case 'healer':
      return behaviour.price === 0 ? tend(sight, behaviour.health) : []
    default:
      return []
  }
}

function wander(sight: Sight, { chance, everyBeats, within }: Of<'wander'>): readonly Act[] {
  const { mobile, prototype, dice } = sight
  if (prototype.flags.includes('sentinel') || !isTurn(sight, everyBeats)) return []
  if (!dice.chance(chance)) return []
  const ways = waysFor(sight).filter(({ to }) => within.length === 0 || within.includes(to))
  const way = dice.pick(ways)
  return way ? [line(mobile, way.direction)] : []
}

/** Ways a mobile would take of itself: open, known, in its zone, fit for its feet. */
function waysFor({ world, room, prototype }: Sight): { direction: Direction; to: EntityId }[] {
  const ways: { direction: Direction; to: EntityId }[] = []
  for (const direction of directions) {
    const exit = room.exits[direction]
    if (!exit || (exit.door && exit.door.state !== 'open') || exit.hidden) continue
    const beyond = world.get(exit.to)
    if (beyond?.kind !== 'room' || beyond.zone !== room.zone) continue
    if (canEnter(prototype, beyond)) ways.push({ direction, to: exit.to })
  }
  return ways
}

function patrol(sight: Sight, { path, pauseBeats }: Of<'patrol'>): readonly Act[] {
  const { world, mobile, room } = sight
  if (!isTurn(sight, Math.max(pauseBeats, 8))) return []
  const at = Number(mobile.mind?.['patrol'] ?? 0) % path.length
  const arrived = path[at] === room.id
  const index = arrived ? (at + 1) % path.length : at
  const goal = path[index]
  const step = goal
    ? firstStep(world, room, goal, (beyond) => canEnter(sight.prototype, beyond))
    : undefined
  return [
    ...(arrived
      ? [
          {
            kind: 'events' as const,
            events: [npcMinded({ mobile: mobile.id, mind: { patrol: index } })],
          },
        ]
      : []),
    ...(step ? walkThrough(sight, step) : []),
  ]
}

function scavenge(sight: Sight, { chance, everyBeats, types }: Of<'scavenge'>): readonly Act[] {
  const { world, mobile, room, dice } = sight
  if (!isTurn(sight, everyBeats) || !dice.chance(chance)) return []
  const found = itemsAt(world, room.id).find((item) => isLoose(world, item, types))
  const word = found ? keywordsOf(world, found)[0] : undefined
  return word ? [line(mobile, `take ${word}`)] : []
}

function isLoose(world: WorldReader, item: Item, types: readonly string[]): boolean {
  const prototype = prototypeOf(world, item)
  if (!prototype || item.owner) return false
  if (prototype.flags.includes('fixed') || prototype.flags.includes('hidden')) return false
  return types.length === 0 || types.includes(prototype.type)
}

function aggress(sight: Sight, behaviour: Of<'aggressive'>): readonly Act[] {
  const { world, mobile, room, dice, hour } = sight
  if (mobile.fighting || !isWithin(hour, behaviour.hours)) return []
  const victims: EntityId[] =
    behaviour.factions.length > 0
      ? mobilesAt(world, room.id)
          .filter((other) =>
            behaviour.factions.includes(mobilePrototype(world, other.proto)?.faction ?? ''),
          )
          .map((other) => other.id)
      : charactersAt(world, room.id)
          .filter((one) => isAttackable(one) && one.level <= mobile.level + behaviour.levelsAbove)
          .map((one) => one.id)
  if (victims.length === 0 || !dice.chance(behaviour.chance)) return []
  const victim = dice.pick(victims)
  return victim ? attack(world, mobile, victim) : []
}

/** Who has lost the link is left alone, and the dead have suffered enough. */
function isAttackable(character: Character): boolean {
  return character.linkLostBeat === undefined && character.health[0] > 0
}

export function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

function attack(world: WorldReader, mobile: Mobile, target: EntityId): readonly Act[] {
  const events = startFight(world, mobile, target)
  return events.length > 0 ? [{ kind: 'events', events }] : []
}

/** A faction that thinks too little of somebody attacks on sight. */
export function grudge(sight: Sight): readonly Act[] {
  const { world, mobile, prototype, room } = sight
  if (!prototype.faction || mobile.fighting) return []
  const faction = world.definitions.get<Faction>('faction', prototype.faction)
  if (!faction || faction.attacksBelow <= -1000) return []
  const hated = charactersAt(world, room.id).find(
    (character) => isAttackable(character) && opinionOf(character, faction) < faction.attacksBelow,
  )
  return hated ? attack(world, mobile, hated.id) : []
}

/** What a faction thinks of a character, -1000 to 1000. */
export function opinionOf(character: Character, faction: Faction): number {
  return character.reputation?.[faction.id] ?? faction.reputation
}

function help(sight: Sight, { of }: Of<'helper'>): readonly Act[] {
  if (of === 'players') {
    const friend = charactersAt(sight.world, sight.room.id).find((one) => one.fighting)
    return assist(sight, friend)
  }
  const mine = sight.prototype
  return assist(
    sight,
    mobilesAt(sight.world, sight.room.id).find((other) => {
      if (!other.fighting || other.id === sight.mobile.id) return false
      if (of === 'kind') return other.proto === sight.mobile.proto
      const faction = mobilePrototype(sight.world, other.proto)?.faction
      return faction !== undefined && faction === mine.faction
    }),
  )
}

/** A guard takes the side of those it protects. */
function protect(sight: Sight, { protects }: Of<'guard'>): readonly Act[] {
  if (protects.length === 0) return []
  return assist(
    sight,
    mobilesAt(sight.world, sight.room.id).find(
      (other) =>
        other.fighting &&
        other.id !== sight.mobile.id &&
        protects.includes(mobilePrototype(sight.world, other.proto)?.faction ?? ''),
    ),
  )
}

function assist(sight: Sight, friend: Mobile | Character | undefined): readonly Act[] {
  const { world, mobile } = sight
  if (!friend?.fighting || mobile.fighting || friend.fighting === mobile.id) return []
  return attack(world, mobile, friend.fighting)
}

function chatter(sight: Sight, { chance, everyBeats }: Of<'talker'>): readonly Act[] {
  const { world, mobile, room, prototype, dice } = sight
  if (charactersAt(world, room.id).length === 0 || !hasFloor(sight)) return []
  // As often as the world file asks, as far as the company leaves turns for it.
  if (!dice.chance(Math.min(100, Math.ceil((chance * roundBeats) / everyBeats)))) return []
  const said = dice.pick(readyLines(prototype, 'idle', prototype.persona?.temper ?? 'calm'))
  return said ? [speakLine(mobile, said)] : []
}

const tendEveryBeats = 24

/** A healer without a price looks after whoever is hurt most. */
function tend(sight: Sight, health: number): readonly Act[] {
  const { world, mobile, room } = sight
  if (!isTurn(sight, tendEveryBeats)) return []
  const hurt = charactersAt(world, room.id)
    .filter((one) => one.health[0] < one.health[1] && one.health[0] > 0 && !one.fighting)
    .sort((a, b) => a.health[0] / a.health[1] - b.health[0] / b.health[1])[0]
  if (!hurt) return []
  const points = Math.min(health, hurt.health[1] - hurt.health[0])
  return [
    line(mobile, `emote sees to the wounds of ${hurt.name}.`),
    { kind: 'events', events: [vitalsChanged({ being: hurt.id, health: points, why: 'healer' })] },
  ]
}
