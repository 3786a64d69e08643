/** The port of a text session over a standard MUD WebSocket. */

import type { TextCaps } from '../render/ansi.ts'
import type { WireFormat, WireFrame } from '../render/wire-formats.ts'
import type { TextPort } from './text-port.ts'

/** The socket as far as it is needed here; `kind` decides between text and binary messages. */
export interface MessageSocket {
  readonly send: (frame: WireFrame) => void
  readonly close: (code: number, reason: string) => void
  /** Bytes that wait because the client reads slowly. */
  readonly buffered: () => number
  readonly cork: () => void
  readonly uncork: () => void
}

/** The abilities of these clients: nothing is negotiated, and all of them are made for ANSI. */
export const webTerminalCaps: TextCaps = {
  ansi: true,
  colours: 256,
  utf8: true,
  screenReader: false,
  width: 80,
}

export interface SocketPortParts {
  /** The subprotocol's name. */
  readonly via: string
  readonly address: string
  /** The codec of the subprotocol, made with `caps`. */
  readonly format: WireFormat
  readonly socket: MessageSocket
  readonly caps?: TextCaps
}

export function createSocketTextPort(parts: SocketPortParts): TextPort {
  const { via, address, format, socket, caps = webTerminalCaps } = parts
  let shown = caps
  const sendAll = (frames: readonly WireFrame[]) => {
    for (const frame of frames) socket.send(frame)
  }
  return {
    via,
    address,
    frame(frame) {
      const frames = format.encodeFrame(frame)
      sendAll(frames)
      return frames.some(({ kind }) => kind === 'binary')
    },
    notice: (marked) => sendAll(format.encodeNotice(marked)),
    plain: (text) => sendAll(format.encodePlain(text)),
    pages: format.pages,
    prompt: () => sendAll(format.encodePrompt()),
    ask: (question) => sendAll(format.encodeAsk(question)),
    // These subprotocols have no message for it; the client's own input field decides.
    hideInput: () => undefined,
    gmcp: (message) => sendAll(format.encodeGmcp(message)),
    gmcpView: format.gmcp,
    setClientName: () => undefined,
    settings(all) {
      shown = { ...caps, ...all }
      format.setCaps(shown)
    },
    isSpoken: () => shown.screenReader,
    signedIn: () => undefined,
    close: socket.close,
    buffered: socket.buffered,
    cork: socket.cork,
    uncork: socket.uncork,
  }
}
