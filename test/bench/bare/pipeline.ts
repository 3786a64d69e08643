/**
 * The bare pipeline: the same hops with the same durability and no game, each in its own process.
 *
 *   socket → JetStream (on disk) → ordered consumer → one commit → core publish → socket
 *
 * It answers a `cmd` with the frames the load generator waits for, and knows nothing else.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { StorageType } from 'nats'
import pg from 'pg'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { startTestServers } from '../../support/servers.ts'
import { cpuMsOf } from '../support/cpu.ts'
import type { CpuByPart } from '../support/system.ts'

export interface BarePipeline {
  readonly ws: string
  cpu(): CpuByPart
  stop(): Promise<void>
}

/** Starts servers of the same kind and settings as Mudstream's, a gateway and a consumer. */
export async function startBarePipeline(): Promise<BarePipeline> {
  const { addresses, pids, stop } = await startTestServers()
  await prepare(addresses.postgres.owner, addresses.nats.admin)
  const parts = [addresses.nats.admin, addresses.postgres.owner]
  const tick = start('./tick.ts', parts)
  await said(tick)
  const gateway = start('./gateway.ts', parts)
  const port = await said(gateway)
  return {
    ws: `ws://127.0.0.1:${port}/ws`,
    cpu: () => ({
      gateway: cpuMsOf(gateway.pid ?? 0),
      tick: cpuMsOf(tick.pid ?? 0),
      nats: cpuMsOf(pids.nats),
      postgres: cpuMsOf(pids.postgres),
    }),
    async stop() {
      gateway.kill()
      tick.kill()
      await stop()
    },
  }
}

async function prepare(postgresUrl: string, natsUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query(
    'create table bare_log (tick bigint, ordinal int, body text, primary key (tick, ordinal))',
  )
  await client.query('create table bare_head (id int primary key, tick bigint, seq bigint)')
  await client.query('insert into bare_head values (1, 0, 0)')
  await client.end()
  const nc = await connectNats(natsUrl, 'bare-setup')
  const manager = await nc.jetstreamManager()
  await manager.streams.add({ name: 'BARE', subjects: ['mud.bare.cmd'], storage: StorageType.File })
  await nc.close()
}

function start(file: string, args: readonly string[]) {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args)
}

function said(child: ReturnType<typeof fork>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a part of the bare pipeline ended: ${code}`)))
  })
}
