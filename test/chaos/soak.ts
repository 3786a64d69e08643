/**
 * Hours of ordinary play on one machine, with a heap limit on every process: how much the live heap of
 * the tick grows. What grows without end would show as a slope; a sawtooth does not.
 */
import { fileURLToPath } from 'node:url'
import { check } from './checker.ts'
import { openHeapProbe } from './heap.ts'
import { dumpLog } from './log-dump.ts'
import { newPlayer, startTraffic } from './players.ts'
import { newHome, startWholeSystem, until } from './whole-system.ts'

const realWorld = fileURLToPath(new URL('../../deploy/world', import.meta.url))
const heapLimitMb = 160
const everyMs = 60_000
/** Caches and statements are warm by then. */
const warmMinutes = 10

export interface SoakReport {
  /** Live heap of the tick, MB, minute by minute. */
  readonly liveMb: readonly number[]
  /** Growth after the tenth minute, MB a minute: the slope of a straight line through the points. */
  readonly slope: number
  readonly breaches: readonly string[]
  readonly figures: Readonly<Record<string, number>>
  readonly allocators: readonly string[]
}

export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  readonly players: number
  readonly say: (line: string) => void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Plays for as long as asked, about two commands a second and player. Throws when the system does not start. */
export async function runSoak({
  minutes,
  seed,
  players: count,
  say,
}: SoakOptions): Promise<SoakReport> {
  const home = await newHome()
  const system = await startWholeSystem(home, {
    MUD_WORLD_DIR: realWorld,
    MUD_LINK_GRACE_MS: '3600000',
    NODE_OPTIONS: `--max-old-space-size=${heapLimitMb} --inspect-port=0`,
  })
  const tick = system.pidOf('t1') ?? 0
  const probe = await openHeapProbe(tick, () => system.log())
  const players = Array.from({ length: count }, (_, index) =>
    newPlayer(system, index, seed, () => undefined),
  )
  try {
    await until('everybody to be in', () => players.every(({ playing }) => playing), Boolean)
    const traffic = startTraffic(players, seed, 0.1)
    const liveMb: number[] = []
    for (let minute = 0; minute <= minutes; minute += 1) {
      liveMb.push(await probe.liveMb())
      say(`minute ${minute}: live heap of the tick ${liveMb.at(-1)?.toFixed(1)} MB`)
      await pause(everyMs)
    }
    traffic.stop()
    await until('the drain', () => players.every(({ pending }) => pending === 0), Boolean, 60_000)
    if (system.pidOf('t1') !== tick) throw new Error('the tick did not live through the soak')
    const records = players.map((player) => player.record())
    const { breaches, figures } = check(records, await dumpLog(system))
    return {
      liveMb,
      slope: slopeOf(liveMb.slice(warmMinutes)),
      breaches: breaches.map(({ rule, client, what }) => `${rule} ${client} ${what}`),
      figures,
      allocators: await probe.allocators(),
    }
  } finally {
    probe.close()
    for (const player of players) player.close()
    await system.stop()
    home.remove()
  }
}

/** Of the straight line that fits best. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let over = 0
  let under = 0
  for (const [at, value] of values.entries()) {
    over += (at - middle) * (value - mean)
    under += (at - middle) ** 2
  }
  return under === 0 ? 0 : over / under
}
