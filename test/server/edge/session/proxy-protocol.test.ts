/** The PROXY protocol: whom it is believed from, and what hostile bytes do. */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProxyHeader } from '../../../../server/edge/session/proxy-header.ts'
import type { RunningRole } from '../../../../server/platform/roles.ts'
import { httpOf, openStage, type Stage } from '../../../settings/stage.ts'
import { makeCertificate } from '../../../support/certificate.ts'
import { portForLater } from '../../../support/ports.ts'

const line = (source: string, family = source.includes(':') ? 6 : 4) =>
  Buffer.from(`PROXY TCP${family} ${source} ${family === 6 ? '::1' : '127.0.0.1'} 5566 4001\r\n`)

/** Version 2 for these address bytes; `more` stands behind them. */
function binary(bytes: readonly number[], { command = 0x21, more = [] as number[] } = {}): Buffer {
  const family = bytes.length === 4 ? 0x11 : bytes.length === 16 ? 0x21 : 0
  const body = [...bytes, ...bytes.map(() => 0), ...(bytes.length > 0 ? [0, 7, 0, 9] : []), ...more]
  const head = [command, family, body.length >> 8, body.length & 255]
  return Buffer.concat([
    Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'),
    Buffer.from(head),
    Buffer.from(body),
  ])
}

describe('the header', () => {
  it.each([
    ['version 1', line('203.0.113.9'), '203.0.113.9'],
    ['version 1 with IPv6', line('2001:db8::7'), '2001:db8::7'],
    ['version 1 that does not know', Buffer.from('PROXY UNKNOWN\r\n'), null],
    ['version 2', binary([203, 0, 113, 9]), '203.0.113.9'],
    ['version 2 with additions', binary([203, 0, 113, 9], { more: [4, 0, 1, 9] }), '203.0.113.9'],
    [
      'version 2 with IPv6',
      binary([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]),
      '2001:db8:0:0:0:0:0:7',
    ],
    [
      'version 2 with IPv4 written as IPv6',
      binary([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 203, 0, 113, 9]),
      '203.0.113.9',
    ],
    ['version 2 for itself', binary([203, 0, 113, 9], { command: 0x20 }), null],
    ['version 2 without an address', binary([]), null],
  ])('%s is read, however it is cut', (_what, bytes, address) => {
    const whole = { kind: 'header', bytes: bytes.length, address }
    expect(readProxyHeader(bytes)).toEqual(whole)
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('look\r\n')]))).toEqual(whole)
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect(readProxyHeader(bytes.subarray(0, cut))).toEqual({ kind: 'more' })
    }
  })

  it.each([
    ['no addresses', 'PROXY TCP4\r\n'],
    ['another family than it says', 'PROXY TCP4 ::1 ::1 1 2\r\n'],
    ['words', 'PROXY TCP4 somewhere else 1 2\r\n'],
    ['a line without end', `PROXY TCP4 ${'9'.repeat(120)}`],
    ['a third version', '\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0'],
    ['addresses that are cut off', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x04\x01\x02\x03\x04'],
    ['endless additions', '\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff'],
  ])('with %s is refused', (_what, text) => {
    expect(readProxyHeader(Buffer.from(text, 'latin1'))).toMatchObject({ kind: 'broken' })
  })

  const begun = fc.constantFrom(
    '',
    'PROXY ',
    'PROXY TCP4 ',
    '\r\n\r\n\0\r\nQUIT\n',
    '\r\n\r\n\0\r\nQUIT\n\x21\x11',
  )
  property.prop([begun, fc.uint8Array({ maxLength: 300 })])(
    'any bytes at all are read as something',
    (beginning, rest) => {
      const bytes = Buffer.concat([Buffer.from(beginning, 'latin1'), rest])
      const read = readProxyHeader(bytes)
      expect(['more', 'none', 'broken', 'header']).toContain(read.kind)
      if (read.kind === 'header') expect(read.bytes).toBeLessThanOrEqual(bytes.length)
    },
  )
})

describe('a gateway behind proxies', () => {
  let stage: Stage
  let files: ReturnType<typeof makeCertificate>
  let trusting: RunningRole
  let plain: RunningRole
  let tlsPort: number
  beforeAll(async () => {
    files = makeCertificate()
    tlsPort = await portForLater()
    stage = await openStage({
      MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '1',
      MUD_TRUST_PROXY: '127.0.0.1',
    })
    trusting = await stage.start('gateway', 'gwtrusting', {
      MUD_TELNET_TLS_PORT: String(tlsPort),
      MUD_TLS_CERT: files.cert,
      MUD_TLS_KEY: files.key,
      MUD_PROXY_PROTOCOL: 'all',
    })
    plain = await stage.start('gateway', 'gwplain', { MUD_TRUST_PROXY: '10.0.0.0/8' })
  }, 60_000)
  afterAll(async () => {
    await stage?.stop()
    files?.remove()
  })

  /** A connection that begins with these bytes. */
  async function opened(port: number, bytes: Buffer | string): Promise<Socket> {
    const socket = connectTcp({ host: '127.0.0.1', port })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(bytes)
    return socket
  }

  /** Reads until the words come, or the other side closes; returns all of it. */
  function reads(socket: Socket, words: string): Promise<string> {
    let text = ''
    return new Promise((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        if (text.includes(words)) resolve(text)
      })
      socket.once('close', () => resolve(text))
    })
  }

  const full = 'Too many connections from your address'
  const telnet = (role: RunningRole) => role.telnet?.port ?? 0

  // PROMISE RUNBOOK: Telnet learns where a player is by the PROXY protocol
  it('counts telnet players by the address that the proxy says, in both versions', async () => {
    const first = await opened(telnet(trusting), line('203.0.113.1'))
    expect(await reads(first, 'Your name')).toContain('Your name')
    const same = await opened(telnet(trusting), binary([203, 0, 113, 1]))
    expect(await reads(same, full)).toContain(full)
    const another = await opened(telnet(trusting), binary([203, 0, 113, 2]))
    expect(await reads(another, 'Your name')).toContain('Your name')
    for (const socket of [first, another]) socket.destroy()
  })

  it('counts all addresses of one network of 64 bits as one', async () => {
    const first = await opened(telnet(trusting), line('2001:db8:1:2::1'))
    expect(await reads(first, 'Your name')).toContain('Your name')
    const neighbour = await opened(telnet(trusting), line('2001:db8:1:2:ffff::9'))
    expect(await reads(neighbour, full)).toContain(full)
    const other = await opened(telnet(trusting), line('2001:db8:1:3::1'))
    expect(await reads(other, 'Your name')).toContain('Your name')
    for (const socket of [first, other]) socket.destroy()
  })

  it('serves a client that sends no header, and TLS behind a header', async () => {
    const silent = connectTcp({ host: '127.0.0.1', port: telnet(trusting) })
    expect(await reads(silent, 'Your name')).toContain('Your name')
    silent.destroy()
    const raw = await opened(tlsPort, line('203.0.113.7'))
    const secure = connectTls({ socket: raw, rejectUnauthorized: false })
    expect(await reads(secure, 'Your name')).toContain('Your name')
    const same = await opened(telnet(trusting), line('203.0.113.7'))
    expect(await reads(same, full)).toContain(full)
    secure.destroy()
  })

  it('reads the header before HTTP and sockets, and the request behind it', async () => {
    const { port } = new URL(httpOf(trusting))
    const request = Buffer.from('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    for (const header of [line('203.0.113.20'), binary([203, 0, 113, 20]), Buffer.alloc(0)]) {
      const socket = await opened(Number(port), Buffer.concat([header, request]))
      expect(await reads(socket, '\r\n\r\n')).toContain('200 OK')
      socket.destroy()
    }
    const upgrade = Buffer.from(
      'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    const held = await opened(Number(port), Buffer.concat([line('203.0.113.21'), upgrade]))
    expect(await reads(held, '\r\n\r\n')).toContain(' 101 ')
    const second = await opened(Number(port), Buffer.concat([line('203.0.113.21'), upgrade]))
    expect(await reads(second, '\r\n\r\n')).toContain(' 429 ')
    held.destroy()
  })

  it('takes a header from nobody else', async () => {
    const socket = await opened(telnet(plain), line('203.0.113.1'))
    // To a telnet client that is no proxy it is a name like any other.
    expect(await reads(socket, 'Nobody')).toContain('Nobody')
    const same = await opened(telnet(plain), line('203.0.113.2'))
    expect(await reads(same, full)).toContain(full)
    socket.destroy()
  })

  it('closes what is no whole header, and goes on', async () => {
    for (const bytes of [
      'PROXY TCP4 nonsense\r\n',
      '\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0',
      'PROXY TC',
    ]) {
      for (const port of [telnet(trusting), tlsPort, Number(new URL(httpOf(trusting)).port)]) {
        const socket = await opened(port, Buffer.from(bytes, 'latin1'))
        expect(await reads(socket, 'Your name')).toBe('')
      }
    }
    const after = await opened(telnet(trusting), line('203.0.113.30'))
    expect(await reads(after, 'Your name')).toContain('Your name')
    after.destroy()
  }, 60_000)
})
