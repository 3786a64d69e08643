/**
 * `npm run demo:llm`: the whole game with a scripted model beside it, so that a newcomer sees words
 * appear while they are written, without a key and without a network. Ctrl-C ends both.
 *
 *   npm run demo:llm -- --delay 1500 --chunk-delay 60
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { environment } from '../../server/platform/config.ts'
import { startFakeLlm } from '../../test/support/fake-llm.ts'

const program = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const { values } = parseArgs({
  options: {
    delay: { type: 'string', default: '700' },
    'chunk-delay': { type: 'string', default: '60' },
  },
})

const fake = await startFakeLlm({
  delayMs: Number(values.delay),
  chunkDelayMs: Number(values['chunk-delay']),
})
say(`A pretended model listens on ${fake.url}; its words are picked from a list.`)
say('Sign in, and try: say Hobb, what would you give for a drowned bell?')

const game = spawn(process.execPath, [program, 'start'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...environment(), MUD_LLM_BASE_URL: fake.url, MUD_LLM_MODELS: 'pretended' },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void game.kill('SIGTERM'))
}
// The launcher holds the other end of this channel: it closes when the launcher is killed.
if (process.connected) process.once('disconnect', () => void game.kill('SIGTERM'))
const [code] = (await once(game, 'exit')) as [number | null]
say(`The pretended model was asked ${fake.requests.length} times.`)
await fake.stop()
process.exitCode = code ?? 1
