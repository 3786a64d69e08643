/** What one message of a tick holds for a receiver: frames in their order, made once for all who get the same. */
import { type FramePosition, isAfter } from '../../../schema/frames/position.ts'
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import type { V1Style } from '../render/wire-formats.ts'
import type { SharedFrame } from './shared-frame.ts'

/** A frame of the world and its position. All receivers share one object. */
export interface PlacedFrame {
  readonly position: FramePosition
  readonly frame: SharedFrame
}

/** The request that a frame answers or follows from; undefined when nobody asked. */
function causeOf(frame: MarkedFrame): string | undefined {
  return 'request' in frame ? frame.request : 'cause' in frame ? frame.cause : undefined
}

/**
 * Frames in a row. Whoever goes on from a run with the same frames comes to the same run, so a crowd that
 * hears the same shares one of them, and its bytes.
 */
export class FrameRun {
  readonly frames: readonly PlacedFrame[]
  /** The requests that its frames follow from, each once. */
  readonly requests: ReadonlySet<string>
  readonly #next = new Map<readonly PlacedFrame[], FrameRun>()
  readonly #messages = new Map<V1Style, Buffer>()

  constructor(frames: readonly PlacedFrame[] = []) {
    this.frames = frames
    this.requests = new Set(
      frames.map(({ frame }) => causeOf(frame.frame)).filter((id) => id !== undefined),
    )
  }

  /** This run and then `frames`; the same run for everybody who names the same list. */
  and(frames: readonly PlacedFrame[]): FrameRun {
    const known = this.#next.get(frames)
    if (known) return known
    const run = new FrameRun([...this.frames, ...frames])
    this.#next.set(frames, run)
    return run
  }

  /** What of it comes after a position. */
  after(position: FramePosition): FrameRun {
    const [first] = this.frames
    if (!first || isAfter(first.position, position)) return this
    return new FrameRun(this.frames.filter((one) => isAfter(one.position, position)))
  }

  /** All of it as WebSocket messages of `v1.mudstream`, for one write. */
  v1Messages(style: V1Style): Buffer {
    const known = this.#messages.get(style)
    if (known) return known
    const messages = this.frames.map(({ frame }) => frame.v1Message(style))
    const [only] = messages
    const made = only && messages.length === 1 ? only : Buffer.concat(messages)
    this.#messages.set(style, made)
    return made
  }
}
