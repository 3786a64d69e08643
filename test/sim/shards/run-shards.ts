/** One run: two shards with two ticks each, two gateways and some players, under the faults of the seed. */

import type { StoredEvent } from '../../../schema/fold.ts'
import {
  createMemoryDatabase,
  type MemoryDatabase,
} from '../../../server/core/store/memory-tick-store.ts'
import type { OutputArchive } from '../../../server/edge/session/ports.ts'
import { onCommit } from '../around-flush.ts'
import { type SimDice, simDice } from '../dice.ts'
import { type SimProcess, simProcess } from '../process.ts'
import { drawPlan, type FaultRates, noFaults, type Plan } from '../rates.ts'
import { createScheduler, type Scheduler } from '../scheduler.ts'
import { type SimBus, simBus } from '../sim-bus.ts'
import { type Door, simNet } from '../sim-net.ts'
import { simStore } from '../sim-store.ts'
import { playerNames, writeFirstTick } from '../sim-world.ts'
import { createTally } from '../tally.ts'
import { markOf } from './passage.ts'
import { keepMoment } from './set-back.ts'
import { type Commit, checkShards } from './shard-checks.ts'
import { shardClient } from './shard-client.ts'
import { type Player, startShardFaults } from './shard-faults.ts'
import { type People, startShardGateway } from './shard-gateway.ts'
import { runShardLeader } from './shard-leader.ts'
import { type ShardPlantName, shardPlants } from './shard-plants.ts'
import { countShards, type ShardSometimes } from './shard-tally.ts'
import { drawLines, homeShard, shards, worldOf } from './world.ts'

export interface ShardResult {
  readonly seed: number
  readonly wrong: readonly string[]
  readonly counts: ReadonlyMap<ShardSometimes, number>
  readonly hash: string
  readonly history: readonly string[]
  readonly events: number
}

const gatewayNames = ['gw1', 'gw2']
const healMs = 45_000
const restMs = 6_000

/** What all parts of a run share. */
interface Stage {
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly rates: () => FaultRates
  readonly tally: ReturnType<typeof createTally>
  readonly plan: Plan
  readonly database: MemoryDatabase
  readonly buses: ReadonlyMap<number, SimBus>
  readonly plant: (typeof shardPlants)[ShardPlantName]
  readonly early: Map<string, StoredEvent>
  /** Shards that are to begin a new timeline. */
  readonly jumps: Set<number>
  readonly met: Map<ShardSometimes, number>
}

export async function runShards(
  seed: number,
  options: { readonly plant?: ShardPlantName; readonly keepHistory?: boolean } = {},
): Promise<ShardResult> {
  const commits: Commit[] = []
  const stage = await setStage(seed, options, commits)
  const { scheduler, dice, plan, rates, buses, database } = stage
  const doors = new Map<string, Door>()
  const net = simNet(scheduler, dice, doors)
  const ticks = new Map(
    shards.map((shard) => [shard, [1, 2].map((at) => tickOf(stage, shard, at))]),
  )
  const gateways = gatewaysOf(stage, doors)
  const names = playerNames.slice(0, plan.clients)
  const clients = names.map((name) => {
    const others = names.filter((other) => other !== name)
    const lines = drawLines(name, 2 * plan.linesPerClient, others, dice)
    const pipeline = dice.between(1, 4)
    return shardClient({ name, lines, pipeline, scheduler, dice, net, gateways: gatewayNames })
  })
  for (const one of [...[...ticks.values()].flat(), ...gateways]) one.start()
  for (const client of clients) client.start()
  const jump = (shard: number): void => void stage.jumps.add(shard)
  const wentBack = drawSetBack(stage, commits, [...ticks.values()].flat())
  startShardFaults({ scheduler, dice, plan, rates, buses, net, ticks, gateways, clients, jump })
  const through = () =>
    scheduler.nowMs() >= plan.faultsUntilMs && clients.every((client) => client.finished())
  const inTime = await scheduler.runUntil(through, plan.faultsUntilMs + healMs)
  await scheduler.runUntil(() => false, scheduler.nowMs() + restMs)
  const evidence = {
    tables: new Map(shards.map((shard) => [shard, database.tables(shard)])),
    commits,
    clients: clients.map((client) => ({ record: client.record, session: client.session() })),
    met: stage.met,
    wentBack: wentBack(),
    unfinished: inTime
      ? []
      : clients.filter((one) => !one.finished()).map(({ record }) => record.name),
  }
  return {
    seed,
    wrong: checkShards(evidence),
    counts: countShards(evidence, [...buses.values()], stage.tally),
    hash: scheduler.hash(),
    history: scheduler.history,
    events: scheduler.events(),
  }
}

async function setStage(
  seed: number,
  { plant = 'none', keepHistory = false }: Parameters<typeof runShards>[1] & object,
  commits: Commit[],
): Promise<Stage> {
  const dice = simDice(seed)
  const plan = { ...drawPlan(dice), outputWindowMs: 600_000 }
  const scheduler = createScheduler(dice, keepHistory)
  const tally = createTally()
  const rates = () => (scheduler.nowMs() < plan.faultsUntilMs ? plan.rates : noFaults)
  const database = onCommit(
    createMemoryDatabase(() => scheduler.nowMs()),
    ({ shard, tick, epoch, outputs }) => void commits.push({ shard, tick, epoch, outputs }),
  )
  for (const shard of shards) {
    await writeFirstTick(database, { shard, atMs: 1_700_000_000_000, declared: worldOf(shard) })
  }
  const { dedupeMs } = plan
  const buses = new Map(
    shards.map((shard) => [shard, simBus({ scheduler, dice, rates, tally, dedupeMs })]),
  )
  const common = { scheduler, dice, rates, tally, plan, database, buses }
  return {
    ...common,
    plant: shardPlants[plant],
    early: new Map(),
    jumps: new Set(),
    met: new Map(),
  }
}

/** In some runs the store goes back by up to three seconds, and the leaders of its old server are gone. */
function drawSetBack(stage: Stage, commits: Commit[], ticks: readonly Player[]): () => boolean {
  const { dice, scheduler, database, jumps, plan } = stage
  let isDone = false
  if (!dice.chance(0.2)) return () => isDone
  scheduler.after(dice.between(2_000, plan.faultsUntilMs - 4_000), () => {
    const moment = keepMoment(database, shards, commits)
    scheduler.after(dice.between(200, 3_000), () => {
      isDone = true
      stage.met.set('store went back in time', 1)
      scheduler.note('the store goes back in time')
      moment.restore()
      for (const shard of shards) jumps.add(shard)
      for (const tick of ticks) {
        tick.crash()
        scheduler.after(dice.between(20, 1_000), () => tick.start())
      }
    })
  })
  return () => isDone
}

function tickOf(stage: Stage, shard: number, at: number): Player {
  const { scheduler, plan, plant, buses, jumps } = stage
  const process = simProcess(`t${shard}${at}`, scheduler)
  let end: () => void = () => undefined
  return {
    process,
    start() {
      process.start()
      const line = simStore({ ...stage, process })
      end = line.end
      const bus = plant.bus(busOf(buses, shard, process))
      void runShardLeader({
        shard,
        process,
        store: plant.store(line, bus, stage.early),
        bus,
        rules: plant.rules,
        leaseMs: plan.leaseMs,
        takeJump: () => jumps.delete(shard),
        note: scheduler.note,
      })
    },
    crash() {
      process.crash()
      // The kernel closes the connection of a process that died.
      scheduler.after(stage.dice.between(0, 20), end)
    },
  }
}

/** The bus of a tick: what goes to another shard is stored in the stream of that shard. */
function busOf(buses: ReadonlyMap<number, SimBus>, shard: number, process: SimProcess) {
  const own = buses.get(shard)
  if (!own) throw new Error(`no such shard: ${shard}`)
  const bus = own.forTick(process)
  return {
    ...bus,
    publishJob: (job: Parameters<typeof bus.publishJob>[0], text: string): Promise<unknown> => {
      const other = job.kind === 'to-shard' ? buses.get(Number(job.key)) : undefined
      if (!other) return bus.publishJob(job, text)
      return other.forGateway(process, `shard${shard}`).store(text, job.id)
    },
  }
}

function gatewaysOf(stage: Stage, doors: Map<string, Door>): Player[] {
  const { scheduler, buses, database, plant } = stage
  const accounts = new Map<string, string>()
  let boots = 0
  return gatewayNames.map((name) => {
    const process = simProcess(name, scheduler)
    const parts = {
      process,
      buses,
      rules: plant.gateway,
      meet: (what: ShardSometimes) => void stage.met.set(what, (stage.met.get(what) ?? 0) + 1),
      archive: archiveOf(stage, process),
      people: peopleOf(stage, process, accounts, database),
      newBoot() {
        boots += 1
        return `b${boots}c`
      },
    }
    return {
      process,
      start: () => void startShardGateway(parts, doors),
      crash: () => process.crash(),
    }
  })
}

/** A read over the gateway's line to the store: slow, and not always possible. */
function overLine({ dice, rates }: Stage, process: SimProcess) {
  return async <T>(read: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve) => process.after(dice.between(1, 40), resolve))
    if (dice.chance(rates().failed)) throw new Error('the store is away')
    const found = await read()
    await new Promise<void>((resolve) => process.after(dice.between(1, 40), resolve))
    return found
  }
}

function archiveOf(stage: Stage, process: SimProcess): OutputArchive {
  const line = overLine(stage, process)
  const { archive } = stage.database
  return {
    read: (...args) => line(() => archive.read(...args)),
    newest: (...args) => line(() => archive.newest(...args)),
    timeline: (...args) => line(() => archive.timeline(...args)),
    reaches: (...args) => line(() => archive.reaches(...args)),
  }
}

/** Accounts and sessions, and where the store says that a character is. */
function peopleOf(
  stage: Stage,
  process: SimProcess,
  accounts: Map<string, string>,
  database: MemoryDatabase,
): People {
  const line = overLine(stage, process)
  const personOf = (name: string) => ({
    character: name.toLowerCase(),
    name,
    role: 'player' as const,
  })
  return {
    login: (name) =>
      line(async () => {
        const session = `s${accounts.size + 1}`
        accounts.set(session, name)
        return { session, person: personOf(name) }
      }),
    resume: (session) =>
      line(async () => {
        const name = accounts.get(session)
        return name === undefined ? undefined : personOf(name)
      }),
    whereabouts: (_session, character) =>
      line(async () => {
        const holds = (id: string) =>
          shards.find((shard) => database.tables(shard).entities.has(id))
        return holds(character) ?? holds(markOf(character)) ?? homeShard
      }),
  }
}
