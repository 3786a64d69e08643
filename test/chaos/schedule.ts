/** What happens in a run, as a function of its seed: which faults, when, and what players type. */
import { linkStates } from './link.ts'

/** A stream of numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
export type Chance = () => number

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Faults of processes and clocks. */
const processFaults = [
  'kill-leader',
  'kill-gateway',
  'kill-nats',
  'kill-postgres',
  'pause-leader',
  'kill-standby',
  'kill-worker',
  'kill-both-gateways',
  'pause-gateway',
  'pause-nats',
  'pause-postgres',
  'kill-leader-twice',
  'reconnect-storm',
  'clock-ahead',
  'clock-back',
] as const

const linkPlaces = [
  'leader-nats',
  'leader-postgres',
  'gateway-nats',
  'gateway-postgres',
  'players',
] as const

export type LinkFault = `${(typeof linkStates)[number]}-${(typeof linkPlaces)[number]}`
export type FaultKind = (typeof processFaults)[number] | LinkFault

const linkFaults: readonly LinkFault[] = linkPlaces.flatMap((place) =>
  linkStates.map((state) => `${state}-${place}` as const),
)

/** What every run injects: each kind of process dies or sleeps, an answer and a link are lost. */
export const everyRun: readonly FaultKind[] = [
  ...processFaults.slice(0, 5),
  'deaf-leader-postgres',
  'hole-gateway-nats',
]

/** The two parts of a fault of a link; undefined for any other fault. */
export function linkFaultOf(kind: FaultKind) {
  const state = linkStates.find((one) => kind.startsWith(`${one}-`))
  if (!state) return undefined
  return { state, place: kind.slice(state.length + 1) as (typeof linkPlaces)[number] }
}

export interface Fault {
  readonly kind: FaultKind
  /** Ordinary play before it, milliseconds. */
  readonly afterMs: number
  /** How long a process sleeps, a link is bad or a clock is wrong, milliseconds. */
  readonly holdMs: number
  /** Picks one of several processes; any whole number. */
  readonly pick: number
}

/** The faults that every run injects, in an order of the seed, then whatever the seed says. */
export function scheduleOf(seed: number, count: number, leaseMs: number): Fault[] {
  const chance = chanceOf(seed)
  const first = [...everyRun]
  const pick = (kinds: readonly FaultKind[]) => kinds[Math.floor(chance() * kinds.length)]
  for (let index = first.length - 1; index > 0; index -= 1) {
    const other = Math.floor(chance() * (index + 1))
    const [one, two] = [first[index], first[other]]
    if (one && two) [first[index], first[other]] = [two, one]
  }
  const faults: Fault[] = []
  for (let index = 0; index < count; index += 1) {
    const kind = first[index] ?? pick(chance() < 0.5 ? processFaults : linkFaults) ?? 'kill-leader'
    faults.push({
      kind,
      afterMs: Math.round(300 + 1_200 * chance()),
      holdMs: Math.round(leaseMs * (1.3 + 1.2 * chance())),
      pick: Math.floor(chance() * 1_000),
    })
  }
  return faults
}

const things = ['lantern', 'bell', 'ledger', 'compass', 'goblet', 'drum'] as const
const ways = ['north', 'south', 'east', 'west'] as const

/** One line of a player: talk with a mark, walking, things and gold changing hands. */
export function lineOf(chance: Chance, mark: string, others: readonly string[]): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T
  const kind = chance()
  const coins = 1 + Math.floor(chance() * 3)
  if (kind < 0.35) return `say ${mark} is what I say`
  if (kind < 0.42) return `emote counts to ${mark}`
  if (kind < 0.52) return `whisper ${pick(others)} ${mark} is between us`
  if (kind < 0.57) return `tell ${pick(others)} ${mark} from afar`
  if (kind < 0.7) return pick(ways)
  if (kind < 0.78) return `get ${pick(things)}`
  if (kind < 0.83) return `drop ${pick(things)}`
  if (kind < 0.88) return `give ${pick(things)} to ${pick(others)}`
  if (kind < 0.92) return `give ${coins} gold to ${pick(others)}`
  if (kind < 0.95) return `drop ${coins} gold`
  if (kind < 0.98) return 'get all.gold'
  return pick(['look', 'inventory', 'score', 'dance wildly'])
}
