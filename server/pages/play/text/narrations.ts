/** Puts together narration that arrives in pieces, perhaps twice or out of order. */
import type { ServerFrameOf } from '../../../../schema/frames/server.ts'

export type Narrations = {
  /** Takes a piece and answers all the text that is complete from the beginning on. */
  add(frame: ServerFrameOf<'narration'>): string
  /** Whether a piece of it has come. */
  hasBegun(narration: string): boolean
  /** The committed event has come; the pieces are no longer needed. */
  settle(narration: string): void
}

/** Narrations under way at once; older ones are dropped, since nothing will complete them. */
const keepMost = 32

export function createNarrations(): Narrations {
  const byId = new Map<string, Map<number, string>>()
  return {
    add({ narration, seq, chunk }) {
      const chunks = byId.get(narration) ?? new Map<number, string>()
      chunks.set(seq, String(chunk))
      byId.set(narration, chunks)
      for (const old of byId.keys()) {
        if (byId.size <= keepMost) break
        byId.delete(old)
      }
      return joined(chunks)
    },
    hasBegun: (narration) => byId.has(narration),
    settle(narration) {
      byId.delete(narration)
    },
  }
}

/** Numbering may begin at 0 or 1; from there on a gap ends the text for now. */
function joined(chunks: ReadonlyMap<number, string>): string {
  let text = ''
  for (let seq = chunks.has(0) ? 0 : 1; ; seq++) {
    const chunk = chunks.get(seq)
    if (chunk === undefined) return text
    text += chunk
  }
}
