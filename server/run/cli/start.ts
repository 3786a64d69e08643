/** `mudstream start`: the whole system on one machine, until a signal ends it. */
import { execFile } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { systemClock } from '../../platform/ambient.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { type Logger, openLog } from '../../platform/log.ts'
import { catchUncaught } from '../../platform/uncaught.ts'
import { startSetUp } from '../supervise/set-up-process.ts'
import { type Ready, type SetUp, type Supervisor, startSupervisor } from '../supervisor.ts'

// One Ctrl-C arrives twice: from the terminal and from the launcher that passes it on.
const sameSignalMs = 1_000
const parentEveryMs = 1_000

const ownProgram = process.argv[1] ?? ''
const sources = fileURLToPath(new URL('../../main.ts', import.meta.url))
const launcher = fileURLToPath(new URL('../launch/launch.js', import.meta.url))

/** The program for the code that is on disk now: sources run as they are, a bundle is made anew. */
const programNow = async (): Promise<string> => {
  if (!ownProgram.endsWith('.mjs')) return ownProgram
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, 'program'])
  return stdout
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

const stopOnce = async (supervisor: Supervisor, log: Logger, maxMs: number): Promise<number> => {
  const overtime = setTimeout(() => {
    log.error({ event: 'stop-overdue', maxMs }, 'not everything stopped in time; ending the rest')
    void supervisor.kill().then(() => process.exit(1))
  }, maxMs)
  await supervisor.stop()
  clearTimeout(overtime)
  log.info({ event: 'stopped' }, 'stopped')
  return 0
}

/**
 * The first signal stops in order, a second one at once; either ends this process.
 * @returns tells whether a signal has come
 */
const obeySignals = (supervisor: Supervisor, log: Logger, config: Config): (() => boolean) => {
  let firstAt: number | undefined
  let atOnce = false
  const stop = (why: string): void => {
    firstAt = systemClock.mono()
    log.info({ event: 'stopping', why }, 'stopping')
    void stopOnce(supervisor, log, config.shutdownMaxMs).then((code) => {
      // Killing makes the orderly stop come to its end too; the exit code is then not its to give.
      if (!atOnce) process.exit(code)
    })
  }
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.on(signal, () => {
      if (firstAt === undefined) return stop(signal)
      if (atOnce || systemClock.mono() - firstAt < sameSignalMs) return
      atOnce = true
      log.warn({ event: 'stopping-at-once' }, 'a second signal; ending everything at once')
      void supervisor.kill().finally(() => process.exit(code))
    })
  }
  obeyHangUp(supervisor, log, () => {
    if (firstAt === undefined) stop('the terminal is gone')
  })
  onParentGone(() => {
    if (firstAt === undefined) stop('who started us is gone')
  })
  return () => firstAt !== undefined
}

/** A launcher holds the other end of a channel; npm, when it is killed, leaves us to somebody else. */
const onParentGone = (tell: () => void): void => {
  if (process.connected) process.once('disconnect', tell)
  if (environment()['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    tell()
  }, parentEveryMs)
  watch.unref()
}

/** A terminal that was closed can no longer be opened. */
const hasTerminal = (): boolean => {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

/**
 * SIGHUP asks for the code on disk, unless it says that the terminal has been closed: then the person
 * who started the system has left, and it stops as it does for Ctrl-C.
 */
const obeyHangUp = (supervisor: Supervisor, log: Logger, stop: () => void): void => {
  const hadTerminal = isatty(2)
  let isUpgrading = false
  process.on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) return stop()
    if (isUpgrading) return
    isUpgrading = true
    supervisor
      .upgrade()
      .catch((error: unknown) =>
        log.error({ event: 'upgrade-failed', err: error }, 'the upgrade has stopped'),
      )
      .finally(() => {
        isUpgrading = false
      })
  })
}

const announce = (ready: Ready, config: Config): void => {
  const { http, telnet, ownerLink } = ready
  if (ownerLink !== undefined) {
    const link = ownerLink.startsWith('/') ? `${http ?? ''}${ownerLink}` : ownerLink
    process.stderr.write(`\nThe owner signs in once with this link: ${link}\n\n`)
  }
  const parts = [http && `http=${http}`, telnet && `telnet=${telnet}`].filter(Boolean)
  process.stdout.write(`${['mudstream ready', ...parts].join(' ')}\n`)
  if (http !== undefined && config.logLevel !== 'silent') {
    process.stderr.write(`Play at ${http} in a browser. Ctrl-C stops.\n`)
  }
}

/**
 * Runs the system until a signal ends it.
 * @param program the program whose subcommands are the roles; tests have one of their own
 * @param given what prepares database, streams and world instead of the program's `setup`
 */
export const runSystem = async (program = ownProgram, given?: SetUp): Promise<void> => {
  const env = environment()
  const setUp = given ?? startSetUp(program, env)
  const config = loadConfig(env)
  const log = openLog(config, 'mudstream')
  catchUncaught(log)
  const supervisor = startSupervisor({ config, log, env, setUp, program, programNow, sources })
  const isStopping = obeySignals(supervisor, log, config)
  try {
    announce(await supervisor.ready, config)
  } catch (error) {
    // A start that was called off is no failure; the signal's handler ends the process.
    if (isStopping()) return
    await supervisor.stop()
    throw error
  }
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.action(async () => {
    await runSystem()
  })
}
