/** The machine-readable view of a character beside the words, whole: for newcomers and whoever asks. */
import { lookAround } from '../../../handlers/scene.ts'
import { arranged } from '../../../schema/view-delta.ts'
import { type ViewPart, viewParts } from '../../../schema/views.ts'
import { showState, showView } from './show.ts'
import { viewOf } from './show-views.ts'
import { lastShown, seesDeltasOf } from './shown-parts.ts'
import { type Draft, type Target, targetsOf } from './tick-work.ts'

/** Shows the full view, as for `sync`, a resume and a resync. */
export function showFullState(draft: Draft, characterId: string, targets: readonly Target[]): void {
  for (const part of viewParts) showWhole(draft, characterId, part, targets)
}

/** Shows the character's own parts: gauges, belongings, quests, group. */
export function showOwnState(draft: Draft, characterId: string, targets: readonly Target[]): void {
  for (const part of viewParts) if (part !== 'room') showWhole(draft, characterId, part, targets)
}

function showWhole(draft: Draft, id: string, part: ViewPart, targets: readonly Target[]): void {
  const character = draft.world.get(id)
  if (character?.kind !== 'character' || (part === 'group' && !character.group)) return
  const data = viewOf(draft.world, part, character)
  for (const target of targets) {
    // Whoever puts a part together from deltas has its lists in the order in which they grew.
    const known = seesDeltasOf(draft, target.session, part, data)
      ? lastShown(draft, target.session, part)
      : undefined
    showState(draft, part, known ? arranged(known.data, data) : data, [target])
  }
}

/** Shows the room to characters that this draft moved by something else than their own walking. */
export function showNewPlaces(draft: Draft): void {
  for (const [id, now] of draft.world.entities) {
    const before = draft.work.overlay.get(id)
    if (now?.kind !== 'character' || before?.kind !== 'character') continue
    if (before.place === '' || now.place === '' || before.place === now.place) continue
    const shown = draft.outputs.some(
      (output) =>
        output.f === 'event' &&
        output.kind === 'looked' &&
        output.targets.some(({ session }) => session === now.session),
    )
    if (shown) continue
    showView(draft, lookAround(draft.world, now), targetsOf(draft, { character: now.id }))
  }
}
