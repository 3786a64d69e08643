/** What a session was shown last of a part, while a tick is being decided. */
import type { SessionId } from '../../../schema/ids.ts'
import type { ViewData } from '../../../schema/view-delta.ts'
import { isViewPart } from '../../../schema/views.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { ShownPart, ShownParts, ViewWork } from './view-memory.ts'

/** The draft as far as this file knows it. */
interface Showing {
  readonly world: WorldMap
  readonly shown: Map<SessionId, ShownParts | null>
  readonly work: { readonly views: ViewWork; readonly moment: { readonly atMs: number } }
}

export function lastShown(draft: Showing, session: SessionId, part: string): ShownPart | undefined {
  return shownParts(draft, session)?.get(part)
}

function shownParts({ shown, work }: Showing, session: SessionId): ShownParts | undefined {
  for (const layer of [shown, work.views.shown, work.views.memory.shown]) {
    const known = layer.get(session)
    if (known !== undefined) return known ?? undefined
  }
  return undefined
}

/** The part was shown to the session; requests without a socket have none. */
export function noteShown(draft: Showing, session: SessionId, part: string, data: ViewData): void {
  if (!isViewPart(part) || draft.world.peek(session)?.kind !== 'session') return
  const parts = new Map(shownParts(draft, session))
  parts.set(part, { data, atMs: draft.work.moment.atMs })
  draft.shown.set(session, parts)
}

/** True when the session asked for deltas and knows this part of this place already. */
export function seesDeltasOf(
  draft: Showing,
  session: SessionId,
  part: string,
  data: ViewData,
): boolean {
  const entity = draft.world.peek(session)
  if (entity?.kind !== 'session' || !entity.deltas) return false
  const known = lastShown(draft, session, part)
  return known !== undefined && isSamePlace(known.data, data)
}

/** Views of two rooms have nothing in common that a delta could save. */
export function isSamePlace(one: ViewData, other: ViewData): boolean {
  return one['id'] === other['id']
}
