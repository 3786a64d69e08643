/** The part of the gateway for admins: it hears all processes, judges objectives and answers the page. */
import type { SloAlert } from '../../../schema/admin.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { monitorAddresses } from '../../platform/bus/monitor.ts'
import type { Config } from '../../platform/config.ts'
import { sendControl } from '../../platform/control.ts'
import type { Db } from '../../platform/database.ts'
import { sendDeadLetterOrder } from '../../platform/dead-letters.ts'
import { eachHost } from '../../platform/each-host.ts'
import type { Logger } from '../../platform/log.ts'
import { openSignBoard } from '../../platform/signs.ts'
import type { TelemetryBoard } from '../../platform/telemetry.ts'
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import { openMailer } from '../accounts/mailer.ts'
import type { HealthWatch } from '../http/health-watch.ts'
import type { HttpApp } from '../http/http-server.ts'
import type { AccountDesk } from '../session/account-desk.ts'
import type { CommandBus } from '../session/ports.ts'
import type { RightsWatch } from '../session/rights.ts'
import { addAdminRoutes } from './admin-routes.ts'
import { mailAlert } from './alert-mail.ts'
import { createBlameAlerts } from './blame-alerts.ts'
import { openOwingServers } from './cluster/owing-servers.ts'
import { openAdminLive } from './live.ts'
import { openPresentWatch } from './present-watch.ts'
import { createSloMonitor, type Objective } from './slo.ts'
import { sendAlert } from './webhook.ts'

export interface AdminWiring {
  readonly config: Config
  readonly log: Logger
  readonly instance: string
  readonly bus: Bus
  readonly subjects: Subjects
  readonly db: Db
  readonly databaseUrl: string
  readonly identity: Identity
  readonly rights: RightsWatch
  readonly journal: AccountJournal
  readonly desk: AccountDesk
  readonly commands: CommandBus
  readonly board: TelemetryBoard
  readonly health: Pick<HealthWatch, 'owes'>
}

/** Adds the routes for admins; returns what ends the listening. */
export function openAdmin(app: HttpApp, wiring: AdminWiring): () => void {
  const { config, log, bus, subjects, identity, rights, journal, db, commands } = wiring
  const { board, desk } = wiring
  const slo = createSloMonitor(objectivesOf(config), config.sloBreachStreak, (alert) => {
    log.warn({ event: 'slo-alert', ...alert }, 'an objective is missed, or kept again')
    if (!isFirstGateway(board, wiring.instance)) return
    sendToWebhook(alert, config, log)
    void mail(alert, wiring).catch((error: unknown) =>
      log.error({ event: 'alert-not-mailed', err: error }, 'an alert could not be mailed'),
    )
  })
  const live = openAdminLive(board, slo)
  const signs = openSignBoard(bus, subjects)
  const { databaseUrl, instance, health } = wiring
  const monitors = monitorAddresses(config)
  const databases = eachHost(databaseUrl, config.databaseServers)
  const servers = openOwingServers({ monitors, databases, clock: systemClock })
  const present = openPresentWatch({
    instance,
    health,
    signs,
    servers,
    live,
    clock: systemClock,
    onWrong: createBlameAlerts(slo.note),
  })
  addAdminRoutes(app, {
    config,
    identity,
    rights,
    journal,
    desk,
    db,
    bus: commands,
    live,
    present,
    cluster: {
      monitors,
      databases,
      subjects,
      reports: () => board.reports(),
      now: systemClock.now,
    },
    subjects,
    streams: bus.streams,
    processes: () => board.reports().map((report) => report.instance),
    sendControl: (order) => sendControl(bus, subjects, order),
    sendDeadLetterOrder: (order) => sendDeadLetterOrder(bus, subjects, order),
    sleep: (ms) => systemClock.sleep(ms),
    now: systemClock.now,
  })
  return () => {
    for (const part of [present, servers, signs, live]) part.close()
  }
}

/** A live worker gives up on its model and answers before that. */
const workersGoalMs = 9_000

/** What players are promised, in milliseconds. */
function objectivesOf(config: Config): Objective[] {
  return [
    objective('tick', 'p99 of the duration of ticks', () => config.sloP99TickMs),
    objective('applied', 'p95 from a command to its frames', () => config.sloP95SendMs),
    objective(
      'pipeline',
      'p95 from a question to a model’s whole answer',
      () => config.sloP95PipelineMs,
    ),
    objective('llm', 'p95 of the model call alone', () => config.sloP95LlmMs),
    objective(
      'workers',
      'since a worker was heard of last, or the oldest line that waits for words',
      () => workersGoalMs,
    ),
  ]
}

/** Its goal is the one that is set at the moment. */
const objective = (name: string, about: string, goal: () => number): Objective => ({
  name,
  about,
  get goalMs() {
    return goal()
  },
})

/** All gateways see the same alert; only the first one by name sends it. */
function isFirstGateway(board: TelemetryBoard, instance: string): boolean {
  const gateways = board.reports().filter(({ role }) => role === 'gateway')
  return (gateways[0]?.instance ?? instance) === instance
}

async function mail(alert: SloAlert, { config, db }: AdminWiring): Promise<void> {
  const mailer = await openMailer(config)
  if (mailer) await mailAlert(alert, { db, mailer, world: config.world })
}

function sendToWebhook(alert: SloAlert, config: Config, log: Logger): void {
  const url = config.alertWebhookUrl
  if (url === undefined) return
  void sendAlert(alert, {
    url,
    world: config.world,
    sleep: (ms) => systemClock.sleep(ms),
    onTrouble: (error) =>
      log.error({ event: 'alert-not-sent', err: error }, 'an alert could not be sent'),
  })
}
