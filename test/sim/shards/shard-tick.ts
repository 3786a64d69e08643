/** One tick over a message of commands: the product's rules, rows and commit around the protocol. */
import { idsFor } from '../../../handlers/dice.ts'
import type { CommandStatus } from '../../../schema/envelope.ts'
import type { StoredEvent } from '../../../schema/fold.ts'
import type { ApplyParts, Arrived } from '../../../server/core/tick/commands/command-run.ts'
import { commitWork } from '../../../server/core/tick/commit-work.ts'
import type { Leadership } from '../../../server/core/tick/leadership.ts'
import { loadAhead, loadMissing } from '../../../server/core/tick/loading.ts'
import { showViews } from '../../../server/core/tick/show-views.ts'
import type { TickParts } from '../../../server/core/tick/tick.ts'
import { beginWork, type TickWork } from '../../../server/core/tick/tick-work.ts'
import { handedOver } from './passage.ts'
import {
  type LogPosition,
  nameRoads,
  PassageNotLoaded,
  type ProtocolRules,
  stepsOf,
} from './protocol.ts'

export interface Message {
  readonly arrived: readonly Arrived[]
  readonly commandSeq: number
  readonly nowMs: number
}

/** Runs the tick. Throws `PoisonFlush`; nothing has changed then. */
export async function tickOver(
  lead: Leadership,
  message: Message,
  parts: TickParts,
  rules: ProtocolRules,
): Promise<'committed' | 'fenced' | 'nothing'> {
  const work = await decideAll(lead, message, parts, rules)
  const end = { commandSeq: message.commandSeq, beats: 0 }
  return (await commitWork(lead, work, end, parts)).outcome
}

async function decideAll(
  lead: Leadership,
  { arrived, nowMs }: Message,
  parts: TickParts,
  rules: ProtocolRules,
): Promise<TickWork> {
  const tick = lead.tick + 1
  const ids = idsFor(lead.shard, tick)
  const atMs = Math.max(lead.atMs, nowMs)
  const work = beginWork(
    lead.cache.world,
    {
      shard: lead.shard,
      worldName: 'main',
      moment: { tick, beat: lead.beat, atMs, heartbeatMs: parts.heartbeatMs },
      newId: ids.next,
    },
    lead.views,
  )
  const outcomes = new Map<string, CommandStatus>()
  const passages = new Map<string, StoredEvent | null>()
  const shardParts = {
    apply: applyPartsOf(lead, parts, outcomes),
    rules,
    passageAt(at: LogPosition) {
      const known = passages.get(keyOf(at))
      if (known === undefined) throw new PassageNotLoaded(at)
      return known
    },
  }
  await loadAhead(lead, arrived, parts)
  const steps = arrived.flatMap((one) => stepsOf(work, one, shardParts))
  steps.push(
    () => nameRoads(work),
    () => showViews(work, parts.onQuarantine),
  )
  for (const step of steps) {
    for (;;) {
      const { made } = ids
      try {
        step()
        break
      } catch (error) {
        ids.made = made
        if (error instanceof PassageNotLoaded) {
          passages.set(keyOf(error.at), await readPassage(parts, error.at))
        } else await loadMissing(error, lead, parts, outcomes)
      }
    }
  }
  return work
}

const keyOf = ({ shard, tick, ordinal }: LogPosition): string => `${shard}/${tick}/${ordinal}`

async function readPassage({ store }: TickParts, at: LogPosition): Promise<StoredEvent | null> {
  const events = await store.eventsAfter(at.shard, at.tick - 1, 1)
  const found = events.find(({ tick, ordinal }) => tick === at.tick && ordinal === at.ordinal)
  return found?.type === handedOver.type ? found : null
}

function applyPartsOf(
  lead: Leadership,
  parts: TickParts,
  outcomes: ReadonlyMap<string, CommandStatus>,
): ApplyParts {
  const present = () => [...lead.cache.world.charactersPresent()].map((one) => one.place)
  return {
    rules: parts.rules,
    activeRooms: () => [...new Set(present())].sort(),
    lastNumber: (session) => lead.lastNumbers.get(session),
    knownOutcome: (request) => outcomes.get(request),
    onQuarantine: parts.onQuarantine,
    waitMaxMs: Number.POSITIVE_INFINITY,
  }
}
