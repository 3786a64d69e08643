/** The state of the link, and the small steps that all its parts take. */
import type { ClientFrame } from '../../schema/frames/client.ts'
import type { ServerFrameOf } from '../../schema/frames/server.ts'
import type { CommandQueue } from './command-queue.ts'
import type { LinkListener, LinkPorts, Phase, Socket } from './link-ports.ts'

export type LinkState = {
  readonly ports: LinkPorts
  readonly listener: LinkListener
  readonly queue: CommandQueue
  /** Takes in one message of the socket. */
  readonly receive: (text: string) => void
  /** When each command was sent, by its number. */
  readonly sentAtMs: Map<number, number>
  readonly cancel: { retry: () => void; watch: () => void; steady: () => void; pause: () => void }
  session: { id: string; resume: string; last: string } | undefined
  token: string | undefined
  socket: Socket | undefined
  phase: Phase
  attempt: number
  heardSincePing: boolean
  missedPings: number
  /** The server is busy: nothing is sent for a moment. */
  pausing: boolean
  tokenTried: boolean
  /** Stored commands whose outcome is unknown, and which of them were asked for again. */
  readonly missed: Set<number>
  readonly asked: Set<number>
  bye: ServerFrameOf<'bye'> | undefined
}

export function setPhase(state: LinkState, phase: Phase, nextTryAtMs?: number): void {
  state.phase = phase
  const { attempt, bye } = state
  state.listener.status({ phase, attempt, nextTryAtMs, bye })
}

export function write(state: LinkState, frame: ClientFrame): void {
  state.socket?.send(JSON.stringify(frame))
}

/** Writes the link down for a reload. */
export function remember({ session, queue, ports }: LinkState): void {
  ports.save(
    session && {
      session: session.id,
      resume: session.resume,
      last: session.last,
      queue: queue.save(),
    },
  )
}

export function forget(state: LinkState): void {
  state.session = undefined
  state.token = undefined
  state.ports.save(undefined)
}
