/**
 * Lists that a world in memory keeps beside the contents of places, so that what looks for a few things
 * need not walk over everything. They are kept like contents, under names that no place has.
 */
import type { Character, Entity, Mobile } from './entities.ts'
import type { EntityId } from './ids.ts'
import { canonicalName } from './names.ts'
import type { Move } from './sorted-ids.ts'

/** The characters that are in the world. */
export const presentKey = '~present'
export const nameKey = (name: string): EntityId => `~name:${canonicalName(name)}`
/** The mobiles among the contents of a place. */
export const mobilesKey = (place: EntityId): EntityId => `~mobiles:${place}`

/** What heartbeats look for, wherever it is. */
export type Mark = 'affected' | 'fighting' | 'lost' | 'timed'

const isMarked: { readonly [M in Mark]: (entity: Entity) => boolean } = {
  affected: (entity) => isBeing(entity) && entity.effects?.length > 0,
  fighting: (entity) => isBeing(entity) && entity.fighting !== undefined,
  lost: (entity) => entity.kind === 'character' && entity.linkLostBeat !== undefined,
  timed: (entity) => entity.kind === 'item' && entity.until !== undefined,
}
const isBeing = (entity: Entity): entity is Character | Mobile =>
  entity.kind === 'character' || entity.kind === 'mobile'
const marks = Object.keys(isMarked) as Mark[]
export const markKey = (mark: Mark): EntityId => `~mark:${mark}`

/** Calls `note` for every list that an entity leaves or comes into when `before` becomes `after`. */
export function compareLists(
  before: Entity | undefined,
  after: Entity | undefined,
  note: (list: EntityId, what: Move) => void,
): void {
  for (const mark of marks) {
    const has = after !== undefined && isMarked[mark](after)
    const had = before !== undefined && isMarked[mark](before)
    if (has !== had) note(markKey(mark), has ? 'came' : 'left')
  }
  const from = mobilePlace(before)
  const to = mobilePlace(after)
  if (from !== to) {
    if (from !== '') note(mobilesKey(from), 'left')
    if (to !== '') note(mobilesKey(to), 'came')
  }
  const oldName = presentName(before)
  const newName = presentName(after)
  if (oldName === newName) return
  if (oldName !== undefined) note(nameKey(oldName), 'left')
  else note(presentKey, 'came')
  if (newName !== undefined) note(nameKey(newName), 'came')
  else note(presentKey, 'left')
}

const mobilePlace = (entity: Entity | undefined): EntityId =>
  entity?.kind === 'mobile' ? entity.place : ''

/** The name of a character that is in the world; undefined for anything else. */
function presentName(entity: Entity | undefined): string | undefined {
  return entity?.kind === 'character' && entity.place !== '' ? entity.name : undefined
}

const keys = [presentKey, nameKey(''), mobilesKey(''), '~mark:']

/** True for the name of such a list. */
export function isIndex(place: EntityId): boolean {
  return place.startsWith('~') && keys.some((key) => place.startsWith(key))
}
