/** Takes every command of this gateway and stores it in the stream: gathered, timed, traced if wanted. */
import type { Command } from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { RoleParts } from '../../platform/roles.ts'
import { openTracing } from '../../platform/tracing.ts'
import { type Backlog, createBacklog } from './backlog.ts'
import { createCommandPublisher } from './command-publisher.ts'
import { createCommandStore } from './command-store.ts'
import type { CommandBus } from './ports.ts'
import { traceCommands } from './traced-commands.ts'

export interface Intake {
  readonly commands: CommandBus
  /** Commands that wait for their publish. */
  readonly waiting: () => number
  /** Calls back with every command that the stream has stored. */
  onStored(listener: (command: Command) => void): void
  /** What is stored and not applied yet. */
  readonly backlog: Backlog
  /** Why the stream does not store what it is given; null while it does, as far as anybody has tried. */
  readonly refusal: () => string | null
  /** From now on nothing is taken. Call it before the connection to the bus ends. */
  close(): void
  /** Sends the last traces. */
  finish(): Promise<void>
}

interface IntakeParts {
  readonly bus: Bus
  readonly subjects: Subjects
  readonly shard: number
  /** Unique for each start of the process: the ids of messages begin with it. */
  readonly boot: string
  readonly onPublished: (durationMs: number) => void
}

/** A refusal says nothing of later: who is asked for less may have room again. */
const refusedForMs = 10_000

/** Opens the intake. Trouble with the stream is logged when it begins and when it ends. */
export async function openIntake(
  { config, log, instance }: RoleParts,
  { bus, subjects, shard, boot, onPublished }: IntakeParts,
): Promise<Intake> {
  const onTrouble = (why: string | null): void => {
    if (why === null) log.info({ event: 'stream-well' }, 'commands are stored again')
    else log.error({ event: 'stream-trouble', why }, 'commands cannot be stored; they are refused')
  }
  const origin = instance
  let refused = { why: '', atMs: Number.NEGATIVE_INFINITY }
  const onRefused = (why: string) => {
    refused = { why, atMs: systemClock.mono() }
  }
  const batches = createCommandStore({ bus, subjects, shard, origin, boot, onTrouble, onRefused })
  const backlog = createBacklog(systemClock.mono, {
    commands: () => publisher.waiting(),
    sinceMs: () => publisher.waitingSinceMs(),
  })
  const publisher = createCommandPublisher({
    bus: batches,
    clock: systemClock,
    origin: instance,
    gatherMs: config.gatherMs,
    onBatch: backlog.stored,
  })
  const listeners = new Set<(command: Command) => void>()
  const timedBus = timePublishes(publisher, onPublished, (command, durationMs) => {
    for (const listener of listeners) listener(command)
    if (command.t !== 'line' || !log.isLevelEnabled('debug')) return
    const request = requestId(command.session, command.n)
    log.debug({ event: 'command-stored', request, durationMs }, 'a command is in the stream')
  })
  const who = { role: 'gateway', instance, world: config.world }
  const tracing = await openTracing(config.otlpUrl, who)
  const commands = tracing
    ? traceCommands(timedBus, { tracing, bus, subjects, instance, now: systemClock.now })
    : timedBus
  return {
    commands: { ...commands, busy: backlog.busy },
    backlog,
    waiting: () => publisher.waiting(),
    onStored: (listener) => listeners.add(listener),
    refusal() {
      if (!batches.connected()) return 'the command stream does not answer'
      return systemClock.mono() - refused.atMs < refusedForMs ? refused.why : null
    },
    close: () => publisher.close(),
    async finish() {
      await tracing?.stop()
    },
  }
}

/** Measures each publish until its acknowledgement, and reports what was stored. */
function timePublishes(
  bus: CommandBus,
  report: (durationMs: number) => void,
  onStored: (command: Command, durationMs: number) => void,
): CommandBus {
  return {
    async publish(command) {
      const began = systemClock.mono()
      const result = await bus.publish(command)
      const durationMs = systemClock.mono() - began
      report(durationMs)
      if (result === 'stored') onStored(command, durationMs)
      return result
    },
  }
}
