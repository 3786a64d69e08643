/** Groups, whom a name means, and who may speak. */
import type { GroupView } from '../schema/answers/company.ts'
import type { NewEvent } from '../schema/define-event.ts'
import type { Character } from '../schema/entities.ts'
import { groupLeft } from '../schema/events/company.ts'
import { nameRecord } from '../schema/events/presence.ts'
import type { BeingId, CharacterId } from '../schema/ids.ts'
import { canonicalName, isNameLike } from '../schema/names.ts'
import { recordData, type WorldReader } from '../schema/world.ts'
import { type Context, type Decision, reject } from './decision.ts'

export const groupMax = 8

/** The members of a group who are in the world, its leader first; nobody without a group. */
export function membersOf(world: WorldReader, group: string | undefined): Character[] {
  if (!group) return []
  const members: Character[] = []
  for (const character of world.charactersPresent()) {
    if (character.group === group) members.push(character)
  }
  return members.sort((a, b) => Number(b.id === group) - Number(a.id === group))
}

/** The `group` state of a character: an empty list when it is in none. */
export function groupState(world: WorldReader, character: Character): GroupView {
  const members = membersOf(world, character.group)
  return {
    leader: character.group ?? '',
    members: members.map(({ id, name, level, health, stamina, lucidity, place }) => ({
      id,
      name,
      level,
      vitals: { health: [...health], stamina: [...stamina], lucidity: [...lucidity] },
      here: place === character.place,
    })),
  }
}

/** The events when somebody leaves a group: the others keep or get a leader, or the group ends. */
export function parting(
  world: WorldReader,
  character: Character,
  why: 'left' | 'removed' | 'away',
): NewEvent[] {
  if (!character.group) return []
  const staying = membersOf(world, character.group).filter(({ id }) => id !== character.id)
  const next = staying.find(({ id }) => id === character.group) ?? staying[0]
  const leader = staying.length > 1 && next ? { leader: next.id } : {}
  const members = staying.map(({ id }) => id)
  return [groupLeft({ character: character.id, why, members, ...leader })]
}

/** Whose words somebody does not want to read; only players ignore others. */
export function ignoredBy(being: Context['actor']): readonly BeingId[] {
  return being.kind === 'character' ? (being.ignores ?? []) : []
}

/** Why somebody may not speak to others just now, or null. */
export function silenced({ actor, now }: Context): Decision | null {
  if (actor.kind !== 'character' || (actor.mutedUntil ?? 0) <= now.atMs) return null
  return reject('muted', 'You have been asked to keep silent for a while.')
}

/**
 * The character of a name, in the world or away; guests only while they are in the world. Throws
 * `NotLoaded` for one that is not in memory.
 */
export function anybodyNamed(world: WorldReader, name: string): Character | undefined {
  const present = world.characterNamed(name)
  if (present) return present
  if (!isNameLike(name)) return undefined
  const record = nameRecord(name)
  if (!world.need(record)) return undefined
  const owner = recordData<{ character: CharacterId }>(world, record)
  const known = owner && world.need(owner.character)
  return known?.kind === 'character' ? known : undefined
}

/** The character in the world of that name, or the only other one whose name begins so (3 letters on). */
export function playerNamed({ world, actor }: Context, name: string): Character | undefined {
  const exact = world.characterNamed(name)
  if (exact || name.length < 3) return exact
  const fitting: Character[] = []
  const beginning = canonicalName(name)
  for (const character of world.charactersPresent()) {
    if (character.id === actor.id) continue
    if (canonicalName(character.name).startsWith(beginning)) fitting.push(character)
  }
  return fitting.length === 1 ? fitting[0] : undefined
}
