/** What a gateway is made of before anybody can reach it. */
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { type Subjects, subjectsOf } from '../../../schema/subjects.ts'
import { createIdentity, type Identity } from '../../edge/accounts/identity.ts'
import { type AccountJournal, createJournal } from '../../edge/accounts/journal.ts'
import type { HealthWatch } from '../../edge/http/health-watch.ts'
import type { WorldName } from '../../edge/http/world-name.ts'
import { createGatewayMetrics, type GatewayMetrics } from '../../edge/metrics.ts'
import type { AccountDesk } from '../../edge/session/account-desk.ts'
import { type AddressBook, createAddressBook } from '../../edge/session/addresses.ts'
import { createCommandLimit } from '../../edge/session/command-limit.ts'
import { Hub } from '../../edge/session/hub.ts'
import type { Intake } from '../../edge/session/intake.ts'
import { createOutputArchive } from '../../edge/session/output-archive.ts'
import type { Players } from '../../edge/session/players.ts'
import { type RightsWatch, watchRights } from '../../edge/session/rights.ts'
import { type SharedAllowance, shareAllowance } from '../../edge/session/shared-allowance.ts'
import type { GatewaySignIn } from '../../edge/session/sign-in.ts'
import { randomId, systemClock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { type Db, openDatabase } from '../../platform/database.ts'
import { openMetrics } from '../../platform/metrics.ts'
import { openRoleBus } from '../../platform/role-bus.ts'
import type { RoleParts } from '../../platform/roles.ts'
import { openTelemetryBoard, type TelemetryBoard } from '../../platform/telemetry.ts'

export const shard = FIRST_SHARD

/** What needs nothing but bus and store. */
export interface Core {
  readonly bus: Bus
  readonly db: Db
  readonly subjects: Subjects
  /** Marks everything of this life of the process: its messages and its connections. */
  readonly boot: string
  readonly registry: ReturnType<typeof openMetrics>
  readonly metrics: GatewayMetrics
  /** What all processes report. */
  readonly board: TelemetryBoard
  readonly hub: Hub
  readonly identity: Identity
  readonly journal: AccountJournal
  readonly rights: RightsWatch
  readonly addresses: AddressBook
  readonly commandLimit: SharedAllowance
  readonly onTrouble: (where: string, error: unknown) => void
}

/** What everything that clients reach works with. */
export interface Gateway extends Core {
  readonly intake: Intake
  readonly health: HealthWatch
  readonly world: WorldName
  readonly signIn: GatewaySignIn
  readonly desk: AccountDesk
  readonly players: Players
}

/** Opens bus and store, and what needs nothing else. */
export async function openCore(parts: RoleParts): Promise<Core> {
  const { config, log, instance } = parts
  const bus = await openRoleBus(parts, parts.near)
  const db = openDatabase(parts.databaseUrl, `mudstream-${instance}`, 6)
  const registry = openMetrics('gateway', instance)
  const metrics = createGatewayMetrics(registry)
  const onTrouble = (where: string, error: unknown) => {
    metrics.trouble(where)
    log.warn({ event: 'gateway-trouble', where, err: error }, 'a part of the gateway has failed')
  }
  const hub = new Hub(instance, createOutputArchive(db), systemClock, {
    repaired: metrics.repaired,
    trouble: onTrouble,
  })
  await hub.begin(shard)
  const identity = createIdentity(db, systemClock.now)
  const subjects = subjectsOf(config.world)
  const addresses = createAddressBook(config)
  const allowance = createCommandLimit(config, systemClock.mono)
  const commandLimit = shareAllowance(allowance, { bus, subjects, instance })
  const limits = { addresses, commandLimit }
  const journal = createJournal(log, metrics)
  const { standing } = identity
  const watching = { standing, bus, subjects, clock: systemClock, journal, onTrouble }
  const rights = watchRights(watching)
  hub.onNewTimeline(rights.recover)
  const people = { identity, journal, rights }
  const board = openTelemetryBoard(bus, subjects)
  const own = { boot: randomId(8), board, registry, metrics, hub, ...people, ...limits, onTrouble }
  return { bus, db, subjects, ...own }
}
