/** One person, many spellings and listeners, against the whole running game with the shipped world. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { deployedWorld, type Game, startGame, startMs } from './game.ts'
import { openTelnet, type TelnetClient } from './telnet-client.ts'

let game: Game

beforeAll(async () => {
  game = await startGame({ MUD_WORLD_DIR: deployedWorld, MUD_LIMIT_SIGN_INS: '0' })
}, startMs)
afterAll(() => game?.end())

async function visit(): Promise<TelnetClient> {
  const client = await openTelnet(game.telnetPort, {})
  onTestFinished(() => client.drop())
  await client.sees('Your name')
  return client
}

const playing = /Welcome to [\s\S]*?<(EOR|GA)>/

const http = (path: string, body: Uint8Array | string) =>
  fetch(`http://127.0.0.1:${game.home.ports.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })

/** Signs in over the WebSocket; resolves to the name in the welcome, or the code of the refusal. */
function socketSignIn(name: string, password: string): Promise<string> {
  const socket = new WebSocket(game.webSocket, 'v1.mudstream')
  onTestFinished(() => socket.close())
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello' })))
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data))
      if (frame.t === 'reject') resolve(frame.code)
      if (frame.t !== 'welcome') return
      if (frame.character) resolve(frame.character.name)
      else socket.send(JSON.stringify({ t: 'login', name, password }))
    })
  })
}

const typed = { name: 'O\u2019Nelly', password: 'Glu\u0308ckska\u0308fer im Nebel' }
const composed = { name: "o'nelly", password: 'Glückskäfer im Nebel' }

describe('somebody whose keyboard composes letters in its own way', () => {
  // PROMISE PROTOCOL 4: Names and passwords are compared in one form at every listener
  test('registers by telnet and signs in at every listener, in either spelling', async () => {
    const first = await visit()
    first.type(`create ${typed.name} ${typed.password.replaceAll(' ', '-')}`)
    await first.sees(playing)
    for (const { name, password } of [typed, composed]) {
      const secret = password.replaceAll(' ', '-')
      const again = await visit()
      again.type(`connect ${name} ${secret}`)
      await again.sees(playing)
      const answer = await http('/v1/sessions', JSON.stringify({ name, password: secret }))
      expect(answer.status).toBe(201)
      expect(await socketSignIn(name, secret)).toBe("O'Nelly")
    }
    expect(await socketSignIn(typed.name, 'another word')).toBe('bad-credentials')
  })
})

describe('bytes that are not UTF-8', () => {
  // PROMISE PROTOCOL 5: a password that is not UTF-8 is refused in words
  test('make no password, and open nothing', async () => {
    const client = await visit()
    client.type('new')
    await client.sees('By what name shall you be known? ')
    client.type('Ottilie')
    await client.sees('Choose a password: ')
    client.socket.write(Buffer.from('e0e1e2e3e4e5e6e70d0a', 'hex'))
    await client.sees('it is not UTF-8 text')
    await http('/v1/accounts', JSON.stringify({ name: 'Odile', password: 'seven salt stairs' }))
    const other = await visit()
    other.type('Odile')
    await other.sees('Password: ')
    other.socket.write(Buffer.from('e8e9eaebecedeeef0d0a', 'hex'))
    await other.sees('it is not UTF-8 text')
  })

  // PROMISE PROTOCOL 4: a body that is not UTF-8 is answered with 400
  test('are no body of a request', async () => {
    const body = Buffer.from(
      '{"name":"Ottilie","password":"\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7"}',
      'latin1',
    )
    for (const path of ['/v1/accounts', '/v1/sessions']) {
      const answer = await http(path, body)
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('UTF-8')])
    }
    const escaped = JSON.stringify({ name: 'Ottilie', password: '\ufffd'.repeat(9) })
    expect((await http('/v1/accounts', escaped)).status).toBe(422)
  })
})

test('nobody registers as somebody who lives in the world', async () => {
  const answer = await http(
    '/v1/accounts',
    JSON.stringify({ name: 'Maud', password: 'a long word' }),
  )
  expect(answer.status).toBe(409)
})

test('a word that every object knows is a word like any other', async () => {
  const client = await visit()
  client.type('guest')
  await client.sees(playing)
  for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    for (const line of [word, `channel ${word} off`, `mail send ${word} hi`, `drop 0 ${word}`]) {
      client.type(line)
      client.type(`say after ${line}`)
      await client.sees(`after ${line}`)
    }
  }
  expect(client.text()).not.toMatch(/went wrong|failed|undefined|\[object/)
})
