/** Frames of the client protocol as test clients read them before they look at the type. */
import { type ServerFrame, serverFrame } from '../../schema/frames/server.ts'

type FieldOf<F, K> = F extends unknown ? (K extends keyof F ? F[K] : undefined) : never
type NamesOf<F> = F extends unknown ? keyof F : never

/** Every field that any server frame has; a field of another type of frame is undefined. */
export type AnyFrame = {
  readonly [K in NamesOf<ServerFrame>]: FieldOf<ServerFrame, K>
}

/** One frame as it came. Throws when it is not as the protocol declares it. */
export function readFrame(text: string): AnyFrame {
  const frame: unknown = JSON.parse(text)
  serverFrame.parse(frame)
  return frame as AnyFrame
}
