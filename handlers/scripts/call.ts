/**
 * The edge around every call of a script. Whatever goes wrong in a script ends here: it becomes an
 * event and words to builders, and never costs anybody's line.
 */
import { canonical } from '../../schema/canonical.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { npcMet, npcMinded } from '../../schema/events/npc.ts'
import { restUntil, scriptsRested } from '../../schema/events/script-health.ts'
import {
  memoOf,
  type ScriptWait,
  scriptNoted,
  scriptRemembered,
  scriptStateOf,
  scriptWaits,
  waitsOf,
} from '../../schema/events/scripts.ts'
import type { Root } from '../../schema/scripts/vocabulary.ts'
import { beingIn, type WorldReader } from '../../schema/world.ts'
import type { Act, ActContext } from '../decision.ts'
import { eventActs } from '../define-system.ts'
import { lastMet } from '../rules/acquaintance.ts'
import { failureOf, isOff } from './health.ts'
import {
  beatsPerSecond,
  callLimits,
  restBeats,
  stateDepthMax,
  stateMax,
  waitMax,
  waitSecondsMax,
  waitsMax,
  zoneLimits,
} from './limits.ts'
import type { Call } from './listeners.ts'
import { type Broken, type Outcome, type Position, run } from './machine.ts'
import { actOf, watched } from './perform.ts'
import { hostOf, type Sees } from './sight.ts'
import { allowance, newSpending, spend } from './spending.ts'
import { depthOf, fromStored, isHandle, type Stored, toStored, type Value } from './values.ts'

export interface Called {
  /** `asleep`: it was not called, because it is off, has no turn, or waits already. */
  readonly ended: Outcome['ended'] | 'asleep' | 'resting'
  readonly words: string
  readonly acts: readonly Act[]
}

const asleep: Called = { ended: 'asleep', words: '', acts: [] }

export interface Asked extends Call {
  readonly sees: Sees
  /** Where it goes on, after a wait. */
  readonly position?: Position
}

/** Calls a script, unless it is off or its zone rests. Throws nothing but `NotLoaded`. */
export function callScript(context: ActContext, asked: Asked): Called {
  const { world, now } = context
  const { script, position } = asked
  if (isOff(world, script)) return asleep
  if (restUntil(world, script.zone) > now.beat) return resting([])
  const spending = context.scripts ?? newSpending()
  const limits = allowance(spending, script.zone)
  if (!limits) return resting(rest(context, script.zone, zoneLimits.steps))
  const gate = position ? [] : gateOf(context, asked)
  if (!gate) return asleep
  const before = stateOf(world, asked.holder.id)
  const outcome = run({
    program: script.program(),
    host: hostOf(context, script.zone, asked.sees),
    state: before,
    ...(position ? { position } : {}),
    limits,
  })
  const used = spend(spending, script.zone, { steps: outcome.steps, acts: outcome.acts.length })
  const isOver = used.steps >= zoneLimits.steps || used.acts >= zoneLimits.acts
  // A call that was cut short by what others of its zone have used is no fault of its own.
  if (outcome.broken?.kind === 'overrun' && limits.steps < callLimits.steps) {
    return resting(rest(context, script.zone, used.steps))
  }
  const after = isOver ? rest(context, script.zone, used.steps) : []
  const called = calledFrom(context, asked, { before, outcome })
  return { ...called, acts: [...eventActs(...gate), ...called.acts, ...after] }
}

function resting(acts: readonly Act[]): Called {
  return { ended: 'resting', words: '', acts }
}

/** What a run comes to; of one that passed on nothing is kept. */
function calledFrom(context: ActContext, asked: Asked, ran: Ran): Called {
  const { outcome } = ran
  if (outcome.ended === 'passed') return { ended: 'passed', words: '', acts: [] }
  const done = actsOf(context, asked, ran)
  const { ended, words } = 'broken' in done ? { ended: 'broken' as const, words: '' } : outcome
  const acts = 'broken' in done ? brokenActs(context, asked, done.broken) : done.acts
  const note = `${ended} after ${outcome.steps} steps, ${outcome.acts.length} acts`
  return { ended, words, acts: [...acts, ...watched(context, asked.script, note)] }
}

function brokenActs(
  context: ActContext,
  { script, holder }: Asked,
  broken: Broken,
): readonly Act[] {
  return eventActs(...failureOf(context, script, holder.id, broken))
}

/** The zone rests; its builders are told once, because nothing of it runs until it is over. */
function rest({ now }: ActContext, zone: string, steps: number): readonly Act[] {
  return eventActs(scriptsRested({ zone, until: now.beat + restBeats, steps }))
}

export function stateOf(world: WorldReader, holder: string): ReadonlyMap<string, Value> {
  return new Map(
    scriptStateOf(world, holder).map(({ name, value }) => [name, fromStored(value as Stored)]),
  )
}

interface Ran {
  readonly before: ReadonlyMap<string, Value>
  readonly outcome: Outcome
}

type Done = { readonly acts: readonly Act[] } | { readonly broken: Broken }

/** What a run wants done: its acts in order, then what it keeps, then its wait. */
function actsOf(context: ActContext, asked: Asked, { before, outcome }: Ran): Done {
  const { script, holder, sees } = asked
  if (outcome.broken) return { broken: outcome.broken }
  const kept = noted(asked, before, outcome.state)
  const waiting = outcome.ended === 'waits' ? waitOf(context, asked, outcome) : []
  const place = script.program().places[outcome.position.at - 1] ?? { line: 1, column: 1 }
  for (const why of [kept, waiting]) {
    if (typeof why === 'string') return { broken: { ...place, why, kind: 'overrun' } }
  }
  const acts = outcome.acts.map((act) => actOf({ script, holder, sees }, act))
  return { acts: [...acts, ...eventActs(...(kept as NewEvent[]), ...(waiting as NewEvent[]))] }
}

/** The event of what the holder keeps now, or why that is too much. */
function noted(
  { script, holder }: Asked,
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): NewEvent[] | string {
  const set: { name: string; value: Stored }[] = []
  const unset: string[] = []
  for (const [name, value] of after) {
    if (before.get(name) === value) continue
    if (value === null) unset.push(name)
    else set.push({ name, value: toStored(value) })
  }
  if (set.length === 0 && unset.length === 0) return []
  if ([...after.values()].some((value) => depthOf(value) > stateDepthMax))
    return 'state is too deep'
  const size = canonical([...after].map(([name, value]) => [name, toStored(value)])).length
  if (size > stateMax) return `state is too large (${size} characters, at most ${stateMax})`
  return [scriptNoted({ script: script.id, holder: holder.id, set, unset })]
}

/** The event of a script that waits, or why it may not. */
function waitOf(
  { world, now, newId }: ActContext,
  { script, holder, sees }: Asked,
  { position, seconds }: Outcome,
): NewEvent[] | string {
  if (seconds > waitSecondsMax) return `nothing waits for more than ${waitSecondsMax} seconds`
  if (waitsOf(world, script.zone).length >= waitsMax) return `more than ${waitsMax} scripts wait`
  const seen = sees.get('room') ?? null
  const room: string = isHandle(seen) ? seen.id : ''
  const wait: ScriptWait = {
    wait: newId('w'),
    script: script.id,
    digest: script.digest,
    holder: holder.id,
    room,
    // At least a beat, so that nothing goes round and round within one tick.
    due: now.beat + Math.max(1, seconds * beatsPerSecond),
    at: position.at,
    slots: position.slots.map((value) => toStored(value ?? null)),
    sees: [...sees].map(([name, value]) => ({ name, value: toStored(value) })),
  }
  const size = canonical(wait).length
  if (size > waitMax) return `too much to keep while it waits (${size} characters)`
  return [scriptWaits({ zone: script.zone, ...wait })]
}

/** What is noted of a call that takes place; null where it has no turn now. */
function gateOf(context: ActContext, asked: Asked): NewEvent[] | null {
  const { world, now, dice } = context
  const { once, cooldownBeats, chance } = asked.script.header
  const marks = asked.script.reaction === undefined ? scriptMarks : reactionMarks
  const by = once ? playerOf(world, asked) : undefined
  const last = cooldownBeats > 0 ? marks.last(world, asked) : undefined
  if (last !== undefined && now.beat - last < cooldownBeats) return null
  if (by && marks.met(world, asked, by, now.beat)) return null
  if (isWaiting(world, asked) || !dice.chance(chance)) return null
  return [
    ...(by ? [marks.meet(asked, by, now.beat)] : []),
    ...(cooldownBeats > 0 ? marks.note(asked, now.beat) : []),
  ]
}

function playerOf(world: WorldReader, { sees }: Asked): string | undefined {
  const actor = sees.get('actor' satisfies Root) ?? null
  const by = isHandle(actor) ? beingIn(world, actor.id) : undefined
  return by?.kind === 'character' ? by.id : undefined
}

/** Whoever does something is always answered; a second wait of what merely follows would double it. */
function isWaiting(world: WorldReader, { script, holder }: Asked): boolean {
  const { many, before } = script.header
  if (many || before || script.on === 'verb' || script.reaction !== undefined) return false
  return waitsOf(world, script.zone).some(
    (one) => one.script === script.id && one.holder === holder.id,
  )
}

/** How it is kept when a script ran last, and that somebody has had it once. */
interface Marks {
  last(world: WorldReader, asked: Asked): number | undefined
  met(world: WorldReader, asked: Asked, by: string, beat: number): boolean
  meet(asked: Asked, by: string, beat: number): NewEvent
  note(asked: Asked, beat: number): NewEvent[]
}

const onceKey = ({ script }: Asked) => `~once ${script.id}`
const lastKey = ({ script }: Asked) => `~last ${script.id}`

const scriptMarks: Marks = {
  last(world, asked) {
    const last = stateOf(world, asked.holder.id).get(lastKey(asked))
    return typeof last === 'number' ? last : undefined
  },
  met: (world, asked, by, beat) =>
    memoOf(world, by, { zone: asked.script.zone, key: onceKey(asked), beat }) !== undefined,
  meet: (asked, character) =>
    scriptRemembered({
      script: asked.script.id,
      character,
      zone: asked.script.zone,
      key: onceKey(asked),
      value: true,
    }),
  note: (asked, beat) => [
    scriptNoted({
      script: asked.script.id,
      holder: asked.holder.id,
      set: [{ name: lastKey(asked), value: beat }],
      unset: [],
    }),
  ],
}

/** Simple reactions keep this where they always did. */
const reactionMarks: Marks = {
  last(_world, { holder, script }) {
    const last = holder.mobile?.mind?.[`r${script.reaction}`]
    return last === undefined ? undefined : Number(last)
  },
  met: (world, { script }, by) => lastMet(world, by, script.id) !== undefined,
  meet: ({ script }, character, beat) => npcMet({ character, memo: script.id, beat }),
  note: ({ holder, script }, beat) => [
    npcMinded({ mobile: holder.id, mind: { [`r${script.reaction}`]: beat } }),
  ],
}
