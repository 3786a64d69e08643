/**
 * What the program hands to a role and what it gets back. All roles look alike from outside: they start
 * with these parts, say where they listen, and stop when told.
 */
import type { Config } from './config.ts'
import type { Logger } from './log.ts'

/** A role that runs as a process of its own. */
export type RoleName = 'gateway' | 'tick' | 'worker'

/** Everything that runs as a process of its own: the roles, and the door that holds telnet players. */
export type ProcessKind = RoleName | 'door'

/** A login of the bus or the database: the roles, plus those that set things up. */
export type LoginRole = RoleName | 'admin' | 'owner'

/** Everything a role needs; it opens its own connections with the two addresses. */
export type RoleParts = {
  readonly config: Config
  readonly log: Logger
  /** Stable name of this process among its kind, `[a-z0-9]{1,26}`: `gw1`, `t1`, `w2`. */
  readonly instance: string
  readonly natsUrl: string
  readonly databaseUrl: string
  /** Stops this process in order, as the supervisor would; absent where nobody would start it again. */
  readonly drain?: () => void
}

/** What the door needs: it knows neither bus nor store. */
export type DoorParts = Pick<RoleParts, 'config' | 'log' | 'instance'>

/** Where a role listens. */
export type Listening = { readonly host: string; readonly port: number }

/** A role that is ready for work. */
export type RunningRole = {
  readonly http?: Listening
  readonly telnet?: Listening
  /** Finishes the work under way, closes every connection and resolves. Called once. */
  stop(): Promise<void>
}

/** What each role's module exports (`runGateway`, `runTick`, `runWorker`). */
export type RunRole = (parts: RoleParts) => Promise<RunningRole>

/** What the door's module exports. */
export type RunDoor = (parts: DoorParts) => Promise<RunningRole>

/** What a role process tells the supervisor over its IPC channel. */
export type RoleMessage =
  | { readonly type: 'ready'; readonly http?: Listening; readonly telnet?: Listening }
  | { readonly type: 'failed'; readonly message: string; readonly portInUse?: number }

/** What the supervisor tells a role process. */
export type SupervisorMessage = {
  readonly type: 'earlier'
  /** How often an error that nobody caught has ended the process of this name. */
  readonly uncaught: number
}

/** What `server/run/prepare.ts` is given before the first role starts. */
export type SetUpParts = {
  readonly config: Config
  readonly log: Logger
  /** Address with the rights of the owner of the database. */
  readonly databaseUrl: string
  /** Address with the right to create streams. */
  readonly natsUrl: string
}

/** What setting up yields: at the very first start the owner's one-time sign-in link. */
export type SetUpResult = { readonly ownerLink?: string }
