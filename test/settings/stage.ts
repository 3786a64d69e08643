/** Roles in this process, on the shared servers, in a world of their own; each with settings of its own. */
import { randomBytes } from 'node:crypto'
import { loadConfig } from '../../server/platform/config.ts'
import { type Db, openDatabase } from '../../server/platform/database.ts'
import { openLog } from '../../server/platform/log.ts'
import type { RoleName, RunningRole, RunRole, SetUpResult } from '../../server/platform/roles.ts'
import { runDoor } from '../../server/roles/door.ts'
import { runGateway } from '../../server/roles/gateway.ts'
import { runTick } from '../../server/roles/tick.ts'
import { setUp } from '../../server/run/prepare.ts'
import { runWorker } from '../../workers/role.ts'
import { freshDatabase, natsUrl } from '../support/servers.ts'
import type { Values } from './area.ts'

const runs: Readonly<Record<RoleName, RunRole>> = {
  gateway: runGateway,
  tick: runTick,
  worker: runWorker,
}

export interface Stage {
  readonly world: string
  /** The database with every right. */
  readonly owner: Db
  readonly prepared: SetUpResult
  /** Prepares servers and world again, as every start does. */
  prepare(): Promise<SetUpResult>
  /** Address of the database for a role, or with every right. */
  url(login: RoleName | 'owner'): string
  /** Starts a role with these settings on top of the stage's. */
  start(role: RoleName, instance: string, values?: Values): Promise<RunningRole>
  /** Starts a door with these settings. */
  startDoor(values: Values): Promise<RunningRole>
  stop(): Promise<void>
}

/** The key under which every stage seals what people say. */
export const personKey = Buffer.alloc(32, 7).toString('base64url')

/** Where a role answers over HTTP. */
export const httpOf = ({ http }: RunningRole): string => `http://${http?.host}:${http?.port}`

export interface Call {
  readonly method: string
  readonly path: string
  /** Empty for nobody. */
  readonly token: string
  readonly body?: object | undefined
}

/** Calls the HTTP API of a gateway. */
export function call(gateway: RunningRole, asked: Call): Promise<Response> {
  const { method, path, token, body } = asked
  return fetch(`${httpOf(gateway)}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

/**
 * Prepares servers and world with these settings; no role runs yet. Without `nats` every role has the
 * admin's login of the shared server, because only that may use the streams of any world.
 */
export async function openStage(
  values: Values = {},
  nats: (login: RoleName | 'admin') => string = () => natsUrl('admin'),
): Promise<Stage> {
  const world = values.MUD_WORLD ?? `s${randomBytes(6).toString('hex')}`
  const database = await freshDatabase('settings')
  const base: Values = {
    MUD_WORLD: world,
    MUD_LOG_LEVEL: 'silent',
    MUD_HTTP_PORT: '0',
    MUD_TELNET_PORT: '0',
    MUD_OWNER_PASSWORD: 'ownerpass1',
    MUD_PERSON_KEY: personKey,
    ...values,
  }
  const config = loadConfig(base)
  const log = openLog(config, 'settings')
  const prepare = () =>
    setUp({ config, log, databaseUrl: database.url('owner'), natsUrl: nats('admin') })
  const prepared = await prepare()
  const owner = openDatabase(database.url('owner'), 'settings-test', 2)
  const running = new Set<RunningRole>()
  const kept = (started: RunningRole): RunningRole => {
    const role = {
      ...started,
      async stop() {
        running.delete(role)
        await started.stop()
      },
    }
    running.add(role)
    return role
  }
  return {
    world,
    owner,
    prepared,
    prepare,
    url: database.url,
    start: async (kind, instance, more = {}) =>
      kept(
        await runs[kind]({
          config: loadConfig({ ...base, ...more }),
          log,
          instance,
          drain: () => undefined,
          natsUrl: nats(kind),
          databaseUrl: database.url(kind),
        }),
      ),
    startDoor: async (more) =>
      kept(await runDoor({ config: loadConfig({ ...base, ...more }), log, instance: 'door' })),
    async stop() {
      for (const role of [...running].reverse()) await role.stop()
      await owner.destroy()
      await database.drop()
    },
  }
}
