/**
 * The incoming half of the telnet codec: makes items of bytes (RFC 854, RFC 855).
 *
 * States: data → (IAC) → command → verb, or option and content of a subnegotiation → back to data.
 * Invariants: the items depend on the bytes alone, never on how they were cut into chunks; memory is
 * bounded by the two limits, and what exceeds one is dropped up to its end and reported once.
 */
import { createLineAssembler, type LineAssembler } from './line-assembler.ts'
import {
  createSubnegotiationAssembler,
  type SubnegotiationAssembler,
} from './subnegotiation-assembler.ts'
import {
  DO,
  DONT,
  END_OF_RECORD,
  ERASE_CHARACTER,
  ERASE_LINE,
  IAC,
  SB,
  SE,
  type Verb,
  WILL,
  WONT,
} from './telnet-codes.ts'

export type TelnetItem =
  /** A line as typed, without its end and without control characters. */
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'command'; readonly code: number }
  | { readonly kind: 'negotiation'; readonly verb: Verb; readonly option: number }
  | { readonly kind: 'subnegotiation'; readonly option: number; readonly data: Uint8Array }
  | { readonly kind: 'problem'; readonly what: TelnetProblem }

export type TelnetProblem = 'line-too-long' | 'subnegotiation-too-long' | 'bad-subnegotiation'

/** In bytes. */
export interface DecoderLimits {
  readonly lineBytesMax: number
  readonly subnegotiationBytesMax: number
}

export const decoderLimits: DecoderLimits = {
  lineBytesMax: 4096,
  subnegotiationBytesMax: 8192,
}

export interface TelnetDecoder {
  /** The items completed by these bytes, in order. */
  readonly push: (chunk: Uint8Array) => TelnetItem[]
}

type State = 'data' | 'command' | 'verb' | 'option' | 'content' | 'content-command'

interface Decoder {
  readonly line: LineAssembler
  readonly content: SubnegotiationAssembler
  items: TelnetItem[]
  state: State
  /** The verb whose option comes next. */
  verb: Verb
}

export function createTelnetDecoder(limits: DecoderLimits = decoderLimits): TelnetDecoder {
  const decoder: Decoder = {
    line: createLineAssembler(
      limits.lineBytesMax,
      (text) => decoder.items.push({ kind: 'line', text }),
      () => problem(decoder, 'line-too-long'),
    ),
    content: createSubnegotiationAssembler(limits.subnegotiationBytesMax, () =>
      problem(decoder, 'subnegotiation-too-long'),
    ),
    items: [],
    state: 'data',
    verb: WILL,
  }
  return {
    push(chunk) {
      decoder.items = []
      for (const byte of chunk) decoder.state = transitions[decoder.state](decoder, byte)
      return decoder.items
    },
  }
}

const transitions: Readonly<Record<State, (decoder: Decoder, byte: number) => State>> = {
  data({ line }, byte) {
    if (byte === IAC) return 'command'
    line.add(byte)
    return 'data'
  },
  command: onCommand,
  verb({ items, verb }, byte) {
    items.push({ kind: 'negotiation', verb, option: byte })
    return 'data'
  },
  option(decoder, byte) {
    // No option has the number 255: this is a command, and the subnegotiation is broken.
    if (byte === IAC) {
      problem(decoder, 'bad-subnegotiation')
      return 'command'
    }
    decoder.content.begin(byte)
    return 'content'
  },
  content({ content }, byte) {
    if (byte === IAC) return 'content-command'
    content.add(byte)
    return 'content'
  },
  'content-command': onContentCommand,
}

function onCommand(decoder: Decoder, byte: number): State {
  const { line, items } = decoder
  if (byte === SB) return 'option'
  if (isVerb(byte)) {
    decoder.verb = byte
    return 'verb'
  }
  if (byte === IAC) line.add(byte)
  else if (byte === ERASE_CHARACTER) line.eraseCharacter()
  else if (byte === ERASE_LINE) line.eraseLine()
  else if (byte >= END_OF_RECORD && byte !== SE) items.push({ kind: 'command', code: byte })
  return 'data'
}

function onContentCommand(decoder: Decoder, byte: number): State {
  const { content, items } = decoder
  if (byte === IAC) {
    content.add(byte)
    return 'content'
  }
  if (byte < SE) {
    // Below 240 there are no commands: the client has not doubled a 255 of its content (NAWS).
    content.add(IAC)
    content.add(byte)
    return 'content'
  }
  const whole = content.end()
  if (byte !== SE) {
    // RFC 855 does not say what a command inside means; to end the content here loses the least.
    problem(decoder, 'bad-subnegotiation')
    return onCommand(decoder, byte)
  }
  if (whole !== undefined) items.push({ kind: 'subnegotiation', ...whole })
  return 'data'
}

function problem({ items }: Decoder, what: TelnetProblem): void {
  items.push({ kind: 'problem', what })
}

function isVerb(byte: number): byte is Verb {
  return byte === WILL || byte === WONT || byte === DO || byte === DONT
}
