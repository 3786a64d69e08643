/**
 * What the program hands to a role and what it gets back. All roles look alike from outside: they start
 * with these parts, say where they listen, and stop when told.
 */
import type { Near } from './bus/near.ts'
import type { Config, Environment } from './config.ts'
import type { Logger } from './log.ts'

/** A role that runs as a process of its own. */
export type RoleName = 'gateway' | 'tick' | 'worker'

/**
 * Everything that runs as a process of its own: the roles, or the game, which is all roles in one process;
 * and the door that holds telnet players.
 */
export type ProcessKind = RoleName | 'game' | 'door'

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
  /** The other roles of this process, where it has several. */
  readonly near?: Near
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
  /** Frees its ports for a successor and resolves when nobody needs it any more. Only doors do. */
  retire?(): Promise<void>
}

/** What each role's module exports (`runGateway`, `runTick`, `runWorker`). */
export type RunRole = (parts: RoleParts) => Promise<RunningRole>

/** What the door's module exports. */
export type RunDoor = (parts: DoorParts) => Promise<RunningRole>

/** What a role process tells the supervisor over its IPC channel. */
export type RoleMessage =
  | { readonly type: 'ready'; readonly http?: Listening; readonly telnet?: Listening }
  | { readonly type: 'failed'; readonly message: string; readonly portInUse?: number }
  /** Its ports are free for a successor. */
  | { readonly type: 'retiring' }

/** A role of a game, with the settings that a process of its own would have. */
export type RoleOfGame = {
  readonly role: RoleName
  readonly instance: string
  readonly env: Environment
}

/** What the supervisor tells a role process. */
export type SupervisorMessage =
  /** How often an error that nobody caught has ended the process of this name. */
  | {
      readonly type: 'earlier'
      readonly uncaught: number
      /** What a game is made of; a role's own process has its settings in its environment. */
      readonly roles?: readonly RoleOfGame[]
    }
  /** A successor is about to start: take nobody else, and end when nobody is left. */
  | { readonly type: 'retire' }

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

/** What a process that sets up tells the supervisor: what it yields, or why it failed. */
export type SetUpMessage = SetUpResult & { readonly failed?: string }
