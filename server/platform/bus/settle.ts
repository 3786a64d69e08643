/**
 * Waiting until a cluster has done what it was asked for. A cluster that has just begun has no meta
 * leader for some seconds and does not know all its servers yet; what it refuses then it does later.
 */
import { type ClusterInfo, ErrorCode, NatsError, type StreamConfig } from 'nats'
import { systemClock } from '../ambient.ts'

/** How long one question to JetStream may go unanswered, milliseconds. */
export const apiTimeoutMs = 2_000

const withinMs = 60_000
const firstPauseMs = 100
const longestPauseMs = 2_000
const mebibyte = 1_048_576

export type WantedStream = Partial<StreamConfig> & {
  name: string
  subjects: string[]
  num_replicas: number
}

interface Wanted {
  readonly name?: string | undefined
  readonly max_bytes?: number
  readonly num_replicas?: number
}

/** What is said of a stream or consumer, or undefined when there is none of that name. */
export async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const codeOf = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.jsError()?.err_code : undefined

/** `JSStreamNotFound`, `JSConsumerNotFound`. */
export const isMissing = (error: unknown): boolean => [10_059, 10_014].includes(codeOf(error) ?? 0)

/** `JSNoMessageFound`. */
export const isMissingMessage = (error: unknown): boolean => codeOf(error) === 10_037

/** `JSInsufficientResources` and `JSStorageResourcesExceeded`. */
const storeCodes = [10_023, 10_047]
/** `JSClusterNoPeers` and `JSStreamReplicasNotSupported`. */
const peerCodes = [10_005, 10_074]
/**
 * `JSClusterNotAvail`, `JSClusterNotLeader`, `JSStreamNameExist` and `JSConsumerNameExist` (another
 * set-up was faster), `JSStreamOffline`, `JSConsumerOffline`, `JSClusterIncomplete`.
 */
const passingCodes = [10_008, 10_009, 10_058, 10_013, 10_118, 10_119, 10_004]

/** No answer at all is an answer that may come later. */
const silence: readonly string[] = [ErrorCode.Timeout, ErrorCode.NoResponders, '503', '408']

function mayPass(error: unknown): boolean {
  if (!(error instanceof NatsError)) return false
  const code = codeOf(error)
  if (code === undefined) return silence.includes(error.code)
  return [...passingCodes, ...peerCodes, ...storeCodes].includes(code)
}

/** Does it again until it succeeds, or for a minute. Throws with words for a person. */
export async function untilDone(act: () => Promise<void>, wanted: Wanted): Promise<void> {
  const lastMs = systemClock.mono() + withinMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await act()
    } catch (error) {
      // One server alone will not become a cluster by waiting, and its disk does not grow.
      const isFinal = codeOf(error) === 10_074 || storeCodes.includes(codeOf(error) ?? 0)
      if (isFinal || !mayPass(error) || systemClock.mono() + pauseMs > lastMs) {
        throw inWords(error, wanted) ?? error
      }
      await systemClock.sleep(pauseMs)
    }
  }
}

/** Says which settings ask for more than there is. Streams reserve the bytes they may hold. */
function inWords(error: unknown, wanted: Wanted): Error | undefined {
  const { name = 'a queue', max_bytes = 0, num_replicas } = wanted
  const code = codeOf(error) ?? 0
  if (peerCodes.includes(code) && num_replicas !== undefined) {
    return new Error(
      `MUD_NATS_REPLICAS=${num_replicas} needs as many NATS servers in one cluster, with room for ` +
        `${name} on each; the server says: ${String((error as Error).message)}`,
      { cause: error },
    )
  }
  if (storeCodes.includes(code)) {
    return new Error(
      `NATS has no room for the ${max_bytes / mebibyte} MB of ${name}: give it more ` +
        '(MUD_NATS_STORE_MAX_GB where it is embedded) or lower MUD_COMMANDS_MAX_MB',
      { cause: error },
    )
  }
  if (mayPass(error)) {
    return new Error(
      `JetStream did not answer about ${name} for ${withinMs / 1000} s: are a majority of its servers up?`,
      { cause: error },
    )
  }
  return undefined
}

/** Resolves when each copy has caught up: until then a stream is not safe from losing a server. */
export async function untilCopied(
  name: string,
  copies: number,
  cluster: () => Promise<ClusterInfo | undefined>,
): Promise<void> {
  const lastMs = systemClock.mono() + withinMs
  for (;;) {
    const now = await cluster().catch((error: unknown) => {
      if (mayPass(error)) return undefined
      throw error
    })
    const others = now?.replicas ?? []
    const current = others.filter((one) => one.current && !one.offline).length
    if (copies === 1 ? others.length === 0 : current === copies - 1 && others.length === current) {
      return
    }
    if (systemClock.mono() > lastMs) {
      throw new Error(
        `${name} has ${current + 1} of ${copies} copies after ${withinMs / 1000} s: ` +
          'is every server of the NATS cluster up?',
      )
    }
    await systemClock.sleep(longestPauseMs / 8)
  }
}
