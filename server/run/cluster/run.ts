/** What the parts of a cluster are started with. */
import type { Config, Environment } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { DataDir } from '../embedded/data-dir.ts'
import type { Reach } from '../embedded/ports.ts'
import type { Following } from '../embedded/postgres-pair.ts'
import type { Keeper, keepRunning, Runnable } from '../supervise/keep-running.ts'
import type { SetUp } from '../supervisor.ts'

export type ClusterOptions = {
  readonly config: Config
  readonly env: Environment
  readonly log: Logger
  readonly setUp: SetUp
  readonly program: string
  /** Starts again what dies. */
  readonly restart: boolean
  readonly following: Following
  /** Ends a start that nobody waits for any more. */
  readonly signal: AbortSignal
  /** How its processes reach one another. */
  readonly reach: Reach
}

/** Handed to every part. */
export type Run = {
  readonly options: ClusterOptions
  readonly dataDir: DataDir
  readonly onChange: () => void
  readonly keep: typeof keepRunning
}

export type Member = Keeper<Runnable>
