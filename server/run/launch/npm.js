/** Runs npm quietly; what it says is shown only when it fails. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'

/** npm as it was started for us, the one beside our Node, or the one on PATH. */
const npmCommand = () => {
  const given = process.env.npm_execpath
  if (given !== undefined && /npm-cli\.c?js$/.test(given) && existsSync(given)) {
    return { program: process.execPath, before: [given] }
  }
  const beside = join(
    dirname(process.execPath),
    '..',
    'lib',
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  )
  if (existsSync(beside)) return { program: process.execPath, before: [beside] }
  return { program: 'npm', before: [] }
}

/**
 * Runs npm to its end.
 * @param {string[]} args
 * @param {{ cwd: string, failed: string }} options `failed` says what to do when it fails
 */
export const runNpm = async (args, { cwd, failed }) => {
  const { program, before } = npmCommand()
  const child = spawn(program, [...before, ...args, '--loglevel=error'], {
    cwd,
    // An npm inside an npm script inherits that script's settings; its own name must not confuse it.
    env: { ...process.env, npm_config_update_notifier: 'false', npm_config_progress: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  /** @type {NodeJS.Signals[]} */
  const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const pass = (/** @type {NodeJS.Signals} */ name) => {
    child.kill(name)
    process.exit(128 + constants.signals[name])
  }
  for (const name of passedOn) process.once(name, pass)
  const why = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? undefined : `npm ended with code ${code}`))
  })
  for (const name of passedOn) process.off(name, pass)
  if (why !== undefined) throw new Error(`${output.trim()}\n\n${failed} (${why})`)
}
