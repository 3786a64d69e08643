/** Who thinks about an answer, for text players: told once, and only where the answer takes its time. */
import type { MarkedFrame } from '../../../schema/frames/server.ts'

/** An answer that comes sooner needs no sign. */
const afterMs = 2_000

export interface ThinkingSign {
  /** Looks at a frame that goes to the player. */
  readonly saw: (frame: MarkedFrame) => void
  /** The player is gone. */
  readonly end: () => void
}

/** `show` is told the name, as a sentence begins with it. */
export function createThinkingSign(show: (name: string) => void): ThinkingSign {
  /** By the id of who thinks: several lines to one and the same are one sign. */
  const timers = new Map<string, NodeJS.Timeout>()
  const forget = (npc: string) => {
    clearTimeout(timers.get(npc))
    timers.delete(npc)
  }
  return {
    saw(frame) {
      if (frame.t === 'pending') {
        const { npc, name } = frame
        if (name === undefined || timers.has(npc)) return
        timers.set(
          npc,
          setTimeout(() => show(name), afterMs),
        )
      } else if (frame.t === 'event' && frame.kind === 'npc-spoke') forget(speakerOf(frame.data))
    },
    end() {
      for (const npc of [...timers.keys()]) forget(npc)
    },
  }
}

function speakerOf(data: Readonly<Record<string, unknown>>): string {
  const { actor } = data as { readonly actor?: { readonly id?: string } }
  return actor?.id ?? ''
}
