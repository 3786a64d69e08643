/**
 * `npm run play [URL]`: the game in a terminal, over the client module. Lines are edited, remembered and
 * completed; signs say when an answer takes longer and when the link is lost and found.
 */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type ClientOptions, openClient } from '../index.ts'
import { startConsole } from './screen.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    character: { type: 'string' },
    http: { type: 'boolean', default: false },
    plain: { type: 'boolean', default: false },
  },
})
const url = positionals[0] ?? 'http://127.0.0.1:4000'
const password = process.env['MUD_PASSWORD']

function whoPlays(): ClientOptions['as'] {
  const { name, character } = values
  if (name === undefined) return { guest: true }
  if (password === undefined) {
    throw new Error(
      `Set MUD_PASSWORD to the password of ${name}; a command line can be read by others.`,
    )
  }
  return { name, password, ...(character ? { character } : {}) }
}

try {
  const isTerminal = process.stdout.isTTY === true
  const client = openClient({
    url,
    as: whoPlays(),
    transport: values.http ? 'http' : 'auto',
    prefs: { spans: true },
  })
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: isTerminal,
    historySize: 500,
    completer: (line: string) => screen.complete(line),
  })
  const screen = startConsole(client, lines, {
    url,
    colours: isTerminal && !values.plain,
    write: (text) => process.stdout.write(text),
  })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
