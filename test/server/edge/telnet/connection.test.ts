import { once } from 'node:events'
import { constants, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  AYT,
  DO,
  DONT,
  END_OF_RECORD,
  GA,
  IAC,
  NOP,
  option,
  SB,
  SE,
  WILL,
  WONT,
} from '../../../../server/edge/telnet/telnet-codes.ts'
import { openPair, type Pair } from './telnet-pair.ts'

const compressionBegins = [IAC, SB, option.mccp2, IAC, SE]
/** The complete zlib stream that follows the start of compression, and what comes after it. */
const inflated = (stream: Buffer) => inflateSync(stream, { finishFlush: constants.Z_SYNC_FLUSH })

async function readyPair(options: Parameters<typeof openPair>[0] = {}): Promise<Pair> {
  const pair = await openPair(options)
  await pair.tells('ready')
  return pair
}

describe('the first screen', () => {
  test('comes soon for a peer that answers no negotiation, as plain text', async () => {
    const pair = await readyPair({ settleMs: 1 })
    expect(pair.told).toMatchObject([['ready', { ansi: false, colours: 0, utf8: true, width: 80 }]])
  })

  test('waits for a client that answers, and knows its screen reader and width', async () => {
    const pair = await openPair({ settleMs: 60_000 })
    pair.type(IAC, WILL, option.windowSize, IAC, SB, option.windowSize, 0, 100, 0, 50, IAC, SE)
    pair.type(IAC, WILL, option.terminalType)
    for (const type of ['Mudlet', 'xterm-256color', 'MTTS 333']) {
      pair.type(IAC, SB, option.terminalType, 0, type, IAC, SE)
    }
    expect(await pair.tells('ready')).toMatchObject({
      screenReader: true,
      width: 100,
      name: 'mudlet',
    })
  })

  test('comes at once for a peer that speaks first, before its line is handed on', async () => {
    const pair = await openPair({ settleMs: 60_000 })
    pair.type('look\r\nnorth\r\n')
    await pair.tells('line')
    expect(pair.told.map(([what]) => what)).toEqual(['ready', 'line', 'line'])
  })
})

describe('text and prompts', () => {
  test('lines come in and text goes out with CR LF', async () => {
    const pair = await readyPair()
    pair.type('say h', 'éllo\r\n')
    expect(await pair.tells('line')).toBe('say héllo')
    pair.connection.send('one\ntwo\n')
    await pair.receives('one\r\ntwo\r\n')
  })

  test('a prompt ends with GA, and with EOR once that is agreed', async () => {
    const pair = await readyPair()
    pair.connection.prompt('> ')
    await pair.receives('> ', IAC, GA)
    pair.type(IAC, DO, option.endOfRecord, '\n')
    await pair.tells('line')
    pair.connection.prompt('>> ')
    await pair.receives('>> ', IAC, END_OF_RECORD)
  })

  test('text that interrupts a prompt begins on a line of its own, an answer does not', async () => {
    const pair = await readyPair()
    pair.connection.prompt('> ')
    pair.connection.send('Rain begins.\n')
    await pair.receives('> ', IAC, GA, '\r\nRain begins.\r\n')
    pair.connection.prompt('> ')
    pair.type('look\n')
    await pair.tells('line')
    pair.connection.send('The Quay\n')
    await pair.receives('Rain begins.\r\n> ', IAC, GA, 'The Quay\r\n')
  })

  test('a password is hidden by ECHO and its line end is shown for the client', async () => {
    const pair = await readyPair()
    pair.connection.echo(false)
    await pair.receives(IAC, WILL, option.echo)
    pair.type(IAC, DO, option.echo, 'secret\r\n')
    expect(await pair.tells('line')).toBe('secret')
    pair.connection.echo(true)
    await pair.receives('\r\n', IAC, WONT, option.echo)
    expect(pair.received().includes('secret')).toBe(false)
  })

  test('"are you there" is answered, and what was sent in one turn leaves in order', async () => {
    const pair = await readyPair()
    pair.type(IAC, AYT)
    await pair.receives('[yes]\r\n')
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`)
    for (const line of lines) pair.connection.send(line)
    await pair.receives(lines.join('').replaceAll('\n', '\r\n'))
  })

  test('a keep-alive is sent only where it is asked for', async () => {
    const [silent, kept] = [await readyPair(), await readyPair({ keepAliveMs: 5 })]
    await kept.receives(IAC, NOP, IAC, NOP)
    expect(silent.received().includes(Buffer.of(IAC, NOP))).toBe(false)
  })
})

describe('GMCP and MSSP', () => {
  test('GMCP is sent after the client agreed and not before', async () => {
    const pair = await readyPair()
    pair.connection.gmcp({ package: 'Too.Early' })
    pair.type(IAC, DO, option.gmcp, IAC, SB, option.gmcp, 'Core.Ping 12', IAC, SE)
    expect(await pair.tells('gmcp')).toEqual({ package: 'Core.Ping', data: 12 })
    pair.connection.gmcp({ package: 'Char.Name', data: { name: 'Ada' } })
    await pair.receives(IAC, SB, option.gmcp, 'Char.Name {"name":"Ada"}', IAC, SE)
    expect(pair.received().includes('Too.Early')).toBe(false)
  })

  test('the status is told with the figures of the moment', async () => {
    let players = 0
    const pair = await readyPair({ mssp: () => ({ PLAYERS: players }) })
    players = 7
    pair.type(IAC, DO, option.mssp)
    await pair.receives(IAC, SB, option.mssp, 1, 'PLAYERS', 2, '7', IAC, SE)
  })

  test('broken input is reported and does not end the connection', async () => {
    const pair = await readyPair()
    pair.type(
      IAC,
      DO,
      option.gmcp,
      IAC,
      SB,
      option.gmcp,
      '{}',
      IAC,
      SE,
      'x'.repeat(5_000),
      '\nlook\n',
    )
    expect(await pair.tells('line')).toBe('look')
    const problems = pair.told.filter(([what]) => what === 'problem').map(([, what]) => what)
    expect(problems).toEqual(['bad-gmcp', 'line-too-long'])
  })
})

describe('compression', () => {
  test('everything after its start is one zlib stream, telnet included', async () => {
    const pair = await readyPair()
    pair.connection.send('before\n')
    pair.type(IAC, DO, option.mccp2, IAC, DO, option.gmcp)
    const head = await pair.receives(...compressionBegins)
    expect(head.includes('before\r\n')).toBe(true)
    pair.type('look\n')
    await pair.tells('line')
    pair.connection.send('A long room description. '.repeat(200))
    pair.connection.gmcp({ package: 'Room.WrongDir', data: 'n' })
    pair.connection.prompt('> ')
    pair.connection.close('quit')
    await once(pair.client, 'end')
    const compressed = pair.received().subarray(head.length)
    // Throws unless the stream was ended as zlib wants it.
    const text = inflateSync(compressed)
    expect(text.includes('A long room description. A long')).toBe(true)
    expect(text.includes(Buffer.from('Room.WrongDir "n"'))).toBe(true)
    expect(text.subarray(-4)).toEqual(Buffer.from([62, 32, IAC, GA]))
    expect(compressed.length).toBeLessThan(text.length / 10)
  })

  test('each turn can be read at once', async () => {
    const pair = await readyPair()
    pair.type(IAC, DO, option.mccp2)
    const head = await pair.receives(...compressionBegins)
    pair.connection.send('now\n')
    await once(pair.client, 'data')
    expect(inflated(pair.received().subarray(head.length)).toString()).toContain('now\r\n')
  })

  test('a client may end it, and reads plain text from there on', async () => {
    const pair = await readyPair()
    pair.type(IAC, DO, option.mccp2)
    await pair.receives(...compressionBegins)
    pair.connection.send('squeezed\n')
    pair.type(IAC, DONT, option.mccp2, 'ok\n')
    await pair.tells('line')
    pair.connection.send('plain again\n')
    await pair.receives('plain again\r\n')
    expect(pair.received().includes('squeezed')).toBe(false)
    expect(pair.connection.caps().mccp).toBe(false)
  })
})

describe('the end of a connection', () => {
  test('what was said before closing arrives, and the reason is told once', async () => {
    const pair = await readyPair()
    pair.connection.send('Farewell.\n')
    pair.connection.close('quit')
    pair.connection.close('again')
    pair.connection.send('too late\n')
    await once(pair.client, 'end')
    await pair.tells('close')
    expect(pair.received().toString()).toMatch(/Farewell\.\r\n$/)
    expect(pair.told.filter(([what]) => what === 'close')).toEqual([['close', 'quit']])
  })

  test('no line is handed on after closing, not even from the same packet', async () => {
    const pair = await openPair({}, 'quit')
    pair.type('look\nquit\nnorth\n')
    await pair.tells('close')
    const lines = pair.told.filter(([what]) => what === 'line').map(([, line]) => line)
    expect(lines).toEqual(['look', 'quit'])
  })

  test.each([
    ['reset', (pair: Pair) => pair.client.resetAndDestroy()],
    ['ended', (pair: Pair) => pair.client.end()],
  ])('a peer that %s the connection is lost', async (_how, leave) => {
    const pair = await readyPair()
    leave(pair)
    expect(await pair.tells('close')).toBe('lost')
    pair.connection.send('into the void\n')
  })

  test('a peer that says nothing is idle, one that does not sign in is asked to come again', async () => {
    const idle = await openPair({ idleMs: 30, signInMs: 60_000 })
    expect(await idle.tells('close')).toBe('idle')
    expect(idle.received().toString()).toContain('Type anything to stay.')
    const unknown = await openPair({ signInMs: 30 })
    expect(await unknown.tells('close')).toBe('not-signed-in')
    const silent = await openPair({ firstLineMs: 30 })
    expect(await silent.tells('close')).toBe('not-signed-in')
    const typing = await openPair({ firstLineMs: 60, idleMs: 150 })
    typing.type('ann\r\n')
    expect(await typing.tells('close')).toBe('idle')
    const known = await openPair({ signInMs: 30, idleMs: 400 })
    known.connection.signedIn()
    await known.receives('Type anything to stay.')
    known.type('look\r\n')
    // Told anew, since it stayed.
    await known.receives('Type anything to stay.')
    expect(await known.tells('close')).toBe('idle')
  })

  test.each([false, true])(
    'a reader that does not read is cut off (compressed: %s)',
    async (packed) => {
      const pair = await readyPair({ outputBytesMax: 65_536 })
      const other = await readyPair()
      if (packed) {
        pair.type(IAC, DO, option.mccp2)
        await pair.receives(...compressionBegins)
      }
      pair.client.pause()
      const closed = pair.tells('close')
      let isOpen = true
      void closed.then(() => {
        isOpen = false
      })
      let most = 0
      while (isOpen) {
        pair.connection.send(`${incompressible()}\n`)
        most = Math.max(most, pair.server.writableLength)
        await new Promise(setImmediate)
      }
      expect(await closed).toBe('too-slow')
      expect(most).toBeLessThan(65_536 + 4_096 * 4)
      other.connection.send('still here\n')
      await other.receives('still here\r\n')
    },
  )
})

let seed = 1
/** Text that no compressor makes much smaller, the same in every run. */
function incompressible(): string {
  return Array.from({ length: 2_048 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return String.fromCharCode(33 + ((seed >> 12) % 90))
  }).join('')
}
