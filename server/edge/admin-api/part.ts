/** The part of the gateway for admins: it hears all processes, judges objectives and answers the page. */
import type { SloAlert } from '../../../schema/admin.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Config } from '../../platform/config.ts'
import { sendControl } from '../../platform/control.ts'
import type { Db } from '../../platform/database.ts'
import { sendDeadLetterOrder } from '../../platform/dead-letters.ts'
import type { Logger } from '../../platform/log.ts'
import { openTelemetryBoard, type TelemetryBoard } from '../../platform/telemetry.ts'
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import type { HttpApp } from '../http/http-server.ts'
import type { CommandBus } from '../session/ports.ts'
import type { RightsWatch } from '../session/rights.ts'
import { addAdminRoutes } from './admin-routes.ts'
import { openAdminLive } from './live.ts'
import { createSloMonitor, type Objective } from './slo.ts'
import { sendAlert } from './webhook.ts'

export interface AdminWiring {
  readonly config: Config
  readonly log: Logger
  readonly instance: string
  readonly bus: Bus
  readonly subjects: Subjects
  readonly db: Db
  readonly identity: Identity
  readonly rights: RightsWatch
  readonly journal: AccountJournal
  readonly commands: CommandBus
}

/** Adds the routes for admins; returns what ends the listening. */
export function openAdmin(app: HttpApp, wiring: AdminWiring): () => void {
  const { config, log, bus, subjects, identity, rights, journal, db, commands } = wiring
  const board = openTelemetryBoard(bus, subjects)
  const slo = createSloMonitor(objectivesOf(config), config.sloBreachStreak, (alert) => {
    log.warn({ event: 'slo-alert', ...alert }, 'an objective is missed, or kept again')
    if (isFirstGateway(board, wiring.instance)) sendToWebhook(alert, config, log)
  })
  const live = openAdminLive(board, slo)
  addAdminRoutes(app, {
    identity,
    rights,
    journal,
    db,
    bus: commands,
    live,
    subjects,
    streams: bus.streams,
    sendControl: (order) => sendControl(bus, subjects, order),
    sendDeadLetterOrder: (order) => sendDeadLetterOrder(bus, subjects, order),
    sleep: (ms) => systemClock.sleep(ms),
    now: systemClock.now,
  })
  return () => {
    live.close()
    board.close()
  }
}

/** What players are promised, in milliseconds. */
function objectivesOf(config: Config): Objective[] {
  return [
    { name: 'tick', about: 'p99 of the duration of ticks', goalMs: config.sloP99TickMs },
    { name: 'applied', about: 'p95 from a command to its frames', goalMs: config.sloP95SendMs },
    {
      name: 'pipeline',
      about: 'p95 from a question to a model’s whole answer',
      goalMs: config.sloP95PipelineMs,
    },
    { name: 'llm', about: 'p95 of the model call alone', goalMs: config.sloP95LlmMs },
  ]
}

/** All gateways see the same alert; only the first one by name sends it. */
function isFirstGateway(board: TelemetryBoard, instance: string): boolean {
  const gateways = board.reports().filter(({ role }) => role === 'gateway')
  return (gateways[0]?.instance ?? instance) === instance
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
