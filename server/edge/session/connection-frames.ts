/** What a connection says to its client by itself, besides what the world says. */
import type { MarkedFrame, RejectCode } from '../../../schema/frames/server.ts'
import { guestToken } from '../accounts/guest-tokens.ts'
import type { ConnectionState } from './connection-state.ts'
import { SharedFrame } from './shared-frame.ts'

export function send(state: ConnectionState, frame: MarkedFrame): void {
  state.wire.send(new SharedFrame(frame))
}

/** Tells the client that something was not accepted; nothing was stored. */
export function reject(
  state: ConnectionState,
  code: RejectCode,
  message: string,
  more: { n?: number; expected?: number; retryAfter?: number } = {},
): void {
  send(state, { t: 'reject', ...more, code, message })
}

/** Who plays which session, and how it stands with it. */
export function welcome(
  state: ConnectionState,
  more: { needs?: 'login'; resumed?: boolean; frame?: string },
): void {
  const isPlaying = state.phase === 'playing'
  send(state, {
    t: 'welcome',
    protocol: 1,
    session: state.signedIn?.session ?? '',
    character: isPlaying ? state.character : null,
    world: state.parts.world(),
    ...more,
    lastN: isPlaying ? state.lines.lastN : 0,
    resume: state.signedIn?.resume ?? '',
    ...(isPlaying ? guestTokenOf(state.signedIn) : {}),
  })
}

/** Only a guest has no other secret by which to ask over HTTP. */
function guestTokenOf(signedIn: ConnectionState['signedIn']): { token?: string } {
  if (!signedIn || signedIn.person.account !== undefined) return {}
  return { token: guestToken(signedIn.session, signedIn.resume) }
}

export function sessionOf(state: ConnectionState): string {
  return state.signedIn?.session ?? ''
}
