/**
 * State parts: the machine-readable view of a character beside the words. All parts are shown when a
 * client asks for them, and single parts when a draft has changed what they show.
 */
import { groupState, membersOf } from '../../../handlers/company.ts'
import { questsState } from '../../../handlers/quests.ts'
import { lookAround } from '../../../handlers/scene.ts'
import { charState, itemsState } from '../../../handlers/state.ts'
import type { Character } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { type Draft, showState, showView, type Target, targetsOf } from './tick-work.ts'

/** Shows the full view, as for `sync` and a resync. */
export function showFullState(draft: Draft, characterId: string, targets: readonly Target[]): void {
  const character = draft.world.get(characterId)
  if (character?.kind !== 'character') return
  showState(draft, 'room', lookAround(draft.world, character).data, targets)
  showOwnState(draft, characterId, targets)
}

/** Shows the character's own parts: gauges, belongings, quests, group. */
export function showOwnState(draft: Draft, characterId: string, targets: readonly Target[]): void {
  const character = draft.world.get(characterId)
  if (character?.kind !== 'character') return
  showState(draft, 'char', charState(draft.world, character), targets)
  showState(draft, 'items', itemsState(draft.world, character), targets)
  showState(draft, 'quests', questsState(draft.world, character), targets)
  if (character.group) showState(draft, 'group', groupState(draft.world, character), targets)
}

function showRoomAnew(draft: Draft, room: RoomId): void {
  for (const entity of draft.world.contents(room)) {
    if (entity.kind !== 'character') continue
    const targets = targetsOf(draft, { character: entity.id })
    if (targets.length > 0) showState(draft, 'room', lookAround(draft.world, entity).data, targets)
  }
}

/** What a draft changed and is shown once for the whole draft. */
interface Changed {
  /** Places of items that came, went or changed. */
  readonly holders: Set<string>
  readonly groups: Set<string>
  /** Characters that changed groups, and may be in none now. */
  readonly alone: Set<string>
}

/** Shows what this draft changed to everybody who sees it. */
export function showChangedState(draft: Draft): void {
  const changed: Changed = { holders: new Set(), groups: new Set(), alone: new Set() }
  for (const [id, now] of draft.world.entities) {
    const before = draft.work.overlay.get(id)
    if (now?.kind === 'item') changed.holders.add(now.place)
    if (before?.kind === 'item') changed.holders.add(before.place)
    if (!now || !before) continue
    // A room that a builder changes, or whose door moves, is shown anew to everybody in it.
    if (now.kind === 'room' && before.kind === 'room') showRoomAnew(draft, now.id)
    if (now.kind === 'character' && before.kind === 'character') {
      showChangedCharacter(draft, now, before, changed)
    }
  }
  showGroups(draft, changed)
  showHolders(draft, changed)
}

function showHolders(draft: Draft, { holders }: Changed): void {
  for (const holder of holders) {
    const character = draft.world.get(holder)
    if (character?.kind !== 'character') continue
    const targets = targetsOf(draft, { character: holder })
    showState(draft, 'items', itemsState(draft.world, character), targets)
  }
}

function showChangedCharacter(
  draft: Draft,
  now: Character,
  before: Character,
  { groups, alone }: Changed,
): void {
  const targets = targetsOf(draft, { character: now.id })
  if (before.place !== '' && now.place !== '' && before.place !== now.place) {
    showNewPlace(draft, now)
  }
  if (charChanged(now, before)) showState(draft, 'char', charState(draft.world, now), targets)
  if (now.quests !== before.quests) {
    showState(draft, 'quests', questsState(draft.world, now), targets)
  }
  if (now.group !== before.group) alone.add(now.id)
  if (now.group && companyChanged(now, before)) groups.add(now.group)
}

/** All members of a group see how the others are; a member who has just left sees an empty group. */
function showGroups(draft: Draft, { groups, alone }: Changed): void {
  const { world } = draft
  const show = (character: Character) => {
    const targets = targetsOf(draft, { character: character.id })
    showState(draft, 'group', groupState(world, character), targets)
  }
  for (const group of groups) {
    for (const member of membersOf(world, group)) {
      alone.delete(member.id)
      show(member)
    }
  }
  for (const id of alone) {
    const character = world.get(id)
    if (character?.kind === 'character') show(character)
  }
}

/** Shows the room to a character that was moved there by something else than its own walking. */
function showNewPlace(draft: Draft, character: Character): void {
  const shown = draft.outputs.some(
    (output) =>
      output.f === 'event' &&
      output.kind === 'looked' &&
      output.targets.some(({ session }) => session === character.session),
  )
  if (shown) return
  const targets = targetsOf(draft, { character: character.id })
  showView(draft, lookAround(draft.world, character), targets)
}

const shownFields = [
  'health',
  'stamina',
  'lucidity',
  'gold',
  'level',
  'experience',
  'position',
  'effects',
  'fighting',
] as const

/** True when something changed that the others of a group see of a member. */
function companyChanged(now: Character, before: Character): boolean {
  return now.group !== before.group || now.place !== before.place || charChanged(now, before)
}

function charChanged(now: Character, before: Character): boolean {
  return shownFields.some((field) => now[field] !== before[field])
}
