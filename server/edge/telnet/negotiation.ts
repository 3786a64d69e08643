/**
 * The telnet negotiation as a pure state machine: items in, effects out. It also collects what the
 * client says of itself. The connection performs the effects.
 *
 * Bounds: every question is asked at most a fixed number of times in a connection's life, and after
 * {@link negotiationsMax} negotiations the peer is no longer answered. So a client that repeats itself
 * costs nothing.
 */
import { isDeepStrictEqual } from 'node:util'
import { type ClientCaps, plainCaps } from '../render/client-caps.ts'
import { type GmcpMessage, parseGmcp } from '../render/gmcp-message.ts'
import type { TelnetItem } from './decoder.ts'
import { type ClientFacts, deriveCaps } from './derive-caps.ts'
import { encodeNegotiation, encodeSubnegotiation } from './encoder.ts'
import { readMtts } from './mtts.ts'
import { encodeEnvironSend, readEnviron } from './new-environ.ts'
import {
  createOptionTable,
  type OptionChange,
  type OptionResult,
  type OptionTable,
  type Side,
} from './option-table.ts'
import { option } from './telnet-codes.ts'

export type NegotiationEffect =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'caps'; readonly caps: ClientCaps }
  | { readonly kind: 'gmcp'; readonly message: GmcpMessage }
  | { readonly kind: 'bad-gmcp' }
  /** The client asked for the server's status. */
  | { readonly kind: 'mssp' }
  /** Compress everything sent after this effect (MCCP2), or stop doing so. */
  | { readonly kind: 'compress'; readonly on: boolean }

export interface Negotiation {
  /** The first effects, when the connection opens. */
  readonly start: () => NegotiationEffect[]
  readonly receive: (item: TelnetItem) => NegotiationEffect[]
  /** Hide what the player types (a password), or show it again. */
  readonly hideInput: (hidden: boolean) => NegotiationEffect[]
  /** The name the client gives itself in Core.Hello. */
  readonly setClientName: (name: string) => NegotiationEffect[]
  readonly caps: () => ClientCaps
  /** Everything that decides how the first screen looks has been answered. */
  readonly isSettled: () => boolean
  readonly isInputHidden: () => boolean
}

/** Far above what any client needs: options, repeats of TTYPE, passwords typed. */
export const negotiationsMax = 512

/** Name, terminal, MTTS, and the repetition that says the list is complete. */
const terminalTypesAskedMax = 4
const terminalTypeLengthMax = 40

const repliesToCharsetMax = 4

const IS = 0
const SEND = 1
const CHARSET_REQUEST = 1
const CHARSET_ACCEPTED = 2
const CHARSET_REJECTED = 3

/** Options of the server that a client may ask for. Not ECHO: the server begins it, for a password. */
const weAccept: readonly number[] = [
  option.endOfRecord,
  option.charset,
  option.gmcp,
  option.mssp,
  option.mccp2,
]
const peerMay: readonly number[] = [
  option.terminalType,
  option.windowSize,
  option.newEnvironment,
  option.charset,
]

/** Asked for at the start, in this order: the options that shape the first screen come first. */
const opening: readonly (readonly [Side, number])[] = [
  ['him', option.terminalType],
  ['him', option.windowSize],
  ['us', option.charset],
  ['us', option.endOfRecord],
  ['us', option.gmcp],
  ['us', option.mssp],
  ['us', option.mccp2],
  ['him', option.newEnvironment],
]

const utf8 = new TextDecoder('utf-8')

type Facts = { -readonly [K in keyof ClientFacts]: ClientFacts[K] } & { terminalTypes: string[] }

interface Machine {
  readonly facts: Facts
  readonly table: OptionTable
  /** Options whose answer decides how the first screen looks. */
  readonly awaited: Set<number>
  readonly mayCompress: boolean
  /** Questions and answers that are not repeated without end, by option. */
  readonly spent: Map<number, number>
  caps: ClientCaps
}

/** `mayCompress`: offer MCCP2. Not on TLS connections, where compression can leak what is secret. */
export function createNegotiation(mayCompress: boolean): Negotiation {
  const spent = new Map<number, number>()
  const accepts = (side: Side, code: number) => {
    if (side === 'him') return peerMay.includes(code)
    // A stream that was compressed once is not compressed again: one window for each connection.
    if (code === option.mccp2) return mayCompress && !spent.has(code)
    return weAccept.includes(code)
  }
  const machine: Machine = {
    facts: { terminalTypes: [], gmcp: false, mccp: false, eor: false },
    table: createOptionTable(accepts),
    awaited: new Set([option.terminalType, option.windowSize]),
    mayCompress,
    spent,
    caps: plainCaps,
  }
  let heard = 0

  return {
    start: () =>
      opening
        .filter(([, code]) => code !== option.mccp2 || mayCompress)
        .flatMap(([side, code]) => perform(machine, machine.table.want(side, code, 'on'))),
    receive(item) {
      if (item.kind === 'subnegotiation') {
        return withCaps(machine, onSubnegotiation(machine, item.option, item.data))
      }
      if (item.kind !== 'negotiation') return []
      heard += 1
      if (heard > negotiationsMax) return []
      return withCaps(machine, perform(machine, machine.table.receive(item.verb, item.option)))
    },
    hideInput: (hidden) =>
      perform(machine, machine.table.want('us', option.echo, hidden ? 'on' : 'off')),
    setClientName(name) {
      machine.facts.clientName = printable(name)
      return withCaps(machine, [])
    },
    caps: () => machine.caps,
    isSettled: () => machine.awaited.size === 0,
    isInputHidden: () => machine.table.isOn('us', option.echo),
  }
}

/** Adds an effect when the client can show something else than before. */
function withCaps(machine: Machine, effects: NegotiationEffect[]): NegotiationEffect[] {
  const caps = deriveCaps(machine.facts)
  if (isDeepStrictEqual(caps, machine.caps)) return effects
  machine.caps = caps
  return [...effects, { kind: 'caps', caps }]
}

function perform(machine: Machine, result: OptionResult): NegotiationEffect[] {
  const { send: message, changed, refused } = result
  if (refused !== undefined) machine.awaited.delete(refused.option)
  return [
    ...(message ? [send(encodeNegotiation(message.verb, message.option))] : []),
    ...(changed ? onChange(machine, changed) : []),
  ]
}

function send(bytes: Uint8Array): NegotiationEffect {
  return { kind: 'send', bytes }
}

/** Counts a use; false when the option has been used `most` times already. */
function spend(machine: Machine, code: number, most: number): boolean {
  const used = machine.spent.get(code) ?? 0
  if (used >= most) return false
  machine.spent.set(code, used + 1)
  return true
}

function onChange(machine: Machine, { side, option: code, to }: OptionChange): NegotiationEffect[] {
  const { facts } = machine
  const on = to === 'on'
  if (code === option.gmcp) facts.gmcp = on
  if (code === option.endOfRecord) facts.eor = on
  if (code === option.mccp2) {
    facts.mccp = on
    spend(machine, code, 1)
    return [{ kind: 'compress', on }]
  }
  if (!on) machine.awaited.delete(code)
  return on ? onAgreed(machine, side, code) : []
}

/** The effects of an agreement on an option: most options begin with a question to the client. */
function onAgreed(machine: Machine, side: Side, code: number): NegotiationEffect[] {
  if (code === option.terminalType) return askTerminalType(machine)
  if (code === option.mssp) return spend(machine, code, 1) ? [{ kind: 'mssp' }] : []
  if (code === option.newEnvironment) {
    return spend(machine, code, 1) ? [send(encodeSubnegotiation(code, encodeEnvironSend()))] : []
  }
  if (code === option.charset && side === 'us' && spend(machine, code, repliesToCharsetMax)) {
    return [send(charset(CHARSET_REQUEST, ';UTF-8'))]
  }
  return []
}

function askTerminalType(machine: Machine): NegotiationEffect[] {
  if (spend(machine, option.terminalType, terminalTypesAskedMax)) {
    return [send(encodeSubnegotiation(option.terminalType, Uint8Array.of(SEND)))]
  }
  machine.awaited.delete(option.terminalType)
  return []
}

function onSubnegotiation(machine: Machine, code: number, data: Uint8Array): NegotiationEffect[] {
  const { table } = machine
  if (code === option.gmcp) return table.isOn('us', code) ? onGmcp(data) : []
  if (code === option.charset) {
    const isOn = table.isOn('us', code) || table.isOn('him', code)
    return isOn ? onCharset(machine, data) : []
  }
  if (!table.isOn('him', code)) return []
  if (code === option.terminalType) return onTerminalType(machine, data)
  if (code === option.windowSize) onWindowSize(machine, data)
  if (code === option.newEnvironment) onEnviron(machine, data)
  return []
}

function onGmcp(data: Uint8Array): NegotiationEffect[] {
  const message = parseGmcp(utf8.decode(data))
  return [message === undefined ? { kind: 'bad-gmcp' } : { kind: 'gmcp', message }]
}

/** A repeated type or an MTTS answer ends the list; until then the next type is asked for. */
function onTerminalType(machine: Machine, data: Uint8Array): NegotiationEffect[] {
  const { facts, awaited } = machine
  if (data[0] !== IS || !awaited.has(option.terminalType)) return []
  const type = printable(utf8.decode(data.subarray(1)))
  const mtts = readMtts(type)
  const isRepeated = facts.terminalTypes.at(-1) === type
  if (mtts !== undefined) facts.mtts = mtts
  else if (!isRepeated && type !== '') facts.terminalTypes.push(type)
  if (mtts === undefined && !isRepeated) return askTerminalType(machine)
  awaited.delete(option.terminalType)
  return []
}

/** Four bytes, width and height in network order (RFC 1073). */
function onWindowSize(machine: Machine, data: Uint8Array): void {
  const [a, b, c, d] = data
  if (a === undefined || b === undefined || c === undefined || d === undefined) return
  machine.facts.window = [a * 256 + b, c * 256 + d]
  machine.awaited.delete(option.windowSize)
}

function onEnviron(machine: Machine, data: Uint8Array): void {
  const { facts } = machine
  const found = readEnviron(data)
  if (found.CLIENT_NAME) facts.clientName = printable(found.CLIENT_NAME)
  const mtts = found.MTTS === undefined ? undefined : readMtts(found.MTTS)
  if (mtts !== undefined) facts.mtts = mtts
}

/** RFC 2066, without translation tables: UTF-8 or nothing. */
function onCharset(machine: Machine, data: Uint8Array): NegotiationEffect[] {
  const { facts } = machine
  const text = utf8.decode(data.subarray(1))
  if (data[0] === CHARSET_ACCEPTED) facts.utf8 = /^utf-?8$/i.test(text)
  if (data[0] === CHARSET_REJECTED) facts.utf8 = false
  if (data[0] !== CHARSET_REQUEST || !spend(machine, option.charset, repliesToCharsetMax)) return []
  const names = text.slice(1).split(text.charAt(0))
  const offer = names.find((name) => /^utf-?8$/i.test(name))
  facts.utf8 = offer !== undefined
  return [send(offer ? charset(CHARSET_ACCEPTED, offer) : charset(CHARSET_REJECTED, ''))]
}

function charset(command: number, text: string): Uint8Array {
  return encodeSubnegotiation(
    option.charset,
    Uint8Array.from([command, ...new TextEncoder().encode(text)]),
  )
}

function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, terminalTypeLengthMax)
}
