/** Asks each server of a cluster again and again, and knows which of them owe an answer for how long; standbys too. */
import type { DatabaseStandby } from '../../../../schema/cluster.ts'
import type { Clock } from '../../../platform/ambient.ts'
import { askDatabase, standbyOwesMaxMs } from '../../../platform/database-servers.ts'

export interface OwingServers {
  /** Every server and standby, with how long it has owed an answer; 0 when it owes none. */
  owing(): { who: string; owesMs: number }[]
  close(): void
}

const everyMs = 500
const answerMs = 1_000

interface Asked {
  readonly who: string
  /** Rejects when there is no answer in time. */
  readonly ask: () => Promise<unknown>
  readonly end?: () => void
}

/** Where bus or store is one server, it is known by other means; of the store only its standbys are asked for. */
export function openOwingServers(parts: {
  readonly monitors: readonly string[]
  /** The address of every server of the store. */
  readonly databases: readonly string[]
  readonly clock: Pick<Clock, 'mono' | 'sleep'>
}): OwingServers {
  const { clock, monitors } = parts
  const standbys = new Map<string, DatabaseStandby[]>()
  const databases = parts.databases.map((url) => databaseServer(url, standbys))
  const named = [
    ...(monitors.length > 1 ? monitors.map(busServer) : []),
    ...(databases.length > 1 ? databases : []),
  ]
  const servers = [...new Set([...named, ...databases])]
  const sinceMs = new Map<string, number>()
  const closing = new AbortController()
  for (const { who, ask } of servers) {
    void (async () => {
      while (!closing.signal.aborted) {
        if (!sinceMs.has(who)) sinceMs.set(who, clock.mono())
        const answered = await ask().then(
          () => true,
          () => false,
        )
        if (answered) sinceMs.delete(who)
        await clock.sleep(everyMs, closing.signal)
      }
    })()
  }
  return {
    owing: () => [
      ...[...standbys.values()].flat().map(({ name, owesMs }) => ({
        who: `Postgres standby ${name}`,
        owesMs: (owesMs ?? 0) > standbyOwesMaxMs ? (owesMs ?? 0) : 0,
      })),
      ...named.map(({ who }) => ({
        who,
        owesMs: clock.mono() - (sinceMs.get(who) ?? clock.mono()),
      })),
    ],
    close() {
      closing.abort()
      for (const { end } of servers) end?.()
    },
  }
}

function busServer(address: string): Asked {
  return {
    who: `NATS server ${new URL(address).host}`,
    async ask() {
      const answer = await fetch(`${address}/varz`, { signal: AbortSignal.timeout(answerMs) })
      await answer.body?.cancel()
    },
  }
}

/** By one connection that is kept: to open one costs the server a process. */
function databaseServer(url: string, standbys: Map<string, DatabaseStandby[]>): Asked {
  const { hostname, port } = new URL(url)
  const who = `Postgres server ${hostname}:${port || 5432}`
  const { ask, end } = askDatabase(url, answerMs)
  return {
    who,
    end,
    async ask() {
      // A primary that does not answer knows nothing of its standbys.
      const told = ask().finally(() => standbys.delete(who))
      standbys.set(who, await told)
    },
  }
}
