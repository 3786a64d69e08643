/**
 * `mudstream doctor`: goes through an installation from the settings to the door of the players, and says of
 * what is wrong what to do. One finding does not hide the next: whatever can be looked at is looked at.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { subjectsOf } from '../../../schema/subjects.ts'
import { systemClock } from '../../platform/ambient.ts'
import { assertDurableBus } from '../../platform/bus/durability.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { assertDurableDatabase } from '../../platform/database-durability.ts'
import { coerceError } from '../../platform/errors.ts'
import { openTelemetryBoard } from '../../platform/telemetry.ts'
import { withBus } from './open-bus.ts'
import { lookAtDatabase } from './open-database.ts'
import { runningBus } from './running.ts'

interface Check {
  readonly name: string
  /** Resolves to what was found; rejects with what is wrong. */
  look(config: Config): Promise<string>
  /** What to do when it is wrong. */
  readonly help: string
}

const gibibyte = 1_024 ** 3
/** Two rounds of the reports that every process sends each second. */
const listenMs = 2_200
const answerMs = 3_000
const wantedRoles = ['gateway', 'tick', 'worker'] as const

const checks: readonly Check[] = [
  {
    name: 'data folder',
    help: 'Give the folder to the user who runs Mudstream, and to nobody else: chmod 700.',
    look: lookAtFolder,
  },
  {
    name: 'disk',
    help: 'Free space, or move MUD_DATA_DIR: with a full disk commands are refused.',
    look: lookAtDisk,
  },
  {
    name: 'Postgres',
    help: 'Start it (`mudstream start`, or the server of MUD_DATABASE_URL); set in postgresql.conf what is named.',
    look: () =>
      lookAtDatabase(async ({ db }) => {
        await assertDurableDatabase(db)
        const { count } = await db
          .selectFrom('accounts')
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow()
        return `answers and keeps what it confirms; ${count} accounts`
      }),
  },
  {
    name: 'owner',
    help: 'Make a way in: `mudstream owner link`; before the first start set MUD_OWNER_PASSWORD.',
    look: () =>
      lookAtDatabase(async ({ db }) => {
        const owner = await db
          .selectFrom('accounts')
          .select('password_hash')
          .where('role', '=', 'owner')
          .executeTakeFirst()
        if (!owner) throw new Error('there is none: `mudstream setup` has not run')
        return owner.password_hash ? 'has a password' : 'comes in by links only'
      }),
  },
  {
    name: 'NATS',
    help: 'Start it (`mudstream start`, or the server of MUD_NATS_URL), then run `mudstream setup`.',
    look: (config) =>
      withBus(config, async (bus) => {
        // Those of a running `start` are written where no setting names them.
        await assertDurableBus(bus, { ...config, natsMonitorUrl: runningBus(config).monitors })
        const { commands } = subjectsOf(config.world).streams
        const { messages } = await bus.streams.state(commands)
        return `answers and keeps what it acknowledges; ${messages} commands in the stream`
      }),
  },
  {
    name: 'roles',
    help: 'Start what is missing, and read its log: `mudstream start`, systemctl status, docker logs, kubectl logs.',
    look: (config) => withBus(config, async (bus) => lookAtRoles(config, bus)),
  },
  {
    name: 'door',
    help: 'Look at `/readyz` of a gateway: it names what is missing. Is the port taken by somebody else?',
    look: lookAtDoor,
  },
]

async function lookAtFolder({ dataDir, databaseUrl, natsUrl }: Config): Promise<string> {
  const folder = resolve(dataDir)
  if (databaseUrl !== undefined && natsUrl !== undefined)
    return 'servers of your own: none is needed'
  if (!existsSync(folder)) throw new Error(`${folder} is not there: nothing was started yet`)
  accessSync(folder, constants.R_OK | constants.W_OK)
  if (statSync(folder).mode & 0o077) throw new Error(`${folder} can be read by others`)
  return folder
}

async function lookAtDisk({ dataDir }: Config): Promise<string> {
  const folder = resolve(dataDir)
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : '.')
  const free = (bavail * bsize) / gibibyte
  if (free < 1) throw new Error(`only ${free.toFixed(1)} GiB are free`)
  return `${free.toFixed(1)} GiB are free`
}

async function lookAtRoles(
  config: Config,
  bus: Parameters<typeof openTelemetryBoard>[0],
): Promise<string> {
  const board = openTelemetryBoard(bus, subjectsOf(config.world))
  await systemClock.sleep(listenMs)
  const reports = board.reports()
  board.close()
  const missing = wantedRoles.filter((role) => !reports.some((one) => one.role === role))
  if (missing.length > 0) throw new Error(`nobody is heard of: ${missing.join(', ')}`)
  const leader = reports.find(
    ({ role, figures }) => role === 'tick' && 'leading' in figures && figures.leading,
  )
  if (!leader) throw new Error('no tick leads the world')
  return `${reports.map(({ instance }) => instance).join(', ')}; ${leader.instance} leads`
}

async function lookAtDoor({ httpHost, httpPort }: Config): Promise<string> {
  const host = httpHost === '0.0.0.0' || httpHost === '::' ? '127.0.0.1' : httpHost
  const url = `http://${host}:${httpPort}/readyz`
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) }).catch(() => {
    throw new Error(`nobody answers at ${url}`)
  })
  const { status, checks: seen } = (await answer.json()) as {
    status: string
    checks: Readonly<Record<string, string>>
  }
  const wrong = Object.entries(seen).filter(([, words]) => words !== 'ok')
  if (wrong.length > 0)
    throw new Error(wrong.map(([name, words]) => `${name}: ${words}`).join('; '))
  return `${url} says ${status}`
}

async function examine(): Promise<void> {
  const config = loadConfig(environment())
  process.stdout.write('ok     settings: all of them can be read\n')
  for (const { name, help, look } of checks) {
    try {
      process.stdout.write(`ok     ${name}: ${await look(config)}\n`)
    } catch (thrown) {
      process.stdout.write(`WRONG  ${name}: ${coerceError(thrown).message}\n       ${help}\n`)
      process.exitCode = 1
    }
  }
}

/** Gives the subcommand its action. */
export const configure = (command: Command): void => {
  command.action(examine)
}
