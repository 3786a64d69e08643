/**
 * The launcher: from a bare machine with Node 20 and npm to a running Mudstream, in one command.
 * Plain JavaScript without dependencies, because nothing is installed yet when it runs.
 *
 *   node server/run/launch/launch.js start [options]      run the whole system
 *   node server/run/launch/launch.js test [options]       run the tests
 *   node server/run/launch/launch.js run <file> [options] run one program of the checkout
 *   node server/run/launch/launch.js node                 print where Node 24 lies
 *   node server/run/launch/launch.js program              print what `start` runs
 *
 * 1. A Node older than 24 fetches Node 24 into `.cache/node` and goes on under that.
 * 2. Packages are installed when what is there does not match package-lock.json.
 * 3. The command runs; Mudstream itself from its bundle. `start` takes the place of this process, which
 *    costs no memory then; of others signals, exit code and streams are passed through.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtProgram, programFor } from './bundle.js'
import { isInstalled, writeStamp } from './installed.js'
import { withLock } from './lock.js'
import { runNpm } from './npm.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const cache = join(root, '.cache')
const oldestNode = 24
/** Exactly this build, so that every machine runs what was tested. */
const pinnedNode = '24.21.0'

const say = (/** @type {string} */ words) => process.stderr.write(`mudstream: ${words}\n`)

const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const pinnedFolder = join(cache, 'node', 'node_modules', nodePackage)

const isPinned = (/** @type {{ version?: string } | undefined} */ about) =>
  about?.version === pinnedNode

const pinnedProgram = () => join(pinnedFolder, 'bin', 'node')

/** Fetches Node 24 from the package registry; it is one package with one program inside. */
const fetchNode = async () => {
  const { readJson } = await import('./installed.js')
  const ready = () =>
    isPinned(readJson(join(pinnedFolder, 'package.json'))) && existsSync(pinnedProgram())
  if (ready()) return
  await withLock(cache, say, async () => {
    if (ready()) return
    say(`this is Node ${process.versions.node}; fetching Node ${pinnedNode} (once)`)
    const folder = join(cache, 'node')
    mkdirSync(folder, { recursive: true })
    const wanted = `${nodePackage}@${pinnedNode}`
    const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund']
    await runNpm(['install', '--prefix', folder, ...quiet, wanted], {
      cwd: folder,
      failed: `Node ${pinnedNode} could not be fetched. Install Node ${oldestNode} or newer yourself (nodejs.org), or check that npm reaches its registry.`,
    })
    if (!ready()) throw new Error(`npm installed ${wanted}, but ${pinnedProgram()} is missing.`)
  })
}

/** Installs the packages unless they are there already. */
const installPackages = async () => {
  if (isInstalled(root)) return
  mkdirSync(cache, { recursive: true })
  await withLock(cache, say, async () => {
    // Another start may have done it while we waited.
    if (isInstalled(root)) return
    say('installing packages (about half a minute, only when they changed)')
    // Both kinds are asked for by name: an environment set up for production would leave out the
    // tests' packages, and one that omits optional packages would leave out the database.
    const kinds = ['--include=dev', '--include=optional']
    await runNpm(['ci', ...kinds, '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      failed:
        'The packages could not be installed. Check that npm reaches its registry and that this folder may be written, then start again.',
    })
    writeStamp(root)
    say('packages are ready')
  })
}

/** Runs a program as our child: same streams, same signals, same exit code. */
const runBelow = (
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {{ linked: boolean }} */ { linked },
) => {
  const { npm_lifecycle_event: underNpm } = process.env
  const child = spawn(program, args, {
    cwd: root,
    // The extra channel tells the system that we died, even when we are killed without warning.
    stdio: linked ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  })
  /** @type {NodeJS.Signals[]} */
  const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']
  for (const name of passedOn) process.on(name, () => child.kill(name))
  if (underNpm !== undefined) {
    // npm's shell may be ended without us hearing of it; then we stop as if we had been told.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      // Once: a second one would end everything at once, in the middle of an orderly stop.
      clearInterval(watch)
      child.kill('SIGTERM')
    }, 1_000)
    watch.unref()
  }
  child.once('error', (error) => {
    say(`${program} could not be started: ${error.message}`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    // A shell reports a death by signal as 128 plus its number.
    process.exit(code ?? 128 + (signal === null ? 1 : constants.signals[signal]))
  })
}

/** What runs as Mudstream. It is made below us, so that nothing of the making stays when we become it. */
const programToRun = () => {
  const built = builtProgram(root)
  if (built !== undefined) return built
  const made = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'program'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return made.stdout || join(root, 'server', 'main.ts')
}

/** Runs the system in our place. Below an older Node it is a child that hears when that one is killed. */
const start = (/** @type {string[]} */ words) => {
  const args = [quiet, programToRun(), 'start', ...words]
  if (process.connected || process.execve === undefined) {
    if (process.connected) process.once('disconnect', () => process.emit('SIGTERM'))
    return runBelow(process.execPath, args, { linked: true })
  }
  process.chdir(root)
  process.execve(process.execPath, [process.execPath, ...args], process.env)
}

const kinds = ['start', 'test', 'run', 'node', 'program']
const usage = 'Usage: launch.js start | test | run <file> [options]'
const quiet = '--disable-warning=ExperimentalWarning'

/** What to run under the right Node. */
const commandOf = (/** @type {string[]} */ [kind, ...rest]) => {
  if (kind === 'test') {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    return [quiet, vitest, 'run', '--config', join(root, 'test', 'vitest.config.ts'), ...rest]
  }
  const [file = '', ...words] = rest
  return [quiet, file === 'server/main.ts' ? programToRun() : join(root, file), ...words]
}

const main = async () => {
  const words = process.argv.slice(2)
  const [kind = 'start', ...rest] = words
  if (!kinds.includes(kind) || (kind === 'run' && rest.length === 0)) throw new Error(usage)
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    await fetchNode()
    if (kind === 'node') return void process.stdout.write(pinnedProgram())
    runBelow(pinnedProgram(), [fileURLToPath(import.meta.url), ...words], { linked: true })
    return
  }
  if (kind === 'node') return void process.stdout.write(process.execPath)
  // What is started below, npm above all, must be under this Node too.
  if (process.execPath === pinnedProgram()) {
    process.env.PATH = `${dirname(pinnedProgram())}${delimiter}${process.env.PATH ?? ''}`
  }
  if (kind === 'program') return void process.stdout.write(await programFor(root, say))
  await installPackages()
  if (kind === 'start') return start(rest)
  if (process.connected) process.once('disconnect', () => process.emit('SIGTERM'))
  runBelow(process.execPath, commandOf(words), { linked: false })
}

try {
  await main()
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
