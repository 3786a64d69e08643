/** A tick process: the product's leader loop over simulated neighbours. */
import { FIRST_SHARD } from '../../schema/ids.ts'
import type { MemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import { runShard } from '../../server/core/tick/lead.ts'
import { observeAll } from '../../server/core/tick/lead-parts.ts'
import type { Leadership } from '../../server/core/tick/leadership.ts'
import { createStageTimer } from '../../server/core/tick/stages.ts'
import type { SimDice } from './dice.ts'
import type { Plant } from './planted.ts'
import type { SimProcess } from './process.ts'
import type { FaultRates, Plan } from './rates.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimBus } from './sim-bus.ts'
import { simStore } from './sim-store.ts'
import type { Tally } from './tally.ts'

export interface SimTick {
  readonly process: SimProcess
  start(): void
  crash(): void
  /** Lets it go on after a pause. */
  wake(): void
  /** Adds what the cache of the present leadership counted. */
  noteCache(): void
}

export interface TickPartsOfSim {
  readonly process: SimProcess
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly rates: () => FaultRates
  readonly tally: Tally
  readonly bus: SimBus
  readonly plant: Plant
  readonly database: MemoryDatabase
  readonly plan: Plan
}

export function simTick(parts: TickPartsOfSim): SimTick {
  const { process, scheduler, tally, database, plan, plant, dice } = parts
  let lead: Leadership | null = null
  let end: () => void = () => undefined

  function noteCache(): void {
    if (lead) tally.count('room evicted', lead.cache.stats().evictions)
    lead = null
  }

  function start(): void {
    process.start()
    const line = simStore(parts)
    end = line.end
    const bus = plant.bus(parts.bus.forTick(process), parts.bus.stored)
    const note = (text: string): void => scheduler.note(`${process.name} ${text}`)
    void runShard(
      {
        settings: settingsOf(process.name, plan),
        store: plant.store(line, bus, database),
        bus,
        clock: process.clock,
        stage: createStageTimer(process.clock, () => undefined),
        observer: observeAll([
          {
            leading({ epoch, tick, commandSeq }) {
              if (epoch > 2) tally.count('takeover')
              note(`leads with epoch ${epoch} from tick ${tick}, command ${commandSeq}`)
            },
            began(now) {
              noteCache()
              lead = now
            },
            ended: noteCache,
            steppedDown: (why) => note(`steps down: ${why}`),
            wentBack: (_checkpoint, seenTick) => note(`the store has lost tick ${seenTick}`),
            streamReplaced: (_checkpoint, tag) => note(`reads another stream: ${tag}`),
            commandsMissing: (_checkpoint, firstSeq) =>
              note(`commands before ${firstSeq} are gone`),
            quarantined: (request, error) => note(`quarantined ${request}: ${String(error)}`),
            unreadable: (why) => note(`unreadable: ${why}`),
            failed: (where, error) => note(`${where}: ${String(error)}`),
          },
        ]),
      },
      new AbortController().signal,
    )
  }

  return {
    process,
    start,
    noteCache,
    crash() {
      noteCache()
      process.crash()
      // The kernel closes the connection of a process that died.
      scheduler.after(dice.between(0, 20), end)
    },
    wake() {
      if (lead && database.tables(FIRST_SHARD).shard.epoch !== lead.epoch) {
        tally.count('takeover after a pause')
      }
      process.wake()
    },
  }
}

function settingsOf(owner: string, plan: Plan) {
  return {
    shard: FIRST_SHARD,
    owner,
    leaseMs: plan.leaseMs,
    heartbeatMs: 250,
    gatherMs: 5,
    commandsPerTickMax: plan.commandsPerTickMax,
    outputWindowMs: plan.outputWindowMs,
    gatewaySilenceMs: 5_000,
    commandsKeepMs: 30_000,
    ledgerKeepMs: 86_400_000,
    rules: { linkGraceBeats: plan.linkGraceBeats },
    cache: { roomsMax: plan.roomsMax, bytesMax: 1_000_000 },
  }
}
