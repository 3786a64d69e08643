/** One plain WebSocket client for each subprotocol against the whole running game. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Game, startGame, startMs } from './game.ts'
import { type Message, openTextSocket, type TextSocket } from './text-socket.ts'

let game: Game
beforeAll(async () => {
  game = await startGame({
    MUD_LIMIT_COMMANDS_PER_SECOND: '10',
    MUD_LIMIT_COMMAND_BURST: '20',
  })
}, startMs)
afterAll(() => game?.end())

const json = 'json.mudstandards.org'
const gmcp = 'gmcp.mudstandards.org'
const terminal = 'terminal.mudstandards.org'
const v1 = 'v1.mudstream'

async function visit(protocols: readonly string[]): Promise<TextSocket> {
  const socket = await openTextSocket(game.webSocket, protocols)
  onTestFinished(() => socket.drop())
  return socket
}

/** How a line is typed in each subprotocol; `v1` numbers its commands. */
function typist(socket: TextSocket): (line: string) => void {
  let n = 0
  return (line) => {
    n += 1
    if (socket.protocol === json) socket.send(JSON.stringify({ proto: 'text', data: line }), 'text')
    else if (socket.protocol === gmcp || socket.protocol === terminal) {
      socket.send(`${line}\n`, 'binary')
    } else socket.send(JSON.stringify({ t: 'cmd', n, line }), 'text')
  }
}

const shows = (words: string) => (message: Message) => message.text.includes(words)
const isText = (words: string) => (message: Message) =>
  message.isBinary && message.text.includes(words)

interface Envelope {
  readonly proto: string
  readonly id?: string
  readonly data: string
}
const envelope = (message: Message) => JSON.parse(message.text) as Envelope

/** A GMCP message in either of the two subprotocols that have it: its data. */
const gmcpData = (message: Message, name: string): unknown => {
  if (message.isBinary) return undefined
  if (message.text.startsWith(`${name} `)) return JSON.parse(message.text.slice(name.length + 1))
  if (!message.text.startsWith('{')) return undefined
  const { proto, id, data } = envelope(message)
  return proto === 'gmcp' && id === name ? JSON.parse(data) : undefined
}
async function told(socket: TextSocket, name: string, key = ''): Promise<unknown> {
  const isIt = (message: Message) =>
    gmcpData(message, name) !== undefined && message.text.includes(key)
  return gmcpData(await socket.sees(isIt), name)
}

/** Comes in as a guest; resolves when the first room has been shown. */
async function enter(
  protocol: string,
): Promise<{ socket: TextSocket; type: (line: string) => void }> {
  const socket = await visit(protocol === '' ? [] : [protocol])
  if (protocol === v1 || protocol === '') {
    socket.send('{"t":"hello"}', 'text')
    socket.send('{"t":"guest"}', 'text')
  } else {
    await socket.sees(shows('Your name'))
    typist(socket)('guest')
  }
  await socket.sees(shows('The Hall'))
  return { socket, type: typist(socket) }
}

const all = [v1, json, gmcp, terminal]

describe('what the wire carries', () => {
  test('json: text in binary frames, prompts and GMCP in envelopes', async () => {
    const { socket, type } = await enter(json)
    expect(await told(socket, 'Room.Info')).toMatchObject({ id: 'count.hall', name: 'The Hall' })
    await socket.sees((message) => !message.isBinary && envelope(message).proto === 'prompt')
    type('north')
    const text = await socket.sees(isText('The Vault'))
    expect(text.text).toMatch(/\u001b\[[\d;]+mThe Vault\u001b\[0m\r\n/)
    expect(await told(socket, 'Room.Info')).toMatchObject({ id: 'count.vault' })
    type('up')
    expect(await told(socket, 'Room.WrongDir')).toBe('u')
    // Both spellings of data are understood, and a list restricts what is told.
    const supports = { proto: 'gmcp', id: 'Core.Supports.Set', data: ['Char 1'] }
    socket.send(JSON.stringify(supports), 'text')
    expect(await told(socket, 'Char.Vitals')).toMatchObject({ hp: expect.stringMatching(/^\d+$/) })
    socket.send(JSON.stringify({ proto: 'gmcp', id: 'Char.Items.Inv', data: '""' }), 'text')
    expect(await told(socket, 'Char.Items.List', 'inv')).toEqual({ location: 'inv', items: [] })
    const from = socket.messages.length
    type('south')
    await socket.sees(isText('The Hall'))
    await socket.sees((message) => !message.isBinary && envelope(message).proto === 'prompt')
    const later = socket.messages.slice(from).map((one) => one.text)
    expect(later.filter((one) => one.includes('Room.Info'))).toEqual([])
  })

  test('gmcp: text in binary frames, one GMCP message in each text frame', async () => {
    const { socket, type } = await enter(gmcp)
    socket.send('Core.Hello {"client":"Plain","version":"1"}', 'text')
    socket.send('Core.Ping', 'text')
    await socket.sees(({ text, isBinary }) => !isBinary && text === 'Core.Ping')
    type('east')
    expect(await told(socket, 'Room.Info')).toMatchObject({ id: 'count.yard', name: 'The Yard' })
    type('down')
    expect(await told(socket, 'Room.WrongDir')).toBe('d')
    for (const { text, isBinary } of socket.messages) {
      if (!isBinary) expect(text).toMatch(/^[A-Z]\w*(\.\w+)+( .+)?$/)
    }
  })

  test('terminal: binary frames only, with colours, CR LF and a prompt', async () => {
    const { socket, type } = await enter(terminal)
    type('east')
    await socket.sees(isText('The Yard'))
    await socket.sees(({ text }) => /^(\r\n)?\d+h \d+s \d+l> $/.test(text))
    type('alias hail say hail $1')
    type('set prompt %h in %r:')
    type('hail all;n')
    await socket.sees(({ text }) => /hail all/i.test(text))
    await socket.sees(({ text }) => /^(\r\n)?\d+ in The \w+: $/.test(text))
    expect(socket.messages.every(({ isBinary }) => isBinary)).toBe(true)
    const text = socket.messages.map((message) => message.text).join('')
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text).toContain('\u001b[')
  })

  test('no list of subprotocols means v1, and no frame is binary', async () => {
    const { socket, type } = await enter('')
    expect(socket.protocol).toBe('')
    type('north')
    const seen = await socket.sees(shows('The Vault'))
    expect(JSON.parse(seen.text)).toMatchObject({ t: expect.any(String) })
    await socket.sees(shows('"t":"done"'))
    expect(socket.messages.some(({ isBinary }) => isBinary)).toBe(false)
  })

  test('they are all in the same world and hear each other', async () => {
    const people = await Promise.all(all.map((protocol) => enter(protocol)))
    for (const [index, speaker] of people.entries()) {
      speaker.type(`say this is voice ${index} of four`)
      for (const { socket } of people) await socket.sees(shows(`this is voice ${index} of four`))
    }
  })
})

describe('the same rules behind each', () => {
  test('the first known name of the list is taken, a list without one is refused', async () => {
    expect((await visit(['nonsense.example', terminal, v1])).protocol).toBe(terminal)
    expect((await visit([gmcp, json])).protocol).toBe(gmcp)
    await expect(visit(['nonsense.example'])).rejects.toThrow('refused with 400')
  })

  test.each(all)('%s: a page of another origin is refused', async (protocol) => {
    const origin = { origin: 'http://elsewhere.example' }
    const visited = openTextSocket(game.webSocket, [protocol], origin)
    await expect(visited).rejects.toThrow('refused with 403')
  })

  test.each(all)('%s: a frame over 8 KiB closes the socket with 1009', async (protocol) => {
    const { socket } = await enter(protocol)
    socket.send('x'.repeat(8_193), protocol === v1 || protocol === json ? 'text' : 'binary')
    expect((await socket.closed).code).toBe(1009)
  })

  test.each(all)('%s: who types too fast is told so and stays', async (protocol) => {
    const { socket, type } = await enter(protocol)
    for (let index = 0; index < 40; index += 1) type('look')
    await socket.sees(shows('Not so fast!'))
    expect(await Promise.race([socket.closed, socket.sees(shows('The Hall'))])).toHaveProperty(
      'isBinary',
    )
  })

  test.each(all)(
    '%s: a broken frame is answered, the tenth in a minute is the last',
    async (protocol) => {
      const { socket } = await enter(protocol)
      // What is broken differs: text where it must be JSON or a package, and any text for a terminal.
      const broken = protocol === gmcp ? '{}' : 'neither'
      for (let count = 1; count < 10; count += 1) socket.send(broken, 'text')
      for (let count = 1; count < 10; count += 1) await socket.sees(shows('That was no '))
      socket.send(broken, 'text')
      expect((await socket.closed).code).toBe(1008)
    },
  )

  test.each(all)('%s: a line that is too long is refused in words', async (protocol) => {
    const { socket, type } = await enter(protocol)
    type(`say ${'a'.repeat(600)}`)
    await socket.sees(
      shows(protocol === v1 ? '"reject"' : 'A line may have at most 512 characters'),
    )
  })

  test.each(all)('%s: quit says goodbye and closes', async (protocol) => {
    const { socket, type } = await enter(protocol)
    type('quit')
    await socket.sees(shows('Farewell.'))
    expect((await socket.closed).code).toBe(1000)
  })
})
