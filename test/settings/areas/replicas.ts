/** The setting of replicas, on a real cluster that has only just begun. */
import { connect, type NatsConnection } from 'nats'
import { expect } from 'vitest'
import { lanes, subjectsOf } from '../../../schema/subjects.ts'
import { readNatsAddress } from '../../../server/platform/bus/nats-address.ts'
import { openBus } from '../../../server/platform/bus/nats-bus.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { failOnBroken, openTestBus } from '../../support/bus.ts'
import { type NatsCluster, startNatsCluster } from '../../support/nats-cluster.ts'
import { runMudstream } from '../../support/run-mudstream.ts'
import { freshDatabase } from '../../support/servers.ts'
import { defineArea } from '../area.ts'

const world = 'main'
const subjects = subjectsOf(world)

/** How many servers hold each stream and each queue, as the servers themselves say. */
async function copies(nc: NatsConnection): Promise<number[]> {
  const { streams, consumers } = await nc.jetstreamManager({ checkAPI: false })
  const counts: number[] = []
  for (const stream of Object.values(subjects.streams)) {
    const { cluster } = await streams.info(stream)
    counts.push(1 + (cluster?.replicas?.length ?? 0))
  }
  for (const lane of lanes) {
    const { cluster } = await consumers.info(subjects.streams.jobs, lane)
    counts.push(1 + (cluster?.replicas?.length ?? 0))
  }
  return [...new Set(counts)]
}

export const replicas = defineArea({
  open: () => startNatsCluster(world),
  close: (cluster: NatsCluster) => cluster.stop(),
  rows: {
    async MUD_NATS_MONITOR_URL(cluster) {
      const database = await freshDatabase('monitor')
      const [name = ''] = cluster.names
      const setUp = (monitors: readonly string[]) =>
        runMudstream(['setup'], {
          MUD_NATS_URL: cluster.url('admin', name),
          MUD_NATS_MONITOR_URL: monitors.join(','),
          MUD_DATABASE_URL: database.url('owner'),
          MUD_COMMANDS_MAX_MB: '64',
        })
      const one = await setUp([cluster.monitorUrl(name)])
      expect(one.said).toContain(`Of the 3 servers of the cluster only ${name} tell`)
      expect(one.code).not.toBe(0)
      const all = await setUp(cluster.names.map(cluster.monitorUrl))
      expect(all.said).toContain('setup done')
      await database.drop()
    },
    async MUD_DATABASE_SERVERS(cluster) {
      const database = await freshDatabase('servers')
      const url = database.url('owner')
      const { said, code } = await runMudstream(['cluster', 'status'], {
        MUD_NATS_URL: cluster.url('admin'),
        MUD_NATS_MONITOR_URL: cluster.names.map(cluster.monitorUrl).join(','),
        MUD_DATABASE_URL: url,
        MUD_DATABASE_SERVERS: `${new URL(url).host},127.0.0.1:1`,
      })
      expect(said).toMatch(/^Not well: .*Postgres server 127\.0\.0\.1:1\.$/m)
      expect(said).toMatch(/^127\.0\.0\.1:1 +away +nobody listens there/m)
      expect(code).toBe(1)
      await database.drop()
    },
    async MUD_NATS_REPLICAS(cluster) {
      const url = cluster.url('admin')
      const of = (count: string) =>
        loadConfig({ MUD_NATS_URL: url, MUD_NATS_REPLICAS: count, MUD_COMMANDS_MAX_MB: '64' })
      const bus = await openBus({ url, name: 'settings-test', onBroken: failOnBroken })
      const nc = await connect(readNatsAddress(url))
      for (const count of [1, 3, 1, 3]) {
        await bus.streams.prepare(subjects, of(String(count)))
        // A server that is still handing over counts for a moment.
        await expect.poll(() => copies(nc)).toEqual([count])
      }
      // Somebody keeps a stream on fewer servers than is set; no role writes there.
      const { streams } = await nc.jetstreamManager({ checkAPI: false })
      const { config } = await streams.info(subjects.streams.events)
      await streams.update(config.name, { ...config, num_replicas: 1 })
      const settings = {
        MUD_NATS_URL: url,
        MUD_NATS_MONITOR_URL: cluster.names.map(cluster.monitorUrl).join(','),
        MUD_NATS_REPLICAS: '3',
        MUD_DATABASE_URL: 'postgres://127.0.0.1:1/none',
      }
      const { said, code } = await runMudstream(['worker'], settings)
      expect(said).toContain(
        'EVENTS_main is kept by 1 of the NATS servers, and MUD_NATS_REPLICAS is 3',
      )
      expect(code).not.toBe(0)
      await Promise.all([nc.close(), bus.close()])
      const single = await openTestBus('admin')
      const prepared = single.streams.prepare(subjectsOf('lonely'), of('3'))
      await expect(prepared).rejects.toThrow(/^MUD_NATS_REPLICAS=3 needs as many NATS servers/)
      await single.close()
      expect(() => loadConfig({ MUD_NATS_REPLICAS: '3' })).toThrow(
        'the embedded NATS server is one',
      )
    },
  },
})
