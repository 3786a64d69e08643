/**
 * The incoming half of the telnet codec: bytes in any chunking to items (RFC 854, RFC 855).
 *
 * States: data → (IAC) → command → verb, or option and content of a subnegotiation → back to data.
 * Invariants: the items depend on the bytes alone, never on how they were cut into chunks; memory is
 * bounded by the two limits, and what exceeds one is dropped up to its end and reported once.
 */
import { createLineAssembler } from './line-assembler.ts'
import { createSubnegotiationAssembler } from './subnegotiation-assembler.ts'
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

export function createTelnetDecoder(limits: DecoderLimits = decoderLimits): TelnetDecoder {
  let items: TelnetItem[] = []
  const problem = (what: TelnetProblem) => items.push({ kind: 'problem', what })
  const line = createLineAssembler(
    limits.lineBytesMax,
    (text) => items.push({ kind: 'line', text }),
    () => problem('line-too-long'),
  )
  const content = createSubnegotiationAssembler(limits.subnegotiationBytesMax, () =>
    problem('subnegotiation-too-long'),
  )
  let state: State = 'data'
  let verb: Verb = WILL

  const onCommand = (byte: number): State => {
    if (byte === SB) return 'option'
    if (isVerb(byte)) {
      verb = byte
      return 'verb'
    }
    if (byte === IAC) line.add(byte)
    else if (byte === ERASE_CHARACTER) line.eraseCharacter()
    else if (byte === ERASE_LINE) line.eraseLine()
    else if (byte >= END_OF_RECORD && byte !== SE) items.push({ kind: 'command', code: byte })
    return 'data'
  }

  /** RFC 855 does not say what a command inside means; ending the content there loses the least. */
  const cutShort = (command: number): State => {
    content.end()
    problem('bad-subnegotiation')
    return onCommand(command)
  }

  const onContentCommand = (byte: number): State => {
    if (byte === IAC) {
      content.add(byte)
      return 'content'
    }
    if (byte !== SE) return cutShort(byte)
    const whole = content.end()
    if (whole !== undefined) items.push({ kind: 'subnegotiation', ...whole })
    return 'data'
  }

  const transitions: Readonly<Record<State, (byte: number) => State>> = {
    data(byte) {
      if (byte === IAC) return 'command'
      line.add(byte)
      return 'data'
    },
    command: onCommand,
    verb(byte) {
      items.push({ kind: 'negotiation', verb, option: byte })
      return 'data'
    },
    option(byte) {
      // No option has the number 255: this is a command, and the subnegotiation is broken.
      if (byte === IAC) {
        problem('bad-subnegotiation')
        return 'command'
      }
      content.begin(byte)
      return 'content'
    },
    content(byte) {
      if (byte === IAC) return 'content-command'
      content.add(byte)
      return 'content'
    },
    'content-command': onContentCommand,
  }

  return {
    push(chunk) {
      items = []
      for (const byte of chunk) state = transitions[state](byte)
      return items
    },
  }
}

function isVerb(byte: number): byte is Verb {
  return byte === WILL || byte === WONT || byte === DO || byte === DONT
}
