/** What goes wrong with two shards while a run is young; then everything is mended. */
import type { SimDice } from '../dice.ts'
import type { SimProcess } from '../process.ts'
import type { FaultRates, Plan } from '../rates.ts'
import type { Scheduler } from '../scheduler.ts'
import type { SimBus } from '../sim-bus.ts'
import type { SimNet } from '../sim-net.ts'
import type { ShardClient } from './shard-client.ts'

/** A process with the way to start and to end it. */
export interface Player {
  readonly process: SimProcess
  start(): void
  crash(): void
}

export interface ShardFaultParts {
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly plan: Plan
  readonly rates: () => FaultRates
  readonly buses: ReadonlyMap<number, SimBus>
  readonly net: SimNet
  readonly ticks: ReadonlyMap<number, readonly Player[]>
  readonly gateways: readonly Player[]
  readonly clients: readonly ShardClient[]
  /** The shard begins a new timeline under its next leader. */
  readonly jump: (shard: number) => void
}

const stepMs = 250
const perStep = stepMs / 1_000

export function startShardFaults(parts: ShardFaultParts): void {
  const { scheduler, plan } = parts
  const step = (): void => {
    if (scheduler.nowMs() >= plan.faultsUntilMs) return mend(parts)
    for (const [shard, ticks] of parts.ticks) onShard(parts, shard, ticks)
    for (const gateway of parts.gateways) onGateway(parts, gateway)
    for (const client of parts.clients) onClient(parts, client)
    scheduler.after(stepMs, step)
  }
  scheduler.after(stepMs, step)
}

function onShard(parts: ShardFaultParts, shard: number, ticks: readonly Player[]): void {
  const { dice, rates, plan, scheduler, buses } = parts
  for (const tick of ticks) {
    if (!tick.process.up()) continue
    if (dice.chance(rates().tickCrash * perStep)) restart(parts, tick)
    else if (dice.chance(rates().tickPause * perStep)) {
      tick.process.pause()
      const lengthMs = (plan.leaseMs * dice.pick([5, 15, 25])) / 10
      scheduler.after(lengthMs, () => tick.process.wake())
    }
  }
  const bus = buses.get(shard)
  if (dice.chance(rates().feedBroken * perStep)) bus?.breakFeeds()
  if (dice.chance(rates().busRestart * perStep)) bus?.restart(0)
  // As seldom as the stream of the other simulation is renamed: every leader of the shard goes.
  if (!dice.chance(rates().streamRenamed * perStep)) return
  parts.jump(shard)
  for (const tick of ticks) if (tick.process.up()) restart(parts, tick)
}

function restart({ dice, scheduler }: ShardFaultParts, player: Player): void {
  player.crash()
  scheduler.after(dice.between(20, 3_000), () => player.start())
}

function onGateway(parts: ShardFaultParts, gateway: Player): void {
  const { dice, rates, scheduler, net, buses } = parts
  const { process } = gateway
  if (!process.up()) return
  if (dice.chance(rates().gatewayCrash * perStep)) {
    restart(parts, gateway)
    net.gatewayGone(process.name)
  } else if (dice.chance(rates().gatewayPause * perStep)) {
    process.pause()
    scheduler.after(dice.between(100, 5_000), () => process.wake())
  } else if (dice.chance(rates().gatewayOffBus * perStep)) {
    for (const bus of buses.values()) bus.cutOff(process.name, dice.between(100, 5_000))
  }
}

function onClient({ dice, rates }: ShardFaultParts, client: ShardClient): void {
  const socket = client.socket()
  if (!socket) return
  if (dice.chance(rates().linkCut * perStep)) socket.cut('clean')
  else if (dice.chance(rates().halfOpen * perStep)) socket.cut('half-open')
  else if (dice.chance(rates().blackHole * perStep)) socket.cut('black-hole')
}

/** Whoever sleeps wakes, silent lines break; who is down comes back by its own timer. */
function mend({ ticks, gateways, net, buses, scheduler }: ShardFaultParts): void {
  scheduler.note('everything is mended')
  for (const bus of buses.values()) bus.mend()
  for (const { process } of [...[...ticks.values()].flat(), ...gateways]) process.wake()
  for (const socket of net.sockets()) if (socket.silent) socket.cut('clean')
}
