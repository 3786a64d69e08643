/**
 * Outputs of a tick, split by gateway. Each part is encoded once: the same text travels on the bus
 * and is stored for resume and repair.
 */
import type { OutputMessage } from '../../../schema/envelope.ts'
import type { GatewayId, SessionId } from '../../../schema/ids.ts'
import { Crowds } from './crowds.ts'
import type { Leadership } from './leadership.ts'
import type { Addressed, TickWork } from './tick-work.ts'

export interface EncodedOutputs {
  /** JSON of `{gateway: OutputMessage}`; empty when there are no outputs. */
  readonly stored: string
  readonly byGateway: ReadonlyMap<string, string>
}

/** `commandSeq`: the position of the command stream up to which commands are applied with this tick. */
export function encodeOutputs(
  lead: Leadership,
  work: TickWork,
  commandSeq: number,
): EncodedOutputs {
  if (work.outputs.length === 0) return { stored: '', byGateway: new Map() }
  const parts = new Map<GatewayId, Part>()
  for (const output of work.outputs) addOutput(parts, output)
  const byGateway = new Map<string, string>()
  const stored: string[] = []
  for (const [gateway, { texts, crowds }] of parts) {
    const named = crowds.lists.length > 0 ? `"crowds":${JSON.stringify(crowds.lists)},` : ''
    const head = headOf(lead, work, { gateway, commandSeq })
    const text = `${head},${named}"outputs":[${texts.join(',')}]}`
    byGateway.set(gateway, text)
    stored.push(`${JSON.stringify(gateway)}:${text}`)
  }
  return { stored: `{${stored.join(',')}}`, byGateway }
}

/** What a message has come to. */
interface Part {
  readonly crowds: Crowds
  readonly texts: string[]
}

function addOutput(parts: Map<GatewayId, Part>, output: Addressed): void {
  const { targets, ...rest } = output
  const body = JSON.stringify(rest)
  for (const [gateway, sessions] of byGateway(targets)) {
    const part = parts.get(gateway) ?? { crowds: new Crowds(), texts: [] }
    const to = JSON.stringify(part.crowds.address(sessions))
    part.texts.push(`{"to":${to},${body.slice(1)}`)
    parts.set(gateway, part)
  }
}

function byGateway(targets: Addressed['targets']): Map<GatewayId, SessionId[]> {
  const groups = new Map<GatewayId, SessionId[]>()
  for (const { session, gateway } of targets) {
    const sessions = groups.get(gateway)
    if (sessions) sessions.push(session)
    else groups.set(gateway, [session])
  }
  return groups
}

/** The beginning of an `OutputMessage` as JSON, without the comma after it. */
function headOf(
  lead: Leadership,
  work: TickWork,
  { gateway, commandSeq }: { readonly gateway: GatewayId; readonly commandSeq: number },
): string {
  const head: Omit<OutputMessage, 'outputs'> = {
    v: 1,
    shard: lead.shard,
    tick: work.moment.tick,
    ...timelineOf(lead),
    prev: lead.toldTick.get(gateway) ?? lead.startTick,
    atMs: work.moment.atMs,
    seq: commandSeq,
  }
  return JSON.stringify(head).slice(0, -1)
}

const timelineOf = ({ timeline }: Leadership) => (timeline === 0 ? {} : { timeline })

/** Well below the bus' limit for one message (1 MB); a publish beyond that throws. */
const messageBytesMax = 900_000

/**
 * The message about a committed tick: its outputs, or, when these are too large for one message, only
 * the number of the tick. The gateway then sees that it missed a tick and reads it from the store.
 */
export function fittingMessage(lead: Leadership, gateway: GatewayId, text: string): string {
  // A character is at most three bytes, so most texts need not be measured.
  const fits = text.length * 3 <= messageBytesMax || Buffer.byteLength(text) <= messageBytesMax
  return fits ? text : headMessage(lead, gateway)
}

/** A message without outputs. It names the gateway's last tick, in case the gateway missed that. */
export function headMessage(lead: Leadership, gateway: GatewayId): string {
  const last = lead.toldTick.get(gateway) ?? lead.startTick
  const head: OutputMessage = {
    v: 1,
    shard: lead.shard,
    tick: last,
    ...timelineOf(lead),
    prev: last,
    atMs: lead.atMs,
    seq: lead.commandSeq,
    outputs: [],
  }
  return JSON.stringify(head)
}
