/** The setting of replicas, on a real cluster that has only just begun. */
import { connect, type NatsConnection } from 'nats'
import { expect } from 'vitest'
import { lanes, subjectsOf } from '../../../schema/subjects.ts'
import { readNatsAddress } from '../../../server/platform/bus/nats-address.ts'
import { openBus } from '../../../server/platform/bus/nats-bus.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { failOnBroken, openTestBus } from '../../support/bus.ts'
import { type NatsCluster, startNatsCluster } from '../../support/nats-cluster.ts'
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
    async MUD_NATS_REPLICAS(cluster) {
      const url = cluster.url('admin')
      const of = (count: string) =>
        loadConfig({ MUD_NATS_URL: url, MUD_NATS_REPLICAS: count, MUD_COMMANDS_MAX_MB: '64' })
      const bus = await openBus({ url, name: 'settings-test', onBroken: failOnBroken })
      const nc = await connect(readNatsAddress(url))
      for (const count of [1, 3, 1, 3]) {
        await bus.streams.prepare(subjects, of(String(count)))
        expect(await copies(nc)).toEqual([count])
      }
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
