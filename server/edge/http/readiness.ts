/** Whether a gateway can keep its promises to players, and if not, why: judged from what is known. */

/** `degraded`: commands are stored and applied, but something that players would notice is missing. */
export type ReadinessStatus = 'ready' | 'degraded' | 'not ready'

export interface Readiness {
  readonly status: ReadinessStatus
  /** `ok`, or what is wrong, in words for an operator. */
  readonly checks: Readonly<Record<Check, string>>
}

type Check = 'nats' | 'postgres' | 'tick' | 'commands' | 'workers' | 'models'

/** What a gateway knows at a moment. Ages are milliseconds. */
export interface Known {
  /** The link to the bus is up. */
  readonly linked: boolean
  /** Why the stream does not take commands; null while it does. */
  readonly refused: string | null
  /** The stream's own word that it holds no more. */
  readonly full: boolean
  /** Since the bus answered last. */
  readonly busAgeMs: number
  /** Since the store answered last. */
  readonly storeAgeMs: number
  /** Somebody holds the lease, as the store said last. */
  readonly led: boolean
  /** Since a leader was heard last; the time since the start when none was. */
  readonly leaderAgeMs: number
  /** How long commands have been in the stream without any being applied. */
  readonly heldMs: number
  /** `ok`, or which commands the leader found to be lost. */
  readonly loss: string
  /** Since a worker was heard last; the time since the start when none was. */
  readonly workerAgeMs: number
  /** Models that rest because their calls fail. */
  readonly resting: readonly string[]
}

/** Signs of life come every second; who is silent for this long is not there. */
const silentMs = 3_000
export const workerSilentMs = 5_000
const heldMsMax = 5_000

/** Pure: asks nobody, so the answer never waits for what is away. */
export function judge(known: Known): Readiness {
  const needed = { nats: natsCheck(known), postgres: postgresCheck(known), tick: tickCheck(known) }
  const { loss: commands } = known
  const wanted = { commands, workers: workersCheck(known), models: modelsCheck(known) }
  const areOk = (checks: object) => Object.values(checks).every((check) => check === 'ok')
  const status = !areOk(needed) ? 'not ready' : areOk(wanted) ? 'ready' : 'degraded'
  return { status, checks: { ...needed, ...wanted } }
}

function natsCheck({ linked, refused, full, busAgeMs }: Known): string {
  if (!linked) return 'away: the link is down'
  if (refused !== null) return `commands cannot be stored: ${refused}`
  if (full) return 'commands cannot be stored: the stream is full'
  return busAgeMs > silentMs ? `does not answer for ${seconds(busAgeMs)}` : 'ok'
}

function postgresCheck({ storeAgeMs }: Known): string {
  return storeAgeMs > silentMs ? `does not answer for ${seconds(storeAgeMs)}` : 'ok'
}

function tickCheck({ led, leaderAgeMs, heldMs }: Known): string {
  if (!led) return 'nobody leads'
  if (leaderAgeMs > silentMs) return `the leader is silent for ${seconds(leaderAgeMs)}`
  return heldMs > heldMsMax ? `stored commands are not applied for ${seconds(heldMs)}` : 'ok'
}

function workersCheck({ workerAgeMs }: Known): string {
  return workerAgeMs > workerSilentMs ? 'no worker takes jobs: people answer by rules' : 'ok'
}

function modelsCheck({ resting }: Known): string {
  return resting.length > 0 ? `calls fail, so it rests: ${resting.join(', ')}` : 'ok'
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}
