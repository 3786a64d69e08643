/** The tick's view of the bus: streams for commands, events and jobs, plain messages for outputs. */
import { z } from 'zod'
import { isServerId } from '../../../schema/ids.ts'
import { originOfCommand, type Subjects } from '../../../schema/subjects.ts'
import { traceHeader, traceparentOf } from '../../../schema/trace-context.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { readJson } from '../../platform/bus/read-json.ts'
import type { TickBus } from './bus.ts'

/** A server that is restarted is back sooner. After a longer time another process should lead. */
const downMs = 1_000

/** Creates the tick's bus. `onTrouble` is told of what a feed gets over by itself. The caller closes the bus that is handed in. */
export function createTickBus(
  bus: Bus,
  subjects: Subjects,
  onTrouble: (error: Error) => void = () => undefined,
): TickBus {
  const link = watchLink(bus)
  return {
    connected: bus.isUp,
    identity: () => bus.streams.state(subjects.streams.commands),
    space: () => bus.streams.state(subjects.streams.commands),
    storedMs: (seq) => bus.streams.storedMs(subjects.streams.commands, seq),
    dropCommandsTo: (seq) => bus.streams.dropTo(subjects.streams.commands, seq),
    async open(shard, fromSeq, onMessage, onBroken) {
      const start = {
        stream: subjects.streams.commands,
        subjects: subjects.commandsOfShard(shard),
        fromSeq,
      }
      const feed = await bus.openFeed(start, {
        onMessage: ({ subject, ...message }) =>
          onMessage({ ...message, ...originOfCommand(subject) }),
        onBroken,
        onTrouble,
      })
      // The client would wait for the link for ever, and a leader without commands would keep its lease.
      const forget = link.whenDown(() => onBroken('the link to the bus is down'))
      return {
        progress: () => feed.progress(),
        close() {
          forget()
          return feed.close()
        },
      }
    },
    sendOutputs(gateway, text) {
      bus.publish(subjects.outputs(gateway), text)
    },
    publishEvents: (shard, type, id, text) => bus.store(subjects.events(shard, type), text, { id }),
    async lastToldTick(shard) {
      const last = await bus.streams.last(subjects.streams.events, subjects.eventsOfShard(shard))
      return last ? Math.max(0, ...readTicks(last.text).events.map(({ tick }) => tick)) : 0
    },
    publishJob({ id, lane, kind, key }, text) {
      // A quote inside a player's words is escaped, so only the field itself looks like this.
      const request = /"request":"([a-z0-9-]+)"/.exec(text)?.[1]
      const headers = {
        'Mud-Key': key.slice(0, 200),
        [traceHeader]: request && traceparentOf(request),
      }
      return bus.store(subjects.jobs(lane, kind, id), text, { id, headers })
    },
    onGatewayAlive(callback) {
      const subscription = bus.subscribe(subjects.system('gateway', '*'), {
        read: readBoot,
        heard: (boot, subject) => callback(subject.split('.').at(-1) ?? '', boot),
      })
      return () => subscription.unsubscribe()
    },
  }
}

/** What a takeover has to know of a message of events. */
const readTicks = readJson(z.object({ events: z.array(z.object({ tick: z.int() })) }))

function readBoot(text: string): string {
  if (!isServerId(text)) throw new Error('this names no start of a process')
  return text
}

/** Tells once the link has been down for `downMs`. */
function watchLink(bus: Pick<Bus, 'onLink'>) {
  const tell = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  bus.onLink((isUp) => {
    if (isUp) {
      clearTimeout(timer)
      timer = undefined
    } else if (timer === undefined) {
      timer = setTimeout(() => {
        for (const one of tell) one()
      }, downMs)
      timer.unref()
    }
  })
  return {
    whenDown(callback: () => void): () => void {
      tell.add(callback)
      return () => tell.delete(callback)
    },
  }
}
