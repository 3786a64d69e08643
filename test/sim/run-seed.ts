/**
 * One run: two ticks, two gateways and some players, under the faults that the seed draws, then
 * healed. The processes run the product's own code; only what is around them is simulated.
 */
import { FIRST_SHARD } from '../../schema/ids.ts'
import { createMemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import { onCommit } from './around-flush.ts'
import { allTold, checkEverything, type Evidence } from './checks.ts'
import { type SimDice, simDice } from './dice.ts'
import { startFaults } from './faults.ts'
import { type PlantName, plants } from './planted.ts'
import { simProcess } from './process.ts'
import { drawPlan, noFaults, type Plan } from './rates.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { simBus } from './sim-bus.ts'
import { type SimClient, simClient } from './sim-client.ts'
import { simPeople, startGateway } from './sim-gateway.ts'
import { type Door, type SimNet, simNet } from './sim-net.ts'
import { simTick } from './sim-tick.ts'
import { drawLines, playerNames, thingCount, writeWorld } from './sim-world.ts'
import { createTally, type Sometimes, type Tally } from './tally.ts'

export interface SeedResult {
  readonly seed: number
  /** What is wrong; empty for a run without a fault. */
  readonly wrong: readonly string[]
  readonly counts: ReadonlyMap<Sometimes, number>
  /** Of every line of the history. */
  readonly hash: string
  readonly history: readonly string[]
  readonly events: number
  readonly virtualMs: number
}

export interface SeedOptions {
  readonly plant?: PlantName
  readonly keepHistory?: boolean
}

const gatewayNames = ['gw1', 'gw2']
/** Time after the last fault in which everybody must have come to an end. */
const healMs = 120_000
/** Time for the last frames and signs of life. */
const restMs = 9_000

/** Runs one seed. Throws only if the simulation itself is broken. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const dice = simDice(seed)
  const plan = drawPlan(dice)
  const scheduler = createScheduler(dice, options.keepHistory ?? false)
  const tally = createTally()
  const rates = () => (scheduler.nowMs() < plan.faultsUntilMs ? plan.rates : noFaults)
  const plant = plants[options.plant ?? 'none']
  const told: { tick: number; outputs: string }[] = []
  // What committed ticks told is kept, also after the store has dropped it.
  const kept = onCommit(
    createMemoryDatabase(() => scheduler.nowMs()),
    ({ tick, outputs }) => void told.push({ tick, outputs }),
  )
  await writeWorld(kept, 1_700_000_000_000)
  const database = plant.database(kept)
  const bus = simBus({ scheduler, dice, rates, tally, dedupeMs: plan.dedupeMs })
  const doors = new Map<string, Door>()
  const net = simNet(scheduler, dice, doors)
  const common = { scheduler, dice, rates, tally, bus, plant }

  const people = simPeople(playerNames, dice)
  let boots = 0
  const newBoot = (): string => {
    boots += 1
    return `b${boots}c`
  }
  const gateways = gatewayNames.map((name) => {
    const process = simProcess(name, scheduler)
    const parts = { ...common, process, archive: kept.archive, people, newBoot }
    return { process, start: () => void startGateway(parts, doors) }
  })
  const ticks = ['t1', 't2'].map((name) =>
    simTick({ ...common, process: simProcess(name, scheduler), database, plan }),
  )
  const players = makePlayers(plan, { scheduler, dice, tally, net })
  const lines = new Map(players.map((player) => [player.client.record.name, player.lines]))
  const clients = players.map((player) => player.client)

  for (const gateway of gateways) gateway.start()
  for (const tick of ticks) tick.start()
  for (const client of clients) client.start()
  startFaults({ ...common, plan, net, ticks, gateways, clients })
  const done = await runToRest(scheduler, plan, clients)
  for (const tick of ticks) tick.noteCache()

  const tables = kept.tables(FIRST_SHARD)
  const openConns = new Set(
    net.sockets().flatMap((socket) => (socket.serverOpen ? [socket.conn] : [])),
  )
  const evidence: Evidence = {
    clients: clients.map((client) => ({ record: client.record, session: client.session() })),
    lines,
    tables,
    told,
    publishedEvents: bus.publishedTicks,
    openConns,
    things: thingCount,
  }
  countTold(evidence, tally)
  return {
    seed,
    wrong: [...done, ...checkEverything(evidence)],
    counts: tally.counts,
    hash: scheduler.hash(),
    history: scheduler.history,
    events: scheduler.events(),
    virtualMs: scheduler.nowMs(),
  }
}

/** Until every player is through, then a while longer; says who never came to an end. */
async function runToRest(
  scheduler: Scheduler,
  plan: Plan,
  clients: readonly SimClient[],
): Promise<string[]> {
  const through = () =>
    scheduler.nowMs() >= plan.faultsUntilMs && clients.every((client) => client.finished())
  const inTime = await scheduler.runUntil(through, plan.faultsUntilMs + healMs)
  const restUntil = scheduler.nowMs() + restMs
  await scheduler.runUntil(() => false, restUntil)
  if (inTime) return []
  return clients
    .filter((client) => !client.finished())
    .map((client) => `${client.record.name} never came to an end (${client.phase()})`)
}

function makePlayers(
  plan: Plan,
  parts: { scheduler: Scheduler; dice: SimDice; tally: Tally; net: SimNet },
) {
  const names = playerNames.slice(0, plan.clients)
  return names.map((name, index) => {
    const others = names.filter((other) => other !== name)
    const lines = drawLines(name, plan.linesPerClient, others, parts.dice)
    const client = simClient({
      ...parts,
      name,
      lines,
      persistent: index % 2 === 1,
      pipeline: parts.dice.between(1, 5),
      gateways: gatewayNames,
      unruly: () => parts.scheduler.nowMs() < plan.faultsUntilMs,
    })
    return { client, lines }
  })
}

/** What only shows in what the ticks told. */
function countTold(evidence: Evidence, tally: Tally): void {
  const done = new Set<string>()
  for (const { output } of allTold(evidence.told)) {
    if (output.f === 'closed' && output.code === 'replaced') tally.count('socket replaced')
    if (output.f !== 'done') continue
    if (done.has(output.request)) tally.count('repeated number skipped')
    done.add(output.request)
  }
}
