/** What watchers of the world were told on the bus, compared with what happened. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBus } from '../../server/platform/bus/nats-bus.ts'
import { natsUrl } from '../../server/run/embedded/nats.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import type { Report } from './checker.ts'
import { busNames } from './cluster-holders.ts'
import type { ClusterSystem } from './cluster-system.ts'
import type { LogDump } from './log-dump.ts'
import { historiesOf } from './timelines.ts'
import { until } from './whole-system.ts'

const stream = 'EVENTS_main'

interface Told {
  readonly tick: number
  readonly ordinal: number
  readonly type: string
}

export interface BusWatch {
  /** Waits until everything of the log was told, and reports what was told and never happened. */
  check(dump: LogDump, report: Report): Promise<void>
  close(): Promise<void>
}

/** Watches the stream of events from its beginning on, as any reader may. */
export async function watchEvents(system: ClusterSystem): Promise<BusWatch> {
  const passwords = readSecrets(system.dataDir).nats
  const ports = busNames.map((name) => {
    const conf = readFileSync(join(system.dataDir, `nats-${name}`, 'nats.conf'), 'utf8')
    return Number(/^port: (\d+)$/m.exec(conf)?.[1])
  })
  const url = ports.map((port) => natsUrl(port, passwords, 'admin')).join(',')
  const bus = await openBus({ url, name: 'chaos', onBroken: () => undefined })
  const told = new Map<string, Told>()
  let next = 1
  let closed = false
  const read = async (): Promise<void> => {
    while (!closed) {
      const message = await bus.streams.peek(stream, next).catch(() => undefined)
      if (!message) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      next = message.seq + 1
      const { events } = JSON.parse(message.text) as { events: Told[] }
      for (const event of events) told.set(nameOf(event), event)
    }
  }
  const reading = read()
  return {
    async check(dump, report) {
      const happened = new Set(dump.events.map(nameOf))
      const untold = () => [...happened].filter((name) => !told.has(name))
      await until('every event to be told', untold, ({ length }) => length === 0).catch(() => {
        for (const name of untold().slice(0, 20)) report('untold', '', `${name} was told to nobody`)
      })
      const { isLost } = historiesOf(dump.timelines)
      for (const [name, { tick }] of told) {
        // What has happened since the dump was made may have been told already.
        if (happened.has(name) || isLost(tick) || tick > dump.tick) continue
        report('untrue', '', `${name} was told and never happened`)
      }
    },
    async close() {
      closed = true
      await reading
      await bus.close()
    },
  }
}

const nameOf = ({ tick, ordinal, type }: Told): string => `${tick}.${ordinal} ${type}`
