/**
 * The header by which a proxy says over TCP where its caller is (PROXY protocol, versions 1 and 2). Pure:
 * bytes in, what they say out. Whether the proxy is to be believed is not known here.
 */
import { isIP, isIPv4, isIPv6 } from 'node:net'

export type ProxyHeader =
  /** The bytes are the beginning of a header; more has to come. */
  | { readonly kind: 'more' }
  /** The connection has no header. */
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly why: string }
  /** `address` is null where the proxy speaks for itself (a health check) or does not know. */
  | { readonly kind: 'header'; readonly bytes: number; readonly address: string | null }

const signature1 = Buffer.from('PROXY ')
const signature2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
/** The longest line of version 1, with its CRLF. */
const line1Max = 107
/** What a proxy may add to the addresses of version 2. */
const body2Max = 2_048

export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, signature2)) return bytes.length < 16 ? { kind: 'more' } : readVersion2(bytes)
  if (begins(bytes, signature1)) return readVersion1(bytes)
  return { kind: 'none' }
}

/** True when the bytes, as far as they have come, are those of the signature. */
function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length)
  return bytes.subarray(0, length).equals(signature.subarray(0, length))
}

const broken = (why: string): ProxyHeader => ({ kind: 'broken', why })

function readVersion1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, line1Max).indexOf('\r\n')
  if (end === -1) {
    return bytes.length < line1Max ? { kind: 'more' } : broken('the line does not end')
  }
  const read = end + 2
  const line = bytes.toString('latin1', 0, end)
  if (/^PROXY UNKNOWN( |$)/.test(line)) return { kind: 'header', bytes: read, address: null }
  const [, family, source = '', target = ''] =
    /^PROXY TCP([46]) (\S+) (\S+) \d{1,5} \d{1,5}$/.exec(line) ?? []
  const wanted = Number(family)
  if (isIP(source) !== wanted || isIP(target) !== wanted) return broken('the line has no addresses')
  return { kind: 'header', bytes: read, address: source }
}

function readVersion2(bytes: Buffer): ProxyHeader {
  const command = bytes.readUInt8(12)
  const family = bytes.readUInt8(13) >> 4
  const length = bytes.readUInt16BE(14)
  const read = 16 + length
  if (command >> 4 !== 2 || (command & 15) > 1) return broken('the version or command is unknown')
  if (length > body2Max) return broken('the header is too long')
  if (bytes.length < read) return { kind: 'more' }
  // A proxy that calls for itself, or for a socket that has no address.
  if ((command & 15) === 0 || family === 0 || family === 3) {
    return { kind: 'header', bytes: read, address: null }
  }
  const [size, addressOf] = family === 1 ? [12, address4] : [36, address6]
  if (family > 2 || length < size) return broken('the addresses are cut off')
  return { kind: 'header', bytes: read, address: addressOf(bytes.subarray(16)) }
}

const address4 = (bytes: Buffer): string | null =>
  valid([...bytes.subarray(0, 4)].join('.'), isIPv4)

function address6(bytes: Buffer): string | null {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16))
  const [first, second, third, fourth, fifth, sixth] = groups
  const isMapped = [first, second, third, fourth, fifth].every((group) => group === '0')
  // An address of IPv4 that is written as one of IPv6 is one of IPv4.
  if (isMapped && sixth === 'ffff') return address4(bytes.subarray(12))
  return valid(groups.join(':'), isIPv6)
}

const valid = (address: string, is: (text: string) => boolean) => (is(address) ? address : null)
