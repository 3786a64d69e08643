/**
 * The page's one connection: hello, sign-in, numbered commands, resume after a break.
 *
 * Socket, timers, storage and randomness come in through `LinkPorts`, so that the same code runs in a
 * browser and under test. Phases:
 *
 *   calling → playing            welcome with a character
 *   calling → stranger           welcome without one: the sign-in page shows
 *   any     → waiting → calling  the socket broke; the page connects again by itself
 *   any     → ended              the server said goodbye for good, or the player left
 */
import { createCommandQueue } from './command-queue.ts'
import { receive } from './frames.ts'
import { pump } from './link-commands.ts'
import type { Link, LinkListener, LinkPorts } from './link-ports.ts'
import { connect, dropSocket, watch } from './link-socket.ts'
import { forget, type LinkState, remember, setPhase, write } from './link-state.ts'

const nothing = () => {}

/** Prepares a link; `start` opens it. Never throws: every trouble ends in a phase. */
export function createLink(ports: LinkPorts, listener: LinkListener): Link {
  const saved = ports.load()
  const state: LinkState = {
    ports,
    listener,
    queue: createCommandQueue(saved?.queue),
    receive: (text) => receive(state, text),
    sentAtMs: new Map(),
    cancel: { retry: nothing, watch: nothing, steady: nothing, pause: nothing },
    session: saved && { id: saved.session, resume: saved.resume, last: saved.last },
    token: undefined,
    socket: undefined,
    phase: 'calling',
    attempt: 0,
    heardSincePing: true,
    missedPings: 0,
    pausing: false,
    tokenTried: false,
    missed: new Set(),
    asked: new Set(),
    bye: undefined,
  }
  return {
    start(token) {
      state.token = token ?? state.token
      // The hello that follows carries the token already.
      state.tokenTried = true
      state.bye = undefined
      state.attempt = 0
      connect(state)
    },
    signIn: (frame) => write(state, frame),
    send(line) {
      const command = state.queue.add(line)
      pump(state)
      remember(state)
      return command
    },
    nudge() {
      if (state.phase === 'waiting') connect(state)
      else if (state.phase === 'playing') watch(state)
    },
    leave() {
      forget(state)
      state.queue.clear()
      state.cancel.retry()
      dropSocket(state)
      setPhase(state, 'ended')
    },
    remember: () => remember(state),
  }
}
