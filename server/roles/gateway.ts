/** The gateway role: HTTP, WebSocket and telnet in front, the bus behind, no game rules in between. */
import { openMailer } from '../edge/accounts/mailer.ts'
import { watchHealth } from '../edge/http/health-watch.ts'
import { openWorldName } from '../edge/http/world-name.ts'
import { createAccountDesk } from '../edge/session/account-desk.ts'
import { openIntake } from '../edge/session/intake.ts'
import { createPlayers } from '../edge/session/players.ts'
import { createSignIn } from '../edge/session/sign-in.ts'
import { createSignInThrottle } from '../edge/session/sign-in-throttle.ts'
import { archiveFolderOf, useArchiveFolder } from '../log/parts/archive-folder.ts'
import { findMasterKey, useMasterKey } from '../persons/master-key.ts'
import { checkMasterKey } from '../persons/person-keys.ts'
import { systemClock } from '../platform/ambient.ts'
import type { Listening, RoleParts, RunningRole } from '../platform/roles.ts'
import { giveSigns } from '../platform/signs.ts'
import { startTelemetry } from '../platform/telemetry.ts'
import { type Gateway, openCore, shard } from './gateway/core.ts'
import { openFront } from './gateway/front.ts'
import { type Listeners, openListeners } from './gateway/listeners.ts'
import { stopSteps } from './gateway/stop-steps.ts'
import { stopInOrder } from './stop-in-order.ts'

const aliveMs = 1_000

/** Starts the role; resolves once it listens. */
export async function runGateway(parts: RoleParts): Promise<RunningRole> {
  const { config, log } = parts
  // Looking back in time reads the log, and words in it are sealed.
  const master = await findMasterKey(config)
  useMasterKey(master)
  useArchiveFolder(archiveFolderOf(config))
  const core = await openCore(parts)
  if (master) await checkMasterKey(core.db)
  const { hub, identity, journal, rights, boot, onTrouble } = core
  const intake = await openIntake(parts, { ...core, shard, onPublished: core.metrics.published })
  hub.onApplied = intake.backlog.applied
  const health = watchHealth({ ...core, intake, shard, clock: systemClock })
  const world = await openWorldName(core.db, shard, config.world)
  const throttle = createSignInThrottle(core.db, config.limitSignIns)
  const signIn = createSignIn({
    identity,
    settings: config,
    throttle,
    journal,
    bus: intake.commands,
    clock: systemClock,
  })
  const publicUrl = config.publicUrl?.replace(/\/$/, '') ?? ''
  const mailer = await openMailer(config)
  const desk = createAccountDesk({ ...core, signIn, mailer, publicUrl })
  const players = createPlayers({
    hub,
    bus: intake.commands,
    signIn,
    rights,
    commandLimit: core.commandLimit,
    world: world.current,
    shard,
    boot,
    onTrouble,
  })
  const gateway: Gateway = { ...core, intake, health, world, signIn, desk, players }
  const front = await openFront(parts, gateway)
  const listeners = await openListeners(parts, gateway, front.app)
  const stopSpeaking = startSpeaking(parts, gateway, listeners)
  const steps = stopSteps(gateway, { front, listeners, stopSpeaking })
  return {
    http: listening(front.app.server.address(), config.httpHost),
    ...(listeners.telnet.own && { telnet: listeners.telnet.own }),
    stop: () => stopInOrder(steps, log),
  }
}

/** Tells the tick and the admins that this gateway lives. The result ends that. */
function startSpeaking(
  { instance }: RoleParts,
  { bus, subjects, boot, hub, intake }: Gateway,
  { web, telnet }: Listeners,
): () => void {
  const sayAlive = () => bus.publish(subjects.system('gateway', instance), boot)
  const alive = setInterval(sayAlive, aliveMs)
  sayAlive()
  const stopTelemetry = startTelemetry(bus, subjects, { role: 'gateway', instance }, () => ({
    sockets: web.count(),
    telnet: telnet.connections(),
    atOldDoor: telnet.atOldDoor?.() || undefined,
    sessions: hub.sessionCount,
    waiting: intake.waiting(),
  }))
  const stopSigns = giveSigns(bus, subjects, { role: 'gateway', instance }, () => ({
    oldestMs: intake.backlog.oldestMs(),
  }))
  return () => {
    clearInterval(alive)
    stopTelemetry()
    stopSigns()
  }
}

function listening(address: unknown, host: string): Listening {
  const port = (address as { port?: number } | null)?.port ?? 0
  return { host, port }
}
