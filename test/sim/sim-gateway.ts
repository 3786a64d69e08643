/** A gateway process: the product's hub, publisher and connections over simulated neighbours. */

import { readClientFrame } from '../../schema/frames/client.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { createCommandPublisher } from '../../server/edge/session/command-publisher.ts'
import { Hub } from '../../server/edge/session/hub.ts'
import { createPlayerConnection } from '../../server/edge/session/player-connection.ts'
import type { OutputArchive, SignIn, SignInResult } from '../../server/edge/session/ports.ts'
import type { SimDice } from './dice.ts'
import type { Plant } from './planted.ts'
import type { SimProcess } from './process.ts'
import type { FaultRates } from './rates.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimBus } from './sim-bus.ts'
import type { Door } from './sim-net.ts'
import type { Tally } from './tally.ts'

export interface GatewayParts {
  readonly process: SimProcess
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly rates: () => FaultRates
  readonly tally: Tally
  readonly bus: SimBus
  readonly archive: OutputArchive
  readonly people: SimPeople
  readonly plant: Plant
  /** Marks one life of the process; no two begin alike. */
  readonly newBoot: () => string
}

const aliveMs = 1_000

/** Starts the process; everything of an earlier life is gone. */
export async function startGateway(parts: GatewayParts, doors: Map<string, Door>): Promise<void> {
  const { process, scheduler, bus, tally, dice, rates } = parts
  process.start()
  doors.delete(process.name)
  const boot = parts.newBoot()
  let conns = 0
  const archive = parts.plant.archive(overLine(parts))
  const hub = new Hub(process.name, archive, process.clock, {
    repaired: () => tally.count('repair read'),
    trouble: (where, error) => scheduler.note(`${process.name} ${where}: ${String(error)}`),
  })
  parts.plant.hub(hub)
  bus.onOutputs(process.name, process, (message) => hub.receive(message))
  const publisher = createCommandPublisher({
    bus: bus.forGateway(process, boot),
    clock: process.clock,
    origin: process.name,
    gatherMs: 5,
  })
  const beat = (): void => {
    bus.alive(process.name, boot)
    process.after(aliveMs, beat)
  }
  beat()
  for (let begun = false; !begun; ) {
    begun = await hub.begin(FIRST_SHARD).then(
      () => true,
      () => process.clock.sleep(250).then(() => false),
    )
  }
  doors.set(process.name, {
    process,
    accept(wire, socket) {
      const connection = createPlayerConnection(wire, {
        hub,
        bus: {
          async publish(command) {
            const result = await publisher.publish(command)
            if (result === 'unavailable') tally.count('command unavailable')
            return result
          },
        },
        signIn: parts.people.signIn(process, rates),
        world: () => 'main',
        shard: FIRST_SHARD,
        now: process.clock.now,
        sleep: process.clock.sleep,
        newConn() {
          conns += 1
          return `${boot}n${conns}`
        },
        rights: { hold: () => () => undefined },
        commandLimit: { take: () => (dice.chance(rates().tooFast) ? 1 : 0) },
        onTrouble: (where, error) => scheduler.note(`${process.name} ${where}: ${String(error)}`),
      })
      socket.conn = connection.conn
      return {
        receive(text) {
          const read = readClientFrame(JSON.parse(text))
          if (read.ok) connection.receive(read.frame)
          else connection.reject('bad-frame', read.why)
        },
        closed: () => connection.closed(),
      }
    },
  })
}

/** The archive as a gateway reaches it: slowly, and not always. */
function overLine({ process, dice, rates, archive }: GatewayParts): OutputArchive {
  async function line<T>(read: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => process.after(dice.between(1, 40), resolve))
    if (dice.chance(rates().failed)) throw new Error('the store is away')
    const found = await read()
    await new Promise<void>((resolve) => process.after(dice.between(1, 40), resolve))
    return found
  }
  return {
    read: (...args) => line(() => archive.read(...args)),
    newest: (...args) => line(() => archive.newest(...args)),
    timeline: (...args) => line(() => archive.timeline(...args)),
    reaches: (...args) => line(() => archive.reaches(...args)),
  }
}

/** Accounts and sessions, which the gateways share through the store. */
export interface SimPeople {
  signIn(process: SimProcess, rates: () => FaultRates): SignIn
}

export function simPeople(names: readonly string[], dice: SimDice): SimPeople {
  const sessions = new Map<string, { character: string; name: string }>()
  let made = 0

  function play(name: string): SignInResult {
    made += 1
    const session = `s${made}`
    const character = name.toLowerCase()
    sessions.set(session, { character, name })
    return signedIn(session, { character, name })
  }

  return {
    signIn(process, rates) {
      const line = async (answer: () => SignInResult): Promise<SignInResult> => {
        await new Promise<void>((resolve) => process.after(dice.between(1, 20), resolve))
        if (dice.chance(rates().failed)) throw new Error('the store is away')
        return answer()
      }
      const refused: SignInResult = { ok: false, code: 'bad-credentials', why: 'no' }
      return {
        register: () => line(() => refused),
        guest: () => line(() => refused),
        claim: async () => refused,
        token: () => line(() => refused),
        login: (name) => line(() => (names.includes(name) ? play(name) : refused)),
        resume: (session, secret) =>
          line(() => {
            const known = sessions.get(session)
            return known && secret === `r${session}` ? signedIn(session, known) : refused
          }),
      }
    },
  }
}

function signedIn(session: string, who: { character: string; name: string }): SignInResult {
  const person = { ...who, role: 'player' as const }
  return { ok: true, signedIn: { person, session, resume: `r${session}` } }
}
