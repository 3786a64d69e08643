/**
 * One telnet connection, TCP or TLS: codec, negotiation, compression, limits and timers behind a
 * small interface. Text goes in and lines come out; the meaning of a line is not known here.
 *
 * Life: open → ready (the client has said what it can show, or did not answer in time) → closed.
 * Exactly one `onReady`, before any line, and exactly one `onClose`. GMCP may come before `onReady`.
 */
import type { Socket } from 'node:net'
import type { ClientCaps } from '../render/client-caps.ts'
import { formatGmcp, type GmcpMessage } from '../render/gmcp-message.ts'
import { createTelnetDecoder, type TelnetItem, type TelnetProblem } from './decoder.ts'
import { encodeCommand, encodeSubnegotiation, encodeText } from './encoder.ts'
import { encodeMssp, type MsspValues } from './mssp.ts'
import { createNegotiation, type Negotiation, type NegotiationEffect } from './negotiation.ts'
import { createOutputStream, type OutputStream } from './output-stream.ts'
import { AYT, END_OF_RECORD, GA, NOP, option } from './telnet-codes.ts'

export interface TelnetHandlers {
  /** The first screen may be shown now. */
  readonly onReady: (caps: ClientCaps) => void
  /** `line` is the number under which a door keeps it until it is settled. */
  readonly onLine: (text: string, line?: number) => void
  readonly onGmcp: (message: GmcpMessage) => void
  /** The client can show something else than before (a resized window, a late answer). */
  readonly onCaps: (caps: ClientCaps) => void
  readonly onProblem: (what: TelnetProblem | 'bad-gmcp') => void
  /** What the client sent could not be handled; the connection is closed. */
  readonly onBroken: (error: unknown) => void
  /** `reason` is the one given to `close`, or `broken`, or `lost`, `idle`, `too-slow`, `not-signed-in`. */
  readonly onClose: (reason: string) => void
}

export interface TelnetOptions {
  /** How long to wait for answers to the first negotiation before `onReady`. */
  readonly settleMs: number
  /** A connection over which nobody has typed a line by then is closed: it holds a place of its address. */
  readonly firstLineMs: number
  /** A connection that is not signed in by then is closed. */
  readonly signInMs: number
  /** Closed when the client has sent nothing for so long; 0 for never. */
  readonly idleMs: number
  /** How often to send IAC NOP; 0 for never, since some clients print it as a stray character. */
  readonly keepAliveMs: number
  /** The most output that may wait for a slow reader, in bytes. */
  readonly outputBytesMax: number
  /** Offer MCCP2. */
  readonly compression: boolean
  /** The server's status at the moment of the call. */
  readonly mssp: () => MsspValues
}

export const defaultTelnetOptions: Omit<TelnetOptions, 'mssp'> = {
  settleMs: 400,
  firstLineMs: 60_000,
  signInMs: 180_000,
  idleMs: 3_600_000,
  keepAliveMs: 0,
  outputBytesMax: 262_144,
  compression: true,
}

export interface TelnetConnection {
  readonly caps: () => ClientCaps
  /** Text with LF line ends. Begins a new line of its own when a prompt is showing. */
  readonly send: (text: string) => void
  /** A prompt: no line end, marked by EOR or GA. */
  readonly prompt: (text: string) => void
  /** Sent only when the client has agreed to GMCP. */
  readonly gmcp: (message: GmcpMessage) => void
  /** `false` asks the client not to show what is typed (a password). */
  readonly echo: (on: boolean) => void
  /** The sign-in timer no longer applies. */
  readonly signedIn: () => void
  /** The client's own name, from Core.Hello. */
  readonly setClientName: (name: string) => void
  /** Bytes that wait because the client reads slowly. */
  readonly buffered: () => number
  /** Sends what waits, then closes; `reason` goes to `onClose`. */
  readonly close: (reason: string) => void
}

/** How long a peer may take to close its side before the socket is destroyed. */
const closeGraceMs = 2_000

/** How long before it is closed an idle client is told. */
const warnMs = 60_000

/** Interval of TCP's own probes, which find dead peers without showing anything. */
const tcpKeepAliveMs = 60_000

interface Parts {
  readonly socket: Socket
  readonly handlers: TelnetHandlers
  readonly options: TelnetOptions
  readonly negotiation: Negotiation
  readonly output: OutputStream
  readonly timers: Set<NodeJS.Timeout>
  /** The cursor stands behind a prompt of ours. */
  atPrompt: boolean
  isReady: boolean
  firstLineTimer?: NodeJS.Timeout | undefined
  closing?: string
}

/** A connection whose socket is here. */
export interface HeldConnection extends TelnetConnection {
  /** The client was asked not to show what is typed: a password. */
  readonly isInputHidden: () => boolean
}

/** Takes over an open socket. The caller has checked the limits of the address and finished TLS. */
export function openTelnetConnection(
  socket: Socket,
  handlers: TelnetHandlers,
  options: TelnetOptions,
): HeldConnection {
  const parts: Parts = {
    socket,
    handlers,
    options,
    negotiation: createNegotiation(options.compression),
    output: createOutputStream(socket, options.outputBytesMax, () => cutOff(parts, 'too-slow')),
    timers: new Set(),
    atPrompt: false,
    isReady: false,
  }
  socket.setNoDelay(true)
  socket.setKeepAlive(true, tcpKeepAliveMs)
  listen(parts)
  perform(parts, parts.negotiation.start())
  const signInTimer = after(parts, options.signInMs, () => close(parts, 'not-signed-in'))
  parts.firstLineTimer = after(parts, options.firstLineMs, () => close(parts, 'not-signed-in'))

  return {
    caps: () => parts.negotiation.caps(),
    send: (text) => sendText(parts, text),
    prompt: (text) => sendPrompt(parts, text),
    gmcp(message) {
      if (!parts.negotiation.caps().gmcp) return
      parts.output.write(encodeSubnegotiation(option.gmcp, formatGmcp(message)))
    },
    echo: (on) => perform(parts, parts.negotiation.hideInput(!on)),
    signedIn() {
      cancel(parts, parts.firstLineTimer)
      cancel(parts, signInTimer)
    },
    setClientName: (name) => perform(parts, parts.negotiation.setClientName(name)),
    buffered: () => parts.output.waitingBytes(),
    close: (reason) => close(parts, reason),
    isInputHidden: () => parts.negotiation.isInputHidden(),
  }
}

function listen(parts: Parts): void {
  const { socket, options, handlers } = parts
  const decoder = createTelnetDecoder()
  const idle = after(parts, options.idleMs, () => close(parts, 'idle'))
  const warning = warnIdle(parts)

  socket.on('data', (chunk: Uint8Array) => {
    idle?.refresh()
    warning?.refresh()
    try {
      receiveAll(parts, decoder.push(chunk))
    } catch (error) {
      handlers.onBroken(error)
      close(parts, 'broken')
    }
  })
  // After a reset or a broken pipe 'close' follows, and that ends the connection.
  socket.on('error', () => undefined)
  socket.once('end', () => close(parts, 'lost'))
  socket.once('close', () => {
    for (const timer of parts.timers) clearTimeout(timer)
    handlers.onClose(parts.closing ?? 'lost')
  })
  after(parts, options.settleMs, () => becomeReady(parts))
  if (options.keepAliveMs > 0) {
    const timer = setInterval(() => parts.output.write(encodeCommand(NOP)), options.keepAliveMs)
    parts.timers.add(timer)
  }
}

/** Whoever is about to be taken for gone is told so, each time anew. */
function warnIdle(parts: Parts): NodeJS.Timeout | undefined {
  const { idleMs } = parts.options
  if (idleMs <= 0) return undefined
  const words = 'You have been still for so long that you seem gone. Type anything to stay.\n'
  const timer = setTimeout(() => sendText(parts, words), idleMs - Math.min(warnMs, idleMs / 2))
  // It may be set off again after it went off, so it stays with the others.
  parts.timers.add(timer)
  return timer
}

function receiveAll(parts: Parts, items: readonly TelnetItem[]): void {
  for (const item of items) {
    if (parts.closing !== undefined) return
    receive(parts, item)
  }
  if (parts.negotiation.isSettled()) becomeReady(parts)
}

function receive(parts: Parts, item: TelnetItem): void {
  if (item.kind === 'line') receiveLine(parts, item.text)
  else if (item.kind === 'problem') parts.handlers.onProblem(item.what)
  else if (item.kind === 'command' && item.code === AYT) sendText(parts, '[yes]\n')
  else perform(parts, parts.negotiation.receive(item))
}

function receiveLine(parts: Parts, text: string): void {
  // The client has shown the line end itself, unless it hides what is typed.
  if (parts.negotiation.isInputHidden()) parts.output.write(encodeText('\n'))
  parts.atPrompt = false
  // A client that types before it has answered will not answer any more.
  becomeReady(parts)
  cancel(parts, parts.firstLineTimer)
  if (parts.closing === undefined) parts.handlers.onLine(text)
}

function becomeReady(parts: Parts): void {
  if (parts.isReady || parts.closing !== undefined) return
  parts.isReady = true
  parts.handlers.onReady(parts.negotiation.caps())
}

function perform(parts: Parts, effects: readonly NegotiationEffect[]): void {
  const { handlers, output, options } = parts
  for (const effect of effects) {
    if (effect.kind === 'send') output.write(effect.bytes)
    else if (effect.kind === 'gmcp') handlers.onGmcp(effect.message)
    else if (effect.kind === 'bad-gmcp') handlers.onProblem('bad-gmcp')
    else if (effect.kind === 'caps') {
      if (parts.isReady) handlers.onCaps(effect.caps)
    } else if (effect.kind === 'mssp') {
      output.write(encodeSubnegotiation(option.mssp, encodeMssp(options.mssp())))
    } else if (effect.on) {
      output.write(encodeSubnegotiation(option.mccp2, ''))
      output.startCompression()
    } else output.stopCompression()
  }
}

function sendText(parts: Parts, text: string): void {
  if (text === '') return
  parts.output.write(encodeText(parts.atPrompt ? `\n${text}` : text))
  parts.atPrompt = false
}

function sendPrompt(parts: Parts, text: string): void {
  parts.output.write(encodeText(parts.atPrompt ? `\n${text}` : text))
  parts.output.write(encodeCommand(parts.negotiation.caps().eor ? END_OF_RECORD : GA))
  parts.atPrompt = true
}

function close(parts: Parts, reason: string): void {
  if (parts.closing !== undefined) return
  parts.closing = reason
  parts.output.end()
  after(parts, closeGraceMs, () => parts.socket.destroy())
}

/** For peers that do not read: to wait for them would keep the unsent output in memory. */
function cutOff(parts: Parts, reason: string): void {
  parts.closing ??= reason
  parts.socket.destroy()
}

function after(parts: Parts, delayMs: number, then: () => void): NodeJS.Timeout | undefined {
  if (delayMs <= 0) return undefined
  const timer = setTimeout(() => {
    parts.timers.delete(timer)
    then()
  }, delayMs)
  parts.timers.add(timer)
  return timer
}

function cancel(parts: Parts, timer: NodeJS.Timeout | undefined): void {
  if (timer === undefined) return
  clearTimeout(timer)
  parts.timers.delete(timer)
}
