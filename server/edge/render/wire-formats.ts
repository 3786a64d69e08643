/**
 * The WebSocket subprotocols as codecs: frames of a socket to input, frames of a session to frames
 * of a socket (PROTOCOL 2; mudstandards docs/websocket). The session behind them is
 * the same for all of them.
 */

import type { Prefs } from '../../../schema/frames/client.ts'
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import { stripControls, toPlain, toSpans } from '../../../schema/markup.ts'
import { ownOf } from '../../../schema/own.ts'
import { stripTerminalSequences } from '../../../schema/text.ts'
import type { TextCaps } from './ansi.ts'
import { formatGmcp, type GmcpMessage, parseGmcp } from './gmcp-message.ts'
import { type ChannelInfo, createGmcpView, type GmcpView } from './gmcp-view.ts'
import { noPages, type Pages } from './pages.ts'
import { createTerminalView, type ScreenCaps } from './terminal-view.ts'

/** Every name in the server's order; the client's order decides which one is taken. */
export const subprotocols = [
  'v1.mudstream',
  'json.mudstandards.org',
  'gmcp.mudstandards.org',
  'terminal.mudstandards.org',
] as const

export type Subprotocol = (typeof subprotocols)[number]

/** The first known name of the client's list; undefined when it offers unknown names only. */
export function chooseSubprotocol(offered: Iterable<string>): Subprotocol | undefined {
  const names = [...offered]
  if (names.length === 0) return 'v1.mudstream'
  return names.map((name) => subprotocols.find((known) => known === name)).find(Boolean)
}

/** The kind of a WebSocket message; its opcode, not its content, decides. */
export type FrameKind = 'text' | 'binary'

export type DecodedInput =
  /** Lines as typed; several when text was pasted. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'gmcp'; readonly message: GmcpMessage }
  /** A `v1` frame, not yet checked beyond being an object with a type. */
  | { readonly kind: 'frame'; readonly frame: Readonly<Record<string, unknown>> & { t: string } }
  | { readonly kind: 'bad'; readonly reason: string }

export interface WireFrame {
  readonly kind: FrameKind
  readonly payload: string
}

export interface WireFormat {
  /** `payload` is the message's text; of a binary message, its bytes read as UTF-8. */
  readonly decodeInput: (kind: FrameKind, payload: string) => DecodedInput
  /** The messages for a frame of the session; often none. */
  readonly encodeFrame: (frame: MarkedFrame) => WireFrame[]
  /** A GMCP message of the gateway's own (sign-in, pings). Empty where GMCP does not exist. */
  readonly encodeGmcp: (message: GmcpMessage) => WireFrame[]
  /** The prompt to show now, if the format and the client have one. */
  readonly encodePrompt: () => WireFrame[]
  /** A question of the sign-in dialogue, plain text. */
  readonly encodeAsk: (question: string) => WireFrame[]
  /** A text of the gateway itself (sign-in dialogue), with markup; empty for `v1`. */
  readonly encodeNotice: (marked: string) => WireFrame[]
  /** Lines as they are; empty for `v1`. */
  readonly encodePlain: (text: string) => WireFrame[]
  /** The rest of an answer that is longer than a page. */
  readonly pages: Pages
  readonly setCaps: (caps: ScreenCaps) => void
  /** For the requests of GMCP clients. */
  readonly gmcp: GmcpView | undefined
}

/** Longest input message, in UTF-16 units; the socket's own limit is in bytes and stricter. */
const inputUnitsMax = 8_192

/** Lines taken from one message; enough for a short script. */
const linesPerMessageMax = 20

/** The codec of one connection. GMCP clients are told the `channels` after sign-in. */
export function createWireFormat(
  subprotocol: Subprotocol,
  caps: TextCaps,
  channels: readonly ChannelInfo[] = [],
): WireFormat {
  if (subprotocol === 'v1.mudstream') return v1Format
  const terminal = createTerminalView(caps)
  const gmcp = subprotocol === 'terminal.mudstandards.org' ? undefined : createGmcpView(channels)
  const asJson = subprotocol === 'json.mudstandards.org'
  const gmcpFrame = asJson ? jsonGmcp : plainGmcp
  const promptFrames = (text: string) =>
    asJson ? [envelope({ proto: 'prompt', data: text })] : binary(text)

  return {
    decodeInput(kind, payload) {
      if (payload.length > inputUnitsMax) return bad('too long')
      if (kind === 'binary') return readLines(payload)
      if (asJson) return readJsonEnvelope(payload)
      return gmcp === undefined ? bad('text frames are not used here') : readGmcp(payload)
    },
    encodeFrame(frame) {
      const messages = gmcp?.messages(frame) ?? []
      return [...binary(terminal.render(frame)), ...messages.map(gmcpFrame)]
    },
    encodeGmcp: (message) => (gmcp === undefined ? [] : [gmcpFrame(message)]),
    encodePrompt() {
      const prompt = terminal.prompt()
      return prompt === undefined ? [] : promptFrames(prompt)
    },
    encodeAsk: promptFrames,
    encodeNotice: (marked) => binary(terminal.renderText(marked)),
    encodePlain: binary,
    pages: terminal.pages,
    setCaps: terminal.setCaps,
    gmcp,
  }
}

/** `v1` has no state of its own: one codec serves all connections. */
const v1Format: WireFormat = {
  decodeInput(kind, payload) {
    if (kind === 'binary') return bad('binary frames are not used here')
    return payload.length > inputUnitsMax ? bad('too long') : readV1(payload)
  },
  encodeFrame: (frame) => [{ kind: 'text', payload: encodeV1(frame) }],
  encodeGmcp: () => [],
  encodePrompt: () => [],
  encodeAsk: () => [],
  encodeNotice: () => [],
  encodePlain: () => [],
  pages: noPages,
  setCaps: () => undefined,
  gmcp: undefined,
}

/** How much of an event a `v1` client wants to be told. */
export interface V1Style {
  readonly data: boolean
  readonly spans: boolean
  /** Whose request brought it about. Who wants little is not told what only its author has a use for. */
  readonly by: 'oneself' | 'others'
}

export const wholeV1: V1Style = { data: true, spans: false, by: 'oneself' }
const v1Styles: readonly V1Style[] = [
  wholeV1,
  { data: true, spans: true, by: 'oneself' },
  { data: false, spans: false, by: 'oneself' },
  { data: false, spans: true, by: 'oneself' },
  { data: false, spans: false, by: 'others' },
  { data: false, spans: true, by: 'others' },
]

/** Two of the six styles: a frame is encoded once for each that somebody wants. */
export function v1Style({
  data = true,
  spans = false,
}: Prefs = {}): Record<V1Style['by'], V1Style> {
  const [oneself = wholeV1, others = oneself] = v1Styles.filter(
    (style) => style.data === data && style.spans === spans,
  )
  return { oneself, others }
}

/**
 * A frame as `v1` JSON. Markup becomes plain `text`, and `spans` beside it where there is anything
 * to colour or more than one line, unless little is wanted. Pure, so one call serves everybody who
 * receives the frame.
 */
export function encodeV1(frame: MarkedFrame, style: V1Style = wholeV1): string {
  if (frame.t !== 'event') return JSON.stringify(frame)
  const { text, data, cause, kind, ...head } = frame
  const spans = toSpans(text)
  const isPlain = spans.every((span) => span.s === undefined && !span.t.includes('\n'))
  const hasCause = cause !== undefined && style.by === 'oneself'
  return JSON.stringify({
    ...head,
    ...(hasCause ? { cause } : {}),
    kind,
    ...(style.spans ? {} : { text: toPlain(text) }),
    ...(style.data ? { data } : aboutOf(data, style.by)),
    ...(style.spans || (style.data && !isPlain) ? { spans } : {}),
  })
}

/** The fields of an event's data by which a client sorts lines into tabs and panels. */
const sorting = [
  'channel',
  'narration',
  'occasion',
  'conflict',
  'name',
  'phase',
  'tension',
] as const

/** These sort the lines of any event. */
const ofAny: ReadonlySet<string> = new Set(['channel', 'narration', 'occasion'])

function aboutOf(
  data: Readonly<Record<string, unknown>>,
  by: V1Style['by'],
): { about?: Record<string, unknown> } {
  const about: Record<string, unknown> = {}
  const actor = actorOf(data)
  // Who says what was announced settles who was awaited; otherwise a line of others is a line of others.
  const wantsActor = by === 'oneself' || ownOf(data, 'narration') !== undefined
  if (wantsActor && actor !== undefined) about['actor'] = actor
  for (const field of sorting) {
    const value = ownOf(data, field)
    const needsConflict = !ofAny.has(field)
    if (needsConflict && ownOf(data, 'conflict') === undefined) continue
    // Said aloud is what a line is that tells nothing else of it.
    if (by === 'others' && field === 'channel' && value === 'say') continue
    if (typeof value === 'string' || typeof value === 'number') about[field] = value
  }
  return Object.keys(about).length > 0 ? { about } : {}
}

function actorOf(data: Readonly<Record<string, unknown>>): string | undefined {
  const actor = ownOf(data, 'actor')
  const id = isObject(actor) ? ownOf(actor, 'id') : actor
  return typeof id === 'string' && id !== '' ? id : undefined
}

function readV1(payload: string): DecodedInput {
  const frame = parseObject(payload)
  if (frame === undefined) return bad('not a JSON object')
  const { t } = frame
  return typeof t === 'string' ? { kind: 'frame', frame: { ...frame, t } } : bad('no frame type')
}

/** `{"proto", "id"?, "data"}`. Clients disagree on whether `data` is JSON or JSON inside a string. */
function readJsonEnvelope(payload: string): DecodedInput {
  const found = parseObject(payload)
  if (found === undefined) return bad('not a JSON object')
  const { proto, id, data } = found
  if (proto === 'text') return typeof data === 'string' ? readLines(data) : bad('text without data')
  if (proto !== 'gmcp') return bad('unknown proto')
  if (typeof id !== 'string') return bad('gmcp without id')
  const body = typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data)
  return readGmcp(`${id} ${body}`)
}

function readGmcp(payload: string): DecodedInput {
  const message = parseGmcp(payload)
  return message === undefined ? bad('not a GMCP message') : { kind: 'gmcp', message }
}

/** Text from a terminal: lines without their ends and without control characters. */
function readLines(payload: string): DecodedInput {
  const lines = payload.split(/\r\n|\r|\n/)
  if (lines.length > 1 && lines.at(-1) === '') lines.pop()
  if (lines.length > linesPerMessageMax) return bad('too many lines')
  return {
    kind: 'lines',
    lines: lines.map((line) => stripControls(stripTerminalSequences(line)).trim()),
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(reason: string): DecodedInput {
  return { kind: 'bad', reason }
}

/** Terminals want CR LF, also inside a WebSocket frame: nothing translates line ends there. */
function binary(text: string): WireFrame[] {
  return text === '' ? [] : [{ kind: 'binary', payload: text.replaceAll('\n', '\r\n') }]
}

function envelope(content: { proto: string; id?: string; data: string }): WireFrame {
  return { kind: 'text', payload: JSON.stringify(content) }
}

function jsonGmcp(message: GmcpMessage): WireFrame {
  const data = message.data === undefined ? '' : JSON.stringify(message.data)
  return envelope({ proto: 'gmcp', id: message.package, data })
}

function plainGmcp(message: GmcpMessage): WireFrame {
  return { kind: 'text', payload: formatGmcp(message) }
}
