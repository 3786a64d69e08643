/**
 * Acts that follow from events and heartbeats. A chain of causes ends after `depthMax` steps, so two
 * mobiles that answer each other cannot hang a tick.
 */
import { type ActorInput, decideLine, decideOrderOf } from '../../../handlers/decide.ts'
import { type ActContext, type Decision, refusalView } from '../../../handlers/decision.ts'
import type { Act, GameRules, Reaction, SystemContext } from '../../../handlers/define-system.ts'
import { diceFor } from '../../../handlers/dice.ts'
import { registry } from '../../../handlers/registry.ts'
import { reactions } from '../../../handlers/systems.ts'
import type { View } from '../../../schema/define-answer.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import type { BuildOrder } from '../../../schema/world-file/build-orders.ts'
import { showView } from './show.ts'
import { type Draft, recordEvent, recordJob, targetsOf } from './tick-work.ts'

const depthMax = 8

export interface ReactionParts {
  readonly rules: GameRules
  readonly activeRooms: () => readonly string[]
}

const byType = new Map<string, Reaction[]>()
for (const reaction of reactions) {
  for (const type of reaction.on) byType.set(type, [...(byType.get(type) ?? []), reaction])
}

/** Runs the reactions to the events that the draft has recorded, and to the events of reactions. */
export function settleReactions(draft: Draft, parts: ReactionParts): void {
  let from = 0
  for (let depth = 0; depth < depthMax && from < draft.applied.length; depth += 1) {
    const fresh = draft.applied.slice(from)
    from = draft.applied.length
    for (const event of fresh) react(draft, event, parts, depth)
  }
}

function react(draft: Draft, event: NewEvent, parts: ReactionParts, depth: number): void {
  for (const reaction of byType.get(event.type) ?? []) {
    const context = systemContext(draft, `${reaction.name}/${draft.applied.length}`, parts, depth)
    for (const act of reaction.react(context, event)) performAct(draft, act)
  }
}

/** The input of systems and reactions. Dice fall by `key`, which is unique in the draft. */
export function systemContext(
  draft: Draft,
  key: string,
  parts: ReactionParts,
  depth = 0,
): SystemContext {
  return {
    ...actContext(draft, key),
    depth,
    // A getter, because most reactions look at one room only, and there may be thousands.
    get activeRooms() {
      return parts.activeRooms()
    },
    rules: parts.rules,
  }
}

function actContext(draft: Draft, key: string): ActContext {
  const { work, world, cause, scripts } = draft
  const { shard, moment, newId } = work
  const dice = diceFor(shard, moment.tick, `${cause}/${key}`)
  return { world, now: moment, dice, newId, request: cause, scripts }
}

/** Performs one act; a mobile's line goes through the same rules as a player's. */
export function performAct(draft: Draft, act: Act): void {
  if (act.kind === 'events') {
    for (const event of act.events) recordEvent(draft, event)
    return
  }
  if (act.kind === 'job') return recordJob(draft, act.job)
  if (act.kind === 'later') {
    const context = actContext(draft, `later/${draft.applied.length}`)
    for (const one of act.acts(context)) performAct(draft, one)
    return
  }
  if (act.kind === 'view') return showView(draft, act.view, targetsOf(draft, act.to))
  const inner: Draft = { ...draft, actor: act.actor }
  const decision = decideInDraft(inner, act.line, `${draft.cause}/${act.actor}/${act.line}`)
  if (decision.kind === 'accept') {
    for (const event of decision.events) recordEvent(inner, event)
    for (const job of decision.jobs ?? []) recordJob(inner, job)
  }
  if (decision.kind !== 'answer') for (const one of decision.acts ?? []) performAct(inner, one)
  // A player who follows somebody sees the result; mobiles have no session and are shown nothing.
  for (const view of ownViews(inner, decision)) showView(inner, view)
  draft.nextK = inner.nextK
}

/** Asks the rules about a line of the draft's actor. Dice fall by `key`, which is unique in the tick. */
export function decideInDraft(draft: Draft, line: string, key: string): Decision {
  return decideLine({ ...inputOf(draft, key), line }, registry)
}

/** Asks the rules about a build order of the draft's actor. */
export function decideOrderInDraft(draft: Draft, order: BuildOrder, key: string): Decision {
  return decideOrderOf(inputOf(draft, key), order)
}

function inputOf({ work, world, actor, cause, scripts }: Draft, key: string): ActorInput {
  return {
    world,
    actor,
    now: work.moment,
    dice: diceFor(work.shard, work.moment.tick, key),
    newId: work.newId,
    request: cause,
    scripts,
  }
}

/** The private views for the actor of an act: answers and refusals, as after a typed line. */
function ownViews(draft: Draft, decision: Decision): readonly View[] {
  if (decision.kind === 'answer') return decision.views
  if (decision.kind === 'accept') return decision.answer?.(draft.world) ?? []
  return [refusalView(decision)]
}
