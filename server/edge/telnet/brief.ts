/** Whoever knows the world walks through it without reading every description again. */
import { briefRoom, roomView } from '../../../schema/answers/room.ts'
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import type { TextState } from './text-state.ts'

/** The frame as it is to be shown: the room at the end of a step in brief, where that is wanted. */
export function briefly(state: TextState, frame: MarkedFrame): MarkedFrame {
  if (frame.t !== 'event') return frame
  // Only whoever walks is told where from.
  if (frame.kind === 'character-moved' && 'from' in frame.data) state.walked = frame.cause ?? ''
  if (frame.kind !== 'looked') return frame
  const isWalk = state.walked === (frame.cause ?? '')
  state.walked = undefined
  if (!isWalk || state.settings.brief !== true) return frame
  const room = roomView.safeParse(frame.data)
  return room.success ? { ...frame, text: briefRoom(room.data) } : frame
}
