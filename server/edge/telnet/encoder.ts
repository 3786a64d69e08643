/** The outgoing half of the telnet codec (RFC 854, RFC 855). */
import { IAC, SB, SE, type Verb } from './telnet-codes.ts'

const utf8 = new TextEncoder()

/** Text as UTF-8 with CR LF line ends (LF, CR LF and a lone CR all count as one). */
export function encodeText(text: string): Uint8Array {
  // UTF-8 contains no byte 255, so there is no IAC to double.
  return utf8.encode(text.replace(/\r\n?|\n/g, '\r\n'))
}

export function encodeCommand(code: number): Uint8Array {
  return Uint8Array.of(IAC, code)
}

export function encodeNegotiation(verb: Verb, option: number): Uint8Array {
  return Uint8Array.of(IAC, verb, option)
}

/** `IAC SB option data IAC SE`, every 255 within the data doubled. */
export function encodeSubnegotiation(option: number, data: Uint8Array | string): Uint8Array {
  const content = typeof data === 'string' ? utf8.encode(data) : data
  const escaped: number[] = []
  for (const byte of content) {
    escaped.push(byte)
    if (byte === IAC) escaped.push(IAC)
  }
  return Uint8Array.from([IAC, SB, option, ...escaped, IAC, SE])
}
