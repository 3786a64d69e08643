/** What clients have agreed on with the door outlives gateways; what they were given outlives the door. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { signal } from '../../server/run/embedded/processes.ts'
import { until } from '../chaos/whole-system.ts'
import { guest } from '../e2e/player.ts'
import { type CertificateFiles, makeCertificate } from '../support/certificate.ts'
import { type Game, rich, startGame, startMs, telnetGuest, upgraded } from './game.ts'
import { openTelnet, type TelnetClient } from './telnet-client.ts'

let game: Game
let certificate: CertificateFiles

beforeAll(async () => {
  certificate = makeCertificate()
  game = await startGame({ MUD_TLS_CERT: certificate.cert, MUD_TLS_KEY: certificate.key })
}, startMs)
afterAll(async () => {
  await game?.end()
  certificate?.remove()
}, startMs)

/** The process dies, and another one has taken its place. */
async function killed(name: string): Promise<void> {
  const before = game.system.pidOf(name) ?? 0
  signal(before, 'SIGKILL')
  await until(
    `another ${name}`,
    () => game.system.pidOf(name) ?? before,
    (pid) => pid !== before,
  )
}

const tlsClient = () => {
  const ca = ['-CAfile', certificate.cert, '-verify_return_error']
  const child = spawn('openssl', [
    's_client',
    '-quiet',
    '-connect',
    `localhost:${game.tlsPort}`,
    ...ca,
  ])
  onTestFinished(() => void child.kill())
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  return {
    isOpen: () => child.exitCode === null,
    type: (line: string) => child.stdin.write(`${line}\r\n`),
    sees: (wanted: RegExp) =>
      until(
        String(wanted),
        () => text,
        (all) => wanted.test(all),
      ),
  }
}

async function signedInOverTls(): Promise<TelnetClient> {
  const client = await openTelnet(game.tlsPort, rich, {
    ca: readFileSync(certificate.cert, 'utf8'),
  })
  await client.sees('Your name')
  client.type('guest')
  await client.sees(/Welcome to [\s\S]*?<(EOR|GA)>/)
  return client
}

test('TLS and compression go on over the replacement of a gateway', async () => {
  const packed = await telnetGuest(game.telnetPort, { ...rich, mccp2: true })
  expect(packed.isCompressed()).toBe(true)
  const secret = await signedInOverTls()
  const openssl = tlsClient()
  await openssl.sees(/Your name/)
  openssl.type('guest')
  await openssl.sees(/Welcome to/)
  for (const [index, how] of (['SIGKILL', 'SIGTERM'] as const).entries()) {
    const before = game.system.pidOf('gw1') ?? 0
    signal(before, how)
    await until(
      'another gateway',
      () => game.system.pidOf('gw1') ?? before,
      (pid) => pid !== before,
    )
    packed.type(`say packed ${index}`)
    secret.type(`say secret ${index}`)
    openssl.type(`say plain ${index}`)
    for (const words of [`packed ${index}`, `secret ${index}`, `plain ${index}`]) {
      await openssl.sees(new RegExp(words))
    }
    for (const client of [packed, secret]) {
      await client.sees(
        /(packed|secret|plain) \d[\s\S]*(packed|secret|plain) \d[\s\S]*(packed|secret|plain) \d/,
      )
      expect(client.socket.destroyed).toBe(false)
    }
    expect(openssl.isOpen()).toBe(true)
  }
  for (const client of [packed, secret]) client.drop()
}, 120_000)

// PROMISE RELIABILITY: door is killed its players come back by the token that GMCP gave their client
test('a door that is killed costs its players their sockets and nothing else', async () => {
  const abilities = { ...rich, gmcp: ['Char.Login 2', 'Room 1'] }
  const ann = await telnetGuest(game.telnetPort, abilities)
  const bea = await telnetGuest(game.telnetPort)
  ann.type('say Ann was here first')
  await bea.sees('Ann was here first')
  // Each gateway resumes the session, and each resume makes another token.
  for (let count = 0; count < 2; count += 1) {
    await killed('gw1')
    ann.type(`say still here ${count}`)
    await bea.sees(`still here ${count}`)
  }
  const { token } = (ann.gmcp.findLast((one) => one.package === 'Char.Login.Token')?.data ??
    {}) as {
    token?: string
  }
  const cara = await guest(game.system.gateways[0] ?? '')
  await killed('door')
  await ann.closed
  await cara.play('say while nobody stood there')
  const back = await openTelnet(game.telnetPort, abilities)
  await back.sees('Your name')
  const credentials = { account: 'ann', token }
  back.sendGmcp(`Char.Login.Reconnect ${JSON.stringify(credentials)}`)
  await back.sees('while nobody stood there')
  back.type('say and here again')
  await back.sees('and here again')
  back.drop()
  cara.drop()
}, 120_000)

test('a successor that does not start at once is tried again, and gateways wait for it', async () => {
  const ann = await telnetGuest(game.telnetPort)
  const good = readFileSync(certificate.cert)
  writeFileSync(certificate.cert, 'no certificate')
  await upgraded(game.system, 'failed')
  writeFileSync(certificate.cert, good)
  await until(
    'the door',
    () => game.system.pidOf('door'),
    (pid) => pid !== undefined,
  )
  const bea = await signedInOverTls()
  bea.type('say through the other door')
  await ann.sees('through the other door')
  for (const client of [ann, bea]) client.drop()
}, 180_000)

test('a door that hears nothing any more is ended by an upgrade', async () => {
  const stuck = game.system.pidOf('door') ?? 0
  signal(stuck, 'SIGSTOP')
  await upgraded(game.system)
  expect(game.system.pidOf('door')).not.toBe(stuck)
  const client = await telnetGuest(game.telnetPort)
  client.drop()
}, 180_000)
