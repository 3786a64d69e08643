/** What a client has been shown of each part, kept true by whole parts and by their changes (PROTOCOL 3.5). */
import type { ServerFrameOf } from '../../schema/frames/server.ts'
import { type ViewData, withDelta } from '../../schema/view-delta.ts'

export interface Views {
  /** Takes in a part, or what has changed in one; the part as it is now, or undefined where it is not known. */
  take(frame: ServerFrameOf<'state' | 'delta'>): ViewData | undefined
  of(part: string): ViewData | undefined
  /** Another character, or nobody, plays from here on. */
  clear(): void
}

export function createViews(): Views {
  const known = new Map<string, ViewData>()
  return {
    take(frame) {
      const before = known.get(frame.part)
      const data: unknown = frame.t === 'state' ? frame.data : before && withDelta(before, frame)
      if (typeof data !== 'object' || data === null) return undefined
      // What a part holds is an object with fields.
      known.set(frame.part, data as ViewData)
      return data as ViewData
    },
    of: (part) => known.get(part),
    clear: () => known.clear(),
  }
}
