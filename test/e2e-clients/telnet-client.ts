/**
 * A telnet client for tests, written from the RFCs and not from our server: it answers negotiation as
 * told, reads GMCP and MSSP, inflates MCCP2, and keeps the text with marks where it was told of
 * prompts and echo: `<EOR>`, `<GA>`, `<HIDE>`, `<SHOW>`.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { createInflate, type Inflate } from 'node:zlib'

const IAC = 255
const SB = 250
const SE = 240
const WILL = 251
const WONT = 252
const DO = 253
const DONT = 254

export const codes = {
  echo: 1,
  ttype: 24,
  eor: 25,
  naws: 31,
  charset: 42,
  mssp: 70,
  mccp2: 86,
  gmcp: 201,
}

/** What the client can do. Everything else is declined. */
export interface Abilities {
  /** Answers to TTYPE SEND in turn; the last is repeated. */
  readonly types?: readonly string[]
  readonly window?: readonly [width: number, height: number]
  /** Answer to a CHARSET request. */
  readonly utf8?: boolean
  readonly eor?: boolean
  readonly mssp?: boolean
  readonly mccp2?: boolean
  /** Packages to ask for, or nothing for no GMCP. */
  readonly gmcp?: readonly string[]
}

export interface GmcpSeen {
  readonly package: string
  readonly data: unknown
}

export interface TelnetClient {
  readonly socket: Socket
  /** Text so far, with marks; ANSI is kept. */
  readonly text: () => string
  readonly gmcp: readonly GmcpSeen[]
  /** Resolves with the server's status once it has told it. */
  readonly mssp: () => Promise<Readonly<Record<string, string>>>
  readonly isCompressed: () => boolean
  /** Resolves with the text up to the match, beginning after what was seen before. */
  readonly sees: (wanted: string | RegExp) => Promise<string>
  /** Resolves with the data of the next message of the package that `wanted` accepts. */
  readonly told: (name: string, wanted?: (data: never) => boolean) => Promise<unknown>
  readonly type: (line: string) => void
  readonly sendGmcp: (text: string) => void
  readonly resize: (width: number, height: number) => void
  readonly closed: Promise<void>
  readonly drop: () => void
}

const patienceMs = 45_000

/** Connects to a port of this machine; `tls` trusts that certificate. */
export async function openTelnet(
  port: number,
  abilities: Abilities = {},
  tls?: { readonly ca: string },
  host = '127.0.0.1',
): Promise<TelnetClient> {
  const socket = tls
    ? connectTls({ port, host, ca: tls.ca, servername: 'localhost' })
    : connect(port, host)
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(() => undefined)
  await Promise.race([once(socket, tls ? 'secureConnect' : 'connect'), closed])
  return telnetOver(socket, abilities, closed)
}

function telnetOver(socket: Socket, abilities: Abilities, closed: Promise<void>): TelnetClient {
  const received: Buffer[] = []
  const gmcp: GmcpSeen[] = []
  const looking = new Set<() => void>()
  let mssp: Record<string, string> | undefined
  let inflate: Inflate | undefined
  let seenText = 0
  const seenGmcp = new Map<string, number>()
  const text = () => Buffer.concat(received).toString('utf8')
  const send = (...bytes: (number | string)[]) => {
    if (socket.destroyed) return
    const parts = bytes.map((one) => (typeof one === 'number' ? Buffer.of(one) : Buffer.from(one)))
    socket.write(Buffer.concat(parts))
  }
  const sendGmcp = (message: string) => send(IAC, SB, codes.gmcp, message, IAC, SE)
  const answers = answersOf(abilities, send, sendGmcp)

  const reader = telnetReader({
    text: (bytes) => received.push(bytes),
    negotiation(verb, code) {
      if (code === codes.echo) received.push(Buffer.from(verb === WILL ? '<HIDE>' : '<SHOW>'))
      answers.negotiation(verb, code)
    },
    subnegotiation(code, data) {
      if (code === codes.gmcp) gmcp.push(readGmcp(data))
      else if (code === codes.mssp) mssp = readMssp(data)
      else if (code === codes.mccp2) return startInflating()
      else answers.subnegotiation(code, data)
      return false
    },
  })
  const startInflating = () => {
    inflate = createInflate()
    inflate.on('data', (chunk: Buffer) => take(chunk))
    return true
  }
  const take = (chunk: Buffer) => {
    const rest = reader(chunk)
    if (rest.length > 0) inflate?.write(rest)
    for (const look of looking) look()
  }
  socket.on('data', (chunk: Buffer) => {
    if (inflate) inflate.write(chunk)
    else take(chunk)
  })

  const until = <T>(what: string, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const once = () => {
        const found = look()
        if (found === undefined) return
        clearTimeout(tooLate)
        looking.delete(once)
        resolve(found)
      }
      const tooLate = setTimeout(() => {
        looking.delete(once)
        reject(new Error(`${what} did not come; the end was ${JSON.stringify(text().slice(-600))}`))
      }, patienceMs)
      looking.add(once)
      once()
    })

  return {
    socket,
    text,
    gmcp,
    mssp: () => until('MSSP', () => mssp),
    isCompressed: () => inflate !== undefined,
    sees: (wanted) =>
      until(String(wanted), () => {
        const all = text()
        const rest = all.slice(seenText)
        const found =
          typeof wanted === 'string' ? rest.indexOf(wanted) : (wanted.exec(rest)?.index ?? -1)
        if (found === -1) return undefined
        const length =
          typeof wanted === 'string' ? wanted.length : (wanted.exec(rest)?.[0].length ?? 0)
        seenText += found + length
        return rest.slice(0, found + length)
      }),
    told: (name, wanted = () => true) =>
      until(name, () => {
        const from = seenGmcp.get(name) ?? 0
        const at = gmcp.findIndex(
          (one, index) => index >= from && one.package === name && wanted(one.data as never),
        )
        if (at === -1) return undefined
        seenGmcp.set(name, at + 1)
        return gmcp[at]?.data ?? null
      }),
    type: (line) => send(`${line}\r\n`),
    sendGmcp,
    resize: (width, height) => send(...windowSize(width, height)),
    closed,
    drop: () => void socket.destroy(),
  }
}

interface Events {
  readonly text: (bytes: Buffer) => void
  readonly negotiation: (verb: number, code: number) => void
  /** True when the bytes after it are compressed and no longer ours to read. */
  readonly subnegotiation: (code: number, data: Buffer) => boolean
}

/** Reads telnet; returns the bytes it must not read because compression began before them. */
function telnetReader(events: Events): (chunk: Buffer) => Buffer {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const bytes = Buffer.concat([rest, chunk])
    let at = 0
    while (at < bytes.length) {
      const next = bytes.indexOf(IAC, at)
      const end = next === -1 ? bytes.length : next
      if (end > at) events.text(bytes.subarray(at, end))
      at = end
      const command = bytes[at + 1]
      if (next === -1 || command === undefined) break
      if (command === SB) {
        const close = bytes.indexOf(Buffer.of(IAC, SE), at)
        if (close === -1) break
        const code = bytes[at + 2] ?? 0
        const data = bytes.subarray(at + 3, close)
        at = close + 2
        if (events.subnegotiation(code, data)) {
          rest = Buffer.alloc(0)
          return bytes.subarray(at)
        }
      } else if (command >= WILL) {
        const code = bytes[at + 2]
        if (code === undefined) break
        if (command === IAC) events.text(Buffer.of(IAC))
        else events.negotiation(command, code)
        at += command === IAC ? 2 : 3
      } else {
        if (command === 239) events.text(Buffer.from('<EOR>'))
        if (command === 249) events.text(Buffer.from('<GA>'))
        at += 2
      }
    }
    rest = bytes.subarray(at)
    return Buffer.alloc(0)
  }
}

function answersOf(
  abilities: Abilities,
  send: (...bytes: (number | string)[]) => void,
  sendGmcp: (message: string) => void,
) {
  const { types, window, gmcp } = abilities
  let asked = 0
  const wills = new Set([
    codes.echo,
    ...(abilities.utf8 === undefined ? [] : [codes.charset]),
    ...(abilities.eor ? [codes.eor] : []),
    ...(abilities.mssp ? [codes.mssp] : []),
    ...(abilities.mccp2 ? [codes.mccp2] : []),
    ...(gmcp ? [codes.gmcp] : []),
  ])
  return {
    negotiation(verb: number, code: number) {
      if (verb === WILL) send(IAC, wills.has(code) ? DO : DONT, code)
      if (verb === WONT && wills.has(code)) send(IAC, DONT, code)
      if (verb === WILL && code === codes.gmcp && gmcp) {
        sendGmcp('Core.Hello {"client":"Whole Game Test","version":"1"}')
        sendGmcp(`Core.Supports.Set ${JSON.stringify(gmcp)}`)
      }
      if (verb !== DO) return
      const able = (code === codes.ttype && types) || (code === codes.naws && window)
      send(IAC, able ? WILL : WONT, code)
      if (code === codes.naws && window) send(...windowSize(...window))
    },
    subnegotiation(code: number, data: Buffer) {
      if (code === codes.ttype && types) {
        const type = types[Math.min(asked, types.length - 1)] ?? ''
        asked += 1
        send(IAC, SB, codes.ttype, 0, type, IAC, SE)
      }
      if (code === codes.charset && data[0] === 1) {
        const answer = abilities.utf8 ? [2, 'UTF-8'] : [3]
        send(IAC, SB, codes.charset, ...answer, IAC, SE)
      }
    },
  }
}

function windowSize(width: number, height: number): number[] {
  return [IAC, SB, codes.naws, width >> 8, width & 255, height >> 8, height & 255, IAC, SE]
}

function readGmcp(data: Buffer): GmcpSeen {
  const text = data.toString('utf8')
  const space = text.indexOf(' ')
  if (space === -1) return { package: text, data: null }
  return { package: text.slice(0, space), data: JSON.parse(text.slice(space + 1)) as unknown }
}

function readMssp(data: Buffer): Record<string, string> {
  const pairs = data.toString('utf8').split('\u0001').slice(1)
  return Object.fromEntries(pairs.map((pair) => pair.split('\u0002') as [string, string]))
}
