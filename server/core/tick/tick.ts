/**
 * One tick, top to bottom:
 *   collect  what has arrived (bounded), done by the caller
 *   decide   pure; a command that needs what is not in memory is decided again after one load
 *   flush    the one statement; an unknown outcome is settled before anything else happens
 *   promote  the overlay becomes the cache
 *   publish  outputs to gateways; events and jobs follow through the relay
 *
 * Invariant: nobody is told anything before the flush has committed, and memory never runs ahead of
 * the store: a flush that fails leaves everything as it was.
 */

import type { GameRules } from '../../../handlers/define-system.ts'
import { idsFor } from '../../../handlers/dice.ts'
import { reviewLink } from '../../../handlers/presence.ts'
import { systems } from '../../../handlers/systems.ts'
import type { CommandStatus } from '../../../schema/envelope.ts'
import type { GatewayId } from '../../../schema/ids.ts'
import type { PersonVault } from '../../persons/vault.ts'
import type { CommandRow } from '../store/tick-store.ts'
import { applyCommand, refuseCommand } from './commands/apply-command.ts'
import type { ApplyParts, Arrived } from './commands/command-run.ts'
import { type CommitParts, commitWork } from './commit-work.ts'
import type { Leadership } from './leadership.ts'
import { arrivalsOf, loadAhead, loadAround, loadMissing } from './loading.ts'
import { runSystem } from './run-system.ts'
import { showViews } from './show-views.ts'
import { beginDraft, beginWork, keepDraft, recordEvent, type TickWork } from './tick-work.ts'

export interface TickParts extends CommitParts {
  readonly vault?: PersonVault
  readonly rules: GameRules
  /** Name of the world; jobs carry it. */
  readonly world?: string
  readonly heartbeatMs: number
  /** A command that waited in the stream for longer is refused; never unless given. */
  readonly waitMaxMs?: number
  readonly onQuarantine: (request: string, error: unknown) => void
}

export interface TickInput {
  readonly arrived: readonly Arrived[]
  /** Stream position after these commands. */
  readonly commandSeq: number
  /** Heartbeats that are due; more than one after a stall. */
  readonly beats: number
  readonly nowMs: number
  /** Gateways that fell silent or came back, or whose connections are compared with their boot again. */
  readonly linkReviews: readonly LinkReview[]
  /** Record the commands as failed without asking any rule (the last step of the poison ladder). */
  readonly poison?: boolean
}

/** What the silence or the boot of a gateway says about its connections. */
export interface LinkReview {
  readonly gateway: GatewayId
  /** The prefix of the connections that are alive; absent when the gateway is silent. */
  readonly boot?: string
}

export interface TickReport {
  readonly outcome: 'committed' | 'fenced' | 'nothing'
  readonly tick: number
  readonly commands: number
  readonly events: number
  readonly rows: number
  readonly outputBytes: number
  /** What was recorded of each command. */
  readonly applied: readonly CommandRow[]
  /** The command that had waited longest. */
  readonly oldest?: Arrived
}

/** Runs one tick. Throws `PoisonFlush` when the database refuses the data; nothing has changed then. */
export async function runTick(
  lead: Leadership,
  input: TickInput,
  parts: TickParts,
): Promise<TickReport> {
  const { stage } = parts
  const work = await stage.async('decide', () => decideAll(lead, input, parts))
  // Asked before memory knows where they are now.
  const arrivals = arrivalsOf(lead, work)
  const { outcome, rows } = await commitWork(lead, work, input, parts)
  if (outcome !== 'committed') return { outcome, tick: lead.tick, ...emptyCounts }
  await stage.async('load', () => loadAround(lead, arrivals, parts))
  return {
    outcome: 'committed',
    tick: lead.tick,
    commands: work.commands.length,
    events: work.events.length,
    rows: rows.upserts.length + work.events.length + work.commands.length,
    outputBytes: rows.outputs.length,
    applied: work.commands,
    ...(input.arrived[0] ? { oldest: input.arrived[0] } : {}),
  }
}

const emptyCounts = { commands: 0, events: 0, rows: 0, outputBytes: 0, applied: [] }

/** Decides everything of the tick, loading what is missing on the way. */
async function decideAll(lead: Leadership, input: TickInput, parts: TickParts): Promise<TickWork> {
  const ids = idsFor(lead.shard, lead.tick + 1)
  const at = {
    shard: lead.shard,
    worldName: parts.world ?? 'main',
    moment: {
      tick: lead.tick + 1,
      beat: lead.beat + input.beats,
      // The recorded wall time never runs backwards, whatever the machine's clock does.
      atMs: Math.max(lead.atMs, input.nowMs),
      heartbeatMs: parts.heartbeatMs,
    },
    newId(prefix: string) {
      const id = ids.next(prefix)
      // Nobody has had this id before, so the store need not be asked for it.
      lead.cache.world.absent.add(id)
      return id
    },
    ...(parts.vault ? { vault: parts.vault } : {}),
  }
  const work = beginWork(lead.cache.world, at, lead.views)
  const outcomes = new Map<string, CommandStatus>()
  let rooms: readonly string[] | undefined
  const apply: ApplyParts = {
    rules: parts.rules,
    // Sorted, because dice fall in this order and must not depend on when a leader started.
    activeRooms() {
      rooms ??= [
        ...new Set([...lead.cache.world.charactersPresent()].map((one) => one.place)),
      ].sort()
      return rooms
    },
    lastNumber: (session) => lead.lastNumbers.get(session),
    knownOutcome: (request) => outcomes.get(request),
    onQuarantine: parts.onQuarantine,
    waitMaxMs: parts.waitMaxMs ?? Number.POSITIVE_INFINITY,
  }
  await parts.stage.async('load', () => loadAhead(lead, input.arrived, parts))
  const steps = stepsOf(lead, work, input, apply)
  for (const step of steps) {
    for (;;) {
      const made = ids.made
      try {
        step()
        break
      } catch (error) {
        ids.made = made
        await parts.stage.async('load', () => loadMissing(error, lead, parts, outcomes))
      }
    }
  }
  return work
}

/** The steps of the tick in their order: reviews of gateways, commands, the systems of each beat, views. */
function stepsOf(
  lead: Leadership,
  work: TickWork,
  input: TickInput,
  apply: ApplyParts,
): (() => void)[] {
  const steps: (() => void)[] = input.linkReviews.map((review) => () => reviewLinks(work, review))
  for (const arrived of input.arrived) {
    steps.push(() =>
      input.poison ? refuseCommand(work, arrived, apply) : applyCommand(work, arrived, apply),
    )
  }
  for (let beat = lead.beat + 1; beat <= lead.beat + input.beats; beat += 1) {
    for (const system of systems) {
      if (beat % system.everyBeats !== 0) continue
      steps.push(() => runSystem(work, system, beat, apply))
    }
  }
  steps.push(() => showViews(work, apply.onQuarantine))
  return steps
}

function reviewLinks(work: TickWork, { gateway, boot }: LinkReview): void {
  for (const character of work.overlay.charactersPresent()) {
    const session = character.session ? work.overlay.get(character.session) : undefined
    if (session?.kind !== 'session' || session.gateway !== gateway) continue
    const events = reviewLink(session, boot, work.moment.beat)
    if (events.length === 0) continue
    const draft = beginDraft(work, { actor: character.id })
    for (const event of events) recordEvent(draft, event)
    keepDraft(draft)
  }
}
