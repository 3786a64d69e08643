/** What follows when health is gone: a corpse, waking elsewhere, experience for the victors. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { characterDied, mobileKilled } from '../../schema/events/death.ts'
import { mobilePrototype } from '../../schema/words.ts'
import { beingIn, charactersAt, type WorldReader } from '../../schema/world.ts'
import type { WorldSettings } from '../../schema/world-file.ts'
import { stopFighting } from './fight.ts'
import { experienceLostBy, gainExperience, worthOf } from './levels.ts'

/** Five minutes of real time at the usual heartbeat, twenty for what players left behind. */
const corpseBeats = { mobile: 1_200, character: 4_800 } as const

export interface DeathContext {
  readonly world: WorldReader
  readonly beat: number
  newId(prefix: string): string
}

/** The events that follow from the death of `dead`; `killerId` is who killed it, if anybody did. */
export function deathEvents(
  context: DeathContext,
  dead: Character | Mobile,
  killerId: string | undefined,
): NewEvent[] {
  const { world } = context
  const killer = killerId && killerId !== dead.id ? beingIn(world, killerId) : undefined
  const end = dead.kind === 'mobile' ? killed(context, dead, killer) : died(context, dead, killer)
  const lessons = dead.kind === 'mobile' ? lessonsFrom(world, dead, killer) : []
  return [end, ...stopFighting(world, dead.place, dead.id), ...lessons]
}

function killed(
  { beat, newId }: DeathContext,
  dead: Mobile,
  killer: Character | Mobile | undefined,
): NewEvent {
  return mobileKilled({
    mobile: dead.id,
    proto: dead.proto,
    ...(killer ? { killer: killer.id } : {}),
    room: dead.place,
    corpse: newId('i'),
    until: beat + corpseBeats.mobile,
  })
}

/**
 * Players wake at the world's place for it with half their health and stamina. They keep what they
 * wear; the rest waits with the body, which only they may search.
 */
function died(
  { world, beat, newId }: DeathContext,
  dead: Character,
  killer: Character | Mobile | undefined,
): NewEvent {
  return characterDied({
    character: dead.id,
    ...(killer ? { killer: killer.id } : {}),
    room: dead.place,
    corpse: newId('i'),
    until: beat + corpseBeats.character,
    wakes: wakingPlace(world, dead),
    health: half(dead.health[1]),
    stamina: half(dead.stamina[1]),
    lucidity: Math.max(dead.lucidity[0], half(dead.lucidity[1])),
    lostExperience: experienceLostBy(dead),
  })
}

function half(points: number): number {
  return Math.max(1, Math.floor(points / 2))
}

function wakingPlace(world: WorldReader, dead: Character): string {
  const settings = world.definitions.get<Partial<WorldSettings>>('world', 'world')
  const wanted = [settings?.respawn, dead.home, settings?.start]
  return wanted.find((room) => room !== undefined && world.room(room) !== undefined) ?? dead.place
}

/** Experience of a kill, shared evenly among those of the killer's group who are there. */
function lessonsFrom(
  world: WorldReader,
  dead: Mobile,
  killer: Character | Mobile | undefined,
): NewEvent[] {
  const worth = mobilePrototype(world, dead.proto)?.experience ?? 0
  if (killer?.kind !== 'character' || worth === 0) return []
  const sharers = sharersOf(world, killer, dead.place)
  return sharers.flatMap((character) => {
    const share = Math.ceil(worthOf(worth, dead.level, character.level) / sharers.length)
    return gainExperience(character, share, 'kill')
  })
}

/** Those who gain from a kill: the killer, and the members of its group in that room. */
export function sharersOf(world: WorldReader, killer: Character, place: string): Character[] {
  if (killer.group === undefined) return [killer]
  const present = charactersAt(world, place).filter(({ group }) => group === killer.group)
  return present.some(({ id }) => id === killer.id) ? present : [killer, ...present]
}
