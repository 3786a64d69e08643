/**
 * Notices when NATS can no longer write. After a failed write (a full disk, above all) the server
 * freezes the stream and stays up, refusing everything until it is started again, also when there is
 * space by then. What it has acknowledged is on disk, so starting it again loses nothing.
 *
 *   writing ──write error──▶ frozen ──space on the disk──▶ started again ──▶ writing
 */
import { statfs } from 'node:fs/promises'
import { systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
import type { RunningNats } from '../embedded/nats.ts'
import type { Keeper } from './keep-running.ts'

const everyMs = 2_000
const answerMs = 2_000
const mebibyte = 1_048_576
/** Less space than this, or than a twentieth of a small disk, is not worth another start. */
const spaceMb = 64

/** Watches until `stop`; `storeDir` is where the streams lie. */
export const watchNats = (
  keeper: Keeper<RunningNats>,
  storeDir: string,
  log: Logger,
): { stop(): void } => {
  const stopping = new AbortController()
  let isFrozen = false

  const look = async (): Promise<void> => {
    const server = keeper.current()
    const trouble = server && (await writeErrorOf(server.monitorUrl))
    if (!server || !trouble) return
    const { bavail, blocks, bsize } = await statfs(storeDir)
    const freeMb = Math.floor((bavail * bsize) / mebibyte)
    if (!isFrozen) {
      const why = trouble
      log.error({ event: 'bus-cannot-write', why, freeMb }, 'NATS cannot write')
    }
    isFrozen = true
    if (freeMb < Math.min(spaceMb, (blocks * bsize) / mebibyte / 20)) return
    isFrozen = false
    log.warn(
      { event: 'bus-restarted', freeMb },
      'there is space on the disk; NATS is started again',
    )
    await server.stop()
  }

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await systemClock.sleep(everyMs, stopping.signal)
      if (stopping.signal.aborted) return
      await look().catch((error: unknown) =>
        log.warn({ event: 'bus-not-watched', err: error }, 'NATS could not be looked at'),
      )
    }
  }
  void watch()
  return { stop: () => stopping.abort() }
}

/** What the server says about streams it could not write to; undefined while there are none. */
const writeErrorOf = async (monitorUrl: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(`${monitorUrl}/healthz`, { signal: AbortSignal.timeout(answerMs) })
    const { error = '' } = (await answer.json()) as { error?: string }
    return /write error/i.test(error) ? error : undefined
  } catch {
    // It is starting or stopping, or does not answer; the keeper starts it again when it has ended.
    return undefined
  }
}
