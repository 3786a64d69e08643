/** The player's commands on their way to the server and back. */
import type { ServerFrameOf } from '../../schema/frames/server.ts'
import { type LinkState, write } from './link-state.ts'

const busyPauseMs = 700
/** Unacknowledged commands on the way at once; within the server's burst of twenty. */
const underWayMost = 16

/** Hands waiting commands to the socket, as many as the server can be expected to take. */
export function pump(state: LinkState): void {
  if (state.phase === 'playing' && !state.pausing) {
    for (const { n, line } of state.queue.take(underWayMost)) {
      state.sentAtMs.set(n, state.ports.nowMs())
      write(state, { t: 'cmd', n, line })
    }
    askAgain(state)
  }
  state.listener.commands(state.queue.all())
}

/** A stored number sent again has no second effect; it is answered with the outcome it had. */
function askAgain(state: LinkState): void {
  for (const { n, line, stage } of state.queue.all()) {
    if (stage !== 'stored' || !state.missed.has(n) || state.asked.has(n)) continue
    state.asked.add(n)
    write(state, { t: 'cmd', n, line })
  }
}

export function acked(state: LinkState, { n, request }: ServerFrameOf<'ack'>): void {
  const sentAtMs = state.sentAtMs.get(n)
  state.sentAtMs.delete(n)
  if (sentAtMs !== undefined) state.listener.ackedAfter(state.ports.nowMs() - sentAtMs)
  state.queue.stored(n, request)
  pump(state)
}

export function done(state: LinkState, frame: ServerFrameOf<'done'>): void {
  state.listener.frame(frame)
  state.queue.done(frame.n)
  state.missed.delete(frame.n)
  pump(state)
}

export function rejected(state: LinkState, reject: ServerFrameOf<'reject'>): void {
  if (reject.n === undefined) {
    state.listener.refusedSignIn(reject)
    return
  }
  state.sentAtMs.delete(reject.n)
  state.asked.delete(reject.n)
  const { gone, again } = state.queue.refused(reject.n, reject.code, reject.expected)
  if (gone) state.listener.refusedCommand(gone, reject)
  if (again && !state.pausing) {
    state.pausing = true
    state.cancel.pause = state.ports.after(reject.code === 'gap' ? 0 : busyPauseMs, () => {
      state.pausing = false
      pump(state)
    })
  }
  pump(state)
}

/** Frames are lost for good, and the outcomes of stored commands may be among them. */
export function askForLost(state: LinkState): void {
  for (const { n, stage } of state.queue.all()) if (stage === 'stored') state.missed.add(n)
  state.asked.clear()
  pump(state)
}
