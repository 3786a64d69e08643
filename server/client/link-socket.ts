/** The socket of the link: opened, greeted, watched, and opened again after a break. */
import { reconnectDelayMs } from './backoff.ts'
import type { Socket } from './link-ports.ts'
import { type LinkState, setPhase, write } from './link-state.ts'

const version = '1'
const welcomeWithinMs = 10_000
const pingEveryMs = 5_000
/** Pings without an answer before the socket counts as dead: sleep and lost wifi close no socket. */
const missedPingsMost = 2

export function connect(state: LinkState): void {
  state.cancel.retry()
  dropSocket(state)
  setPhase(state, 'calling')
  // Events of a socket that was given up must not touch the one that replaced it.
  const whenMine = (act: () => void) => () => {
    if (mine === state.socket) act()
  }
  const mine: Socket = state.ports.openSocket({
    opened: whenMine(() => hello(state)),
    text: (text) => whenMine(() => state.receive(text))(),
    closed: whenMine(() => broken(state)),
  })
  state.socket = mine
  state.cancel.watch = state.ports.after(welcomeWithinMs, () => broken(state))
}

export function hello(state: LinkState): void {
  const { session, token } = state
  write(state, {
    t: 'hello',
    client: { name: 'mudstream-web', version },
    prefs: state.ports.prefs(),
    ...(token ? { token } : {}),
    ...(session
      ? { resume: { session: session.id, token: session.resume, last: session.last } }
      : {}),
  })
}

export function dropSocket(state: LinkState): void {
  state.cancel.watch()
  state.cancel.steady()
  state.cancel.pause()
  state.pausing = false
  const old = state.socket
  state.socket = undefined
  old?.close()
  state.queue.unsend()
  state.sentAtMs.clear()
  state.asked.clear()
}

function broken(state: LinkState): void {
  dropSocket(state)
  state.listener.commands(state.queue.all())
  if (state.bye && !state.bye.resume) {
    setPhase(state, 'ended')
    return
  }
  const delayMs = reconnectDelayMs(state.attempt, state.ports.random())
  setPhase(state, 'waiting', state.ports.nowMs() + delayMs)
  state.attempt += 1
  state.cancel.retry = state.ports.after(delayMs, () => connect(state))
}

/** Pings every few seconds, and gives the socket up after two pings without any answer. */
export function watch(state: LinkState): void {
  state.cancel.watch()
  state.heardSincePing = false
  write(state, { t: 'ping', at: state.ports.nowMs() })
  state.cancel.watch = state.ports.after(pingEveryMs, () => {
    state.missedPings = state.heardSincePing ? 0 : state.missedPings + 1
    if (state.missedPings >= missedPingsMost) broken(state)
    else watch(state)
  })
}
