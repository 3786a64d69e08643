/** What goes wrong with processes and links while a run is young; then everything is mended. */
import type { SimDice } from './dice.ts'
import type { Plant } from './planted.ts'
import type { SimProcess } from './process.ts'
import type { FaultRates, Plan } from './rates.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimBus } from './sim-bus.ts'
import type { SimClient } from './sim-client.ts'
import type { SimNet } from './sim-net.ts'
import type { SimTick } from './sim-tick.ts'

export interface FaultParts {
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly plan: Plan
  readonly rates: () => FaultRates
  readonly bus: SimBus
  readonly net: SimNet
  readonly plant: Plant
  readonly ticks: readonly SimTick[]
  readonly gateways: readonly { readonly process: SimProcess; start(): void }[]
  readonly clients: readonly SimClient[]
}

const stepMs = 250
const stepsPerSecond = 1_000 / stepMs

/** Draws faults several times a virtual second until the plan's end, then mends. */
export function startFaults(parts: FaultParts): void {
  const { scheduler, plan } = parts
  const step = (): void => {
    if (scheduler.nowMs() >= plan.faultsUntilMs) return mend(parts)
    onTicks(parts)
    onGateways(parts)
    onBus(parts)
    onClients(parts)
    scheduler.after(stepMs, step)
  }
  scheduler.after(stepMs, step)
}

function onTicks({ dice, rates, plan, scheduler, ticks }: FaultParts): void {
  for (const tick of ticks) {
    if (!tick.process.up()) continue
    if (dice.chance(rates().tickCrash / stepsPerSecond)) {
      tick.crash()
      scheduler.after(dice.between(20, 3_000), () => tick.start())
    } else if (dice.chance(rates().tickPause / stepsPerSecond)) {
      tick.process.pause()
      const lengthMs = (plan.leaseMs * dice.pick([5, 15, 25])) / 10
      scheduler.after(lengthMs, () => tick.wake())
    }
  }
}

function onGateways({ dice, rates, scheduler, gateways, net, bus }: FaultParts): void {
  for (const { process, start } of gateways) {
    if (!process.up()) continue
    if (dice.chance(rates().gatewayCrash / stepsPerSecond)) {
      process.crash()
      net.gatewayGone(process.name)
      scheduler.after(dice.between(20, 7_000), start)
    } else if (dice.chance(rates().gatewayPause / stepsPerSecond)) {
      process.pause()
      scheduler.after(dice.between(100, 8_000), () => process.wake())
    } else if (dice.chance(rates().gatewayOffBus / stepsPerSecond)) {
      bus.cutOff(process.name, dice.between(100, 7_000))
    }
  }
}

function onBus({ dice, rates, bus, plant }: FaultParts): void {
  if (dice.chance(rates().feedBroken / stepsPerSecond)) bus.breakFeeds()
  if (dice.chance(rates().busRestart / stepsPerSecond)) bus.restart(plant.lostTailMs)
  if (dice.chance(rates().streamRenamed / stepsPerSecond)) bus.rename()
}

function onClients({ dice, rates, clients }: FaultParts): void {
  for (const client of clients) {
    const socket = client.socket()
    if (!socket) continue
    if (dice.chance(rates().linkCut / stepsPerSecond)) socket.cut('clean')
    else if (dice.chance(rates().halfOpen / stepsPerSecond)) socket.cut('half-open')
    else if (dice.chance(rates().blackHole / stepsPerSecond)) socket.cut('black-hole')
  }
}

/** Whoever sleeps wakes, silent lines break; who is down comes back by its own timer. */
function mend({ ticks, gateways, net, bus, scheduler }: FaultParts): void {
  scheduler.note('everything is mended')
  bus.mend()
  for (const tick of ticks) tick.wake()
  for (const { process } of gateways) process.wake()
  for (const socket of net.sockets()) if (socket.silent) socket.cut('clean')
}
