/**
 * One client's connection, whatever its protocol. Its phases, and what each event does in each of
 * them, stand in connection-table.ts.
 *
 * Attaching waits for the tick to say where the session stands; a resume first reads from the store
 * what was missed, while live frames wait behind it.
 *
 * Invariants: `ack` only after the stream has stored the command; a command's frames never come
 * before its `ack`; every frame is after the connection's cursor, so nothing is seen twice.
 */
import type { Person } from '../../../schema/envelope.ts'
import type { ClientFrame } from '../../../schema/frames/client.ts'
import type { RejectCode } from '../../../schema/frames/server.ts'
import type { SessionId } from '../../../schema/ids.ts'
import { reject, send } from './connection-frames.ts'
import type { Character, ConnectionParts, ConnectionState, Phase } from './connection-state.ts'
import { resync } from './connection-steps.ts'
import { connectionTable } from './connection-table.ts'
import type { Farewell } from './farewell.ts'
import { createFrameFlow } from './frame-flow.ts'
import type { Receiver } from './hub.ts'
import { createNumberedLines } from './numbered-lines.ts'
import { createPatience } from './patience.ts'
import type { Wire } from './ports.ts'

export interface PlayerConnection extends Receiver {
  readonly phase: Phase
  readonly session: SessionId | undefined
  readonly character: Character | null
  readonly person: Person | undefined
  /** Handles one frame of the client. Never throws; trouble is reported and answered. */
  receive(frame: ClientFrame): void
  /** Refuses something without storing anything. */
  reject(code: RejectCode, message: string, more?: { n?: number; expected?: number }): void
  /** The socket is gone. A session that was playing begins its grace period. */
  closed(): void
  /** Says goodbye and closes. */
  bye(farewell: Farewell): void
  /** Looks at the clock (milliseconds that only grow): whoever waits for long is told so. */
  look(nowMs: number): void
}

/** The caller tells it every frame that comes over the wire, and when the socket is gone. */
export function createPlayerConnection(wire: Wire, parts: ConnectionParts): PlayerConnection {
  const state = createState(wire, parts, () => connection)
  const connection: PlayerConnection = {
    conn: state.conn,
    wire,
    get phase() {
      return state.phase
    },
    get session() {
      return state.signedIn?.session
    },
    get character() {
      return state.character
    },
    get person() {
      return state.signedIn?.person
    },
    receive: (frame) => void state.happen(frame.t, frame),
    reject: (code, message, more) => reject(state, code, message, more),
    closed() {
      parts.onClosed?.()
      void state.happen('socket-closed', undefined)
    },
    bye: (farewell) => void state.happen('bye', farewell),
    look: (nowMs) => state.patience.look(nowMs),
    attached: (tick, output) => void state.happen('attached', { tick, output }),
    deliver: (run) => void state.happen('frames', run),
    claimed: (output) => void state.happen('claimed', output),
    gap: (n, expected) => void state.happen('gap', { n, expected }),
    missed: () => void state.happen('missed', undefined),
    ended: (code, reason) =>
      void (code === 'gone'
        ? state.happen('gone', undefined)
        : state.happen('ended', { code, reason })),
  }
  return connection
}

/** The connection from within, with all that can happen to it. */
export function createState(
  wire: Wire,
  parts: ConnectionParts,
  receiver: () => Receiver,
): ConnectionState {
  const { bus, commandLimit, now, hub, shard } = parts
  const bucket = { take: () => (state.signedIn ? commandLimit.take(state.signedIn.person) : 0) }
  const patience = createPatience((frame) => send(state, frame))
  const state: ConnectionState = {
    conn: parts.newConn(),
    wire,
    parts,
    patience,
    lines: createNumberedLines({ bus, bucket, now, patience, send: (frame) => send(state, frame) }),
    flow: createFrameFlow({
      wire,
      hub,
      shard,
      onCause: (request) => state.lines.applied(request),
      onLost: () => resync(state),
    }),
    get receiver() {
      return receiver()
    },
    phase: 'greeting',
    wantsDeltas: false,
    signedIn: undefined,
    release: undefined,
    character: null,
    resumeFrom: undefined,
    signingIn: Promise.resolve(),
    waitingToSignIn: 0,
    happen(event, payload) {
      const cell = connectionTable[state.phase][event]
      state.phase = cell.then ?? state.phase
      return cell.does(state, payload)
    },
  }
  return state
}
