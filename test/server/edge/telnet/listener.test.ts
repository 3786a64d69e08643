import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTelnet, type TelnetParts } from '../../../../server/edge/telnet/listener.ts'
import { DO, IAC, option, SB, SE, WILL, WONT } from '../../../../server/edge/telnet/telnet-codes.ts'
import { makeCertificate } from '../../../support/certificate.ts'
import { testUnless } from '../../../support/needs.ts'
import { bytes, type Part } from './bytes.ts'
import {
  createLastShown,
  createSettingsMemory,
  createSmallWorld,
  lobbyOf,
  type SmallWorld,
} from './small-world.ts'

interface Client {
  readonly socket: Socket
  readonly type: (...parts: readonly Part[]) => void
  readonly received: () => Buffer
  /** Resolves when these bytes have arrived after everything seen by earlier calls. */
  readonly sees: (...parts: readonly Part[]) => Promise<void>
}

function clientOf(socket: Socket): Client {
  let received = Buffer.alloc(0)
  let seen = 0
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
  })
  onTestFinished(() => void socket.destroy())
  return {
    socket,
    type: (...parts) => socket.write(bytes(...parts)),
    received: () => received,
    async sees(...parts) {
      const wanted = Buffer.from(bytes(...parts))
      while (received.indexOf(wanted, seen) === -1) await once(socket, 'data')
      seen = received.indexOf(wanted, seen) + wanted.length
    },
  }
}

interface Place {
  readonly world: SmallWorld
  readonly listener: Awaited<ReturnType<typeof startTelnet>>
  readonly visit: () => Promise<Client>
}

async function openPlace(parts: Partial<TelnetParts> = {}): Promise<Place> {
  const world = createSmallWorld()
  const listener = await startTelnet({
    host: '127.0.0.1',
    port: 0,
    open: world.open,
    lobby: lobbyOf(world),
    memory: createSettingsMemory(),
    admit: () => () => undefined,
    greeting: '{room}Saltmere{/}',
    guests: () => true,
    shown: createLastShown(),
    channels: [{ name: 'newbie', caption: 'Newbie', command: 'newbie' }],
    mssp: () => ({ NAME: 'Saltmere' }),
    onTrouble: (_where, error) => expect(error).toBeUndefined(),
    options: { settleMs: 10 },
    ...parts,
  })
  onTestFinished(() => listener.stop())
  const visit = async () => {
    const socket = connect(listener.own.port, '127.0.0.1')
    await once(socket, 'connect')
    return clientOf(socket)
  }
  return { world, listener, visit }
}

const commands = (world: SmallWorld) =>
  world.received.flatMap((frame) => (frame.t === 'cmd' ? [[frame.n, frame.line]] : []))
const gmcpMessage = (text: string) => bytes(IAC, SB, option.gmcp, text, IAC, SE)

describe('the sign-in dialogue', () => {
  test('lets a guest play at once, with numbered commands and a prompt after each', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    await client.sees('Saltmere\r\nYour name (or "new", or "guest"): ')
    client.type('guest\r\n')
    await client.sees('Welcome to Saltmere, Guest.\r\n> ', IAC)
    client.type('look\r\n')
    await client.sees('You 1: look\r\n> ', IAC)
    client.type('north\r\n')
    await client.sees('You 2: north\r\n> ', IAC)
    expect(commands(world)).toEqual([
      [1, 'look'],
      [2, 'north'],
    ])
  })

  test('hides the password and asks again when it was wrong', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('Ada\r\n')
    await client.sees(IAC, WILL, option.echo)
    await client.sees('Password: ')
    client.type(IAC, DO, option.echo, 'wrong\r\n')
    await client.sees(IAC, WONT, option.echo)
    await client.sees('do not match. If you are new here, type “new”.\r\nYour name')
    client.type('Ada\r\nlovelace\r\n')
    await client.sees('Welcome to Saltmere, Ada.')
    expect(world.received.filter((frame) => frame.t === 'login')).toHaveLength(2)
    expect(client.received().includes('lovelace')).toBe(false)
  })

  test('makes a character, with the password typed twice and markup taken as text', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('new\r\nAda\r\npass one\r\npass two\r\n')
    await client.sees('These were two different passwords.\r\nChoose a password: ')
    client.type('pass one\r\npass one\r\n')
    await client.sees('That name is {taken}.\r\nBy what name shall you be known? ')
    client.type('Bo\r\nshort\r\n')
    await client.sees('at least 8 characters.\r\nChoose a password: ')
    client.type(' pass one \r\n pass one \r\n')
    await client.sees('Welcome to Saltmere, Bo.')
    expect(world.accounts.get('Bo')).toBe(' pass one ')
  })

  test('ends after too many refusals', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('connect Ada guess\r\n'.repeat(9))
    await once(client.socket, 'end')
    expect(world.received.filter((frame) => frame.t === 'login')).toHaveLength(5)
  })
})

describe('playing', () => {
  test('everything typed ahead is done, once and in order', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('connect Ada lovelace\r\none\r\n\r\ntwo\r\nthree\r\n')
    await client.sees('You 3: three\r\n> ', IAC)
    expect(commands(world)).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ])
  })

  test('a number that was refused is used for the next command', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('guest\r\none\r\nflood\r\ntwo\r\n')
    await client.sees('Not so fast!')
    await client.sees('You 2: two')
    expect(commands(world)).toEqual([
      [1, 'one'],
      [2, 'flood'],
      [2, 'two'],
    ])
  })

  test('settings are the gateway’s and change the view at once', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('guest\r\nset colour 16\r\none\r\n')
    await client.sees('\u001b[1;32mYou\u001b[0m 1: one')
    client.type('set colour\r\nset sail\r\n')
    await client.sees('You can set:')
    await client.sees(' 2: set sail')
    expect(commands(world)).toEqual([
      [1, 'one'],
      [2, 'set sail'],
    ])
  })

  test('what happens around the player is followed by a fresh prompt', async () => {
    const { world, visit } = await openPlace()
    const client = await visit()
    client.type('guest\r\n')
    await client.sees('> ', IAC)
    const [wire] = world.wires
    const { SharedFrame } = await import('../../../../server/edge/session/shared-frame.ts')
    const happens = (text: string) =>
      wire?.send(new SharedFrame({ t: 'event', frame: '9.1', kind: 'x', text, data: {} }))
    wire?.cork()
    happens('Rain begins.')
    happens('A gull cries.')
    wire?.uncork()
    await client.sees('\r\nRain begins.\r\nA gull cries.\r\n> ', IAC)
  })

  test('the gateway hears once that the connection is gone', async () => {
    const { world, listener, visit } = await openPlace()
    const client = await visit()
    client.type('guest\r\n')
    await client.sees('> ', IAC)
    client.socket.destroy()
    while (listener.connections() > 0) await new Promise(setImmediate)
    expect(world.closed).toBe(1)
  })
})

describe('GMCP', () => {
  const hello = [
    bytes(IAC, DO, option.gmcp),
    gmcpMessage('Core.Hello {"client":"Mudlet","version":"4.19"}'),
    gmcpMessage('Core.Supports.Set ["Char 1","Char.Login 2","Room 1"]'),
  ]

  test('signs in, says so, and hands out a token that signs in again', async () => {
    const { visit } = await openPlace()
    const client = await visit()
    client.type(...hello)
    await client.sees('Char.Login.Default {"type":["password-credentials"]}')
    client.type(gmcpMessage('Char.Login.Credentials {"account":"Ada","password":"nope"}'))
    await client.sees('Char.Login.Result {"success":false,"message":"Name and')
    client.type(gmcpMessage('Char.Login.Credentials {"account":"Ada","password":"lovelace"}'))
    await client.sees('Char.Name {"name":"Ada","fullname":"Ada"}')
    await client.sees('Char.Login.Result {"success":true}')
    await client.sees('Char.Login.Token {"account":"Ada","token":"s1:secret"}')

    const again = await visit()
    again.type(...hello)
    again.type(gmcpMessage('Char.Login.Reconnect {"account":"Ada","token":"s1:secret"}'))
    await again.sees('Char.Login.Result {"success":true}')
    const stranger = await visit()
    stranger.type(...hello)
    stranger.type(gmcpMessage('Char.Login.Reconnect {"account":"Ada","token":"s1:guess"}'))
    await stranger.sees('Char.Login.Result {"success":false')
    await stranger.sees('Your name')
  })

  test('pings are answered and inventories told on request', async () => {
    const { visit } = await openPlace()
    const client = await visit()
    client.type(...hello, gmcpMessage('Core.Supports.Add ["Char.Items 1"]'), 'guest\r\n')
    client.type(gmcpMessage('Core.Ping 80'), gmcpMessage('Char.Items.Inv'))
    await client.sees(gmcpMessage('Core.Ping'))
    await client.sees('Char.Items.List {"location":"inv","items":[]}')
  })
})

describe('the ports', () => {
  test('an address that has too many connections is told so and refused', async () => {
    let places = 1
    const admit = () => {
      if (places === 0) return 'connections-per-address' as const
      places -= 1
      return () => {
        places += 1
      }
    }
    const { listener, visit } = await openPlace({ admit })
    const first = await visit()
    await first.sees('Your name')
    const second = await visit()
    await second.sees('Too many connections from your address.')
    first.socket.destroy()
    while (listener.connections() > 0) await new Promise(setImmediate)
    const third = await visit()
    await third.sees('Your name')
  })

  test('stopping closes every connection and frees the port', async () => {
    const { listener, visit } = await openPlace()
    const clients = [await visit(), await visit()]
    for (const client of clients) await client.sees('Your name')
    const ended = clients.map((client) => once(client.socket, 'end'))
    await listener.stop()
    await Promise.all(ended)
    await expect(visit()).rejects.toThrow('ECONNREFUSED')
  })

  test('a port in use is an error for the one who starts', async () => {
    const { listener } = await openPlace()
    await expect(openPlace({ port: listener.own.port })).rejects.toThrow('EADDRINUSE')
  })

  const certificate = certificateOrNone()
  testUnless(
    certificate ? undefined : 'openssl is not installed',
    'TLS works on a port of its own and is never compressed',
    async () => {
      const tls = { port: 0, cert: certificate?.cert ?? '', key: certificate?.key ?? '' }
      const { listener } = await openPlace({ tls })
      const socket = connectTls({ port: listener.own.tlsPort ?? 0, rejectUnauthorized: false })
      const client = clientOf(socket)
      await client.sees('Your name')
      client.type('guest\r\nlook\r\n')
      await client.sees('You 1: look')
      expect(client.received().includes(Buffer.of(IAC, WILL, option.mccp2))).toBe(false)
      const noise = connect(listener.own.tlsPort ?? 0, '127.0.0.1')
      noise.on('error', () => undefined)
      noise.write('this is not TLS\r\n')
      await once(noise, 'close')
      client.type('still here\r\n')
      await client.sees('You 2: still here')
    },
  )
})

/** A certificate for this test run; undefined where openssl is missing. */
function certificateOrNone(): { cert: string; key: string } | undefined {
  try {
    const { cert, key, remove } = makeCertificate()
    const texts = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
    remove()
    return texts
  } catch {
    return undefined
  }
}
