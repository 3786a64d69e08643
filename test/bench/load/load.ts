/**
 * The load generator, a process of its own: brings players in, tells its parent `ready`, and on `go`
 * sends commands at a fixed rate whatever comes back (open loop), then waits for the last answers.
 */
import { type Mix, Player, type Tally } from './player.ts'

export interface LoadPlan {
  /** `ws://…/ws` of one or more gateways; players are dealt out evenly. */
  readonly urls: readonly string[]
  readonly clients: number
  /** Commands per second and client. */
  readonly ratePerClient: number
  readonly mix: Mix
  readonly seconds: number
  /** Seconds of the same load before anything counts. */
  readonly warmSeconds: number
  readonly spread: boolean
  readonly seed: number
}

export interface LoadReport {
  readonly sent: number
  readonly done: number
  readonly failed: number
  readonly rejects: Readonly<Record<string, number>>
  readonly closed: number
  readonly frames: number
  readonly heard: number
  readonly heardBytes: number
  readonly seconds: number
  readonly acksMs: readonly number[]
  readonly echoesMs: readonly number[]
  /** CPU milliseconds the generator itself used while it measured. */
  readonly cpuMs: number
}

export type FromLoad = { t: 'ready' } | { t: 'measuring' } | { t: 'report'; report: LoadReport }

const entrants = 24
const answersMs = 15_000

async function run(plan: LoadPlan): Promise<void> {
  const tally: Tally = {
    measuring: false,
    sent: 0,
    done: 0,
    failed: 0,
    rejects: {},
    frames: 0,
    heard: 0,
    heardBytes: 0,
    closed: 0,
    acksMs: [],
    echoesMs: [],
  }
  const random = mulberry32(plan.seed)
  const players = Array.from({ length: plan.clients }, () => new Player(tally, random))
  await bringIn(players, plan)
  await tell({ t: 'ready' })
  await new Promise((resolve) => process.once('message', resolve))
  const stop = keepActing(players, plan, random)
  await sleep(plan.warmSeconds * 1_000)
  tally.measuring = true
  void tell({ t: 'measuring' })
  const cpu = process.cpuUsage()
  const began = performance.now()
  await sleep(plan.seconds * 1_000)
  const used = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1_000
  const { frames } = tally
  stop()
  await answered(players)
  const { measuring: _, ...counts } = tally
  const cpuMs = (used.user + used.system) / 1_000
  await tell({ t: 'report', report: { ...counts, frames, seconds, cpuMs } })
  for (const player of players) player.close()
}

async function bringIn(players: readonly Player[], plan: LoadPlan): Promise<void> {
  let next = 0
  const one = async () => {
    for (let index = next++; index < players.length; index = next++) {
      const player = players[index]
      await player?.enter(plan.urls[index % plan.urls.length] ?? '')
      if (plan.spread) await player?.walkAway()
    }
  }
  await Promise.all(Array.from({ length: entrants }, one))
}

/** Each player acts at its own moments, spread evenly; a late timer is made up for at once. */
function keepActing(players: readonly Player[], plan: LoadPlan, random: () => number): () => void {
  const everyMs = 1_000 / plan.ratePerClient
  const began = performance.now()
  const due = players.map((player) => ({ player, at: began + random() * everyMs }))
  due.sort((one, other) => one.at - other.at)
  let next = 0
  const timer = setInterval(() => {
    const now = performance.now()
    for (;;) {
      const one = due[next]
      if (!one || one.at > now) break
      one.player.act(plan.mix)
      one.at += everyMs
      next = (next + 1) % due.length
    }
  }, 1)
  return () => clearInterval(timer)
}

/** Waits until every command has its `done`, or until it is clear that some never will. */
async function answered(players: readonly Player[]): Promise<void> {
  const until = performance.now() + answersMs
  while (players.some((player) => player.underWay > 0) && performance.now() < until) {
    await sleep(20)
  }
}

/** A small generator of even random numbers in [0, 1) (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Resolves when the message has left: a process that ends earlier takes a long report with it. */
function tell(message: FromLoad): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve())
    else resolve()
  })
}

const [plan] = process.argv.slice(2)
await run(JSON.parse(plan ?? '{}') as LoadPlan)
process.disconnect?.()
