/**
 * tintin++ (Debian package `tintin++`) in a terminal made by `script`, playing the deployed world over
 * telnet. Everything is typed key by key as a person would, and read off its screen.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { testUnless } from '../support/needs.ts'
import { deployedWorld, startGame, startMs } from './game.ts'

const tintin = ['/usr/games/tt++', '/usr/bin/tt++'].find((path) => existsSync(path))
const terminal = ['/usr/bin/script'].find((path) => existsSync(path))
const missing = [
  tintin ? [] : ['tt++ (package tintin++)'],
  terminal ? [] : ['script (bsdutils)'],
].flat()
const lack = missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined

const columns = 90
const patienceMs = 45_000

// The first character of a script is the client's command sign, so nothing may stand before it.
const scriptFor = (
  port: number,
) => `#event {IAC WILL GMCP} {#send {\\xFF\\xFD\\xC9\\};#send {\\xFF\\xFA\\xC9 Core.Hello {"client":"tintin"} \\xFF\\xF0\\}}
#event {IAC SB GMCP} {#showme GMCP-SEEN %0 %1}
#event {SESSION DISCONNECTED} {#end}
#session game 127.0.0.1 ${port}
`

interface Screen {
  /** Everything the terminal was sent so far. */
  readonly text: () => string
  /** Resolves once it shows this, after what was seen before. */
  readonly shows: (wanted: RegExp) => Promise<void>
  readonly keys: (line: string) => void
  readonly ended: Promise<unknown>
}

async function startTintin(port: number): Promise<Screen> {
  const folder = await mkdtemp(join(tmpdir(), 'tintin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'session.tin')
  await writeFile(file, scriptFor(port))
  const command = `stty cols ${columns} rows 40; HOME=${folder} ${tintin} ${file}`
  const child = spawn(terminal ?? '', ['-qfc', command, '/dev/null'], {
    env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill())
  let text = ''
  let seen = 0
  const looking = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
    for (const look of looking) look()
  })
  const shows = (wanted: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const found = wanted.exec(text.slice(seen))
        if (!found) return
        seen += found.index + found[0].length
        clearTimeout(tooLate)
        looking.delete(look)
        resolve()
      }
      const tooLate = setTimeout(() => {
        looking.delete(look)
        reject(
          new Error(`${wanted} was not shown; the end was ${JSON.stringify(text.slice(-900))}`),
        )
      }, patienceMs)
      looking.add(look)
      look()
    })
  return {
    text: () => text,
    shows,
    keys: (line) => void child.stdin.write(`${line}\r`),
    ended: once(child, 'close'),
  }
}

const password = 'seven-salt-stairs'

testUnless(
  lack,
  'tintin++ makes a character, walks in colour, reads GMCP and leaves',
  async () => {
    const game = await startGame({ MUD_WORLD_DIR: deployedWorld })
    onTestFinished(() => game.end())
    const screen = await startTintin(game.telnetPort)
    await screen.shows(/Your name/)
    screen.keys('new')
    await screen.shows(/By what name shall you be known/)
    screen.keys('Tamsin')
    await screen.shows(/Choose a password:/)
    screen.keys(password)
    await screen.shows(/Once more, to be sure:/)
    screen.keys(password)
    // A colour before the title, and the prompt after everything.
    await screen.shows(/\u001b\[[0-9;]*mThe Rusted Lantern/)
    await screen.shows(/\d+h \d+s \d+l> /)
    screen.keys('south')
    await screen.shows(/GMCP-SEEN Room.Info [^\n]*saltmere\.quay/)
    screen.keys('north')
    await screen.shows(/\u001b\[[0-9;]*mThe Rusted Lantern[\s\S]*\d+h \d+s \d+l> /)
    screen.keys('help telnet')
    await screen.shows(/Playing by telnet[\s\S]*alias gg get all/)
    screen.keys('quit')
    await screen.ended

    const all = screen.text()
    expect(all).not.toContain(password)
    expect(all).toContain('south')
    expect(all).toMatch(/GMCP-SEEN Char\.Vitals [^\n]*\{hp\}\{\d+\}/)
    expect(all).toMatch(/GMCP-SEEN Room\.Info [^\n]*saltmere\.common-room/)
    expect(all).toContain('Farewell.')
    const plain = all.replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, '')
    const lines = plain.split(/\r?\n/).filter((line) => !line.includes('GMCP-SEEN'))
    const described = lines.filter((line) => line.includes('fire that has not gone out'))
    expect(described.length).toBeGreaterThan(0)
    for (const line of described) expect(line.trimEnd().length).toBeLessThanOrEqual(columns)
  },
  startMs,
)
