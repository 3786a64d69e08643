/**
 * Swarm rates: what may go wrong in a run, and how often, drawn from its seed. Some rates are 0 in
 * many runs, since a fault that is always there hides what only shows without it.
 */
import type { SimDice } from './dice.ts'

/** Chances per operation, unless a name says otherwise. */
export interface FaultRates {
  /** The statement ran, its answer is lost. */
  readonly replyLost: number
  /** The caller gives up first; the statement runs afterwards. */
  readonly late: number
  /** The statement never runs. */
  readonly failed: number
  readonly slow: number
  /** The message is stored, its acknowledgement is lost. */
  readonly ackLost: number
  /** The publisher gives up first; the message is stored afterwards. */
  readonly landsLate: number
  readonly publishLost: number
  /** The stream answers that it is full. */
  readonly refused: number
  readonly outputLost: number
  /** Chances per virtual second from here on. */
  readonly feedBroken: number
  readonly busRestart: number
  readonly streamRenamed: number
  readonly tickCrash: number
  readonly tickPause: number
  readonly gatewayCrash: number
  readonly gatewayPause: number
  readonly gatewayOffBus: number
  /** Per client and virtual second. */
  readonly linkCut: number
  readonly halfOpen: number
  readonly blackHole: number
  /** Per command. */
  readonly tooFast: number
}

export const noFaults: FaultRates = {
  replyLost: 0,
  late: 0,
  failed: 0,
  slow: 0,
  ackLost: 0,
  landsLate: 0,
  publishLost: 0,
  refused: 0,
  outputLost: 0,
  feedBroken: 0,
  busRestart: 0,
  streamRenamed: 0,
  tickCrash: 0,
  tickPause: 0,
  gatewayCrash: 0,
  gatewayPause: 0,
  gatewayOffBus: 0,
  linkCut: 0,
  halfOpen: 0,
  blackHole: 0,
  tooFast: 0,
}

/** The highest rate of each fault, in thousandths. */
const highest: Readonly<Record<keyof FaultRates, number>> = {
  replyLost: 80,
  late: 100,
  failed: 60,
  slow: 60,
  ackLost: 100,
  landsLate: 100,
  publishLost: 80,
  refused: 30,
  outputLost: 200,
  feedBroken: 60,
  busRestart: 100,
  streamRenamed: 20,
  tickCrash: 120,
  tickPause: 120,
  gatewayCrash: 80,
  gatewayPause: 80,
  gatewayOffBus: 80,
  linkCut: 120,
  halfOpen: 60,
  blackHole: 40,
  tooFast: 40,
}

/** The shape of one run. */
export interface Plan {
  readonly rates: FaultRates
  readonly faultsUntilMs: number
  readonly leaseMs: number
  readonly dedupeMs: number
  readonly outputWindowMs: number
  readonly linkGraceBeats: number
  readonly commandsPerTickMax: number
  readonly roomsMax: number
  readonly clients: number
  readonly linesPerClient: number
}

export function drawPlan(dice: SimDice): Plan {
  const rates: Record<string, number> = {}
  for (const [name, top] of Object.entries(highest)) {
    rates[name] = dice.chance(0.4) ? 0 : dice.between(0, top) / 1_000
  }
  return {
    rates: rates as unknown as FaultRates,
    faultsUntilMs: dice.between(8, 20) * 1_000,
    leaseMs: dice.pick([1_000, 2_000]),
    dedupeMs: dice.between(400, 5_000),
    // A short window makes clients that were away for long read a resync.
    outputWindowMs: dice.chance(0.3) ? dice.between(3_000, 8_000) : 600_000,
    linkGraceBeats: dice.chance(0.3) ? dice.between(12, 40) : 480,
    commandsPerTickMax: dice.pick([2, 8, 500]),
    roomsMax: dice.pick([1, 2, 100]),
    clients: dice.between(3, 6),
    linesPerClient: dice.between(6, 16),
  }
}
