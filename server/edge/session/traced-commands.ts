/** Traces each command as its gateway sees it: from its line to `done`. */
import type { Output } from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import { readOutputs } from '../../../schema/output-message.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Tracing } from '../../platform/tracing.ts'
import type { CommandBus } from './ports.ts'

/** Commands under way that are remembered. A command that never gets its `done` must not fill memory. */
const underWayMax = 20_000

export interface TraceParts {
  readonly tracing: Tracing
  readonly bus: Bus
  readonly subjects: Subjects
  readonly instance: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The same bus with every line traced. It subscribes to the outputs by itself, so nothing waits for it. */
export function traceCommands(commands: CommandBus, parts: TraceParts): CommandBus {
  const { tracing, bus, subjects, instance, now } = parts
  const underWay = new Map<string, { atMs: number; verb: string }>()
  const applied = (output: Output): void => {
    if (output.f !== 'done') return
    const begun = underWay.get(output.request)
    if (!begun) return
    underWay.delete(output.request)
    const attributes = { 'mudstream.verb': begun.verb, 'mudstream.status': output.status }
    const span = { name: 'command', startMs: begun.atMs, endMs: now(), attributes }
    tracing.whole(output.request, span)
  }
  bus.subscribe(subjects.outputs(instance), {
    alone: true,
    read: readOutputs,
    heard({ outputs }) {
      for (const output of outputs) applied(output)
    },
  })
  return {
    async publish(command) {
      if (command.t !== 'line') return commands.publish(command)
      const request = requestId(command.session, command.n)
      // Only the verb, because what players say is private.
      const verb = command.line.split(/\s/, 1)[0]?.slice(0, 20) ?? ''
      if (underWay.size < underWayMax) underWay.set(request, { atMs: command.at, verb })
      const result = await commands.publish(command)
      if (result === 'stored') {
        tracing.part(request, { name: 'store', startMs: command.at, endMs: now() })
      } else underWay.delete(request)
      return result
    },
  }
}
