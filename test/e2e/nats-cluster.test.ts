/** Players on a cluster of three NATS servers, R3, while one after another of them dies or stands still. */
import { connect as connectNats, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { subjectsOf } from '../../schema/subjects.ts'
import { readNatsAddress } from '../../server/platform/bus/nats-address.ts'
import { httpOf, openStage, type Stage } from '../settings/stage.ts'
import { feedPlaces, type NatsCluster, startNatsCluster } from '../support/nats-cluster.ts'
import { guest, type Player } from './player.ts'

const { commands } = subjectsOf('main').streams
const patience = { interval: 50 }

let cluster: NatsCluster
let stage: Stage
let admin: NatsConnection
let http: string
let tickHttp: string

beforeAll(async () => {
  cluster = await startNatsCluster('main')
  const values = {
    MUD_WORLD: 'main',
    MUD_NATS_URL: cluster.url('admin'),
    MUD_NATS_MONITOR_URL: cluster.names.map(cluster.monitorUrl).join(','),
    MUD_NATS_REPLICAS: '3',
    MUD_COMMANDS_MAX_MB: '64',
  } as const
  stage = await openStage(values, cluster.url)
  const tick = await stage.start('tick', 't1')
  await stage.start('tick', 't2')
  await stage.start('worker', 'w1')
  const gateway = await stage.start('gateway', 'gw1')
  http = httpOf(gateway)
  tickHttp = httpOf(tick)
  admin = await connectNats({
    ...readNatsAddress(cluster.url('admin')),
    maxReconnectAttempts: -1,
  })
}, 120_000)

afterAll(async () => {
  await admin?.close()
  await stage?.stop()
  await cluster?.stop()
})

/**
 * A player who says numbered words without end. A line that was refused as `unavailable` is said again
 * under its number, as clients do; what was acknowledged is never sent twice.
 */
function startTalking(player: Player, name: string) {
  let n = Number(player.frames.findLast(({ t }) => t === 'welcome')?.['lastN'] ?? 0)
  let isOver = false
  const say = async (own: number): Promise<'done' | 'reject'> => {
    const from = player.frames.length
    player.send({ t: 'cmd', n: own, line: `say ${name}mark${own}end` })
    const end = () =>
      player.frames
        .slice(from)
        .find(({ t, n: of }) => (t === 'done' || t === 'reject') && of === own)
    await expect.poll(end, patience).toBeTruthy()
    return end()?.t === 'done' ? 'done' : 'reject'
  }
  const run = async () => {
    while (!isOver) {
      const isSaid = (await say(n + 1)) === 'done'
      if (isSaid) n += 1
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  }
  const running = run()
  return {
    said: () => n,
    async stop() {
      isOver = true
      await running
    },
  }
}

/** How often each numbered line of somebody was seen, in the order it was seen. */
const seenBy = (player: Player, name: string): number[] =>
  player.frames
    .filter(({ t }) => t === 'event')
    .flatMap((frame) => {
      const found = new RegExp(`${name}mark(\\d+)end`).exec(JSON.stringify(frame))
      return found ? [Number(found[1])] : []
    })

// PROMISE PROTOCOL 3.3: is never shown as a failure: the gateway repeats until it knows
// PROMISE RELIABILITY 4: the world goes on with two of three servers, whichever of them is lost
it('loses and doubles nothing, and goes on with two of three servers', async () => {
  const names = ['Anna', 'Berta', 'Cesar'] as const
  const players = await Promise.all(names.map((name) => guest(http, name)))
  const talking = players.map((player, index) => startTalking(player, names[index] ?? ''))
  const goOn = async () => {
    const before = talking.map((one) => one.said())
    await expect
      .poll(() => talking.every((one, index) => one.said() > (before[index] ?? 0) + 5), patience)
      .toBe(true)
  }
  await goOn()
  const { holder } = await feedPlaces(admin, commands)
  await cluster.kill(holder)
  await goOn()
  // It stays away for longer than anything takes that is bound to come back.
  await goOn()
  await cluster.start(holder)
  const { leader } = await feedPlaces(admin, commands)
  cluster.pause(leader)
  await goOn()
  cluster.goOn(leader)
  const meta = await metaLeader()
  await cluster.kill(meta)
  await goOn()
  await cluster.start(meta)
  await goOn()
  for (const one of talking) await one.stop()

  for (const [index, name] of names.entries()) {
    const said = talking[index]?.said() ?? 0
    const all = Array.from({ length: said }, (_, n) => n + 1)
    for (const player of players) {
      // The last line may still be on its way to the others.
      await expect.poll(() => seenBy(player, name).at(-1), patience).toBe(said)
      const first = seenBy(player, name)[0] ?? 1
      expect(seenBy(player, name)).toEqual(all.slice(first - 1))
    }
  }
  const stuck = async () => {
    const { progress } = (await (await fetch(`${tickHttp}/readyz`)).json()) as {
      progress: { stuck: unknown } | null
    }
    return progress?.stuck ?? null
  }
  await expect.poll(stuck).toBeNull()
}, 180_000)

/** The leader of the cluster's own group, as a server says that lives. */
async function metaLeader(): Promise<string> {
  for (const name of cluster.names) {
    const answer = await fetch(`${cluster.monitorUrl(name)}/jsz`)
    const { meta_cluster } = (await answer.json()) as { meta_cluster?: { leader?: string } }
    if (meta_cluster?.leader) return meta_cluster.leader
  }
  throw new Error('the cluster has no meta leader')
}
