/**
 * A real MUD client against a real connection: tintin++ (Debian package `tintin++`) in a terminal
 * made by `script`. It signs in at a hidden prompt, talks, reads GMCP inside a compressed stream and
 * leaves; every step of its script answers something it has seen.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { plainCaps } from '../../../../server/edge/render/client-caps.ts'
import { createTerminalView } from '../../../../server/edge/render/terminal-view.ts'
import {
  defaultTelnetOptions,
  openTelnetConnection,
} from '../../../../server/edge/telnet/connection.ts'
import { testUnless } from '../../../support/needs.ts'

const tintin = ['/usr/games/tt++', '/usr/bin/tt++'].find((path) => existsSync(path))
const terminal = ['/usr/bin/script'].find((path) => existsSync(path))
const missing = [
  tintin ? [] : ['tt++ (package tintin++)'],
  terminal ? [] : ['script (bsdutils)'],
].flat()
const lack = missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined

const told: unknown[][] = []

/** A server that asks for a password, repeats what it is told and ends at "quit". */
async function startServer(): Promise<number> {
  const server = createServer((socket) => {
    const view = createTerminalView(plainCaps)
    const connection = openTelnetConnection(
      socket,
      {
        onReady(caps) {
          told.push(['ready', caps])
          view.setCaps(caps)
          connection.send(view.renderText(`{room}The Quay{/}\n${'Rain on stone. '.repeat(12)}`))
          connection.echo(false)
          connection.prompt('Password: ')
        },
        onLine(line) {
          told.push(['line', line])
          connection.echo(true)
          connection.gmcp({ package: 'Char.Vitals', data: { hp: '41' } })
          connection.send(view.renderText(`{good}You said ${line}.{/}`))
          if (line === 'quit') connection.close('quit')
          else connection.prompt('41h> ')
        },
        onGmcp: (message) => told.push(['gmcp', message]),
        onCaps: (caps) => view.setCaps(caps),
        onBroken: (error) => expect(error).toBeUndefined(),
        onProblem: (what) => told.push(['problem', what]),
        onClose: (reason) => told.push(['close', reason]),
      },
      { ...defaultTelnetOptions, settleMs: 5_000, mssp: () => ({ NAME: 'Test' }) },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

// The first character of a script is the client's command sign, so nothing may stand before it.
const scriptFor = (
  port: number,
) => `#event {IAC WILL GMCP} {#send {\\xFF\\xFD\\xC9\\};#send {\\xFF\\xFA\\xC9 Core.Hello {"client":"tintin"} \\xFF\\xF0\\}}
#event {IAC SB GMCP} {#showme GMCP-SEEN %0 %1}
#event {SESSION DISCONNECTED} {#end}
#action {^Password:} {secret}
#action {^You said secret.} {say hello}
#action {^You said say hello.} {quit}
#session test 127.0.0.1 ${port}
`

/** Runs tt++ in a terminal of 100 columns; what the terminal was sent. */
async function runTintin(port: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tintin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'session.tin')
  await writeFile(file, scriptFor(port))
  const command = `stty cols 100 rows 30; HOME=${folder} ${tintin} ${file}`
  const child = spawn(terminal ?? '', ['-qfc', command, '/dev/null'], {
    env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    // An input that ends would be typed as Ctrl-D, and the client would leave.
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill())
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
  })
  await once(child, 'close')
  return screen
}

testUnless(
  lack,
  'tintin++ plays with colours, a hidden password, GMCP and compression',
  async () => {
    const screen = await runTintin(await startServer())
    expect(told[0]?.[0] === 'gmcp' ? told[1] : told[0]).toMatchObject([
      'ready',
      { name: 'tintin++', utf8: true, width: 100, height: 30, mccp: true, eor: true, gmcp: true },
    ])
    expect(told).toContainEqual(['gmcp', { package: 'Core.Hello', data: { client: 'tintin' } }])
    const lines = told.filter(([what]) => what === 'line').map(([, line]) => line)
    expect(lines).toEqual(['secret', 'say hello', 'quit'])
    expect(told.at(-1)).toEqual(['close', 'quit'])
    expect(told.some(([what]) => what === 'problem')).toBe(false)

    expect(screen).toMatch(/\u001b\[[0-9;]*mThe Quay/)
    expect(screen).toContain('GMCP-SEEN Char.Vitals {hp}{41}')
    expect(screen).toContain('41h> ')
    const rain = screen.split(/\r?\n/).filter((line) => line.includes('Rain on stone.'))
    expect(rain.length).toBeGreaterThan(1)
    for (const line of rain) expect(line.trimEnd().length).toBeLessThanOrEqual(100)
  },
  20_000,
)
